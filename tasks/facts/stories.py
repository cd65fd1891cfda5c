"""Stories: articles that are one text with small edits, or tell of one event.

A pair is one event where its days are near, its places meet and its figures agree: figures say the same in every
language, words don't. Whether two articles are one story follows from what the two share and from how common that is
about those days; a later run looks again only at pairs of which that has changed, and finds what a new start would.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from tasks.facts.components import heads
from tasks.facts.evidence import stable_id
from tasks.facts.pairs import ROWS, Evidence
from tasks.language.runs import taken
from tasks.schema.frames import LINKS

_SAME_TEXT = 0.5  # share of the marks that two edits of one text have in common
_DAYS = 3  # between two reports of one event
_COMMON = 12  # a figure in more articles than this, within these days, tells no event from another
_LINKED = 200
_NO_WORDS, _SAME_WORDS = (
    0.08,
    0.40,
)  # shares of words in common, by chance and where two texts surely tell the same
_WEAK, _CLOSE = (
    25,
    60,
)  # hundredths: a figure of one digit; amounts as far apart as rounding (290 and 291 million)
_PLACE, _NARROW, _REGION, _WORDS = (
    50,
    90,
    20,
    60,
)  # narrow: below the regions and their towns: seldom in the news
_GRID = 0.02  # of natural logarithms; two values within half of it share a cell of one of two grids
_LARGE = 100  # smaller values aren't rounded
_PAIRS_AT_ONCE = 50_000  # some 2 kB of hashed words each


@dataclass(frozen=True)
class Known:
    """What is known of all articles, wherever it stands.

    Args:
        prints: FINGERPRINTS of all of them.
        figures: FIGURES of all of them.
    """

    prints: pl.LazyFrame
    figures: pl.LazyFrame

    @property
    def text(self) -> Evidence:
        """By the marks of their wording."""
        return Evidence(self.prints, mark_rows, 0, 4 * _COMMON)

    @property
    def event(self) -> Evidence:
        """By their figures."""
        return Evidence(self.figures, figure_rows, _DAYS, _COMMON)


def mark_rows(prints: pl.LazyFrame) -> pl.LazyFrame:
    """ROWS of the marks of wordings."""
    rows = prints.select("article", cell="marks").explode("cell").drop_nulls()
    rest = {"day": 0, "own": 0, "value": 0.0, "weight": 1}
    return rows.with_columns(pl.lit(v, ROWS[c]).alias(c) for c, v in rest.items()).select(list(ROWS))


def figure_rows(figures: pl.LazyFrame) -> pl.LazyFrame:
    """ROWS of figures: each as it is, and larger ones in two grids in which near ones meet."""
    own = pl.struct("unit", "value").hash(seed=1)
    grid = pl.col("value").log() / _GRID
    figures = figures.with_columns(own=own).cache()  # not read and hashed three times
    large = figures.filter(~pl.col("is_count") & (pl.col("value") >= _LARGE))
    cells = [
        large.with_columns(cell=pl.struct("unit", step=(grid + shift).floor()).hash(seed=seed), weight=_CLOSE)
        for seed, shift in ((2, 0.0), (3, 0.5))
    ]
    parts = [figures.with_columns(cell="own"), *cells]
    return pl.concat([p.select(pl.col(c).cast(t) for c, t in ROWS.items()) for p in parts])


def links_all(known: Known) -> pl.DataFrame:
    """LINKS of all articles, found anew."""
    shared = [_counted(block) for block in known.text.pairs_all()]
    texts = _same_text(pl.concat(shared), known) if shared else LINKS.to_frame()
    events = [_same_event(_told(block), known) for block in known.event.pairs_all()]
    return pl.concat([LINKS.to_frame(), texts, *events]).sort(LINKS.names())


@dataclass(frozen=True)
class Update:
    """What a change does to the links.

    Args:
        come: LINKS that weren't there before.
        lost: those that were there and aren't any more.
    """

    come: pl.DataFrame
    lost: pl.DataFrame

    def applied(self, links: pl.DataFrame) -> pl.DataFrame:
        """The links (LINKS, sorted) after the change, sorted; but for a few they needn't be sorted again."""
        is_near = pl.col("a").is_in(pl.concat([self.come["a"], self.lost["a"]]).implode())
        near = links.filter(is_near).join(self.lost, on=LINKS.names(), how="anti")
        near = pl.concat([near, self.come]).sort(LINKS.names())
        return links.filter(~is_near).merge_sorted(near, "a")


