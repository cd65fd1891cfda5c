"""Places in the text, and which of them a fact is about."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.place_choice import Here, place_of, surveyed
from tasks.facts.place_codes import coded
from tasks.facts.place_countries import countries, owned_by_nation
from tasks.facts.place_items import SPAN, items
from tasks.facts.place_learnt import learnt, recalled
from tasks.facts.place_references import references, resolved, with_own_name
from tasks.facts.place_regions import located
from tasks.facts.place_texts import spelled_out, trimmed, worded
from tasks.facts.place_topics import spoken_of
from tasks.facts.place_units import units
from tasks.language.runs import taken
from tasks.lexicon import toml

FOUND = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "article_id": pl.String(),
        "token_start": pl.UInt32(),
        "token_end": pl.UInt32(),
        "place_code": pl.String(),
        "place_text": pl.String(),
        "region_code": pl.String(),
        # region | city | district | town | settlement | nature | works | river | microdistrict | list | route | country
        # abroad | new
        "level": pl.String(),
        "is_aside": pl.Boolean(),  # 'алматылық компания', 'Алматыдан', 'Алматыға дейін': no place of a fact
        "is_speaker": pl.Boolean(),  # 'Шу ауданының әкімі'
        "is_led": pl.Boolean(),  # 'в Шу', 'of Shu', 'Шудағы'
        "colon": pl.UInt32(),  # token number of the sentence's first
        "breaks": pl.List(pl.UInt32()),  # token numbers of the stops between the sentence's clauses
    }
)
_STOPS = [",", ";", ":", "(", ")"]
_LEVEL = {
    "K": "settlement",
    "V": "settlement",
    "L": "nature",
    "T": "works",
    "Y": "river",
    "M": "microdistrict",
}
_RANK = {"O": 1, "C": 2, "": 2, "D": 3, "K": 4, "V": 5, "L": 5, "T": 5, "Y": 5, "M": 6}


def found(sentences: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Every place named.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.

    Returns:
        FOUND, in order of the text. Parts that stand next to each other ('Ақсуат ауданының Сәтбаев ауылында')
        are one place; what the code list can't tell for certain has no place_code.
    """
    home = sentences.select(
        "sentence_id", "article_id", "block_no", "role", base="char_start", text="sentence"
    )
    words = items(tokens)
    named = units(words).join(home, on="sentence_id", how="left", maintain_order="left")
    named = trimmed(_chained(named, words), words)
    named = named.join(
        coded(named).with_columns(has_meaning=True), on="unit", how="left", maintain_order="left"
    )
    whole = _joined(_sure(named.filter(_stands())).sort("unit"))
    again = learnt(words, named, home.select("sentence_id", "article_id")).select(
        *SPAN, "known_as", is_weak=False, is_aside=False, is_speaker=False, is_led=True, refers=-1
    )
    others = [
        f.join(home, on="sentence_id", how="left", maintain_order="left")
        for f in (countries(words), references(words), again)
    ]
    rows = pl.concat([whole, *others], how="diagonal_relaxed").sort("sentence_id", "token_start", "refers")
    rows = rows.unique(["sentence_id", "token_start"], keep="first", maintain_order=True)
    rows = rows.with_columns(is_aside=pl.col("is_aside") | _leads_to_centre())
    told = spelled_out(with_own_name(recalled(located(resolved(worded(rows))))))
    return (
        told.with_columns(is_aside=pl.col("is_aside") | _is_seat(told))
        .join(_breaks(words), on="sentence_id", how="left", maintain_order="left")
        .select(FOUND.names())
        .cast(FOUND)
    )


def _is_seat(told: pl.DataFrame) -> pl.Series:
    """'В Астане доложили: госдолг – 30 трлн': where the country's figures are told they aren't at home."""
    lexicon = toml("place_names")
    return owned_by_nation(
        told.select("place_code", "text"), pl.col("place_code").is_in(lexicon["dateline"]["national"])
    )


@cache
def _leads_to_centre() -> pl.Expr:
    """'the Mangistau capital': the town is meant, not its region."""
    next_centre = pl.col("is_centre").shift(-1) & (pl.col("sentence_id") == pl.col("sentence_id").shift(-1))
    return (next_centre & (pl.col("token_start").shift(-1) == pl.col("token_end"))).fill_null(False)


