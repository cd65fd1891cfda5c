"""Stories: articles that are one text with small edits, or tell of one event.

A pair is one event where its days are near, its places meet and its figures agree: figures say the
same in every language, words don't.
"""

from __future__ import annotations

import polars as pl

from tasks.facts.evidence import stable_id

_SHINGLE = 4  # words
_SKETCH = 96  # smallest shingle hashes kept of each article
_SAME_TEXT = 0.5  # share of the sketch that two edits of one text have in common
_DAYS = 3  # between two reports of one event
_COMMON = 12  # a figure in more articles than this, within these days, tells no event from another
_SMALL = 4  # a smaller round figure says nothing
_LINKED = 2.0
_WORDS = 0.3  # share of rarer words in common from which two texts in one language surely tell the same
_WEIGHTS = {
    "exact": 1.0,  # three digits and more: 203 billion
    "round": 0.6,  # two: 8.3 billion
    "share": 0.4,  # per cent
    "weak": 0.25,  # one: 80 beds
    "close": 0.6,  # as far apart as rounding: 290 and 291 million
    "count": 0.5,  # of projects of one kind
    "place": 0.5,
    "narrow": 0.9,  # a place below the regions and their chief towns, of which the news speak seldom
    "region": 0.2,
    "words": 0.6,
}


def with_stories(
    articles: pl.DataFrame, finance: pl.DataFrame, indicators: pl.DataFrame, project_mentions: pl.DataFrame
) -> pl.DataFrame:
    """Gives every article its story.

    Args:
        articles: all articles, old and new: article_id, published, text; a story_id that is there stays.
        finance: all rows: article_id, amount, amount_from, currency, place_code, region_code.
        indicators: all rows: article_id, value, value_from, unit, place_code, region_code.
        project_mentions: all rows: article_id, count, kind, place_code, region_code.

    Returns:
        `articles` with story_id: a hash of the id of the story's first article, whatever joins it later.
    """
    order = articles.select("article_id", "published").sort("published", "article_id", nulls_last=True)
    order = order.with_row_index("no")
    pairs = pl.concat(
        [_same_text(articles), _same_event(articles, order, finance, indicators, project_mentions)]
    ).unique(maintain_order=True)
    return _named(articles, _grouped(order, pairs))


def _same_text(articles: pl.DataFrame) -> pl.DataFrame:
    """Pairs (a, b) of articles of which one is an edit of the other."""
    words = articles.select(
        "article_id", word=pl.col("text").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+")
    )
    words = words.explode("word").drop_nulls()
    shingle = pl.concat_str(
        [pl.col("word").shift(-k).over("article_id") for k in range(_SHINGLE)], separator=" "
    )
    sketch = (
        words.with_columns(mark=shingle.hash(seed=7))
        .filter(shingle.is_not_null())
        .unique(["article_id", "mark"])
        .sort("article_id", "mark")
        .group_by("article_id", maintain_order=True)
        .head(_SKETCH)
        .with_columns(size=pl.len().over("article_id"))
        .filter(pl.len().over("mark").is_between(2, 4 * _COMMON))
    )
    shared = (
        _crossed(sketch.select("article_id", "mark", "size"), ["mark"])
        .group_by("a", "b")
        .agg(shared=pl.len(), size=pl.min_horizontal("size", "size_right").first())
    )
    return shared.filter(pl.col("shared") >= _SAME_TEXT * pl.col("size")).select("a", "b")