def links_updated(links: pl.DataFrame, known: Known, gone: Known, come: Known) -> Update:
    """What a change does to the links, so that they are what `links_all` would find.

    Args:
        links: LINKS as they were before.
        known: what is known now, of all articles that stay and those that have come.
        gone: what was known of those that have gone, or are known otherwise now.
        come: what is known of those that have come, or are known otherwise now.
    """
    new, left = (k.prints.select("article").collect()["article"] for k in (come, gone))
    left = left.filter(~left.is_in(new.implode()))
    was, now = [], []
    for kind in ("text", "event"):
        here, came, went = (k.text if kind == "text" else k.event for k in (known, come, gone))
        affected = here.affected(new, came.rows.collect(), went.rows.collect())
        a_, b_ = (pl.col(c).is_in(affected.implode()) for c in "ab")
        is_gone = pl.any_horizontal(pl.col(c).is_in(left.implode()) for c in "ab")
        was.append(links.filter((pl.col("kind") == kind) & ((a_ & b_) | is_gone)))
        pairs = here.pairs_among(affected.filter(~affected.is_in(left.implode())))
        now.append(_same_text(_counted(pairs), known) if kind == "text" else _same_event(_told(pairs), known))
    before, after = pl.concat(was), pl.concat(now)
    new_links, lost = (x.join(y, on=LINKS.names(), how="anti") for x, y in ((after, before), (before, after)))
    return Update(new_links, lost)


