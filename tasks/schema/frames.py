"""The frames that pass between rooms; none of them is published.

Each is described once, as name → Polars type with a remark, so that rooms meet here and nowhere else.
All char offsets are code points in `articles.text`, 0-based, end-exclusive.
"""

from __future__ import annotations

import polars as pl

RECORDS = pl.Schema(
    {
        "source_file": pl.String(),  # the path as the user named it
        "source_id": pl.String(),  # the record's own id (jsonl), else null
        "source_sha256": pl.String(),  # of the file's raw bytes; of the line's bytes for jsonl
        "raw": pl.String(),  # decoded text as read
        "title": pl.String(),  # from metadata, else null
        "url": pl.String(),
        "published": pl.Date(),
        "publisher": pl.String(),
    }
)
"""tasks.sources.read → tasks.sources.parse: one row a record."""

BLOCKS = pl.Schema(
    {
        "article_id": pl.String(),
        "block_no": pl.UInt32(),  # 0.. within the article, in order of the text
        "role": pl.String(),  # title | header | dateline | heading | body | caption | credit | furniture
        "char_start": pl.UInt32(),
        "char_end": pl.UInt32(),
    }
)
"""tasks.sources.parse → tasks.sentences: contiguous pieces of text, without the line breaks between them."""

SENTENCES = pl.Schema(
    {
        "sentence_id": pl.UInt32(),  # unique within a batch, in order
        "article_id": pl.String(),
        "sentence_no": pl.UInt32(),  # 0.. within the article
        "block_no": pl.UInt32(),  # of its block: where a paragraph ends, what was spoken of may end
        "role": pl.String(),  # of its block
        "language": pl.String(),
        "published": pl.Date(),  # of its article
        "char_start": pl.UInt32(),
        "char_end": pl.UInt32(),
        "sentence": pl.String(),
    }
)
"""tasks.sentences → everything after it."""

CODES = pl.Enum(["", *(chr(i) for i in range(0x21, 0x7F))])
"""The class of a token in the grammar (lexicon grammar.toml), one ASCII letter; compared as a number."""

TOKENS = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "token_no": pl.UInt32(),  # 0.. within the sentence; white space is no token
        "char_start": pl.UInt32(),
        "char_end": pl.UInt32(),
        "surface": pl.String(),  # as written
        "word": pl.UInt32(),  # its number in the batch: tokens of one number share all that isn't their place
        "form": pl.String(),  # normal form: lower case, look-alikes mended, Kazakh always in Cyrillic letters
        "gap": pl.Boolean(),  # white space follows
        "code": CODES,
        "stem": pl.String(),  # the lexicon entry that it is a form of, else null
        "case": pl.String(),  # gen dat acc loc abl ins equ adj, possessive marked 'p' before it; '' for the bare form
        "value": pl.Float64(),  # of number tokens
        "language": pl.String(),
    }
)
"""tasks.mentions → tasks.facts: every word, number and sign of every sentence."""

MENTIONS = pl.Schema(
    {
        "mention_no": pl.UInt32(),  # unique within a batch, in order of the text
        "sentence_id": pl.UInt32(),
        "token_start": pl.UInt32(),
        "token_end": pl.UInt32(),  # exclusive
        "char_start": pl.UInt32(),
        "char_end": pl.UInt32(),
        "number_start": pl.UInt32(),  # token span of the numerals themselves (first to last), for `numbers`
        "number_end": pl.UInt32(),
        "kind": pl.String(),  # money percent times quantity count number date time ordinal identifier age phone
        # exchange_rate rate (the "1" that a price is per)
        "value": pl.Float64(),  # lower bound of a range; null for vague
        "value_max": pl.Float64(),
        "value_from": pl.Float64(),
        "currency": pl.String(),  # ISO 4217, of money
        "unit": pl.String(),  # unit code, of quantities
        "counted": pl.String(),  # the noun counted, as a normal form, of counts
        "comparator": pl.String(),
        "attributive": pl.Boolean(),  # "960 миллион теңгелік жол", "24 800 орындық мектеп"
        "case": pl.String(),  # of the measure, else of the number
        "trend": pl.String(),  # up | down: the word of rise or fall that goes with it
        "is_limit": pl.Boolean(),  # 'дейін', 'до', 'up to'
        "list_no": pl.UInt32(),  # mentions of one enumeration share it
        "rule": pl.String(),
        "confidence": pl.Float64(),
    }
)
"""tasks.mentions → tasks.facts: every numeral, alone or in its phrase."""

FINGERPRINTS = pl.Schema(
    {
        "article": pl.UInt64(),  # its id as a number
        "article_id": pl.String(),
        "path": pl.String(),  # of the input, as the ledger names it
        "source_file": pl.String(),
        "line": pl.UInt32(),  # 0.. in the order in which the batch was read
        "text_hash": pl.UInt64(),
        "day": pl.Int32(),  # of publication, since 1970; null when it isn't known
        "marks": pl.List(pl.UInt64()),  # the least hashes of its word sequences
        "stems": pl.List(pl.UInt64()),  # its longer words by their first letters, hashed
        "places": pl.List(pl.String()),
        "regions": pl.List(pl.String()),
    }
)
"""What later runs must know of an article to tell doubles and stories, without its text. State of a release."""

FIGURES = pl.Schema(
    {
        "article": pl.UInt64(),
        "day": pl.Int32(),
        "unit": pl.UInt64(),
        "value": pl.Float64(),
        "weight": pl.Int32(),  # hundredths
        "is_count": pl.Boolean(),
    }
)
"""The figures by which an event is told, of articles whose day is known. State of a release."""

LINKS = pl.Schema(
    {
        "a": pl.UInt64(),
        "b": pl.UInt64(),
        "kind": pl.String(),  # text | event | double
    }
)
"""Pairs of articles that tell one story, each pair once a kind. State of a release."""

KEYS = pl.Schema(
    {
        "mention_id": pl.String(),
        "key": pl.String(),
        "day": pl.Int32(),  # of its article, since 1970; null when it isn't known
    }
)
"""What makes two mentions one project: all of it that others may have too. State of a release."""
