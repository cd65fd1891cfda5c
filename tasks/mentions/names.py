"""Numbers that name something, number a list, keep a score, count readers: told by what stands beside them."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.lexicon import toml
from tasks.mentions.hints import any_has, has

_LIST = 4  # how many members of a list are named beyond the one that says so
_HOURS = 24
_SHORTEST = 100  # no shorter number is called
_SCORE = 200  # no score is higher
_ITEMS = 50  # no list of a text is longer
_JOINED = (",", "a", "-", "/")
_NEAR = (1, 2, 3, 4)


def _bare() -> pl.Expr:
    return pl.col("measure").is_null() & (pl.col("scale") == 1)


def _digits() -> pl.Expr:
    return _bare() & ~pl.col("is_words")


def named(found: pl.DataFrame) -> pl.Series:
    """What each number is, where it measures nothing.

    Args:
        found: as `quantities` gives them.

    Returns:
        identifier | ordinal | phone | time | date | age | furniture, or null.
    """
    return _carried(found.select("value0", *_beside(), named=_kind()))


@cache
def _kind() -> pl.Expr:
    return (
        pl.when(_called())
        .then(pl.lit("phone"))
        .when(_page())
        .then(pl.lit("furniture"))
        .when(_named() | _addressed() | _in_quotes() | _scored() | _placed())
        .then(pl.lit("identifier"))
        .when(_ranked())
        .then(pl.lit("ordinal"))
        .when(_timed())
        .then(pl.lit("time"))
        .when(_bare() & has("i", 1))
        .then(pl.lit("date"))
        .when(_aged())
        .then(pl.lit("age"))
    )


@cache
def _beside() -> list[pl.Expr]:
    """Whether the number stands in a list with the one before it (follows), the one after it (leads), and so on."""
    here, apart = pl.col("sentence_id"), pl.col("row") - pl.col("row").shift(1)
    same = here == here.shift(1)
    whole = _digits() & (pl.col("code0") != "y")
    joined = same & (apart == 2) & one_of(pl.col("code-1"), *_JOINED)
    leads = (here == here.shift(-1)) & (apart.shift(-1) == 2) & one_of(pl.col("code1"), *_JOINED)
    hour = whole & (pl.col("value0") <= _HOURS) & ~one_of(pl.col("code1"), "x")
    says = {
        "follows": whole & joined,
        "leads": whole & leads,
        "calls": _digits() & (joined | (same & (apart == 1))),
        "lasts": hour & same & (apart == 1),
    }
    return [told.fill_null(False).alias(name) for name, told in says.items()]


def _carried(found: pl.DataFrame) -> pl.Series:
    """What the number beside it is, a number in a list is: '№ 7, 15 и 21', '7, 15 және 21-бағыттар', '10-нан 12-ге'."""
    before, after = pl.col("named").shift(1), pl.col("named").shift(-1)
    listed = ("identifier", "ordinal")
    goes_on = (
        pl.when(pl.col("follows") & before.is_in(listed))
        .then(before)
        .when(pl.col("leads") & after.is_in(listed))
        .then(after)
        .when(pl.col("calls") & (before == "phone"))
        .then(before)
        .when(pl.col("lasts") & (before == "time"))
        .then(before)
    )
    for _ in range(_LIST):
        n_free = found["named"].null_count()
        found = found.with_columns(named=pl.coalesce("named", goes_on))
        if found["named"].null_count() == n_free:
            break
    return found["named"]


def _free() -> pl.Expr:
    """No noun follows that the number could count."""
    return (pl.col("code1") != "x").fill_null(True) | has("f", 1)


def _named() -> pl.Expr:
    """'Article 5', 'ч. 3', 'ISO 9001', 'рейс KC 851', '№ 7, 15', '7, 15-бағыттар', '#Жол2025', '123 ABC 02', '1-1'."""
    free = _free()
    short = (pl.col("code-1") == ".") & has("u", -2)
    airline = (has("b", -2) | has("b", -3)) & has("capitals", -1)
    said = has("b", -1) | (has("w", -1) & free) | short | airline | has("a", 1)
    code_before, code_after = pl.col("code-1"), pl.col("code1")
    stopped = one_of(pl.col("form-4"), *toml("grammar")["number_sign"]["stopped"])
    after_sign = (
        (pl.col("code-2") == "i")
        & one_of(code_before, *_JOINED)
        & has("whole", -2)
        & ((pl.col("code-3") == "#") | ((pl.col("code-3") == ".") & stopped))
    )
    before_name = one_of(pl.col("code2"), "i", "o") & one_of(code_after, ",", "a", "-") & has("whole", 2)
    tag = (pl.col("code-2") == "#") & ~pl.col("gap-1") & has("word", -1)
    plate = has("series", 1) & has("region", 2)
    describes = _bare() & has("v", 1)
    told = said | after_sign | (before_name & (pl.col("code0") != "y")) | tag | plate
    name_before = _bare() & (code_before == "-") & (pl.col("code-2") == "i")
    return (_digits() & told.fill_null(False)) | (name_before | describes).fill_null(False)


def _addressed() -> pl.Expr:
    """'Абай көшесі, 45', 'ул. Абая, д. 5', '52 Abay Avenue', '45/2'."""
    parted = one_of(pl.col("code-1"), ",", ".") & any_has("l", -2, -3, -4)
    noun = (pl.col("code1") == "x").fill_null(False)
    street = has("capital", 1) & any_has("t", 2, 3)
    slash = (pl.col("code-1") == "/") & ~pl.col("gap-1")
    home = (pl.col("measure") == "U") & (pl.col("stem") == "household") & one_of(pl.col("code-2"), "N", "i")
    plain = pl.col("measure").is_null() & ((pl.col("code1") == "/") | (pl.col("code-1") == "/"))
    told = (_bare() & ~noun & (has("l", -1) | parted)) | (_digits() & street) | (slash & home) | plain
    return told.fill_null(False)


def _in_quotes() -> pl.Expr:
    """«Нұрлы жол 2», «100 мектеп»: part of a name."""
    word = has("word", -1)
    span = (pl.col("code-1") == "-") & (pl.col("code-2") == "N") & one_of(pl.col("code-3"), "x", "U")
    ends = (pl.col("code1") == '"') & ~pl.col("gap0") & (word | span)
    starts = (pl.col("code-1") == '"') & ~pl.col("gap-1")
    closed = pl.any_horizontal((pl.col(f"code{k}") == '"').fill_null(False) for k in (2, 3, 4))
    counts = pl.col("measure").is_null() | one_of(pl.col("measure"), "U", "x")
    small = (pl.col("scale") == 1) & (pl.col("code0") != "y")
    return ((small & ends & pl.col("measure").is_null()) | (small & starts & closed & counts)).fill_null(
        False
    )


def _scored() -> pl.Expr:
    """'3:2', '2-1', '50-45': two numbers joined of which the second isn't the greater, or of a game won or lost."""
    here = pl.col("sentence_id")
    own, low = _digits() & (pl.col("code0") != "y"), pl.col("value0") <= _SCORE

    def pair(step: int) -> pl.Expr:
        """With the next number (-1) or the one before (1)."""
        side, gap = ("1", "gap0") if step < 0 else ("-1", "gap-1")
        other = pl.col("value0").shift(step)
        falls = (other <= pl.col("value0")) if step < 0 else (other >= pl.col("value0"))
        played = any_has("s", -4, -3, -2, -1, 1, 2, 3, 4)
        colon = pl.col(f"form{side}") == ":"
        dash = (pl.col(f"code{side}") == "-") & (falls | played)
        apart = (pl.col("row") - pl.col("row").shift(step)).abs() == 2
        alone = pl.col("measure").shift(step).is_null() & (pl.col("code0").shift(step) == "N")
        return (here == here.shift(step)) & apart & ~pl.col(gap) & alone & (colon | dash)

    return (own & low & (pair(-1) | pair(1))).fill_null(False)


