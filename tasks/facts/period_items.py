"""Tokens as items of the grammar of periods, and the phrases that it finds."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language import Entry, match
from tasks.language.letters import matches
from tasks.language.normal import fold, folded
from tasks.language.runs import neighbour, of_sentences, words_of
from tasks.lexicon import toml

_ONE = ["form", "language"]
_OF_WORD = [
    "letter", "shift", "own_case", "is_skipped", "value", "season_forms", "season_of", "season_month",
    "is_between",
]  # fmt: skip
_OF_TOKEN = ["sentence_id", "token_no", "char_start", "char_end", "surface", "form", "language", "code"]
_NO_TIME = ["x", "-", ",", "n", "o"]  # letters of which no phrase is made alone
_YEAR = "(?:yY?|tY|T)"
_KAZAKH = "|".join(
    [
        r"yYnQyYnQu",  # 2019 жылғы 3 сәуірден 2024 жылғы 8 мамырға дейін
        r"(?:yY?)?[no]QyY",  # 17 қыркүйек 2025 жыл
        rf"(?:{_YEAR}Y?)?nQnQu?|(?:{_YEAR}Y?)?n-nQ",
        rf"(?:{_YEAR}Y?)?[no]-?Q[us]?",  # 2025 жылғы 5 мамырға дейін, осы жылдың 1-қыркүйегінде
        rf"(?:{_YEAR}Y?)?Q-?Qm?|(?:{_YEAR}Y?)?Qm?[be]?[us]?",
        rf"(?:{_YEAR}Y?)?[on](?:[-,][on])?[qh][us]?|tq",
        rf"(?:{_YEAR}Y?)nm",
        r"[la]n[Ym]|nms",
        r"yY?-yY[us]?|yYyYu|yY[be]?[us]?|y-yY",
        r"(?:yY|tY|TY?)[be]?[us]?|Y[be][us]|Ye|nm",
        r"dud|[Dd]u?",
    ]
)
_RUSSIAN = "|".join(
    [
        r"snQ(?:yY?)?unQ(?:yY?)?|snunQ(?:yY?)?",
        r"[pus]?n-nQ(?:yY?)?|[us]?nQ(?:yY?|tY)?",
        r"sQuQ(?:yY?|tY)?|[pus]?[be]?Q(?:-?Q)?(?:yY?|tY)?",
        r"[pus]?[on](?:-[on])?[qh](?:yY?|tY)?|[pus]?t[qh]",
        r"[pus]?nm(?:yY?|tY)?",
        r"p?[la]n[Ym]",
        r"[pus]?[be]?y-yY?|syY?uyY?|[pus][be]?yY?|[be]?yY",
        r"[pus]?[be]?tY|[us][be]Y",
        r"sdud|[us]?[Dd]",
    ]
)
_ENGLISH = "|".join(
    [
        r"[us]?Qn,?y|[us]?nQy?|[us]?Qn",
        r"sQuQ(?:p?,?y)?|[us]?[be]?Q(?:-Q)?(?:,?y|tY|p?y)?",
        r"[us]?[on][qh](?:p?y|p?tY)?|t[qh]",
        r"nm(?:p?y|p?tY)",
        r"[la]n[Ym]",
        r"[pus]?[be]?y-y|syuy|[pus][be]?y",
        r"[us]?[be]?tY|[us][be]Y|[us]Y-?e",
        r"[Dd]",
    ]
)


def phrases(tokens: pl.DataFrame) -> pl.DataFrame:
    """Finds every phrase of time.

    Args:
        tokens: TOKENS.

    Returns:
        phrase (0.. in order of the text), sentence_id, token_start, token_end, char_start, char_end, match
        (its letters), years, days, months, ordinals, shifts (lists of numbers as written), is_ongoing; the forms of
        its first and last word and of the words beside it (first_form, last_form, two_before, before, next_form).
    """
    items = _items(tokens).with_row_index("item")
    found = []
    for family, pattern in (("kk", _KAZAKH), ("ru", _RUSSIAN), ("en", _ENGLISH)):
        own = items.select("item", "sentence_id", "letter").filter(items["language"].str.starts_with(family))
        hits = matches(own.drop("item").with_row_index("row"), pattern)
        first = own["item"].gather(hits["row"])
        found.append(hits.select("match", item=first, item_end=first.cast(pl.Int64) + hits["width"]))
    return _described(pl.concat(found).sort("item").with_row_index("phrase"), items)


def _items(tokens: pl.DataFrame) -> pl.DataFrame:
    """Tokens with the letter of their class and their value, of sentences that may speak of time."""
    words, at = words_of(tokens)
    words = _lettered(words).with_columns(
        is_skipped=pl.col("form").is_in(toml("periods")["skipped"]["forms"]),
        is_time=~pl.col("letter").is_in(_NO_TIME),
        is_between=_like(pl.col("form"), toml("periods")["joined"]["between"]),
        **{f"season_{name}": _like(pl.col("form"), p) for name, p in toml("periods")["season"].items()},
    )
    may = tokens["sentence_id"].filter(words["is_time"].gather(at)).unique()
    rows = of_sentences(tokens.select(_OF_TOKEN).with_columns(at), may)
    told = words.select(_OF_WORD)[rows["at"]]
    items = rows.drop("at").hstack(told)
    return _by_neighbours(items).filter(~pl.col("is_skipped")).drop("is_skipped")


def _lettered(words: pl.DataFrame) -> pl.DataFrame:
    unique = words.select(_ONE).unique(maintain_order=True)
    table = pl.DataFrame(
        [(str(i), c["letter"], c.get("value")) for i, c in enumerate(toml("periods")["class"])],
        schema={"key": pl.String, "own": pl.String, "shift": pl.Int64},
        orient="row",
    )
    known = match(unique, _classes()).unique(_ONE, keep="first", maintain_order=True)
    known = known.join(table, on="key", maintain_order="left").select(*_ONE, "own", "shift", own_case="case")
    code = pl.col("code")
    roman = pl.when(code == "r").then(
        pl.col("form").replace_strict(toml("periods")["roman"], default=None, return_dtype=pl.Float64)
    )
    value = pl.coalesce(pl.when(pl.col("own") == "Q").then("shift"), "value", roman)
    is_year = code.is_in(["y", "n", "i", "o"]) & pl.col("surface").str.contains(r"^(?:19|20)\d\d(?:\D.*)?$")
    letter = (
        pl.when(code == "d")
        .then(pl.lit("d"))
        .when(is_year & value.is_between(1900, 2100))
        .then(pl.lit("y"))
        .when(code.is_in(["o", "r"]) & value.is_between(1, 366))
        .then(pl.lit("o"))
        .when(code.is_in(["n", "u", "t"]) & value.is_between(1, 366))
        .then(pl.lit("n"))
        .when((code == "Q") & ((pl.col("language") != "en") | pl.col("surface").str.contains(r"^\p{Lu}")))
        .then(pl.lit("Q"))
        .when((pl.col("own") == "Q") & (code != "x"))
        .then(pl.lit("x"))
        .when(pl.col("own").is_not_null())
        .then("own")
        .when(pl.col("surface").is_in(["-", "–", "—", "/"]))
        .then(pl.lit("-"))
        .when(pl.col("surface") == ",")
        .then(pl.lit(","))
        .otherwise(pl.lit("x"))
    )
    return words.join(known, on=_ONE, how="left", maintain_order="left").with_columns(
        letter=letter, value=value
    )


def _by_neighbours(items: pl.DataFrame) -> pl.DataFrame:
    """'өткен жылы' is last year, 'өткен үш жылда' the last three: a number follows."""
    after = neighbour("letter", 1)
    many, form = toml("periods")["many"], pl.col("form")
    letter = (
        pl.when((pl.col("letter") == "t") & (after == "n") & form.is_in(list(many)))
        .then(form.replace_strict(many, default=None, return_dtype=pl.String))
        .when(pl.col("letter").is_in(["l", "a"]) & (after != "n") & form.is_in(list(many)))
        .then(pl.lit("t"))
        .otherwise("letter")
    )
    # '2024 және 2025 жылдары', 'қаңтар мен тамыз аралығында'
    own = pl.col("letter")
    apart = neighbour("value", 1) - neighbour("value", -1)
    goes_on = pl.any_horizontal(neighbour("is_between", k).fill_null(False) for k in (2, 3))
    is_joint = (
        form.is_in(toml("periods")["joined"]["forms"])
        & (neighbour(own, -1) == neighbour(own, 1))
        & neighbour(own, 1).is_in(["Q", "y"])
        & ((apart == 1) | goes_on)
    )
    letter = pl.when(is_joint.fill_null(False)).then(pl.lit("-")).otherwise(letter)
    # 'жылу маусымы' is a season, no June
    is_season = (
        pl.col("season_forms") & neighbour("season_of", -1) & ~neighbour("season_month", 1).fill_null(False)
    )
    letter = (
        pl.when(is_season.fill_null(False) & (pl.col("letter") == "Q")).then(pl.lit("x")).otherwise(letter)
    )
    # 'он бір айда': ten and one are eleven.
    is_tens = (pl.col("code") == "t") & (neighbour("code", 1) == "u")
    tens = neighbour(pl.when(is_tens).then("value"), -1).fill_null(0)
    return items.with_columns(letter=letter, value=pl.col("value") + tens).filter(~is_tens.fill_null(False))


def _like(form: pl.Expr, pattern: str) -> pl.Expr:
    """Whether a Kazakh word of either script fits a pattern written in Cyrillic."""
    latin = fold(form).str.contains(folded(pattern))
    return pl.when(pl.col("language") == "kk-Latn").then(latin).otherwise(form.str.contains(pattern))


@cache
def _classes() -> tuple[Entry, ...]:
    names = ("kk", "exact", "prefix", "ru", "en")
    return tuple(
        Entry(str(i), **{n: tuple(c.get(n, ())) for n in names})
        for i, c in enumerate(toml("periods")["class"])
    )


def _described(hits: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    rows = hits.with_columns(row=pl.int_ranges("item", "item_end")).explode("row")
    of = {
        c: items[c].gather(rows["row"]) for c in ("letter", "value", "shift", "form", "surface", "own_case")
    }
    rows = rows.with_columns(pl.lit(s).alias(c) for c, s in of.items())
    letter, ongoing = pl.col("letter"), toml("periods")["ongoing"]["forms"]

    def numbers(letters: list[str], column: str) -> pl.Expr:
        return pl.col(column).filter(letter.is_in(letters)).cast(pl.Int64)

    told = rows.group_by("phrase", maintain_order=True).agg(
        pl.col("match", "item", "item_end").first(),
        years=numbers(["y"], "value"),
        counts=numbers(["n"], "value"),
        months=numbers(["Q"], "value"),
        ordinals=numbers(["o"], "value"),
        shifts=numbers(["T", "t", "D"], "shift"),
        dates=pl.col("surface").filter(letter == "d"),
        is_ongoing=pl.col("form").is_in(ongoing).any(),
        last_case=pl.col("own_case").last(),
    )
    last = told["item_end"] - 1
    beside = {name: _beside(items, told["item"], at) for name, at in (("before", -1), ("two_before", -2))}
    return told.with_columns(
        sentence_id=items["sentence_id"].gather(told["item"]),
        language=items["language"].gather(told["item"]),
        first_form=items["form"].gather(told["item"]),
        last_form=items["form"].gather(last),
        code_before=_beside(items, told["item"], -1, "code"),
        next_form=_beside(items, last, 1),
        token_start=items["token_no"].gather(told["item"]),
        token_last=items["token_no"].gather(last),
        char_start=items["char_start"].gather(told["item"]),
        char_end=items["char_end"].gather(last),
        **beside,
    )


def _beside(items: pl.DataFrame, rows: pl.Series, places: int, column: str = "form") -> pl.Series:
    """The word some places from each of `rows`; null outside its sentence."""
    at = rows.cast(pl.Int64) + places
    inside = at.clip(0, items.height - 1)
    is_same = (items["sentence_id"].gather(inside) == items["sentence_id"].gather(rows)) & (at == inside)
    return items[column].gather(pl.select(pl.when(is_same).then(inside)).to_series())
