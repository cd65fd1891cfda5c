"""What an amount is for ('мектеп салуға', 'жөндеу үшін', 'на строительство школы') and whose money it is."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.facts.slices import marks, quotation, stretch, written
from tasks.language.letters import one_of
from tasks.language.runs import (
    by_word,
    constant,
    flagged,
    gathered,
    neighbour,
    row_before,
    rows_of,
    taken,
    window,
)
from tasks.lexicon import toml

_OF_WORD = ["sentence_id", "token_no", "word", "clause", "code", "form", "language", "gap"]
_LONGEST = 11  # words of a purpose
_RECIPIENT = 4  # words from 'to' to who gets it
_CAPITAL = r"^\p{Lu}"
_BEHIND = 3  # words from a sum to whose money it is
_OF_MONEY = ["C", "S", "M", "G", "T", "k"]
_ENDS = [
    "n",
    "N",
    "k",
    "M",
    "G",
    "T",
    "S",
    ",",
    ".",
    ";",
    ":",
    "(",
    ")",
    "-",
]  # no word goes on with the phrase
_OPENINGS = (
    "opening",
    "led",
    "leading",
    "spending",
    "recipients",
    "goes_on",
    "closing",
    "stop",
    "not_purpose",
    "not_after",
    "articles",
    "times",
)  # of purposes.toml
_OTHERS_QUOTE = r"^[^«]*»\s*"  # the end of a quoted name whose beginning was cut off


def purposes(near: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The purpose of each amount.

    Args:
        near: as `votes.amounts` gives them, with `role`.
        words: TOKENS with `language`.
        sentences: SENTENCES.

    Returns:
        `purpose`, as written; a row for each amount, in order.
    """
    rules = toml("purposes")["any"]
    meant = near.filter(pl.col("role").is_in(rules["roles"]))
    spans = pl.concat([_kazakh(meant, words), _prepositional(meant, words)])
    text = pl.col("purpose").str.replace(_OTHERS_QUOTE, "").str.replace(rules["trailing"], "")
    said = (
        written(spans, words, sentences, "purpose")
        .select("no", purpose=text.str.replace(rules["leading"], "").str.strip_chars())
        .join(near.select("no", "role"), on="no", maintain_order="left")
        .filter(
            ~pl.col("purpose").str.to_lowercase().str.contains(rules["nothing"]),
            ~((pl.col("role") == "price") & pl.col("purpose").str.contains(rules["unit"])),
        )
    )
    return near.select("no").join(said, on="no", how="left", maintain_order="left").select("purpose")


@cache
def _money() -> pl.Expr:
    """Currencies, scales and the numbers before them: a purpose doesn't reach over an amount."""
    is_scale = pl.col("code").is_in(_OF_MONEY)
    of_money = pl.any_horizontal(neighbour("code", k).is_in(_OF_MONEY).fill_null(False) for k in (1, 2))
    return is_scale | (pl.col("code").is_in(["n", "y"]) & of_money)


