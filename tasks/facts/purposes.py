"""What an amount is for: 'мектеп салуға', 'жөндеу үшін', 'на строительство школы'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.facts.recipients import OF_MONEY, led_by_verbs
from tasks.facts.slices import marks, quotation, stretch, written
from tasks.language.runs import by_word, flagged, neighbour, row_before, rows_where, taken
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

_OF_WORD = ["sentence_id", "token_no", "word", "clause", "code", "form", "language", "gap"]
_SAME_CLAUSE = 0.3  # clause bounds between two words of one clause: a comma is more
_LONGEST = 11  # words of a purpose
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
    is_scale = pl.col("code").is_in(OF_MONEY)
    of_money = pl.any_horizontal(neighbour("code", k).is_in(OF_MONEY).fill_null(False) for k in (1, 2))
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
    best = best.with_columns(_begins(kk, stop, best, near, words))
    last = pl.col("token_no").cast(pl.Int64)
    return best.select("no", "sentence_id", first=pl.max_horizontal("first", last - _LONGEST + 1), last=last)


def _begins(
    kk: pl.DataFrame, stop: pl.Expr, best: pl.DataFrame, near: pl.DataFrame, words: pl.DataFrame
) -> pl.Series:
    """`first`: where each purpose begins; not before who gives the sum.

    In 'банк жүйесін қолдауға 3 млрд бөлінді' and 'үкімет банк жүйесін қолдауға 3 млрд бөлді' the bank is no giver, in
    'банк кеңсесін жөндеуге 3 млн жұмсады' it may be.
    """
    is_part = (pl.col("is_doer") & neighbour("is_possessed", 1)) | (
        pl.col("is_drawn") & neighbour("is_verbal", 1)
    )
    doers, clause = rows_where(kk["is_doer"]), kk["clause"]
    before = taken(clause, row_before(kk, doers, doers))
    first = doers.filter(~(taken(clause, doers) - before < _SAME_CLAUSE).fill_null(False))
    always = kk.select(stop | (pl.col("is_doer") & ~is_part.fill_null(False))).to_series()
    passive = stretch(kk, always, best["row"])["first"]
    active = stretch(kk, always | flagged(first, kk.height), best["row"])["first"]
    is_active = _acted(best.select("no").join(near, on="no", how="left", maintain_order="left"), words)
    return active.zip_with(is_active, passive)


def _acted(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether the first verb behind each amount is active: 'бөлді', not 'бөлінді'."""
    rules = toml("purposes")["kk"]
    last = rows_of(words, near["sentence_id"], near["token_end"].cast(pl.Int64) - 1)
    behind = window(words, last, {"form": (1, 3)})
    forms = [pl.col(f"form{k}") for k in range(1, 4)]
    verb = pl.coalesce(pl.when(form.str.contains(rules["acting"])).then(form) for form in forms)
    is_active = ~verb.str.contains(rules["no_acting"]) | verb.str.contains(rules["acting_too"])
    return behind.select(is_active.fill_null(value=False)).to_series()


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
        .when(
            form.str.contains(rules["dative"])
            & ~form.str.contains(rules["not_dative"])
            & (length > 6)
            & (pl.col("code") != "U")
        )
        .then(1.5)
        .when(
            form.str.contains(rules["plain"])
            & ~form.str.contains(rules["not_plain"])
            & (pl.col("code") == "x")
        )
        .then(float(rules["plain_rank"]))
    )
    is_ablative = form.str.contains(rules["ablative"]) & ~form.str.contains(rules["not_ablative"])
    is_stop = form.str.contains(rules["time"]) | is_ablative | (pl.col("code") == "Q")
    is_possessed = form.str.contains(rules["possessed"]) & ~form.str.contains(rules["not_possessed"])
    return (
        rank.alias("rank"),
        form.str.contains(rules["other_postposition"]).alias("is_other"),
        form.str.contains(rules["handed"]).alias("is_handed"),
        form.str.contains(rules["over"]).alias("is_over"),
        form.str.contains(rules["closing"]).alias("is_closing"),
        is_stop.alias("is_stop"),
        form.str.contains(rules["doer"]).alias("is_doer"),
        form.str.contains(rules["drawn"]).alias("is_drawn"),
        is_possessed.alias("is_possessed"),
        (form.str.contains(rules["verbal"]) & (length > 4)).alias("is_verbal"),
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
    led = led_by_verbs(other)
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
