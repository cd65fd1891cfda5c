"""The programme that works belong to: a quoted name that the sentence calls a programme, as written."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

_NAME = '[«"“„][^«»"“”„]{3,80}[»"”]'


def programme(sentence: pl.Expr) -> pl.Expr:
    """The first quoted name of a sentence that a word for a programme follows or, in Russian, leads to.

    Args:
        sentence: the whole sentence.

    Returns:
        the name with its quotation marks; null where none is called a programme.
    """
    words = toml("projects")["programme_name"]
    between = rf"(?:\s+(?:{'|'.join(words['between'])})\p{{L}}*){{0,2}}"
    after = rf"(?i)({_NAME}){between}\s+(?:{'|'.join(words['after'])})"
    before = rf"(?i)(?:{'|'.join(words['before'])})\p{{L}}*\s+({_NAME})"
    return pl.coalesce(sentence.str.extract(after), sentence.str.extract(before))