def _chained(named: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Numbers units that stand next to each other and lie in one another."""
    glue = toml("place_names")["glue"]
    near = [w for forms in glue.values() for w in forms]
    soft = (words["form"].is_in([*near, ","])).cast(pl.Int64).cum_sum()
    before = pl.col("item_end").shift(1)
    gap = pl.col("item").cast(pl.Int64) - before
    rank = pl.col("kind").replace_strict(_RANK, return_dtype=pl.Int64)
    n_soft = pl.Series("n_soft", taken(soft, (named["item"] - 1).clip(0))) - pl.Series(
        taken(soft, (named["item_end"].shift(1).fill_null(1) - 1).clip(0))
    )
    kazakh = pl.col("language").str.starts_with("kk")
    # 'Қостанайда «Береке» шағын ауданында': an address in one breath
    address = (pl.col("case").shift(1) == "loc") & (gap == 0)
    opens_down = (address | pl.col("case").shift(1).str.contains("gen|att|^p?$")) & (
        (rank > rank.shift(1)) | ((pl.col("kind") == "C") & (pl.col("kind").shift(1) == "D"))
    )
    joined = (
        (pl.col("sentence_id") == pl.col("sentence_id").shift(1))
        & (gap <= 2)
        & (gap == pl.col("n_soft"))
        & ~pl.col("is_weak")
        & ~pl.col("is_weak").shift(1)
        & ~pl.col("kind").is_in(["L", "T", "Y"])
        & ((kazakh & opens_down) | (~kazakh & (rank != rank.shift(1))))
    )
    return (
        named.with_columns(n_soft=n_soft)
        .with_columns(chain=(~joined.fill_null(False)).cum_sum())
        .drop("n_soft")
    )


def _breaks(words: pl.DataFrame) -> pl.DataFrame:
    """Where clauses end in each sentence."""
    stops = words.filter(pl.col("form").is_in(_STOPS))
    return stops.group_by("sentence_id", maintain_order=True).agg(
        breaks=pl.col("token_start").cast(pl.UInt32),
        colon=pl.col("token_start").filter(pl.col("form") == ":").first(),
    )


@cache
def _stands() -> pl.Expr:
    """A bare name must be one of the code list; one with the word of its kind may be any."""
    return (pl.col("kind") != "") | pl.col("has_meaning") | pl.col("is_route") | pl.col("is_new")


def _sure(named: pl.DataFrame) -> pl.DataFrame:
    """Without the names that are plain words too, unless another place of their region is spoken of."""
    told = named.filter(~pl.col("is_unsure") & pl.col("region_code").is_not_null())
    told = told.select("article_id", "region_code", is_told=pl.lit(True)).unique()
    known = named.join(told, on=["article_id", "region_code"], how="left", maintain_order="left")
    return known.filter(~pl.col("is_unsure") | pl.col("is_told")).drop("is_told")


def _joined(named: pl.DataFrame) -> pl.DataFrame:
    finest = named.with_columns(rank=pl.col("kind").replace_strict(_RANK, return_dtype=pl.Int64)).sort(
        "chain", pl.col("place_code").is_null(), "rank", descending=[False, False, True], maintain_order=True
    )
    # A quarter that is named with its town is spoken of like a village, one alone only in its own sentence.
    kind = pl.when((pl.col("kind") == "M") & (pl.len().over("chain") > 1)).then(pl.lit("V")).otherwise("kind")
    finest = finest.with_columns(own=kind.replace_strict(_LEVEL, default=None, return_dtype=pl.String))
    first = finest.filter((pl.col("chain") != pl.col("chain").shift(1)).fill_null(True))
    of_all = finest.group_by("chain", maintain_order=True).agg(
        pl.col("token_start", "char_start").min(),
        pl.col("token_end", "char_end").max(),
        pl.col("is_aside", "is_speaker").last(),
        pl.col("is_new", "is_weak").all(),
        own=pl.col("own").drop_nulls().first(),
        n=pl.len(),
    )
    columns = [c for c in first.columns if c not in of_all.columns or c == "chain"]
    return first.select(columns).hstack(of_all.drop("chain")).with_columns(
        name=pl.when(pl.col("n") == 1).then("name"),
        place_code=pl.when(~pl.col("is_route")).then("place_code"),
        level=pl.when("is_route")
        .then(pl.lit("route"))
        .when(pl.col("own").is_not_null())
        .then("own")
        .when(pl.col("is_list") & pl.col("region_code").is_null())
        .then(pl.lit("list"))
        .when("is_new")
        .then(pl.lit("new"))
        .otherwise(pl.coalesce("level", pl.lit("district"))),
        refers=pl.lit(0),
    ).select(
        "chain", "sentence_id", "article_id", "block_no", "role", "base", "text", "token_start", "char_start",
        "token_end", "char_end", "name", "place_code", "region_code", "level", "is_aside", "is_speaker", "is_led",
        "is_by_name", "language", "is_weak", "refers",
    )  # fmt: skip


def around(sentences: pl.DataFrame, tokens: pl.DataFrame) -> Here:
    """Every place named, and the one that each sentence goes on speaking of.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.
    """
    named = found(sentences, tokens)
    return surveyed(named, spoken_of(named, sentences))


def of(spans: pl.DataFrame, here: Here) -> pl.DataFrame:
    """The place that each fact is about.

    The nearest in its clause, else before it in its sentence; else the last one named in the sentences just
    before, under the same heading; else the heading's, the title's or the lead's, a dateline only where
    nothing else is named; else one after it in its sentence.

    Args:
        spans: sentence_id, token_start, token_end; one row a fact.
        here: as `around` gives it.

    Returns:
        place_code, place_text, region_code; a row for each of `spans`, in their order; null where none is
        certain.
    """
    return place_of(spans, here)
