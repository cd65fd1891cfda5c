"""Numbers in words, in every case and with every bound, read back to their value."""

from __future__ import annotations

import re

import kazakh_words as kk
import pytest
from drawn_numbers import CURRENCIES, EXAMPLES, amounts, batch, money, wrong
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

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
