"""What the property tests of numbers share: how numbers are drawn, and how what is read is compared.

Each example is a batch of texts, since a call costs the same for one text and for forty. In the suite the examples
are always the same ones; `make fuzz` draws new ones for some minutes (ESEP_FUZZ=1).
"""

from __future__ import annotations

import os

import number_cases
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

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
