"""The tokens of a batch as a thin frame over a table of unique words: what is known of a word is known once.

Rules look at matches only: `window` gathers the neighbourhood of some tokens as columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tasks.language.once import select_once
from tasks.language.runs import constant, taken
from tasks.language.windows import around, first_place, places


@dataclass(frozen=True)
class Stream:
    """Tokens in order of the text.

    Args:
        tokens: sentence_id, char_start, char_end, gap, `word` (row in words) and, after merging, token_no, token_end.
        words: what is known of each unique word, or of each merged group of tokens.
    """

    tokens: pl.DataFrame
    words: pl.DataFrame

    def at(self, column: str, rows: pl.Series) -> pl.Series:
        """The value of a column at some tokens; null where the row number is null."""
        if column in self.tokens.columns:
            return taken(self.tokens[column], rows)
        return taken(self.words[column], taken(self.tokens["word"], rows))

    def rows(self, is_wanted: pl.Expr) -> pl.Series:
        """Row numbers of the tokens whose word fulfils a condition."""
        wanted = self.words.select(is_wanted.fill_null(False)).to_series()
        return taken(wanted, self.tokens["word"]).arg_true().cast(pl.Int64)

    def window(self, rows: pl.Series, columns: Mapping[str, tuple[int, int]]) -> pl.DataFrame:
        """Gathers the tokens around some tokens.

        Args:
            rows: row numbers of the tokens in the middle.
            columns: what to gather, from which place to which: {"code": (-1, 2)}.

        Returns:
            a row for each of `rows`: `row`, and `<column><place>` (`code-1`, `code0`, `code1`), null outside the
            sentence.
        """
        at, first = places(self.tokens, rows, columns), first_place(columns)
        out = [rows.cast(pl.Int64).alias("row")]
        for frame, spots in ((self.tokens, at), (self.words, taken(self.tokens["word"], at))):
            mine = {c: reach for c, reach in columns.items() if (c in self.tokens.columns) == (spots is at)}
            out += around(frame, spots, first, rows.len(), mine)
        return pl.DataFrame(out)

    def noted(self, rows: pl.Series, places: Iterable[int], values: Sequence[pl.Expr]) -> Stream:
        """The stream whose words know more: asked once of each word that stands near some tokens, null of the others.

        Args:
            rows: row numbers of the tokens in the middle.
            places: how far before or behind them the words stand.
            values: expressions over words.
        """
        word, last = self.tokens["word"], self.tokens.height - 1
        near = pl.concat([taken(word, (rows.cast(pl.Int64) + k).clip(0, last)) for k in places]).unique()
        told = select_once(self.words[near], *values)
        # In one piece: windows gather from it.
        nothing = told.clear(self.words.height)
        return Stream(
            self.tokens, self.words.with_columns(nothing[c].scatter(near, told[c]) for c in told.columns)
        )

    def beside(self, rows: pl.Series, places: pl.Series) -> pl.Series:
        """Row numbers at a place that differs from token to token, for `at`; null outside the sentence."""
        at, last = rows + places, self.tokens.height - 1
        inside, at = at <= last, at.clip(0, last)
        sentence = self.tokens["sentence_id"]
        inside = inside & (taken(sentence, at) == taken(sentence, rows))
        return pl.select(pl.when(inside).then(at)).to_series()

    def replaced(
        self, new: pl.DataFrame, changed: Sequence[str] = (), dropped: pl.Series | None = None
    ) -> Stream:
        """The stream with some tokens given a new word.

        Args:
            new: `row`, the columns of words, and the token columns named in `changed`.
            changed: token columns that take new values too.
            dropped: row numbers of tokens to leave out.
        """
        known = self.words.columns
        added = new.select(c if c in new.columns else pl.lit(None).alias(c) for c in known)
        # in one piece: to gather from several is ten times slower
        words = pl.concat([self.words, added.cast(self.words.schema)], rechunk=True)
        rows = new["row"].cast(pl.Int64)
        ids = pl.int_range(self.words.height, words.height, dtype=pl.UInt32, eager=True)
        tokens = self.tokens.with_columns(
            self.tokens["word"].scatter(rows, ids),
            *[self.tokens[c].scatter(rows, new[c].cast(self.tokens.schema[c])) for c in changed],
        )
        if dropped is not None and dropped.len():
            keep = constant(True, tokens.height, pl.Boolean).scatter(dropped.cast(pl.Int64), False)
            tokens = tokens.filter(keep)
        return Stream(tokens, words)

    def varied(self, rows: pl.Series, change: Sequence[pl.Expr]) -> Stream:
        """The stream in which some tokens have a variant of their word.

        Args:
            rows: row numbers of the tokens.
            change: new values of columns of words, as expressions over words.
        """
        used = taken(self.tokens["word"], rows)
        known = used.unique(maintain_order=True)
        new = self.words[known].with_columns(change).cast(self.words.schema)
        words = pl.concat([self.words, new], rechunk=True)
        ids = pl.int_range(self.words.height, words.height, dtype=pl.UInt32, eager=True)
        variant = constant(0, self.words.height, pl.UInt32).scatter(known, ids)
        return Stream(
            self.tokens.with_columns(self.tokens["word"].scatter(rows, taken(variant, used))), words
        )

    def frame(self, columns: Sequence[str]) -> pl.DataFrame:
        """The tokens with some of their words' columns."""
        words = self.words.select(columns)
        return pl.concat([self.tokens, words[self.tokens["word"]]], how="horizontal")
