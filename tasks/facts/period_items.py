"""Tokens as items of the grammar of periods, and the phrases that it finds."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language import Entry, match
from tasks.language.letters import matches
from tasks.language.normal import fold, folded
from tasks.language.once import fits, of_some
from tasks.language.runs import flagged, of_sentences, rows_where, taken, values_of
from tasks.language.windows import window
from tasks.lexicon import toml

_ONE = ["form", "language"]
_BEHIND = 4  # words behind a phrase that tell whether it is of something else
OF_WORD = [*_ONE, "surface", "code", "case", "value"]  # what is asked of the unique words
_NO_TIME = ["x", "-", ",", "n", "o"]  # letters of which no phrase is made alone
_YEAR = "(?:y-Y|yY?|tY|T)"
_KAZAKH = "|".join(
    [
        r"yYnQyYnQu",  # 2019 жылғы 3 сәуірден 2024 жылғы 8 мамырға дейін
        r"(?:yY?)?[no]QyY",  # 17 қыркүйек 2025 жыл
        rf"(?:{_YEAR}Y?)?nQnQu?|(?:{_YEAR}Y?)?n-nQ",
        rf"(?:{_YEAR}Y?)?[no]-?Q[us]?",  # 2025 жылғы 5 мамырға дейін, осы жылдың 1-қыркүйегінде
        rf"(?:{_YEAR}Y?)?Qo[us]?",  # 2025 жылғы тамыздың 5-інен бастап
        rf"(?:{_YEAR}Y?)?Q-?Qm?|(?:{_YEAR}Y?)?Qm?[be]?[us]?",
        rf"(?:{_YEAR}Y?)?[on](?:[-,][on])?[qh][us]?|tq",
        rf"(?:{_YEAR}Y?)nm",
        r"[la]n[Ym]|nms",
        r"yY?-yY[us]?|yYyYu|yY[be]?[us]?|y-yY",
        r"(?:y-?Y|tY|TY?)[be]?[us]?|Y[be][us]|Ye|nm",
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
        r"[pus]?[be]?tY|[us][be]Y|pT",
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


def phrases(tokens: pl.DataFrame, words: pl.DataFrame, at: pl.Series, counts: pl.Series) -> pl.DataFrame:
    """Finds every phrase of time.

    Args:
        tokens: TOKENS.
        words, at: as `words_of` gives them.
        counts: rows of tokens that look like a year and are none: 'в 2015 сёлах'.

    Returns:
        phrase (0.. in order of the text), sentence_id, token_start, token_end, char_start, char_end, match
        (its letters), years, days, months, ordinals, shifts (lists of numbers as written), is_ongoing; the forms of
        its first and last word and of the words beside it (first_form, last_form, two_before, before, next_form,
        next_two; `led` and `behind`, some of them with a space between).
    """
    words = _lettered(words)
    items = _items(tokens, words, at, counts).with_row_index("item")
    found = []
    for family, pattern in (("kk", _KAZAKH), ("ru", _RUSSIAN), ("en", _ENGLISH)):
        is_own = taken(words["language"].str.starts_with(family), items["at"])
        own = items.select("item", "sentence_id", "letter").filter(is_own)
        hits = matches(own.drop("item").with_row_index("row"), pattern)
        first = taken(own["item"], hits["row"])
        found.append(hits.select("match", item=first, item_end=first.cast(pl.Int64) + hits["width"]))
    return _described(pl.concat(found).sort("item").with_row_index("phrase"), items, words, tokens)


def _items(tokens: pl.DataFrame, words: pl.DataFrame, at: pl.Series, counts: pl.Series) -> pl.DataFrame:
    """Tokens of sentences that may speak of time: sentence_id, `token` and `at` (their row among the tokens, their
    word's among the words), the letter of their class and their value."""
    may = tokens["sentence_id"].filter(taken(words["is_time"], at)).unique()
    rows = pl.DataFrame([tokens["sentence_id"], at]).with_row_index("token")
    items = of_sentences(rows, may)
    told = [taken(words[c], items["at"]) for c in ("letter", "value")]
    items = _by_neighbours(_undecaded(_uncounted(items.hstack(told), counts), words), words)
    return items.filter(~taken(words["is_skipped"], items["at"]))


def _uncounted(items: pl.DataFrame, counts: pl.Series) -> pl.DataFrame:
    """Without the letter of a year where the number counts something."""
    at = items["token"].search_sorted(counts).clip(0, max(items.height - 1, 0))
    rows = at.filter(taken(items["token"], at) == counts)
    return items.with_columns(items["letter"].scatter(rows, "x"))


def _undecaded(items: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without the letter of a year where ten years are meant: 'в 1970-х годах', 'the 1970s'."""
    rows = rows_where(taken(words["is_many"], items["at"]))
    if rows.is_empty():
        return items
    near = window(items, rows, {"letter": (-1, -1), "value": (-1, -1), "at": (-1, 0)})
    told = {"code": taken(words["code"], near["at-1"]), "language": taken(words["language"], near["at0"])}
    of_ten = (pl.col("letter-1") == "y") & (pl.col("value-1") % 10 == 0)
    is_decade = of_ten & ((pl.lit(told["code"]) == "o") | (pl.lit(told["language"]) == "en"))
    found = rows.filter(near.select(is_decade.fill_null(False)).to_series())
    return items.with_columns(items["letter"].scatter(found - 1, "x"))


def _lettered(words: pl.DataFrame) -> pl.DataFrame:
    """Unique words with the letter of their class, their value, shift and case, and what is asked beside others."""
    firsts, at = values_of(words, _ONE)
    words = words.hstack(_by_form(words.select(_ONE)[firsts])[at])
    code = pl.col("code")
    roman = pl.when(code == "r").then(
        pl.col("form").replace_strict(toml("periods")["roman"], default=None, return_dtype=pl.Float64)
    )
    value = pl.coalesce(pl.when(pl.col("own") == "Q").then("shift"), "value", roman)
    is_year = fits(
        words, code.is_in(["y", "n", "i", "o"]), pl.col("surface").str.contains(r"^(?:19|20)\d\d(?:\D.*)?$")
    )
    is_capital = fits(
        words, (code == "Q") & (pl.col("language") == "en"), pl.col("surface").str.contains(r"^\p{Lu}")
    )
    words = words.with_columns(value=value)
    return words.with_columns(letter=_letter(pl.lit(is_year), pl.lit(is_capital))).with_columns(
        is_time=~pl.col("letter").is_in(_NO_TIME)
    )


def _letter(is_year: pl.Expr, is_capital: pl.Expr) -> pl.Expr:
    code, value, own, surface = pl.col("code"), pl.col("value"), pl.col("own"), pl.col("surface")
    is_step = value.is_between(1, 366)
    return (
        pl.when(code == "d")
        .then(pl.lit("d"))
        .when(is_year & value.is_between(1900, 2100))
        .then(pl.lit("y"))
        .when((code.is_in(["o", "r"]) | _is_day()) & is_step)
        .then(pl.lit("o"))
        .when(code.is_in(["n", "u", "t"]) & is_step)
        .then(pl.lit("n"))
        .when((code == "Q") & ((pl.col("language") != "en") | is_capital))
        .then(pl.lit("Q"))
        .when((own == "Q") & (code != "x"))
        .then(pl.lit("x"))
        .when(own.is_not_null())
        .then("own")
        .when(surface.is_in(["-", "–", "—", "/"]))
        .then(pl.lit("-"))
        .when(surface == ",")
        .then(pl.lit(","))
        .otherwise(pl.lit("x"))
    )


def _by_form(forms: pl.DataFrame) -> pl.DataFrame:
    """What the form alone tells: the class (`own`) with its shift and case, and the words that change their neighbours.

    Args:
        forms: form, language; none twice.
    """
    table = pl.DataFrame(
        [(str(i), c["letter"], c.get("value")) for i, c in enumerate(toml("periods")["class"])],
        schema={"key": pl.String, "own": pl.String, "shift": pl.Int64},
        orient="row",
    )
    known = match(forms, _classes()).unique(_ONE, keep="first", maintain_order=True)
    known = known.join(table, on="key", maintain_order="left").select(*_ONE, "own", "shift", own_case="case")
    form, many, joined = pl.col("form"), toml("periods")["many"], toml("periods")["joined"]
    patterns = {"is_between": joined["between"]}
    patterns |= {f"season_{name}": p for name, p in toml("periods")["season"].items()}
    fitting = of_some(
        forms,
        _like(form, "|".join(patterns.values())),
        lambda some: some.select(_like(form, p).alias(name) for name, p in patterns.items()),
        dict.fromkeys(patterns, pl.Boolean),
    )
    told = forms.join(known, on=_ONE, how="left", maintain_order="left").select(
        "own",
        "shift",
        "own_case",
        is_skipped=form.is_in(toml("periods")["skipped"]["forms"]),
        is_joining=form.is_in(joined["forms"]),
        is_many=form.is_in(toml("periods")["decade"]["behind"]),
        is_bare=form.is_in(toml("periods")["elided"]["forms"]),
        many=form.replace_strict(many, default=None, return_dtype=pl.String),
    )
    return told.hstack(fitting.fill_null(False))


def _is_day() -> pl.Expr:
    """'Тамыздың 5-інде': a number that is had is one of the month's days."""
    return (
        (pl.col("code") == "n")
        & pl.col("language").str.starts_with("kk")
        & pl.col("case").str.starts_with("p")
    )


def _by_neighbours(items: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'өткен жылы' is last year, 'өткен үш жылда' the last three: a number follows."""
    turning = words.select(
        pl.any_horizontal("is_joining", "is_bare", "season_forms")
        | pl.col("many").is_not_null()
        | (pl.col("code") == "t")
    ).to_series()
    rows = rows_where(taken(turning, items["at"]))
    near = window(items, rows, {"letter": (-2, 1), "value": (-1, 1), "at": (-2, 3)})
    own = near.select("letter0", "value0", "letter-2", "letter-1", "letter1", "value-1", "value1").with_columns(
        taken(words[c], near[f"at{k}"]).alias(f"{c}{k}")
        for c, k in (
            ("many", 0), ("is_joining", 0), ("season_forms", 0), ("season_of", -1), ("season_month", 1),
            ("season_behind", 1), ("is_between", 2), ("is_between", 3), ("code", 0), ("code", 1), ("is_bare", 0),
            ("form", -2),
        )
    )  # fmt: skip
    own = own.with_columns(is_elided=_is_elided(items, rows, own))
    letter, after, has_many = pl.col("letter0"), pl.col("letter1"), pl.col("many0").is_not_null()
    # '2024 және 2025 жылдары', 'қаңтар мен тамыз аралығында'
    goes_on = pl.any_horizontal(pl.col(f"is_between{k}").fill_null(False) for k in (2, 3))
    is_joint = (
        pl.col("is_joining0")
        & (pl.col("letter-1") == after)
        & after.is_in(["Q", "y"])
        & ((pl.col("value1") - pl.col("value-1") == 1) | goes_on)
    )
    # 'жылу маусымы' is a season, no June
    is_led = pl.col("season_of-1") & ~pl.col("season_month1").fill_null(False)
    is_season = pl.col("season_forms0") & (
        is_led.fill_null(False) | pl.col("season_behind1").fill_null(False)
    )
    told = own.select(
        letter=pl.when(is_season & (letter == "Q"))
        .then(pl.lit("x"))
        .when(is_joint)
        .then(pl.lit("-"))
        .when((letter == "t") & (after == "n") & has_many)
        .then("many0")
        .when("is_elided")
        .then(pl.lit("T"))
        .when(letter.is_in(["l", "a"]) & (after != "n") & has_many)
        .then(pl.lit("t"))
        .otherwise(letter),
        # 'он бір айда': ten and one are eleven.
        is_tens=((pl.col("code0") == "t") & (pl.col("code1") == "u")).fill_null(False),
        sum=pl.col("value0").fill_null(0) + pl.col("value1"),
    )
    tens = rows.filter(told["is_tens"])
    value = items["value"].scatter(tens + 1, told["sum"].filter(told["is_tens"]))
    changed = items.with_columns(items["letter"].scatter(rows, told["letter"]), value)
    return changed.filter(~flagged(tens, items.height))


def _is_elided(items: pl.DataFrame, rows: pl.Series, own: pl.DataFrame) -> pl.Series:
    """'В 2025 году 78 млрд, в текущем — 64': the year goes without its noun where years alone are told before it."""
    elided = toml("periods")["elided"]
    opens = (pl.col("letter-2") == ",") | pl.col("form-2").is_in(elided["opens"])
    ends = (pl.col("letter1") == "-") | pl.col("code1").is_in(elided["ends"])
    is_bare = pl.col("is_bare0") & (pl.col("letter0") == "t") & (pl.col("letter-1") == "p")
    bare = own.select((is_bare & opens & ends).fill_null(value=False)).to_series()
    some = rows.filter(bare)
    if some.is_empty():  # as in most batches
        return bare
    told = items.with_row_index("row").join(
        items.select("sentence_id")[some].with_columns(to=some.cast(pl.UInt32)), on="sentence_id"
    )
    letters = told.filter(pl.col("row") < pl.col("to")).group_by("to").agg(pl.col("letter").str.join(""))
    years = letters.filter(pl.col("letter").str.contains("Y"), ~pl.col("letter").str.contains("[Qmqh]"))
    return bare & rows.cast(pl.UInt32).is_in(years["to"].implode())


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


def _described(
    hits: pl.DataFrame, items: pl.DataFrame, words: pl.DataFrame, tokens: pl.DataFrame
) -> pl.DataFrame:
    def of_word(column: str, item: pl.Series) -> pl.Series:
        return taken(words[column], taken(items["at"], item))

    def of_token(column: str, item: pl.Series) -> pl.Series:
        return taken(tokens[column], taken(items["token"], item))

    rows = hits.with_columns(row=pl.int_ranges("item", "item_end")).explode("row")
    item = rows["row"]
    of = {c: of_word(c, item) for c in ("shift", "form", "surface", "own_case")}
    of |= {c: taken(items[c], item) for c in ("letter", "value")}
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
    first, last = told["item"], told["item_end"] - 1
    places = {"before": (first, -1), "two_before": (first, -2), "next_form": (last, 1), "next_two": (last, 2)}
    return told.with_columns(
        sentence_id=taken(items["sentence_id"], first),
        language=of_word("language", first),
        first_form=of_word("form", first),
        last_form=of_word("form", last),
        code_before=of_word("code", _beside(items, first, -1)),
        token_start=of_token("token_no", first),
        token_last=of_token("token_no", last),
        char_start=of_token("char_start", first),
        char_end=of_token("char_end", last),
        **{name: of_word("form", _beside(items, rows, k)) for name, (rows, k) in places.items()},
        behind=_joined([of_word("form", _beside(items, last, k)) for k in range(1, _BEHIND + 1)]),
        led=_joined([of_word("form", _beside(items, first, k)) for k in range(-_BEHIND, 0)]),
    )


def _joined(forms: list[pl.Series]) -> pl.Series:
    return pl.select(pl.concat_str(forms, separator=" ", ignore_nulls=True)).to_series()


def _beside(items: pl.DataFrame, rows: pl.Series, places: int) -> pl.Series:
    """The item some places from each of `rows`; null outside its sentence."""
    at = rows.cast(pl.Int64) + places
    inside = at.clip(0, items.height - 1)
    is_same = (taken(items["sentence_id"], inside) == taken(items["sentence_id"], rows)) & (at == inside)
    return pl.select(pl.when(is_same).then(inside)).to_series()