def _kazakh(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """no, sentence_id, first, last of the nearest phrase in the dative or before 'үшін' of the amount's clause."""
    rules = toml("purposes")["kk"]
    kk = words.select(_OF_WORD).filter(pl.col("language").str.starts_with("kk"))
    told = by_word(kk, *_asked_in_kazakh())
    kk = kk.hstack(told).with_columns(marks(kk))
    stop = (pl.col("is_mark") & ~pl.col("is_quotation")) | pl.col("is_stop") | _money()
    is_handed = pl.col("is_handed") & neighbour("is_over", 1)
    is_free = ~(neighbour("is_other", 1) | is_handed).fill_null(False)
    closes = neighbour("is_closing", 1).fill_null(False)
    ends = kk.with_row_index("row").with_columns(closes=closes)
    ends = ends.filter(pl.col("rank").is_not_null() & is_free)
    ends = ends.select("row", "sentence_id", "token_no", "clause", "form", "rank", "closes")
    is_deed = pl.col("is_after") & pl.col("form").str.contains(rules["giving"])
    best = (
        beside(near, ends)
        .join(near.select("no", "role"), on="no", maintain_order="left")
        .filter((pl.col("bounds") < 0.3) & (pl.col("between") == 0) & (pl.col("distance") < 12), ~is_deed)
        # A noun alone in the dative says what for only where it stands at the sum that is given or spent.
        .filter(
            (pl.col("rank") > rules["plain_rank"])
            | (
                (pl.col("distance") < 2 + pl.col("is_dashed").cast(pl.Int32))
                & (~pl.col("is_after") | pl.col("closes"))
                & pl.col("role").is_in(rules["plain_roles"])
            )
        )
        .with_columns(
            rank=pl.col("rank") - pl.when("is_after").then(0.6).otherwise(0.0) - pl.col("distance") * 0.15
        )
        .sort("no", "rank", descending=[False, True], maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
    )
    best = best.with_columns(stretch(kk, stop, best["row"])["first"])
    last = pl.col("token_no").cast(pl.Int64)
    return best.select("no", "sentence_id", first=pl.max_horizontal("first", last - _LONGEST + 1), last=last)


@cache
def _asked_in_kazakh() -> tuple[pl.Expr, ...]:
    """What is asked of every Kazakh word: `rank` (as the end of a purpose), is_other, is_handed …"""
    rules = toml("purposes")["kk"]
    form, length = pl.col("form"), pl.col("form").str.len_chars()
    rank = (
        pl.when(form.str.contains(rules["verbal"]) & (length > 4))
        .then(3.0)
        .when(form.str.contains(rules["postposition"]))
        .then(3.0)
        .when(form.str.contains(rules["dative"]) & (length > 6) & (pl.col("code") != "U"))
        .then(1.5)
        .when(
            form.str.contains(rules["plain"])
            & ~form.str.contains(rules["not_plain"])
            & (pl.col("code") == "x")
        )
        .then(float(rules["plain_rank"]))
    )
    is_stop = form.str.contains(rules["time"]) | form.str.contains(rules["ablative"])
    return (
        rank.alias("rank"),
        form.str.contains(rules["other_postposition"]).alias("is_other"),
        form.str.contains(rules["handed"]).alias("is_handed"),
        form.str.contains(rules["over"]).alias("is_over"),
        form.str.contains(rules["closing"]).alias("is_closing"),
        is_stop.alias("is_stop"),
        quotation().alias("is_quotation"),
    )


def _prepositional(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """no, sentence_id, first, last of 'на …', 'для …', 'for …' near the amount."""
    rules = {name: toml("purposes")[name] for name in ("ru", "en")}
    other = words.select(*_OF_WORD, "surface").filter(pl.col("language").is_in(list(rules)))

    def own(key: str) -> pl.Expr:
        """Words that a list or pattern of the word's own language holds."""
        form = pl.col("form")
        of = {
            n: form.is_in(r[key]) if isinstance(r[key], list) else form.str.contains(r[key])
            for n, r in rules.items()
        }
        return pl.any_horizontal((pl.col("language") == n) & has for n, has in of.items()).alias(key)

    told = by_word(other, *[own(key) for key in _OPENINGS], quotation().alias("is_quotation"))
    other = other.hstack(told).with_columns(marks(other))
    stop = (pl.col("is_mark") & ~pl.col("is_quotation")) | _money() | pl.col("stop")
    is_time = neighbour("articles", 1) & neighbour("times", 2)
    barred = neighbour("not_purpose", 1) | is_time | neighbour("not_after", -1)
    led = _led(other)
    is_led, is_whom = (flagged(rows, other.height) for rows in (led["at"], led.filter("is_whom")["at"]))
    opens = (pl.col("opening") | pl.lit(is_led)) & ~barred.fill_null(False)
    heads = other.with_row_index("row").with_columns(is_whom=is_whom).filter(opens)
    heads = heads.select("row", "sentence_id", "token_no", "clause", "is_whom")
    # a purpose stands behind its sum; in a list, before the dash: 'на воду – 3 млрд, на свет – 2 млрд'
    before = rows_of(words, near["sentence_id"], near["token_start"].cast(pl.Int64) - 1)
    listed = near.select("no", is_listed=(taken(words["code"], before) == "-").fill_null(False))
    best = (
        _in_order(beside(near, heads), near)
        .join(listed, on="no", how="left", maintain_order="left")
        .filter((pl.col("bounds") < 0.5) & (pl.col("between") == 0) & (pl.col("distance") < 10))
        .filter(*_no_recipient())
        .with_columns(
            cost=pl.col("distance") + pl.when(pl.col("is_after") ^ pl.col("is_listed")).then(0).otherwise(4)
        )
        .sort("no", "cost", maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
    )
    best = best.with_columns(stretch(other, stop, best["row"])["last"])
    first = pl.col("token_no").cast(pl.Int64)
    return best.filter(pl.col("last") > first).select(
        "no", "sentence_id", first=first, last=pl.min_horizontal("last", first + _LONGEST - 1)
    )


@cache
def _no_recipient() -> tuple[pl.Expr, ...]:
    """'9 bn went to roads, 3 bn to Aktau': who gets a sum is no purpose, and what stands before it is another sum's."""
    given = pl.col("no").filter("is_whom", "is_after").implode()
    return ~pl.col("is_whom"), pl.col("is_after") | ~pl.col("no").is_in(given)


def _led(words: pl.DataFrame) -> pl.DataFrame:
    """'31 bn will go to roads, 12 bn to parks': a preposition behind its verb, or a sum once that is said.

    Returns:
        at (row numbers), is_whom: what follows is who gets it.
    """
    rows = words["led"].arg_true()
    if rows.is_empty():  # as in batches without English
        return pl.DataFrame({"at": rows, "is_whom": constant(False, 0, pl.Boolean)})
    beside_it = dict.fromkeys(("leading", "spending"), (-1, -1))
    behind_it = dict.fromkeys(("surface", "recipients"), (1, _RECIPIENT))
    ends = {"goes_on": (2, _RECIPIENT + 1), "code": (-1, _RECIPIENT + 1)}
    near = window(words, rows, {**beside_it, **behind_it, **ends, "form": (0, 1)})
    is_to, is_on = (one_of(pl.col("form0"), *toml("purposes")["en"][k]) for k in ("led_to", "led_on"))
    near = near.select(
        at=rows,
        is_whom=is_to & _to_whom(),
        opened=(is_to & pl.col("leading-1")) | (is_on & pl.col("spending-1")),
        is_on=is_on,
        is_next=pl.col("code-1").is_in(_OF_MONEY),
    )
    opened = rows.filter(near["opened"].fill_null(False))
    said = {
        "begun": opened,
        "spends": words["spending"].arg_true(),
        "closed": words["closing"].arg_true(),
        "sums": (words["code"] == "C").arg_true(),
    }
    near = near.with_columns(row_before(words, ones, rows).alias(name) for name, ones in said.items())
    none = pl.col("closed").fill_null(-1)
    is_next = (pl.col("begun") > none) | (pl.col("is_on") & (pl.col("spends") > none))
    is_led = pl.col("opened").fill_null(False) | (pl.col("is_next") & is_next).fill_null(False)
    return near.filter(is_led, pl.col("sums").is_not_null()).select("at", "is_whom")


@cache
def _to_whom() -> pl.Expr:
    """'To Turkestan', 'to the treasury', 'to local farmers who': a name, or who gets it where the phrase ends there."""
    is_name = pl.col("surface1").str.contains(_CAPITAL)
    is_name |= pl.col("form1").is_in(toml("purposes")["en"]["articles"]) & pl.col("surface2").str.contains(
        _CAPITAL
    )
    ends = (
        pl.col(f"recipients{k}")
        & (
            pl.col(f"goes_on{k + 1}")
            | pl.col(f"code{k + 1}").is_in([e for e in _ENDS if e != "-"])
            | pl.col(f"code{k + 1}").is_null()
        )
        & ~pl.any_horizontal(pl.lit(False), *(pl.col(f"goes_on{n}") for n in range(2, k)))
        for k in range(1, _RECIPIENT + 1)
    )
    return pl.any_horizontal(c.fill_null(False) for c in (is_name, *ends))


def _in_order(pairs: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Where each purpose of a list stands before its sum, none is that of the sum before it.

    'На дороги направят 31 млрд, на воду — 4 млрд': the first has one before it, the last has none behind it.
    """
    direct = pairs.filter(pl.col("between") == 0)
    told = near.select(
        "sentence_id",
        has_before=pl.col("no").is_in(direct.filter(~pl.col("is_after"))["no"].implode()),
        has_behind=pl.col("no").is_in(direct.filter("is_after")["no"].implode()),
        is_first=neighbour("no", -1).is_null(),
        is_last=neighbour("no", 1).is_null(),
    )
    begun = told.filter("is_first", "has_before", ~pl.col("is_last"))["sentence_id"]
    ended = told.filter("is_last", "has_before", ~pl.col("has_behind"), ~pl.col("is_first"))["sentence_id"]
    led = begun.filter(begun.is_in(ended.implode()))
    touches = pl.col("distance") <= pl.col("is_dashed").cast(pl.Int32)
    return pairs.filter(~pl.col("sentence_id").is_in(led.implode()) | ~pl.col("is_after") | touches)


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
    hits = _understood(hits.join(_sources(), on="cue", maintain_order="left"), words)
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


def _understood(hits: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without words for a budget that don't name it ('из местного') where none is meant: 'из местного камня'."""
    asked = hits.filter("is_unnamed").select("sentence_id", "token_no", "opening", "row")
    sources = toml("funding")["unnamed"]["sources"]
    named = hits.filter(~pl.col("is_unnamed"), pl.col("funding_source").is_in(sources))
    named = named.group_by("sentence_id").agg(named=pl.col("token_no").min())
    behind = window(words, asked["row"], {"form": (1, 1), "code": (1, 1)})
    is_end = pl.col("form1").is_null() | pl.col("code1").is_in(_ENDS)
    is_end |= pl.col("form1").str.contains(toml("funding")["unnamed"]["ends"])
    meant = (
        asked.hstack(behind).join(named, on="sentence_id").filter(is_end, pl.col("named") < pl.col("opening"))
    )
    return hits.filter(~pl.col("is_unnamed") | pl.col("row").is_in(meant["row"].implode()))
