"""Numbers made by rule, read back: the same value whatever the spelling, the ending, the script or the separator.

Each example is a batch of texts, since a call costs the same for one text and for forty. In the suite the examples
are always the same ones; `make fuzz` draws new ones for some minutes (ESEP_FUZZ=1).
"""

from __future__ import annotations

import os
import random
import re

import kazakh_words as kk
import number_cases
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from num2words import num2words

FUZZ = bool(os.environ.get("ESEP_FUZZ"))
settings.register_profile(
    "numbers",
    max_examples=40 if FUZZ else 4,
    phases=[
        Phase.explicit,
        Phase.generate,
        *([Phase.shrink] if FUZZ else []),
    ],  # batches take minutes to shrink
    derandomize=not FUZZ,  # a gate that fails by chance isn't one
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
EXAMPLES = settings.get_profile("numbers")
BATCH = 40
FACT = ("kind", "value", "value_max", "value_from", "currency", "unit", "comparator")
SPACES = {"space": " ", "nbsp": "\u00a0", "thin": "\u2009", "narrow": "\u202f"}
CURRENCIES = {"теңге": "KZT", "доллар": "USD", "еуро": "EUR", "рубль": "RUB"}


def amounts(top: int = 10**15, low: int = 1) -> st.SearchStrategy[int]:
    """Of every size alike, half of them with zeros at the end, as amounts are."""

    def of_size(digits: int) -> st.SearchStrategy[int]:
        ends = st.integers(10 ** (digits - 1), 10**digits - 1)
        round_ = st.integers(1, 999).map(lambda n: n * 10 ** max(0, digits - 3))
        return st.one_of(ends, round_)

    return st.integers(1, len(str(top)) - 1).flatmap(of_size).map(lambda n: max(low, min(n, top - 10)))


def batch(of: st.SearchStrategy) -> st.SearchStrategy[list]:
    return st.lists(of, min_size=BATCH, max_size=BATCH)


def facts(rows: list[dict]) -> list[tuple]:
    return [tuple(r[k] for k in FACT) for r in rows]


def grouped(n: int, space: str) -> str:
    return f"{n:,}".replace(",", space)


def wrong(texts: list[tuple[str, str]], wanted: list[dict]) -> list[str]:
    """The texts in which exactly one mention with what is wanted isn't found."""
    found = number_cases.mentions_of(texts)
    return [
        f"{text} → {[{k: r[k] for k in (*want, 'quote')} for r in rows]} for {want}"
        for (text, _), rows, want in zip(texts, found, wanted, strict=True)
        if len(rows) != 1 or any(rows[0][k] != v for k, v in want.items())
    ]


def unlike(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[str]:
    """The twins that aren't read alike."""
    found = number_cases.mentions_of([*one, *other])
    return [
        f"{a[0]} {facts(x)} ≠ {b[0]} {facts(y)}"
        for a, b, x, y in zip(one, other, found[: len(one)], found[len(one) :], strict=True)
        if facts(x) != facts(y) or not x
    ]


def money(value: float, currency: str = "KZT", comparator: str = "eq", **more: object) -> dict:
    return {"kind": "money", "value": float(value), "currency": currency, "comparator": comparator, **more}


# --- words → value ---

inflections = st.tuples(st.sampled_from(sorted(CURRENCIES)), st.sampled_from(kk.CASES), st.booleans())


@EXAMPLES
@given(batch(st.tuples(amounts(), inflections)))
def test_kazakh_words(drawn):
    texts, wanted = [], []
    for n, (currency, case, possessive) in drawn:
        noun = kk.inflected(currency, case, possessive=possessive)
        texts.append((f"Жобаға {kk.words_kk(n)} {noun} бөлінді.", "kk-Cyrl"))
        wanted.append(money(n, CURRENCIES[currency], case=("p" if possessive else "") + case))
    assert wrong(texts, wanted) == []


BOUNDS = {  # the last word of the numeral in the case that the comparator demands, then the comparator
    "gt": ("abl", "астам"),
    "approx": ("dat", "жуық"),
    "le": ("dat", "дейін"),
    "lt": ("abl", "кем"),
}


def test_the_largest_amounts():
    texts = [
        (f"Жобаға {n} теңге бөлінді.", "kk-Cyrl") for n in (999_999_999_999_990, 10**15 - 20, 10**14 - 1)
    ]
    assert wrong(texts, [money(n) for n in (999_999_999_999_990, 10**15 - 20, 10**14 - 1)]) == []


def test_the_very_largest_amount():
    assert wrong([(f"Жобаға {10**15 - 1} теңге бөлінді.", "kk-Cyrl")], [money(10**15 - 1)]) == []


# 'он бірден', 'үш жүз тоқсанға': as last words of a numeral, with an ending
LOST_ENDINGS = ("бір", "тоқсан")


@pytest.mark.parametrize("n", [9711, 21, 4390, 190])
@pytest.mark.parametrize("comparator", ["approx", "le"])
def test_last_words_with_an_ending(n, comparator):
    drawn = [(n, comparator, False)]
    assert wrong(*bounded(drawn)) == []


@EXAMPLES
@given(batch(st.tuples(amounts(low=2), st.sampled_from(sorted(BOUNDS)), st.booleans())))
def test_kazakh_words_with_a_bound(drawn):
    """'екі миллионнан астам теңге' and 'екі миллион теңгеден астам' alike."""
    drawn = [(n, c, b or kk.words_kk(n).endswith(LOST_ENDINGS)) for n, c, b in drawn]
    assert wrong(*bounded(drawn)) == []


def bounded(drawn: list[tuple[int, str, bool]]) -> tuple[list, list]:
    texts, wanted = [], []
    for n, comparator, behind in drawn:
        case, word = BOUNDS[comparator]
        *head, last = kk.words_kk(n).split()
        if behind:
            phrase = " ".join([*head, last, kk.inflected("теңге", case), word])
        else:
            phrase = " ".join([*head, kk.inflected(last, case), word, "теңге"])
        texts.append((f"Осы жобаға {phrase} қажет.", "kk-Cyrl"))
        wanted.append(money(n, comparator=comparator))
    return texts, wanted


RUSSIAN = {
    "n": "Сумма: {} тенге.",
    "g": "Выделено более {} тенге.",
    "d": "Это равно {} тенге.",
    "a": "Потратили {} тенге.",
}


@EXAMPLES
@given(batch(st.tuples(amounts(10**12), st.sampled_from(sorted(RUSSIAN)))))
def test_russian_words(drawn):
    texts = [(RUSSIAN[c].format(num2words(n, lang="ru", case=c)), "ru") for n, c in drawn]
    assert wrong(texts, [money(n, comparator="gt" if c == "g" else "eq") for n, c in drawn]) == []


@EXAMPLES
@given(batch(st.tuples(amounts(10**12), st.sampled_from("ip"))))
def test_russian_words_in_the_other_cases(drawn):
    texts = [(f"Речь о {num2words(n, lang='ru', case=c)} тенге.", "ru") for n, c in drawn]
    assert wrong(texts, [money(n) for n, _ in drawn]) == []


@EXAMPLES
@given(batch(amounts(10**12)))
def test_english_words(drawn):
    plain = [
        re.sub(r"\b(thousand|million|billion) and ", r"\1 ", num2words(n).replace(",", "")) for n in drawn
    ]
    texts = [(f"They spent {words} tenge on it.", "en") for words in plain]
    assert wrong(texts, [money(n) for n in drawn]) == []


@EXAMPLES
@given(batch(amounts(10**12)))
def test_english_words_with_commas(drawn):
    assert (
        wrong([(f"They spent {num2words(n)} tenge on it.", "en") for n in drawn], [money(n) for n in drawn])
        == []
    )


# --- twins ---

FRAMES = [
    "Осы жобаға {} теңге бөлінді.", "Осы жобаға {} теңгеден астам қаржы керек.", "Шамамен {} АҚШ долларына тең.",
    "Былтыр {} тонна астық жиналды.", "Аудандағы {} гектар жер берілді.", "Жиынға {} адам қатысты.",
    "Кемінде {} мектеп жөнделеді.", "Ұзындығы {} шақырым жол.", "Осыған дейін {} теңгеге жуық жұмсалды.",
]  # fmt: skip


@EXAMPLES
@given(batch(st.tuples(amounts(10**9, low=2), st.sampled_from(FRAMES), st.sampled_from(sorted(SPACES)))))
def test_digits_and_words_are_twins(drawn):
    digits = [(f.format(grouped(n, SPACES[s])), "kk-Cyrl") for n, f, s in drawn]
    assert unlike([(f.format(kk.words_kk(n)), "kk-Cyrl") for n, f, _ in drawn], digits) == []


SCALES = {"мың": 10**3, "миллион": 10**6, "миллиард": 10**9, "млн": 10**6, "млрд": 10**9, "трлн": 10**12}


@EXAMPLES
@given(
    batch(st.tuples(st.integers(1, 9999), st.integers(0, 2), st.sampled_from(sorted(SCALES)), st.booleans()))
)
def test_scaled_digits(drawn):
    """'12,5 млрд' with a comma or a point, glued or not, is exactly 12 500 000 000."""
    texts, wanted = [], []
    for n, decimals, scale, glued in drawn:
        text = f"{n / 10**decimals:.{decimals}f}".replace(".", ",")
        texts.append((f"Жобаға {text}{'' if glued else ' '}{scale} теңге бөлінді.", "kk-Cyrl"))
        wanted.append(money(n * SCALES[scale] // 10**decimals))
    assert wrong(texts, wanted) == []


@EXAMPLES
@given(
    batch(amounts(low=1000).filter(lambda n: not (str(n).startswith(("7", "8")) and len(str(n)) % 3 == 1)))
)
def test_separators(drawn):
    plain = [(f"Жобаға {n} теңге бөлінді.", "kk-Cyrl") for n in drawn]
    assert wrong(plain, [money(n) for n in drawn]) == []
    for space in SPACES.values():
        texts = [(f"Жобаға {grouped(n, space)} теңге бөлінді.", "kk-Cyrl") for n in drawn]
        assert wrong(texts, [money(n) for n in drawn]) == []


def test_eight_thousand_million():
    texts = [
        (f"Жобаға {d} {n} 000 000 теңге бөлінді.", "kk-Cyrl") for d in (7, 8) for n in range(100, 1000, 50)
    ]
    wanted = [money((d * 1000 + n) * 10**6) for d in (7, 8) for n in range(100, 1000, 50)]
    assert wrong(texts, wanted) == []


@EXAMPLES
@given(batch(st.tuples(amounts(), st.sampled_from(kk.CASES), st.sampled_from(sorted(kk.ALPHABETS)))))
def test_kazakh_words_in_latin_letters(drawn):
    texts = [
        (kk.latin(f"Жобаға {kk.words_kk(n)} {kk.inflected('теңге', c)} бөлінді.", a), "kk-Latn")
        for n, c, a in drawn
    ]
    assert wrong(texts, [money(n, case=c) for n, c, _ in drawn]) == []


# Cases of which a Latin twin isn't read as the Cyrillic text is, and why.
LATIN_KNOWN = {
    "kk-words-32": "'ұшты' without its letters is 'үшті', three in the accusative, after 'жел', a month's abbreviation",
    "kk-lookalike-3": "млpд of mixed scripts has no Latin twin",
    "kk-usd-eur-18": "австралия: ıı before a",
    "kk-vague-1": "-таған after миллиард without its letters",
}  # fmt: skip


@pytest.mark.parametrize("alphabet", sorted(kk.ALPHABETS))
def test_latin_twins(alphabet):
    cases = [c for f, c in number_cases.load() if f == "amounts_kk"]
    assert len(cases) > 150
    found = number_cases.mentions_of(
        [(c["text"], "kk-Cyrl") for c in cases] + [(kk.latin(c["text"], alphabet), "kk-Latn") for c in cases]
    )
    differ = {
        c["id"]: (kk.latin(c["text"], alphabet), facts(y), facts(x))
        for c, x, y in zip(cases, found[: len(cases)], found[len(cases) :], strict=True)
        if facts(x) != facts(y)
    }
    assert {i: d for i, d in differ.items() if i not in LATIN_KNOWN} == {}
    quotes = [
        (kk.latin(x["quote"], alphabet), y["quote"])
        for c, xs, ys in zip(cases, found[: len(cases)], found[len(cases) :], strict=True)
        if c["id"] not in differ
        for x, y in zip(xs, ys, strict=True)
    ]
    assert [q for q in quotes if q[0] != q[1]] == []


def test_latin_known_twins_still_differ():
    """A twin that is read alike in all alphabets must be taken off the list."""
    cases = [c for f, c in number_cases.load() if f == "amounts_kk" and c["id"] in LATIN_KNOWN]
    assert len(cases) == len(LATIN_KNOWN)
    differ = set()
    for alphabet in kk.ALPHABETS:
        found = number_cases.mentions_of(
            [(c["text"], "kk-Cyrl") for c in cases]
            + [(kk.latin(c["text"], alphabet), "kk-Latn") for c in cases]
        )
        differ |= {c["id"] for i, c in enumerate(cases) if facts(found[i]) != facts(found[len(cases) + i])}
    assert sorted(LATIN_KNOWN.keys() - differ) == []


# --- anything at all ---

BULLETS = tuple("•-–—*·▪●‣◦")

# NUL and other control characters never come here: tasks.sources takes them out of the text.
SCRAPS = [
    "5", "12", "1 200", "3,5", "1.2", "2025", "0", "007", "1'000", "½", "²", "٣", "Ⅳ", "XIV", "№", "№ 5",
    "%", "млн", "млрд.", "мың", "жүз", "он", "бір", "жарым", "жарты", "бүтін", "теңге", "теңгеден", "тг",
    "$", "€", "USD", "KZT", "АҚШ доллары", "дейін", "астам", "жуық", "шамамен", "кемінде", "аралығында",
    "және", "мен", "–", "-", "—", "/", ",", ";", ":", ".", "…", "!", "?", "(", ")", "«", "»", "\"", "•",
    "\n", "\t", "\u00a0", "\u2009", "\u200b", "\u00ad", "\u0301", "\ufeff", "😀", "e\u0301", "жыл", "жылы",
    "қаңтар", "сағат", "12:30", "01.02.2025", "8 (7172) 12-34-56", "+7 701 123 45 67", "мектеп", "км", "га",
    "м²", "кв. м", "есе", "пайыз", "жылға", "өсті", "төмендеді", "бөлінді", "от", "до", "с", "полтора",
    "тысяч", "half", "a", "million", "dozen", "teńge", "mlrd", "myń", "http://a.kz/5", "a@b.kz",
    "\U0001d7d9", "ﬁ", "İ", "ß",
]  # fmt: skip
noise = st.one_of(
    st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=25).map(" ".join),
    st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=25).map("".join),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60),
)
languages = st.sampled_from(["kk-Cyrl", "kk-Latn", "ru", "en"])


def faults(texts: list[tuple[str, str]]) -> list[str]:
    """Spans that aren't in the text or hold no numeral, and fields that contradict each other."""
    out = []
    for (text, _), rows in zip(texts, number_cases.mentions_of(texts), strict=True):
        for r in rows:
            a, b = r["char_start"], r["char_end"]
            odd = [
                name
                for name, bad in {
                    "span": not 0 <= a < b <= len(text),
                    "blank ends": text[a:b] != text[a:b].strip(),
                    "numerals outside": not r["token_start"]
                    <= r["number_start"]
                    < r["number_end"]
                    <= r["token_end"],
                    "range": (r["value_max"] is not None) != (r["comparator"] == "range"),
                    "range and change": r["value_max"] is not None and r["value_from"] is not None,
                    "order": r["value_max"] is not None and not r["value"] <= r["value_max"],
                    "money without currency": (r["kind"] == "money") != (r["currency"] is not None),
                    "vague": r["comparator"] == "vague" and r["value"] is not None,
                    "negative": (r["value"] or 0) < 0,
                    "confidence": not 0 < r["confidence"] <= 1,
                }.items()
                if bad
            ]
            out += [f"{text!r}: {name} {text[a:b]!r}" for name in odd]
    return out


@EXAMPLES
@given(batch(st.tuples(noise, languages)))
def test_noise(drawn):
    assert faults(drawn) == []


@EXAMPLES
@given(
    st.lists(st.tuples(noise, languages), min_size=BATCH, max_size=BATCH), st.randoms(use_true_random=False)
)
def test_a_text_is_read_alike_in_any_company(drawn, rng):
    """What is found in a text doesn't depend on the texts before and after it in the batch."""
    cases = [(c["text"], c["language"]) for _, c in number_cases.load()]
    # texts that open as an item of a list have a test of their own
    drawn = [("A" + t if t.lstrip()[:1] in BULLETS else t, lang) for t, lang in drawn] + rng.sample(
        cases, BATCH
    )
    order = list(range(len(drawn)))
    rng.shuffle(order)
    mixed = number_cases.mentions_of([drawn[i] for i in order])
    straight = number_cases.mentions_of(drawn)
    differ = [drawn[i][0] for at, i in enumerate(order) if facts(mixed[at]) != facts(straight[i])]
    assert differ == []


def test_a_list_ends_with_its_article():
    item = ("• жол – 12;", "kk-Cyrl")
    after = number_cases.mentions_of([("• салық – 63,7 млрд теңге;", "kk-Cyrl"), item])[1]
    assert facts(after) == facts(number_cases.mentions_of([item])[0])


def test_the_properties_can_fail():
    """Each of the comparisons refuses what it should."""
    rng = random.Random(1)
    n = rng.randrange(10**6)
    assert wrong([(f"Жобаға {n} теңге бөлінді.", "kk-Cyrl")], [money(n + 1)])
    assert wrong([("Жобаға қаржы бөлінді.", "kk-Cyrl")], [money(n)])
    one, two = [("Жобаға 5 млн теңге бөлінді.", "kk-Cyrl")], [("Жобаға 5 млрд теңге бөлінді.", "kk-Cyrl")]
    assert unlike(one, two) and not unlike(one, one)
    assert unlike([("қаржы", "kk-Cyrl")], [("қаржы", "kk-Cyrl")])  # two that find nothing prove nothing
