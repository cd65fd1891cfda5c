"""Whose money an amount is: of which budget, fund, company or bank."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.facts.slices import ENDS
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_BEHIND = 3  # words from a sum to whose money it is


def funded(near: pl.DataFrame, words: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Whose money each amount is.

    Args:
        near: as `votes.amounts` gives them, with `role`.
        words: TOKENS with `language`.
        hits: the cues of funding.toml in the words, as `cues.found` gives them.

    Returns:
        `funding_source`; a row for each amount, in order.
    """
    near, all_ = near.filter(pl.col("role").is_in(toml("funding")["of"]["roles"])), near.select("no")
    # In Kazakh the dative and accusative are where money goes to.
    is_target = pl.col("language").str.starts_with("kk") & pl.col("case").is_in(["dat", "acc"])
    hits = hits.with_columns(gathered(words, hits["row"], ["clause", "language"])).filter(~is_target)
    hits = hits.filter(~_owed(hits, words))
    hits = _understood(hits.join(_sources(), on="cue", maintain_order="left"), words)
    hits = hits.with_columns(funding_source=pl.when(~_joined(hits, words)).then("funding_source"))
    # A source stands before its amount, or after it: in 'A-дан 9 млрд, B-дан 4 млрд' as in '9 млрд-ы A-дан, 4 млрд-ы
    # B-дан' the nearer one owns it. Where a comma parts them, only one before it does.
    further_words = pl.col("form").str.count_matches(" ", literal=True)
    each = beside(near, hits).with_columns(
        distance=pl.col("distance") - pl.when("is_after").then(further_words).otherwise(0)
    )
    each = each.filter(pl.col("between") == 0)
    # '6 млрд из республиканского бюджета и 4 млрд — из местного': the first source isn't that of the second sum
    is_dashed = pl.col("bounds").round(3) == round(1 - toml("roles")["clause"]["comma"], 3)
    is_close = pl.col("is_after") & (pl.col("distance") <= _BEHIND) & ((pl.col("bounds") == 0) | is_dashed)
    is_close &= ~pl.col("language").str.starts_with("kk")
    owned = each.filter(is_close).select("sentence_id", "token_no").unique()
    others = each.filter(~pl.col("is_after")).join(owned, on=["sentence_id", "token_no"], how="anti")
    last = (pl.col("amounts_after") == 0) & (pl.col("bounds") < 0.3)
    behind = each.filter("is_after", is_close | (pl.col("bounds") == 0) | last)
    said = (
        pl.concat([behind, others.filter(pl.col("bounds") < 0.8)])
        .sort("no", "bounds", "distance", "is_after", maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
        .select("no", "funding_source")
    )
    return all_.join(said, on="no", how="left", maintain_order="left").select("funding_source")


@cache
def _sources() -> pl.DataFrame:
    """The cues of funding.toml: cue, funding_source, is_unnamed."""
    cues = toml("funding")["cue"]
    return pl.DataFrame(
        {
            "cue": range(len(cues)),
            "funding_source": [c["source"] for c in cues],
            "is_unnamed": [c.get("unnamed", False) for c in cues],
        },
        schema={"cue": pl.Int64, "funding_source": pl.String, "is_unnamed": pl.Boolean},
    )


def _joined(hits: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether another source is named right before one: 'республикалық және жергілікті бюджеттен'."""
    j = toml("funding")["joined"]
    opens = hits["row"] - (hits["token_no"] - hits["opening"])
    before = window(words, opens, {"form": (-1 - j["reach"], -1)})
    lead = pl.concat_list(pl.col(f"form-{k}") for k in range(2, 2 + j["reach"]))
    is_other = pl.any_horizontal(
        (pl.col("funding_source") != source) & lead.list.eval(pl.element().str.contains(pattern)).list.any()
        for source, pattern in j["source"].items()
    )
    found = hits.select("funding_source").hstack(before)
    return found.select((pl.col("form-1").is_in(j["and"]) & is_other).fill_null(value=False)).to_series()


def _owed(hits: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether a purse is the one to which something is owed: 'республикалық бюджет алдындағы қарыз'."""
    o = toml("funding")["owed"]
    behind = window(words, hits["row"], {"form": (1, 1)})["form1"].str.contains(o["behind"])
    opens = hits["row"] - (hits["token_no"] - hits["opening"])
    ahead = window(words, opens, {"form": (-1, -1)})["form-1"].is_in(o["ahead"])
    return (behind | ahead).fill_null(value=False)


def _understood(hits: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without words for a budget that don't name it ('из местного') where none is meant: 'из местного камня'."""
    asked = hits.filter("is_unnamed").select("sentence_id", "token_no", "opening", "row")
    sources = toml("funding")["unnamed"]["sources"]
    named = hits.filter(~pl.col("is_unnamed"), pl.col("funding_source").is_in(sources))
    named = named.group_by("sentence_id").agg(named=pl.col("token_no").min())
    behind = window(words, asked["row"], {"form": (1, 1), "code": (-1, 1)})
    is_end = pl.col("form1").is_null() | pl.col("code1").is_in(ENDS)
    is_end |= pl.col("form1").str.contains(toml("funding")["unnamed"]["ends"])
    is_named = (pl.col("named") < pl.col("opening")) | (pl.col("code-1") == "-")
    meant = asked.hstack(behind).join(named, on="sentence_id").filter(is_end, is_named)
    return hits.filter(~pl.col("is_unnamed") | pl.col("row").is_in(meant["row"].implode()))
