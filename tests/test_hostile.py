"""Time grows with the length of the text, whatever is in it: twice the text may cost about twice the time.

Measured on one sentence as large as the text, since that is where a rule that looks at all pairs would show.
"""

from __future__ import annotations

import time

import number_cases
import pytest

SMALL = 0.25  # seconds below which noise decides; the sizes double until a run takes that long
RATIO = 3.0  # of the times for 2n and n; a quadratic rule gives 4 and more
LIMIT = 60.0  # seconds that no text here may take
SHAPES = {
    "ones": lambda n: "1 " * n,
    "digits": lambda n: "1" * (50 * n),
    "groups of digits": lambda n: "111 " * n + "теңге",
    "nested quotes": lambda n: "«" * (10 * n) + "5 млн теңге" + "»" * (10 * n),
    "nested brackets": lambda n: "(" * (10 * n) + "5 млн" + ")" * (10 * n),
    "thousands": lambda n: "мың " * n,
    "number words": lambda n: "бес жүз мың " * n,
    "without a stop": lambda n: "жоба құрылысына 5 млн теңге " * n,
    "commas": lambda n: "5, " * n + "теңге",
    "dashes": lambda n: "5-" * n,
    "decimals": lambda n: "5," * (5 * n) + "5",
    "glued by stops": lambda n: "млн." * n,
    "words glued by stops": lambda n: "а.б" * n,
    "almost an address": lambda n: "a." * (5 * n) + "@" + "b" * n,
    "lines of a list": lambda n: "• салық – 63,7;\n" * n,
    "telephones": lambda n: "8 700 " * n,
    "spaces": lambda n: "5" + " " * (50 * n) + "млн теңге",
    "marks": lambda n: "e\u0301" * (5 * n),
    "ranges": lambda n: "5 пен " * n + "6 млн теңге аралығында",
}


def seconds(text: str) -> float:
    start = time.process_time()  # of all threads, so that other jobs of the machine don't count
    number_cases.mentions_of([(text, "kk-Cyrl")])
    return time.process_time() - start


def grows_too_fast(cost, small: float = SMALL) -> str | None:
    """The complaint, if 2n costs more than RATIO times n in three measurements."""
    n, once = 2000, 0.0
    floor = cost(0)  # what a call costs whatever the text
    while n < 128_000:
        once = cost(n) - floor
        if once > LIMIT:
            return f"{once:.1f} s for n = {n}"
        if once > small:
            break
        n *= 2
    if once <= small:
        return None  # fast enough at any size tried
    for _ in range(3):
        twice = cost(2 * n) - floor
        if twice <= RATIO * once:
            return None
        once = cost(n) - floor
    return f"{once:.2f} s for n = {n}, {twice:.2f} s for {2 * n}"


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_time_is_linear(shape):
    number_cases.mentions_of([("5 млн теңге", "kk-Cyrl")])  # the lexicon is read once a process
    assert grows_too_fast(lambda n: seconds(SHAPES[shape](n))) is None


def test_a_quadratic_rule_would_show():
    assert grows_too_fast(lambda n: 1e-7 * n * n)
    assert grows_too_fast(lambda n: 1e-3 * n) is None
    assert grows_too_fast(lambda n: LIMIT + 1 if n else 0.0)


@pytest.mark.parametrize(
    "text",
    ["7" * 1_000_000, "«" * 100_000 + "1" + "»" * 100_000, "5, " * 100_000, "ұзақ мәтін 5 " * 40_000],
    ids=["a megabyte of digits", "200k quotes", "100k commas", "a megabyte without a stop"],
)
def test_large_texts_end(text):
    assert seconds(text) < LIMIT
