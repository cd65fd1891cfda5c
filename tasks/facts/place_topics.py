"""What place a sentence goes on speaking of when it names none itself."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

TAKEN = ["place_code", "place_text", "region_code"]
_LEAD = 3  # sentences of text that may set the place of the whole
_FAR = 3  # sentences over which a word that goes on ('Оған …') reaches back
_NARROW = ["microdistrict", "country", "new"]  # spoken of in their own sentence, and in what goes on from it
_NO_TEXT = ["heading", "title", "dateline", "furniture", "credit", "caption", "header"]
_ITEM = r"^\s*(?:[–—•*·-]|\d{1,2}\))"
_LINE = r"^\p{Lu}[\p{Lu}\s-]{3,}[.,–—-]*$"  # 'АСТАНА.' by itself is where the agency writes
_FIRST_WORD = r"^[^\p{L}\d]*(\p{L}[\p{L}'’ʼ]*)"


def spoken_of(here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The place that each sentence goes on speaking of.

    A place carries on to the end of its paragraph, and over it only where the next sentence says that it goes on
    ('Оған …', an item of a list). Everything else is about what the heading says, the title, or the lead.

    Args:
        here: places found, in order of the text.
        sentences: SENTENCES.

    Returns:
        sentence_id, place_code, place_text, region_code; a row a sentence, null where nothing is certain.
    """
    table = _marked(here, sentences)
    place = pl.select(pl.coalesce(_carried(table), _of_article(table))).to_series()
    return pl.concat([table.select("sentence_id"), here.select(TAKEN)[place]], how="horizontal")


def _marked(here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """SENTENCES with the rows in `here` of their first and last place, and what they are in the article."""
    rows = here.select("sentence_id", "place_code", "region_code", "level", "is_aside").with_row_index("row")
    is_own = ~pl.col("is_aside") & (pl.col("level") != "route")
    # The country's name in the title or lead, in any case, is what the whole is about.
    own = {c: pl.col(c).filter(is_own) for c in ("row", "level", "place_code", "region_code")}
    ends = rows.group_by("sentence_id", maintain_order=True).agg(
        first=pl.coalesce(own["row"].first(), pl.col("row").filter(pl.col("level") == "country").first()),
        last=own["row"].last(),
        first_level=own["level"].first(),
        first_code=own["place_code"].first(),
        level=own["level"].last(),
        region_code=own["region_code"].first(),
        n_regions=own["region_code"].n_unique(),
    )
    going = [w for forms in toml("place_names")["goes_on"].values() for w in forms]
    first_word = pl.col("sentence").str.extract(_FIRST_WORD).str.to_lowercase()
    is_head = pl.col("role").is_in(["heading", "title"])
    return (
        sentences.select("sentence_id", "article_id", "block_no", "role", "sentence")
        .join(ends, on="sentence_id", how="left", maintain_order="left")
        .with_columns(
            at=pl.int_range(pl.len(), dtype=pl.Int64),
            is_text=~pl.col("role").is_in(_NO_TEXT),
            is_item=pl.col("sentence").str.contains(_ITEM),
            is_line=pl.col("sentence").str.contains(_LINE),
            opens_list=pl.col("sentence").str.ends_with(":"),
            goes_on=first_word.is_in(going).fill_null(False),
            section=is_head.cum_sum(),
        )
    )


def _carried(table: pl.DataFrame) -> pl.Series:
    """Rows in `here` of the places carried on from a sentence before."""
    at = pl.col("at")
    told = pl.when(pl.col("last").is_not_null() & pl.col("is_text")).then(at).forward_fill().shift(1)
    linked = table.select(
        "article_id", "block_no", "section", "at", "is_item", "goes_on",
        seen=told,
        intro=pl.when(~pl.col("is_item")).then(at).forward_fill(),
    )  # fmt: skip
    seen, intro = linked["seen"], linked["intro"]
    # An empty list of places has no index: gathering takes nulls, a frame's brackets don't.
    passed = ("article_id", "block_no", "section", "level", "n_regions")
    far = table.select(pl.col(c).gather(seen.cast(pl.UInt32)).alias(f"seen_{c}") for c in passed)
    linked = pl.concat([linked, far], how="horizontal").with_columns(
        is_listed=pl.col("is_item") & pl.Series(table["opens_list"].gather(intro))
    )
    in_section = (pl.col("seen_article_id") == pl.col("article_id")) & (
        pl.col("seen_section") == pl.col("section")
    )
    # A sentence that compares several regions leaves none of them behind.
    lasts = ~pl.col("seen_level").is_in(_NARROW) & (pl.col("seen_n_regions") < 2)
    in_block = (pl.col("seen_block_no") == pl.col("block_no")) & lasts
    goes_on = pl.col("goes_on") & (at - pl.col("seen") <= _FAR)
    # Items of a list are about what its first line names, not about what the item before did.
    from_list = pl.when(pl.col("is_listed")).then(pl.col("seen") == pl.col("intro"))
    goes = pl.coalesce(from_list, in_block | goes_on) & in_section
    source = linked.select(pl.when(goes).then("seen")).to_series()
    return table["last"].gather(source)


def _of_article(table: pl.DataFrame) -> pl.Series:
    """Rows in `here` of what the heading over a sentence names, else the title, the lead or the dateline."""
    is_title = pl.col("role") == "title"
    # Two towns in the title: the lead says better where it all is.
    is_split = (pl.col("first_level") == "list").fill_null(False) & is_title
    national = toml("place_names")["dateline"]["national"]
    is_line = (pl.col("role") == "dateline") | (pl.col("is_line") & pl.col("is_text"))
    number = pl.col("is_text").cum_sum().over("article_id")
    # The lead stands for the whole only where most of it lies in the region that the lead names.
    told = pl.when(pl.col("is_text") & ~pl.col("is_line")).then("region_code")
    n_told, n_regions = told.count().over("article_id"), told.n_unique().over("article_id") - 1
    n_same = told.count().over("article_id", "region_code")
    stands = pl.col("region_code").is_null() | (2 * n_same >= n_told) | (pl.col("first_level") == "country")
    is_lead = pl.col("is_text") & ~is_line & ((number <= _LEAD) | (n_regions <= 1)) & stands
    # An unknown name may be abroad, a list of towns of several regions says nothing of the rest.
    nowhere = (pl.col("first_level") == "list") & pl.col("region_code").is_null()
    is_lead = is_lead & ~((pl.col("first_level") == "new") | nowhere).fill_null(False)
    first = pl.col("first")
    rows = table.select(
        "article_id",
        heading=pl.when(pl.col("role") == "heading").then("at").forward_fill().over("article_id"),
        title=first.filter(is_title & ~is_split).first().over("article_id"),
        lead=first.filter(is_lead).drop_nulls().first().over("article_id"),
        line=first.filter(is_line & ~pl.col("first_code").is_in(national)).drop_nulls().first().over("article_id"),
    )
    heading = pl.Series("heading", table["first"].gather(rows["heading"]))
    return pl.select(pl.coalesce(heading, *(rows[c] for c in ("title", "lead", "line")))).to_series()
