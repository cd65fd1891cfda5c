"""A picture of rows and the sentences that they come from, for those who haven't run anything yet.

One SVG of plain text in system fonts: nothing is fetched, and what stands in it can be searched and copied.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

Row = Mapping[str, Any]

_WIDTH, _MARGIN, _HEAD = 1180, 28, 104
_LINE, _PADDING, _CHARS = 24, 20, 60
_COLUMNS = {"sentence": 0, "amount": 560, "role": 796, "about": 916}
_SIGNS = {"gt": "> ", "ge": "≥ ", "lt": "< ", "le": "≤ ", "approx": "≈ "}
_STYLE = """
text { font-family: 'Liberation Sans', Arial, 'Noto Sans', 'DejaVu Sans', sans-serif; fill: #1f2933 }
.title { font-size: 22px; font-weight: 700 }
.head { font-size: 13px; fill: #7b8794; letter-spacing: .04em }
.sentence { font-size: 17px; fill: #52606d }
.small { font-size: 13px; fill: #7b8794 }
.quote { font-weight: 700; fill: #102a43 }
.quote { paint-order: stroke; stroke: #ffe9a3; stroke-width: 7px; stroke-linejoin: round }
.amount { font-size: 18px; font-weight: 700; text-anchor: end }
.from { font-size: 14px; text-anchor: end; fill: #52606d }
.role { font-size: 14px; font-weight: 700; fill: #0b7285 }
.about { font-size: 14px; fill: #323f4b }
"""


def picture(rows: Sequence[Row], title: str, note: str) -> str:
    """Rows of `finance`, each beside its sentence, the quote marked in it.

    Args:
        rows: columns of `finance`, with `source_file` of the article.
        title: above the rows.
        note: beneath the title.

    Returns:
        An SVG of 1180 pixels' width.
    """
    parts, y = [], _HEAD + 18
    for row in rows:
        drawn, height = _row(row, y)
        parts.append(drawn)
        y += height
    heads = {"sentence": "SENTENCE", "role": "ROLE", "about": "WHERE, WHEN, WHO SAYS SO"}
    above = [_text(_MARGIN, 44, "title", title), _text(_MARGIN, 68, "small", note)]
    above += [_text(_MARGIN + _COLUMNS[n], _HEAD, "head", label) for n, label in heads.items()]
    above.append(_text(_MARGIN + _COLUMNS["role"] - 28, _HEAD, "head", "AMOUNT", "text-anchor:end"))
    frame = f'width="{_WIDTH - 1}" height="{y + 5}" rx="10" fill="#fff" stroke="#d9e2ec"'
    size = f'viewBox="0 0 {_WIDTH} {y + 6}" width="{_WIDTH}" height="{y + 6}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
        f'<style>{_STYLE}</style><rect x=".5" y=".5" {frame}/>\n' + "\n".join(above + parts) + "\n</svg>\n"
    )


def _row(row: Row, y: int) -> tuple[str, int]:
    """One row's elements, and how much height they take."""
    lines = _sentence(row)
    about = _about(row)
    height = _PADDING * 2 + max(len(lines) + 1, len(about)) * _LINE - 12
    top = y + _PADDING + 10
    parts = [
        f'<line x1="{_MARGIN}" x2="{_WIDTH - _MARGIN}" y1="{y}" y2="{y}" stroke="#e4e7eb"/>',
        *(_markup(_MARGIN, top + i * _LINE, "sentence", line) for i, line in enumerate(lines)),
        _text(_MARGIN, top + len(lines) * _LINE - 2, "small", row["source_file"]),
        _text(_MARGIN + _COLUMNS["role"] - 28, top, "amount", f"{_amount(row)} {row['currency']}"),
        _text(_MARGIN + _COLUMNS["role"], top, "role", row["role"]),
        *(
            _text(_MARGIN + _COLUMNS["about"], top + i * (_LINE - 3), "about", line)
            for i, line in enumerate(about)
        ),
    ]
    if below := _below(row):
        parts.append(_text(_MARGIN + _COLUMNS["role"] - 28, top + 22, "from", below))
    return "\n".join(parts), height


def _sentence(row: Row) -> list[str]:
    """The sentence in lines, as markup, with the quote marked across line ends."""
    sentence, quote = row["sentence"], row["quote"]
    start = sentence.find(quote)
    end, at, lines = start + len(quote), 0, []
    for line in textwrap.wrap(sentence, _CHARS, break_on_hyphens=False):
        at = sentence.index(line[:1], at) if line else at
        a, b = (min(max(p - at, 0), len(line)) for p in (start, end))
        marked = f'<tspan class="quote">{escape(line[a:b])}</tspan>' if b > a else ""
        lines.append(escape(line[:a]) + marked + escape(line[b:]))
        at += len(line)
    return lines


def _amount(row: Row) -> str:
    if row["amount"] is None:
        return "vague"
    bounds = [row["amount"], row["amount_max"]]
    return _SIGNS.get(row["comparator"], "") + "–".join(_number(b) for b in bounds if b is not None)


def _below(row: Row) -> str:
    """What stands under the amount: where a change began, and what the amount is per."""
    begun = f"from {_number(row['amount_from'])}" if row["amount_from"] is not None else ""
    return " ".join(x for x in (begun, f"per {row['per']}" if row["per"] else "") if x)


def _about(row: Row) -> list[str]:
    days = [str(d) for d in (row["period_start"], row["period_end"]) if d is not None]
    lines = [row["place_text"], " … ".join(dict.fromkeys(days)), row["funding_source"], row["attributed_to"]]
    return [piece for line in lines if line for piece in textwrap.wrap(line, 28)[:2]]


def _number(value: Decimal) -> str:
    whole = f"{value:,.2f}".removesuffix(".00")
    return whole.replace(",", " ")


def _text(x: int, y: int, kind: str, text: str, style: str = "") -> str:
    return _markup(x, y, kind, escape(text), style)


def _markup(x: int, y: int, kind: str, markup: str, style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f'<text x="{x}" y="{y}" class="{kind}"{styled}>{markup}</text>'
