"""Whatever the text holds: no span outside it, no fields that contradict each other, no neighbour that changes it."""

from __future__ import annotations

import random

import number_cases
from drawn_numbers import BATCH, EXAMPLES, batch, facts, money, unlike, wrong
from hypothesis import given
from hypothesis import strategies as st

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
