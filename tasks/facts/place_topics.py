"""What place a sentence goes on speaking of when it names none itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from tasks.facts.place_countries import is_national
from tasks.language.once import fits, only
from tasks.language.runs import latest, running, taken
from tasks.lexicon import toml

TAKEN = ["place_code", "place_text", "region_code"]
_LEAD = 2  # sentences of text that may set the place of the whole
_FAR = 3  # sentences over which 'мұнда' reaches back
_FEW = 2  # sentences that name places: fewer may be an example in an account of the country
# Spoken of in their own sentence, and in what goes on from it.
_NARROW = ["microdistrict", "works", "country", "abroad", "new"]
_LOCAL = ["city", "district"]  # parts of a region
_NO_TEXT = ["heading", "title", "dateline", "furniture", "credit", "caption", "header"]
_ITEM = r"^\s*(?:[–—•*·-]|\d{1,2}\))"
_QUOTE = r"^\s*[–—«“„\"-]"
_NEW = r"^[«“„][^»”]{2,40}[»”] \p{Ll}"  # a thing with a name of its own isn't what was spoken of


def spoken_of(here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The place that each sentence goes on speaking of.

    A place carries on to the end of its paragraph, and over it only where the next sentence says that it goes on
    ('Оған …', an item of a list). Everything else is about what the heading says, the title, or the lead.

    Args:
        here: places found, in order of the text.
        sentences: SENTENCES.

    Returns:
        sentence_id, place_code, place_text, region_code; the same with `whole_` before the name: what the whole
        article is about, or the section; n_places, how many different ones the sentence names; is_kazakh; a row a
        sentence, null where nothing is certain.
    """
    table = _marked(here, sentences)
    whole, carried = _of_article(table), _carried(table)
    # Several places in one breath are left behind, where the article is of one.
    sums_up = table["widens"] | (taken(here["level"], carried) == "list")
    sums_up |= _several(table, here, whole, carried)
    # 'Барлығы …' sums up what was said of several places.
    near = table.select(
        pl.when(pl.lit(sums_up))
        .then(pl.coalesce(pl.lit(whole), pl.lit(carried)))
        .otherwise(pl.coalesce(pl.lit(carried), pl.lit(whole)))
        .alias("near")
    )["near"]
    # what only a country has is of none of its places
    place, wide = (
        table.select(
            pl.when(~pl.col("is_national") | (here["level"].gather(rows) == "country"))
            .then(pl.lit(rows))
            .cast(pl.UInt32)
        ).to_series()
        for rows in (near, whole)
    )
    of_whole = here.select(pl.col(TAKEN).name.prefix("whole_"))[wide]
    return pl.concat(
        [
            table.select("sentence_id", pl.col("n_places").fill_null(0)),
            sentences.select(is_kazakh=pl.col("language").str.starts_with("kk")),
            here.select(TAKEN)[place],
            of_whole,
        ],
        how="horizontal",
    )


def _several(table: pl.DataFrame, here: pl.DataFrame, whole: pl.Series, carried: pl.Series) -> pl.Series:
    """'Ең жоғары көрсеткіш Сарысу ауданында, ең төменгісі Тараз қаласында': nothing goes on about the last of them.

    Nor of any districts told side by side, where the article is of their region.
    """
    best = toml("place_names")["ranking"]["best"]
    ranks = fits(table, pl.col("n_places") > 1, pl.col("sentence").str.contains(best))
    home = table["sentence_id"].search_sorted(taken(here["sentence_id"], carried).fill_null(0))
    region = here["region_code"]
    # a title's town has none of the districts around it
    is_wide = taken(here["level"], whole) == "region"
    is_inside = ((taken(region, whole) == taken(region, carried)) & is_wide).fill_null(value=False)
    is_spread = taken(table["is_spread"], home).fill_null(value=False) & is_inside
    return (taken(ranks, home) | is_spread) & carried.is_not_null()


