"""How much money an article can speak of: beyond `usual` look again, beyond `most` it is misread."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """Bounds for one amount.

    Args:
        usual: beyond it a warning: more than the largest budgets and funds that such articles report.
        most: beyond it quarantine: no economy that counts in this currency is so large.
    """

    usual: float
    most: float


# Kazakhstan's GDP is about 1.4e14 KZT, its state budget 3e13; the world's GDP about 1.1e14 USD
_DOLLAR_LIKE = Band(5e12, 2e14)
PLAUSIBLE: dict[str, Band] = {
    "KZT": Band(5e13, 1e15),
    "USD": _DOLLAR_LIKE,
    "EUR": _DOLLAR_LIKE,
    "GBP": _DOLLAR_LIKE,
    "CHF": _DOLLAR_LIKE,
    "XDR": _DOLLAR_LIKE,
    "AED": _DOLLAR_LIKE,
    "GEL": _DOLLAR_LIKE,
    "AZN": _DOLLAR_LIKE,
    "BYN": _DOLLAR_LIKE,
    "TJS": _DOLLAR_LIKE,
    "CAD": _DOLLAR_LIKE,
    "AUD": _DOLLAR_LIKE,
    "SGD": _DOLLAR_LIKE,
    "TMT": _DOLLAR_LIKE,
    "SAR": _DOLLAR_LIKE,
    "PLN": _DOLLAR_LIKE,
    "HKD": Band(5e13, 1e15),
    "KGS": Band(1e13, 1e15),
    "CNY": Band(5e13, 1e15),
    "RUB": Band(1e14, 1e16),
    "TRY": Band(5e13, 1e15),
    "UAH": Band(1e13, 1e15),
    "INR": Band(1e14, 1e16),
    "JPY": Band(5e14, 1e17),
    "KRW": Band(5e15, 1e17),
    "UZS": Band(1e15, 1e17),
    "PKR": Band(1e14, 1e16),
    "AMD": Band(5e13, 1e15),
    "MNT": Band(1e14, 1e16),
    "IRR": Band(1e17, 1e19),
}
