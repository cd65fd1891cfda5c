"""The former and the newer figure of one thing: 'оценивалась в 4 млрд, подорожала до 5,5 млрд'."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import by_word, flagged, neighbour
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

_SAID = ["former", "once", "valued", "verbs", "told", "recalls", "now", "added", "rises", "arrives"]
_ANYWHERE = ("valued", "verbs", "rises")  # … also behind an amount, before another
_OTHERS = [
    "no",
    "sentence_id",
    "role",
    "value",
    "site",
    "is_part",
    "former",
    "now",
    "added",
    "describes",
    "is_instead",
    "is_risen",
    "is_reached",
]  # what is asked of the next and of the last amount
_LEADS = 4  # words from 'instead of' to the amount
_HOME = "home"
_STEM = 4  # letters of a noun that tell it
_NEAR = 1  # sentences from the one figure to the other


def versions(
    near: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame, sentences: pl.DataFrame
) -> pl.DataFrame:
    """Which amounts are only what was said before of something that has a newer figure.

    Args:
        near: as `votes.amounts` gives them, with `is_converted`, `site` (the code of its place).
        words: TOKENS with `clause`, of the sentences with money.
        roles: role, cue; in order of the amounts.
        sentences: SENTENCES.

    Returns:
        is_former; is_again: the second of the two in the text, of one statement with the first; is_reached: where a
        change ended, not how far it went; a row an amount, in order.
    """
    v = toml("roles")["versions"]
    told = near.hstack(roles.select("role", "cue")).hstack(_said(near, words))
    told = told.join(
        sentences.select("sentence_id", "article_id"), on="sentence_id", how="left", maintain_order="left"
    )
    able = pl.col("role").is_in(v["roles"]) & pl.col("value").is_not_null() & ~pl.col("is_converted")
    pairs = told.filter(able).sort("article_id", "currency", "no", maintain_order=True)
    pairs = pairs.with_columns(home=pl.struct("article_id", "currency").rle_id())
    beside = [neighbour(c, k, _HOME).alias(f"{c}{k:+}") for c in _OTHERS for k in (1, -1)]
    pairs = pairs.with_columns(beside)
    judged = pairs.with_columns(**{f"is_alike{k:+}": _is_alike(k) for k in (1, -1)}).select(
        "no",
        next_no="no+1",
        last_no="no-1",
        ahead=_is_former(1),
        former=_is_former(-1),
        recalled=_is_recalled(),
    )
    found = judged.with_columns(
        behind=pl.col("former") | pl.col("recalled"), is_retold=pl.col("recalled") & ~pl.col("former")
    )
    first, second = (
        pl.concat([found.filter("ahead")[a], found.filter("behind")[b]])
        for a, b in (("no", "last_no"), ("next_no", "no"))
    )
    couples = pl.DataFrame({"first": first, "second": second, "former": _formers(found)})
    couples = couples.with_columns(
        is_recalled=pl.col("former") == pl.col("second"),
        is_retold=pl.col("former").is_in(found.filter("is_retold")["no"].implode()),
    )
    if couples.height:  # most batches of a few articles have none, and its patterns are dear to build
        couples = couples.filter(~_is_of_another(couples, near, words))
    no = pl.col("no")
    return told.select(
        is_former=no.is_in(couples["former"].implode()),
        is_again=no.is_in(couples["second"].implode()),
        is_reached="is_reached",
    )


def _formers(found: pl.DataFrame) -> pl.Series:
    """The number of the former amount of each couple, whichever of the two it is."""
    return pl.concat([found.filter(c)["no"] for c in ("ahead", "behind")])


def _spoken_around(couples: pl.DataFrame, near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """couple, is_recalled, is_retold; the words up to the `first` amount of each and up to the `second` behind it."""
    spot = near.select("no", "sentence_id", "token_start", "token_end")
    both = couples.select("first", "second", "is_recalled", "is_retold").with_row_index("couple")
    for side in ("first", "second"):
        of_side = spot.rename({c: f"{c}_{side}" for c in spot.columns if c != "no"})
        both = both.join(of_side, left_on=side, right_on="no", how="left", maintain_order="left")
    is_one = pl.col("sentence_id_first") == pl.col("sentence_id_second")
    both = both.with_columns(
        last_first=pl.when(is_one).then("token_start_first"),
        begin_second=pl.when(is_one).then("token_end_first").otherwise(0),
    )
    told = {}
    for side in ("first", "second"):
        mine = both.select(
            "couple", "is_recalled", "last_first", "begin_second", "token_start_second", f"sentence_id_{side}"
        )
        said = mine.join(
            words.select("sentence_id", "token_no", "form"),
            left_on=f"sentence_id_{side}", right_on="sentence_id", maintain_order="left_right",
        )  # fmt: skip
        at = pl.col("token_no")
        within = (
            (pl.col("last_first").is_null() | (at < pl.col("last_first")))
            if side == "first"
            else (at >= pl.col("begin_second"))
            & ((at < pl.col("token_start_second")) | pl.col("is_recalled"))
        )
        told[side] = said.filter(within).group_by("couple").agg(pl.col("form").str.join(" ").alias(side))
    text = both.select("couple", "is_recalled", "is_retold").join(
        told["first"], on="couple", how="left", maintain_order="left"
    )
    return text.join(told["second"], on="couple", how="left", maintain_order="left").with_columns(
        pl.col("first", "second").fill_null("")
    )


def _is_of_another(couples: pl.DataFrame, near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether the second amount is said of a thing or a stage that the words up to the first don't name."""
    v = toml("roles")["versions"]
    text = _spoken_around(couples, near, words)
    own = pl.coalesce(pl.col("second").str.extract(v["of_own"], k) for k in (1, 2, 3))
    others = pl.col("second").str.extract_all(v["others"]).list.eval(pl.element().str.strip_chars())
    names = [others, own.replace("", None)]
    if text["is_recalled"].any():  # the pattern of all objects is dear to build
        # of what is only recalled, any object may be another
        things = pl.when("is_recalled").then(pl.col("second")).str.extract_all(_things())
        names.append(things.list.eval(pl.element().str.strip_chars()).fill_null([]))
    if text["is_retold"].any():
        # … and what was told of it names nothing that the newer figure isn't of
        unsaid = pl.when("is_retold").then(pl.col("second")).str.extract_all(toml("letters")["word"]["long"])
        names.append(
            unsaid.list.eval(pl.element().filter(~pl.element().str.contains(v["retold"]))).fill_null([])
        )
    named = text.select(
        "couple",
        "first",
        "is_retold",
        name=pl.concat_list(names),
    ).explode("name")
    # a stem long enough to tell one noun from another, in whatever case
    n_chars = pl.col("name").str.len_chars()
    stem = pl.lit(" ") + pl.col("name").str.slice(0, pl.min_horizontal(5, pl.max_horizontal(3, n_chars - 2)))
    new = named.filter(
        pl.col("name").is_not_null(),
        ~pl.when("is_retold")
        .then(pl.col("name").str.contains(v["retold"]))
        .otherwise(pl.col("name").str.contains(v["no_own"])),
        ~(pl.lit(" ") + pl.col("first")).str.contains(stem, literal=True),
    )
    return text["couple"].is_in(new["couple"].implode())