def _same_event(
    articles: pl.DataFrame,
    order: pl.DataFrame,
    finance: pl.DataFrame,
    indicators: pl.DataFrame,
    project_mentions: pl.DataFrame,
) -> pl.DataFrame:
    """Pairs (a, b) whose figures, places and days agree."""
    day = order.select("article_id", "published").drop_nulls()
    figures = _figures(finance, indicators, project_mentions).join(day, on="article_id")
    places = _places(finance, indicators, project_mentions)
    exact = _crossed(figures, ["unit", "value"]).filter(_near_days())
    exact = exact.filter(pl.len().over("unit", "value") <= _COMMON * (_COMMON - 1))
    weight = (
        pl.when(pl.col("digits") < 2)
        .then(_WEIGHTS["weak"])
        .when(pl.col("unit") == "percent")
        .then(_WEIGHTS["share"])
        .when(pl.col("is_count")).then(_WEIGHTS["count"])
        .when(pl.col("digits") >= 3).then(_WEIGHTS["exact"])
        .otherwise(_WEIGHTS["round"])
    )  # fmt: skip
    votes = [exact.select("a", "b", "unit", "value", weight=weight), _close(figures)]
    told = (
        pl.concat(votes)
        .unique(["a", "b", "unit", "value"])
        .group_by("a", "b")
        .agg(figures=pl.col("weight").sum(), n=(pl.col("weight") > _WEIGHTS["weak"]).sum())
    )
    for column in ("place_code", "region_code"):
        meet = _crossed(places.select("article_id", column).drop_nulls().unique(), [column])
        score = meet.group_by("a", "b").agg(_place_weight(column).max().alias(column))
        told = told.join(score, on=["a", "b"], how="left")
    told = told.join(_same_words(articles, told.select("a", "b")), on=["a", "b"], how="left")
    told = told.with_columns(
        words=(_WEIGHTS["words"] * pl.col("shared") / _WORDS).clip(0, _WEIGHTS["words"]).fill_null(0)
    )
    scores = ("figures", "place_code", "region_code", "words")
    total = pl.sum_horizontal(pl.col(c).fill_null(0) for c in scores)
    n = pl.col("n") + (pl.col("words") >= _WEIGHTS["words"] / 2)
    return told.filter(pl.col("region_code").is_not_null() & (n >= 2) & (total >= _LINKED)).select("a", "b")


def _place_weight(column: str) -> pl.Expr:
    """By the KATO code: a region ends in seven naughts, its chief town in a one and six of them."""
    if column == "region_code":
        return pl.lit(_WEIGHTS["region"])
    is_wide = pl.col(column).str.contains("^..[01]000000$")
    return pl.when(is_wide).then(_WEIGHTS["place"]).otherwise(_WEIGHTS["narrow"])


def _figures(finance: pl.DataFrame, indicators: pl.DataFrame, project_mentions: pl.DataFrame) -> pl.DataFrame:
    """article_id, unit, value, digits, is_count: the figures that can tell an event."""

    def rows(frame: pl.DataFrame, value: str, unit: str, prefix: str) -> pl.DataFrame:
        return frame.select(
            "article_id",
            unit=pl.format(f"{prefix}{{}}", pl.col(unit).fill_null("")),
            value=pl.col(value).cast(pl.Float64),
        )

    parts = [
        rows(finance, "amount", "currency", "money "),
        rows(finance, "amount_from", "currency", "money "),
        rows(indicators, "value", "unit", ""),
        rows(indicators, "value_from", "unit", ""),
        rows(project_mentions, "count", "kind", "count "),
    ]
    figures = pl.concat(parts).drop_nulls("value").unique(maintain_order=True)
    digits = (
        pl.col("value")
        .round(3)
        .cast(pl.Int64, strict=False)
        .cast(pl.String)
        .str.strip_chars_end("0")
        .str.len_chars()
    )
    fraction = pl.col("value") != pl.col("value").round(0)
    is_count = pl.col("unit").str.starts_with("count ")
    figures = figures.with_columns(
        digits=pl.when(fraction).then(digits + 1).otherwise(digits), is_count=is_count
    )
    return figures.filter((pl.col("digits") >= 2) | (pl.col("value") >= _SMALL))