def _counted(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by("a", "b").agg(n=pl.len())


def _same_text(shared: pl.DataFrame, known: Known) -> pl.DataFrame:
    """LINKS of articles of which one is an edit of the other."""
    shared = shared.group_by("a", "b").agg(pl.col("n").sum())
    size = _with_both(shared, _known_of(shared, known, {"size": pl.col("marks").list.len()}))
    least = pl.min_horizontal("size", "size_b")
    return _linked(size.filter(pl.col("n") >= _SAME_TEXT * least), "text")


def _told(pairs: pl.DataFrame) -> pl.DataFrame:
    """a, b, figures, n: the votes of the figures that each pair has in common."""
    is_same = pl.col("own") == pl.col("own_b")
    is_exact = is_same & (pl.col("cell") == pl.col("own"))
    is_close = ~is_same & (
        (pl.col("value") - pl.col("value_b")).abs() <= 0.01 * pl.max_horizontal("value", "value_b")
    )
    own = pl.when(pl.col("value") <= pl.col("value_b")).then("own").otherwise("own_b")
    votes = pairs.filter(is_exact | (is_close & (pl.col("cell") != pl.col("own")))).select(
        "a", "b", own=own, weight="weight", exact=pl.when(is_exact).then("weight")
    )
    votes = votes.group_by("a", "b", "own").agg(pl.col("weight", "exact").max())
    votes = votes.with_columns(weight=pl.coalesce("exact", "weight"))
    return votes.group_by("a", "b").agg(
        figures=pl.col("weight").sum(), n=(pl.col("weight") > _WEAK).sum().cast(pl.Int64)
    )


def _same_event(told: pl.DataFrame, known: Known) -> pl.DataFrame:
    """LINKS of pairs whose figures, places and words agree; the days are near already."""
    may_be = told.filter(pl.col("figures") + _NARROW + _REGION + _WORDS >= _LINKED)
    about = _known_of(may_be, known, {c: pl.col(c) for c in ("places", "regions", "stems")})
    n = pl.thread_pool_size()  # lists are compared by one thread
    with ThreadPoolExecutor(n) as pool:
        agreed = pool.map(lambda some: _agreeing(some, about), may_be.iter_slices(_PAIRS_AT_ONCE // n))
        return pl.concat([LINKS.to_frame(), *agreed])


def _agreeing(told: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """LINKS of the pairs that agree.

    Args:
        told: a, b, figures, n.
        about: article, places, regions, stems.
    """
    near = _with_both(told, about.select("article", "places", "regions"))
    near = near.filter(pl.col("regions").list.set_intersection("regions_b").list.len() > 0)
    near = near.with_columns(place=_place_weight(pl.col("places").list.set_intersection("places_b")))
    total = pl.col("figures") + pl.col("place") + _REGION
    near = near.select("a", "b", "n", total=total).filter(pl.col("total") + _WORDS >= _LINKED)
    is_sure = (pl.col("n") >= 2) & (pl.col("total") >= _LINKED)  # whatever the words may be
    rest = _with_both(near.filter(~is_sure), about.select("article", "stems"))
    mine, other = pl.col("stems").list.len(), pl.col("stems_b").list.len()
    every = pl.concat_list(
        "stems", "stems_b"
    ).list.n_unique()  # each once in its list: quicker than what both have
    rest = rest.select(
        "a", "b", "n", "total", both=mine + other - every, least=pl.min_horizontal(mine, other)
    )
    rest = rest.with_columns(words=_words_weight())
    n = pl.col("n") + (pl.col("words") >= _WORDS / 3)
    agreed = rest.filter((n >= 2) & (pl.col("total") + pl.col("words") >= _LINKED))
    return pl.concat([_linked(near.filter(is_sure), "event"), _linked(agreed, "event")])


def _words_weight() -> pl.Expr:
    share = pl.col("both") / pl.col("least")
    return _WORDS * ((share.fill_nan(0) - _NO_WORDS) / (_SAME_WORDS - _NO_WORDS)).clip(0, 1)


def _place_weight(places: pl.Expr) -> pl.Expr:
    """By the KATO code: a region ends in seven naughts, its chief town in a one and six of them."""
    narrow = places.list.eval(~pl.element().str.contains("^..[01]000000$")).list.any()
    return pl.when(narrow).then(_NARROW).when(places.list.len() > 0).then(_PLACE).otherwise(0)


def _known_of(pairs: pl.DataFrame, known: Known, columns: dict[str, pl.Expr]) -> pl.DataFrame:
    """article and the columns, of all articles of the pairs."""
    met = pl.concat([pairs["a"], pairs["b"]]).unique()
    of = known.prints.filter(pl.col("article").is_in(met.implode())).select("article", **columns)
    return of.collect(engine="streaming")


def _with_both(pairs: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """The pairs with what is known about both articles, the columns of the second with '_b'."""
    both = pairs.join(about, left_on="a", right_on="article")
    return both.join(about.rename(lambda c: f"{c}_b"), left_on="b", right_on="article_b")


def _linked(pairs: pl.DataFrame, kind: str) -> pl.DataFrame:
    return pairs.select("a", "b", kind=pl.lit(kind)).select(pl.col(c).cast(t) for c, t in LINKS.items())


def apart(lost: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Those of the links that are lost whose ends no others hold together, one or two steps away; others tear nothing.

    Args:
        lost: LINKS that aren't there any more.
        links: LINKS as they are now.
    """
    ends = pl.concat([lost["a"], lost["b"]])
    near = links.filter(pl.any_horizontal(pl.col(c).is_in(ends.implode()) for c in "ab"))
    every = pl.concat([ends, near["a"], near["b"]]).unique().sort()
    head = heads(every.len(), near.select(x=every.search_sorted(near["a"]), y=every.search_sorted(near["b"])))
    a, b = (taken(head, every.search_sorted(lost[c])) for c in "ab")
    return lost.filter(a != b)


def named(links: pl.DataFrame, known: pl.LazyFrame) -> pl.DataFrame:
    """article_id, story_id of every article that is linked: a hash of the id of its story's first article.

    Args:
        links: LINKS.
        known: FINGERPRINTS of all articles.
    """
    ids = pl.concat([links["a"], links["b"]]).unique()
    nodes = known.filter(pl.col("article").is_in(ids.implode())).select("article", "article_id", "day")
    order = nodes.collect(engine="streaming").sort("day", "article_id", nulls_last=True).with_row_index("no")
    no = order.select("article", "no")
    met = links.select("a", "b").join(no.rename({"no": "x"}), left_on="a", right_on="article")
    met = met.join(no.rename({"no": "y"}), left_on="b", right_on="article")
    first = heads(order.height, met.select("x", "y"))
    once = first.unique().sort()
    names = taken(own_story(taken(order["article_id"], once)), once.search_sorted(first))
    return order.select("article_id", story_id=names)


def own_story(article_ids: pl.Series) -> pl.Series:
    """The names of stories whose first articles have the ids; an article that no other tells has its own."""
    return article_ids.to_frame("article_id").select(stable_id("article_id")).to_series()