@cache
def _things() -> str:
    """Nouns of objects, by their beginnings."""
    forms = [
        f for head in toml("projects")["head"] for lang in ("kk", "ru", "en") for f in head.get(lang, [])
    ]
    stems = {re.escape(f.split(":")[0]) for f in forms if " " not in f.split(":")[0]}
    begun = "|".join(sorted(s for s in stems if len(s) >= _STEM))
    return f"(?:^| )(?:{begun}){toml('letters')['word']['rest']}"


@cache
def _is_former(k: int) -> pl.Expr:
    """Whether the amount is the former figure of what the next (k = 1) or the last (-1) amount tells anew."""
    v, other = toml("roles")["versions"], _other(k)
    is_one = other("sentence_id") == pl.col("sentence_id")
    costs, new = other("role").is_in(v["costs"]), other("now") | other("is_reached")
    cost = pl.col("role").is_in(v["costs"])
    is_whole = pl.any_horizontal(pl.col("cue").str.starts_with(w) for w in v["whole"])
    told_so = pl.col("former") & (cost | pl.col("valued") | other("is_reached")) & (costs | new)
    planned = pl.col("once") & pl.col("valued") & new
    # what rose in the same sentence had another figure; in the next, where this one was only reckoned
    rose = (
        other("is_reached")
        & costs
        & cost
        & ~is_whole
        & (is_one | (pl.col("verbs") & (other("is_risen") | other("now"))))
    )
    rose &= pl.lit(k == 1) & ~pl.col("is_reached")
    replaced = pl.col("is_instead") & is_one
    is_own = ~pl.col("describes") & ~other("describes")
    return ((told_so | planned | rose | replaced) & is_own & pl.col(f"is_alike{k:+}")).fill_null(False)


@cache
def _is_recalled() -> pl.Expr:
    """Whether the amount is what was once said of the last one: 'обойдётся в 7 млрд. Ранее называли 5 млрд'."""
    v = toml("roles")["versions"]
    role, other = pl.col("role"), _other(-1)
    is_bare = pl.col("cue").str.starts_with(v["bare"])  # it has no role of its own
    of_cost = other("role").is_in(v["costs"]) & (role.is_in(v["costs"]) | pl.col("valued") | is_bare)
    of_plan = is_bare & (role == other("role"))
    return (pl.col("recalls") & pl.col("told") & (of_cost | of_plan) & pl.col("is_alike-1")).fill_null(False)