def _close(figures: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose amounts differ by no more than rounding: 290 and 291 million."""
    large = figures.filter(~pl.col("is_count") & (pl.col("value") >= 100))
    bucket = (pl.col("value").log(10) * 100).round(0).cast(pl.Int64)
    spread = pl.concat(
        [large.with_columns(bucket=bucket, own=pl.lit(True))]
        + [large.with_columns(bucket=bucket + k, own=pl.lit(False)) for k in (-1, 1)]
    )
    near = _crossed(spread, ["unit", "bucket"]).filter(
        _near_days()
        & (pl.col("own") | pl.col("own_right"))
        & ((pl.col("value") - pl.col("value_right")).abs() <= 0.01 * pl.col("value"))
        & (pl.col("value") != pl.col("value_right"))
    )
    smaller = pl.min_horizontal("value", "value_right")
    return near.select("a", "b", "unit", value=smaller, weight=pl.lit(_WEIGHTS["close"]))


def _same_words(articles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """a, b, shared: how much of the shorter article's rarer words the other has, by their first letters."""
    met = pl.concat([pairs["a"], pairs["b"]]).unique().implode()
    words = (
        articles.filter(pl.col("article_id").is_in(met))
        .select("article_id", word=pl.col("text").str.to_lowercase().str.extract_all(r"\p{L}{4,}"))
        .explode("word")
        .with_columns(pl.col("word").str.slice(0, 6))
        .unique()
        .with_columns(rare=(pl.col("article_id").n_unique() / pl.len().over("word")).log())
    )
    whole = words.group_by("article_id").agg(whole=pl.col("rare").sum())
    both = (
        pairs.join(words, left_on="a", right_on="article_id")
        .join(words, left_on=["b", "word"], right_on=["article_id", "word"])
        .group_by("a", "b")
        .agg(pl.col("rare").sum())
    )
    sized = both.join(whole, left_on="a", right_on="article_id").join(
        whole, left_on="b", right_on="article_id", suffix="_b"
    )
    return sized.select("a", "b", shared=pl.col("rare") / pl.min_horizontal("whole", "whole_b"))


def _places(*tables: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([t.select("article_id", "place_code", "region_code") for t in tables]).unique(
        maintain_order=True
    )


def _crossed(rows: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Rows of different articles that agree in `on`, each pair once."""
    both = rows.rename({"article_id": "a"}).join(rows.rename({"article_id": "b"}), on=on, how="inner")
    return both.filter(pl.col("a") < pl.col("b"))


def _near_days() -> pl.Expr:
    return (pl.col("published") - pl.col("published_right")).dt.total_days().abs() <= _DAYS


def _grouped(order: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """article_id, first: the number of the earliest article that each is linked to, by any way."""
    no = order.select("article_id", "no")
    links = pairs.join(no, left_on="a", right_on="article_id").join(
        no, left_on="b", right_on="article_id", suffix="_b"
    )
    edges = pl.concat([links.select(x="no", y="no_b"), links.select(x="no_b", y="no")])
    label = order["no"]
    while True:
        least = edges.select("x", reach=label.gather(edges["y"])).group_by("x").agg(pl.col("reach").min())
        new = no.join(least, left_on="no", right_on="x", how="left", maintain_order="left").select(
            pl.min_horizontal(label, pl.col("reach")).alias("no")
        )["no"]
        if new.equals(label):
            return order.select("article_id", first=new)
        label = new


def _named(articles: pl.DataFrame, grouped: pl.DataFrame) -> pl.DataFrame:
    """A story keeps the name that it has; a new one is called after its first article."""
    old = (
        articles["story_id"]
        if "story_id" in articles.columns
        else pl.Series([None] * articles.height, dtype=pl.String)
    )
    known = articles.select("article_id").with_columns(old=old)
    table = grouped.with_columns(new=stable_id("article_id")).join(
        known, on="article_id", how="left", maintain_order="left"
    )
    named = table.group_by("first", maintain_order=True).agg(
        name=pl.coalesce(pl.col("old").drop_nulls().first(), pl.col("new").first())
    )
    ids = table.join(named, on="first", how="left", maintain_order="left").select(
        "article_id", story_id="name"
    )
    return articles.drop("story_id", strict=False).join(
        ids, on="article_id", how="left", maintain_order="left"
    )