def _placed() -> pl.Expr:
    """'43.2389, 76.8897', '43°15′', 'на 412 км трассы'."""
    exact = _digits() & has("degrees", 0)
    near = _bare() & any_has("k", -4, -3, -2, -1)
    prime = _digits() & ~pl.col("gap0") & one_of(pl.col("form1"), "′", "″", "'", "’")
    next_prime = prime.shift(-1) & (pl.col("sentence_id") == pl.col("sentence_id").shift(-1))
    degree = (pl.col("stem") == "degree") & next_prime & (pl.col("row").shift(-1) - pl.col("row") == 2)
    mile = (
        (pl.col("stem") == "km")
        & (pl.col("scale") == 1)
        & (pl.col("value0") == pl.col("value0").floor())
        & has("d", 2)
        & (one_of(pl.col("form-1"), *toml("grammar")["mile_before"]["forms"]) | (pl.col("code-1") == "-"))
    )
    leads = (pl.col("code1") == "-") & mile.shift(-1) & (pl.col("row").shift(-1) - pl.col("row") == 2)
    return (exact | near | prime | degree | mile | leads).fill_null(False)


def _ranked() -> pl.Expr:
    """'12 этаж', 'диплом 1 степени', '1, 2 и 4 курсов', '… 2) …', and '1-4-сынып'."""
    last = pl.col("value0") % 10
    few = last.is_between(2, 4) & ~(pl.col("value0") % 100).is_between(12, 14)
    singular = (last == 1) & (pl.col("value0") > 20)
    ru = pl.col("language") == "ru"
    order = ru & (
        (has("n", 1) & ~singular)
        | (has("g", 1) & ~singular & (~few | any_has("r", -1, -2)))
        | (has("j", 1) & few)
    )
    item = (
        ~pl.col("gap0")
        & (pl.col("code1") == ")")
        & (pl.col("value0") < _ITEMS)
        & (pl.col("code-1").is_null() | one_of(pl.col("code-1"), ",", ";", ".", "a", "-"))
        & ~pl.any_horizontal((pl.col(f"code-{k}") == "(").fill_null(False) for k in _NEAR)
    )
    graded = _bare() & (pl.col("code1") == "-") & one_of(pl.col("code2"), "i", "o")
    return (_digits() & (order | item)).fill_null(False) | graded.fill_null(False)