def _other(k: int) -> Callable[[str], pl.Expr]:
    """The columns of the next (k = 1) or the last (-1) amount."""
    return lambda column: pl.col(f"{column}{k:+}")


@cache
def _is_alike(k: int) -> pl.Expr:
    """Whether the amount and its neighbour may be two figures of one thing."""
    v, other = toml("roles")["versions"], _other(k)
    gap = (other("sentence_id").cast(pl.Int64) - pl.col("sentence_id")) * k
    ratio = pl.col("value") / other("value")
    alike = ratio.is_between(v["least"], v["most"]) & (ratio != 1) & ~other("added") & ~other("is_part")
    alike &= ~(pl.col("site") != other("site")).fill_null(False)
    alike &= gap.is_between(0, _NEAR) & ~other("former") & ~other("is_instead") & ~pl.col("added")
    return alike


def _said(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What stands beside each amount: a column for each of `_SAID`, and those of `_worded`; in order."""
    asked = by_word(words, *_asked())
    hits = words.select("sentence_id", "token_no", "clause").hstack(asked).with_columns(*_with_next())
    hits = hits.filter(pl.any_horizontal(_SAID))
    # 'выросла с 4 млрд в прошлом году до 5,5 млрд': the start stands between
    between = pl.when("rises").then(1).otherwise(0)
    close = (pl.col("between") <= between) & (pl.col("bounds") < 1)
    said = beside(near, hits).filter(close & (~pl.col("is_after") | (pl.col("bounds") < 0.5)))
    # what stands behind an amount before another is that one's, but verbs
    is_own = ~(said["is_after"] & (said["amounts_after"] > 0))
    met = {c: said["no"].filter(said[c] if c in _ANYWHERE else said[c] & is_own) for c in _SAID}
    start, end = (near[c].cast(pl.Int64) for c in ("token_start", "token_end"))
    first, last = (rows_of(words, near["sentence_id"], at) for at in (start, end - 1))
    ends = window(words, last, {"form": (0, 1)}).rename({"form0": "last", "form1": "following"})
    around = window(words, first, {"form": (-_LEADS, 0)}).hstack(ends)
    marks = [flagged(no, near.height).alias(c) for c, no in met.items()]
    return around.hstack([*marks, near["value_from"]]).select(*_SAID, *_worded())


@cache
def _asked() -> tuple[pl.Expr, ...]:
    """What is asked of every word."""
    v, form = toml("roles")["versions"], pl.col("form")
    return (
        *(form.str.contains(v[c]).alias(c) for c in _SAID),
        form.str.contains(v["final"]).alias("is_final"),
        form.str.contains(v["figures"]).alias("is_figure"),
        form.is_in(v["recalls_after"]).alias("is_since"),
        form.is_in(v["recalls_before"]).alias("is_led"),
    )


@cache
def _with_next() -> tuple[pl.Expr, ...]:
    """What two words say together."""
    is_final = pl.col("is_final") & neighbour("is_figure", 1).fill_null(value=False)
    is_since = pl.col("is_since") & neighbour("is_led", -1).fill_null(value=False)
    return pl.col("now") | is_final, pl.col("recalls") | is_since


@cache
def _worded() -> tuple[pl.Expr, ...]:
    """describes, is_instead, is_risen, is_reached: by the words right before and behind an amount too."""
    v, following = toml("roles")["versions"], pl.col("following")
    lead = [pl.col(f"form-{n}") for n in range(1, _LEADS + 1)]

    def has(word: pl.Expr, key: str) -> pl.Expr:
        return (word.is_in(v[key]) if isinstance(v[key], list) else word.str.contains(v[key])).fill_null(
            value=False
        )

    is_instead = has(following, "instead_after") | pl.any_horizontal(has(w, "instead_before") for w in lead)
    for word, before in pairwise(lead):
        is_instead |= has(word, "up_from") & has(before, "up")
    is_to = has(pl.col("form0"), "to") | has(lead[0], "to")
    is_risen = (pl.col("rises") & is_to) | (has(following, "reached") & has(pl.col("last"), "limit"))
    arrived = pl.col("arrives") | has(following, "reaches") | pl.col("value_from").is_not_null()
    return (
        has(following, "describes").alias("describes"),
        is_instead.alias("is_instead"),
        is_risen.alias("is_risen"),
        (is_risen | arrived).alias("is_reached"),
    )