def _marked(here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """SENTENCES with the rows in `here` of their first and last place, and what they are in the article.

    Asked only where it matters: of what names a place whether it is a line of its own, of a country whether there is a
    figure.
    """
    lexicon = toml("place_names")
    widening = [w for forms in lexicon["widens"].values() for w in forms]
    text, first_word, nation = pl.col("sentence"), pl.col("first_word"), lexicon["nation"]
    is_head = pl.col("role").is_in(["heading", "title"])
    block = pl.struct("article_id", "block_no").rle_id() if sentences.height else pl.lit(0)
    first = rf"{lexicon['opening']['leading']}(\p{{L}}[\p{{L}}'’ʼ]*)"
    table = (
        sentences.select(
            "sentence_id",
            "article_id",
            "block_no",
            "role",
            "sentence",
            "language",
            first_word=only(text, text.str.contains(_openings())).str.extract(first).str.to_lowercase(),
        )
        .join(_ends(here), on="sentence_id", how="left", maintain_order="left")
        .with_columns(
            at=pl.int_range(pl.len(), dtype=pl.Int64),
            article=pl.col("article_id").rle_id(),
            block=block,
            is_text=~pl.col("role").is_in(_NO_TEXT),
            is_item=text.str.contains(_ITEM),
            is_quote=text.str.contains(_QUOTE),
            is_national=is_national(sentences),
            opens_list=text.str.ends_with(":"),
            goes_on=_goes_on(first_word, lexicon["goes_on"]).fill_null(False),
            is_here=first_word.is_in(lexicon["here"]["words"]).fill_null(False),
            compares=_goes_on(first_word, nation["goes_on"]).fill_null(False),
            widens=(first_word.is_in(widening) | text.str.contains(_NEW)).fill_null(False),
            section=is_head.cum_sum(),
        )
        .drop("first_word")
    )
    goes_on, has_place = pl.col("goes_on"), pl.col("first").is_not_null() | pl.col("last").is_not_null()
    speaks = fits(table, goes_on, text.str.contains(nation["speaks"]))
    figures = text.str.to_lowercase().str.contains(nation["figures"])
    return table.with_columns(
        goes_on=goes_on & ~speaks,
        is_line=fits(table, has_place, text.str.contains(lexicon["opening"]["line"])),
        has_figure=fits(table, pl.col("level") == "country", figures),
    )


@cache
def _openings() -> str:
    """A pattern of the sentences whose first word is asked for: to be found it costs a tenth of being taken out."""
    lexicon = toml("place_names")
    lists = (lexicon["goes_on"], lexicon["nation"]["goes_on"], lexicon["widens"])
    asked = {w for said in lists for words in said.values() for w in words} | set(lexicon["here"]["words"])
    return f"{lexicon['opening']['leading']}(?i:{'|'.join(sorted(map(re.escape, asked)))})"


def _goes_on(first_word: pl.Expr, said: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Whether a sentence goes on, by the words of its own language: Kazakh 'он' is ten."""
    russian, english = (pl.col("language") == name for name in ("ru", "en"))
    kazakh = first_word.is_in([*said["kk"], *said.get("latn", ())])
    return (
        pl.when(russian)
        .then(first_word.is_in(said["ru"]))
        .when(english)
        .then(first_word.is_in(said["en"]))
        .otherwise(kazakh)
    )


def _ends(here: pl.DataFrame) -> pl.DataFrame:
    """For each sentence the rows in `here` of its first and last place; rows ascend, so that the least is the first."""
    is_own = ~pl.col("is_aside") & ~pl.col("level").is_in(["route", "river"])
    is_works, is_country = pl.col("level") == "works", pl.col("level") == "country"
    passes = pl.col("is_aside") & ~pl.col("level").is_in(["country", "abroad"])
    kinds = {
        "own": is_own,
        "solid": is_own & ~is_works,
        "country": is_country,
        "passed": passes,
        "speaker": pl.col("is_speaker"),
        "works": is_works,
    }
    row, region = pl.int_range(pl.len(), dtype=pl.Int64), pl.when(is_own).then("region_code")
    rows = here.select(
        "sentence_id",
        *(pl.when(has).then(row).alias(kind) for kind, has in kinds.items()),
        region=region,
        text=pl.when(is_own).then("place_text"),
        local=pl.when(is_own & pl.col("level").is_in(_LOCAL)).then("place_text"),
        is_list=is_own & (pl.col("level") == "list") & region.is_null(),
    )
    ends = rows.group_by("sentence_id", maintain_order=True).agg(
        pl.col(*kinds).min(),
        last=pl.col("own").max(),
        n_regions=pl.col("region").is_not_null().any().cast(pl.Int64)
        + (pl.col("region").min() != pl.col("region").max()).fill_null(False)
        + pl.col("is_list").any(),
        is_spread=(pl.col("local").min() != pl.col("local").max()).fill_null(False),
        n_places=pl.col("text").is_not_null().any().cast(pl.Int64)
        + (pl.col("text").min() != pl.col("text").max()).fill_null(False),
    )
    first = here.select(
        pl.col("level", "place_code", "region_code").gather(ends["own"].cast(pl.UInt32))
    ).rename({"level": "first_level", "place_code": "first_code"})
    last = here.select(pl.col("level").gather(ends["last"].cast(pl.UInt32)))
    # The country's name in the title or lead, in any case, is what the whole is about.
    named = ends.select(pl.exclude("own", "solid"), first=pl.coalesce("solid", "country"))
    return pl.concat([named, first, last], how="horizontal")


def _carried(table: pl.DataFrame) -> pl.Series:
    """Rows in `here` of the places carried on from a sentence before."""
    at = pl.col("at")
    told = (
        pl.when(pl.col("last").is_not_null() & pl.col("is_text") & ~pl.col("is_line"))
        .then(at)
        .forward_fill()
        .shift(1)
    )
    linked = table.select(
        "article_id", "block_no", "section", "at", "is_item", "goes_on", "compares", "is_here", "sentence",
        seen=told,
        intro=pl.when(~pl.col("is_item")).then(at).forward_fill(),
    )  # fmt: skip
    seen, intro = linked["seen"], linked["intro"]
    # An empty list of places has no index: gathering takes nulls, a frame's brackets don't.
    passed = ("article_id", "block_no", "section", "level", "n_regions", "has_figure")
    far = table.select(pl.col(c).gather(seen.cast(pl.UInt32)).alias(f"seen_{c}") for c in passed)
    linked = pl.concat([linked, far], how="horizontal").with_columns(
        is_listed=pl.col("is_item") & pl.Series(taken(table["opens_list"], intro))
    )
    in_section = (pl.col("seen_article_id") == pl.col("article_id")) & (
        pl.col("seen_section") == pl.col("section")
    )
    # A sentence that compares several regions leaves none of them behind.
    lasts = ~pl.col("seen_level").is_in(_NARROW) & (pl.col("seen_n_regions") < 2)
    in_block = (pl.col("seen_block_no") == pl.col("block_no")) & lasts
    # What goes on does so from the sentence before, or from what its paragraph was about.
    is_next = (at - pl.col("seen") == 1) | ((pl.col("seen_block_no") == pl.col("block_no").shift(1)) & lasts)
    is_next = is_next | (pl.col("is_here") & (at - pl.col("seen") <= _FAR))
    # 'По стране – 300 млрд. В прошлом году было 250 млрд': still of the country
    is_country = pl.col("seen_level") == "country"
    of_country = pl.col("compares") & pl.col("seen_has_figure") & is_country & (at - pl.col("seen") == 1)
    # 'Казахстан помогал району. Этим летом там …': neither a season nor 'there' takes up a country
    may_back = is_country & (pl.col("goes_on") | pl.col("compares"))
    small, nation = pl.col("sentence").str.to_lowercase(), toml("place_names")["nation"]
    is_season, is_there = (
        pl.lit(fits(linked, may_back, small.str.contains(nation[c]))) for c in ("seasons", "there")
    )
    takes_up = ((pl.col("goes_on") & ~is_season) | of_country) & ~is_there
    goes_on = takes_up & is_next & (pl.col("seen_n_regions") < 2)
    # Items of a list are about what its first line names, not about what the item before did.
    from_list = pl.when(pl.col("is_listed")).then(pl.col("seen") == pl.col("intro"))
    # Whoever is quoted speaks of their own place.
    blocks = table.group_by("block", maintain_order=True).agg(
        is_quote=pl.col("is_quote").first(), speaker=pl.col("speaker").min()
    )
    quoted = blocks.select(pl.when("is_quote").then("speaker")).to_series()
    speaker = taken(quoted, table["block"])
    last = pl.Series(taken(table["last"], seen))
    own = pl.when(pl.coalesce(from_list, in_block) & in_section).then(last)
    linked = linked.with_columns(
        row=pl.coalesce(own, pl.lit(speaker), pl.when(goes_on & in_section).then(last))
    )
    # What the first sentence of a paragraph goes on about, the paragraph does.
    in_text = table.select("block", "last").with_columns(row=linked["row"])
    going = pl.when(pl.col("last").is_null()).then(latest(pl.col("row"), "block"))
    return in_text.select(pl.coalesce("row", going)).to_series()


def _of_article(table: pl.DataFrame) -> pl.Series:
    """Rows in `here` of what the heading over a sentence names, else the title, the lead or the dateline."""
    is_title = pl.col("role") == "title"
    # Two towns in the title: the lead says better where it all is.
    several = (pl.col("n_places") > 1) & ((pl.col("first_level") != "region") | (pl.col("n_regions") > 1))
    is_split = ((pl.col("first_level") == "list") | several).fill_null(False) & is_title
    national = pl.col("first_code").is_in(toml("place_names")["dateline"]["national"])
    # 'АСТАНА' over the text is no title
    is_seat = (national & pl.col("is_line")).fill_null(False)
    first = pl.col("first")
    of_article = (
        _with_lead(table)
        .group_by("article", maintain_order=True)
        .agg(
            # A title may name what it is about in any case: 'Қонаевтан Талғарға жол салынады'.
            title=pl.coalesce("first", "passed").filter(is_title & ~is_split & ~is_seat).first(),
            lead=first.filter("is_lead").drop_nulls().first(),
            line=first.filter(_is_line() & ~national).drop_nulls().first(),
            split=first.filter(is_split & (pl.col("n_regions") < 2)).first(),
            works=pl.col("works").min(),
            country=pl.col("country").min(),
        )
    )
    whole = taken(of_article.select(pl.coalesce(pl.exclude("article"))).to_series(), table["article"])
    is_heading = pl.col("role") == "heading"
    heading = table.select(latest(pl.when(is_heading).then("at"), "article")).to_series()
    return pl.select(pl.coalesce(taken(table["first"], heading), whole)).to_series()


def _is_line() -> pl.Expr:
    return (pl.col("role") == "dateline") | (pl.col("is_line") & pl.col("is_text"))


def _with_lead(table: pl.DataFrame) -> pl.DataFrame:
    """Adds is_lead: a sentence whose place may stand for the whole, where most of the article lies in its region."""
    told = pl.when(pl.col("is_text") & ~pl.col("is_line")).then("region_code")
    rows = table.with_columns(told=told, number=running(pl.col("is_text").cast(pl.Int64), "article"))
    of_region = rows.drop_nulls("told").group_by("article", "told", maintain_order=True).agg(n_same=pl.len())
    of_article = of_region.group_by("article").agg(n_told=pl.col("n_same").sum(), n_of=pl.len())
    rows = rows.join(of_region, on=["article", "told"], how="left", maintain_order="left").join(
        of_article, on="article", how="left", maintain_order="left"
    )
    is_most = pl.col("n_same") * pl.when(pl.col("number") == 1).then(3).otherwise(2) >= pl.col("n_told")
    # An unknown name may be abroad, a list of towns of several regions says nothing of the rest.
    level, region = pl.col("first_level"), pl.col("region_code")
    nowhere = ((level == "new") | ((level == "list") & region.is_null())).fill_null(False)
    is_early = (pl.col("number") <= _LEAD) | ((pl.col("n_of") <= 1) & (pl.col("n_told") > _FEW))
    lead = pl.col("is_text") & ~_is_line() & is_early & (region.is_null() | is_most) & ~nowhere
    return rows.with_columns(is_lead=lead.fill_null(False))