def _timed() -> pl.Expr:
    """'7 утра', 'таңғы 7-де', 'open from 9 to 18'."""
    small = pl.col("value0") <= _HOURS
    ends = has("hour_around", -1)
    opened = ends & any_has("h", -4, -3, -2)
    to_open = ends & (pl.col("code-2") == "N") & any_has("h", -4)
    told = has("o", 1) | (_free() & (has("m", -1) | opened | to_open))
    return (_bare() & small & told).fill_null(False)


def _aged() -> pl.Expr:
    """'18+', 'children under 7 enter free', 'старше 65', 'средний возраст – 42'."""
    plus = ~pl.col("gap0") & (pl.col("form1") == "+") & ~one_of(pl.col("code2"), "N", "y").fill_null(False)
    ru = pl.col("language") == "ru"
    people = (pl.col("code-2") == "U") | ru
    limit = has("x", -1) & people & pl.col("value0").is_between(1, 110)
    told = any_has("y", -4, -3, -2, -1) & _free() & pl.col("value0").is_between(1, 110)
    return (_digits() & (plus | limit | told)).fill_null(False)


def _called() -> pl.Expr:
    """'Тел. 12-34', 'қызметі 109', '1414 байланыс орталығы'."""
    noun = (pl.col("code1") == "x").fill_null(False)
    near = any_has("p", -4, -3, -2, -1) & ~noun & (pl.col("value0") >= _SHORTEST)
    known = has("emergency", 0) & any_has("c", *[-k for k in _NEAR], *_NEAR)
    hotline = has("hotline", 0) & has("z", 1)
    return (_digits() & (near | known | hotline)).fill_null(False)


def _page() -> pl.Expr:
    """'Пікір қалдыру (12)', 'Просмотров: 3418', '7 комментариев'."""
    marked = one_of(pl.col("code-1"), ";", "(", "-") & any_has("q", -2, -3)
    return (_digits() & (marked | has("q", -1) | has("q", 1))).fill_null(False)
