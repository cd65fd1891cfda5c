"""From sentences to mentions: every numeral, what it measures, how it is bounded, and its exact span."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tasks.mentions.context import with_kind
from tasks.mentions.currencies import lettered
from tasks.mentions.links import linked
from tasks.mentions.numerals import numbers
from tasks.mentions.phrases import phrased
from tasks.mentions.quantities import quantities
from tasks.mentions.stream import Stream
from tasks.mentions.tokens import tokenise

_COLUMNS = ("surface", "form", "language", "code", "stem", "case", "value")


@dataclass(frozen=True)
class Found:
    """What the mentions room gives.

    Args:
        stream: the tokens, one a word, number or sign, over their words.
        mentions: MENTIONS, one row a numeral or phrase of numerals.
    """

    stream: Stream
    mentions: pl.DataFrame

    @property
    def tokens(self) -> pl.DataFrame:
        """TOKENS: the stream as one frame."""
        return self.stream.frame(_COLUMNS)


def find(sentences: pl.DataFrame) -> Found:
    """Finds every numeral of every sentence and reads it.

    Args:
        sentences: SENTENCES.

    Returns:
        the tokens and the mentions, both in order of the text.
    """
    stream = tokenise(sentences)
    merged = lettered(numbers(stream))
    known = with_kind(quantities(merged))
    is_other = known["kind"].is_not_null()
    measured = linked(known.filter(~is_other), merged, sentences)
    return Found(stream, phrased(measured, known.filter(is_other), merged, sentences))


__all__ = ["Found", "find"]
