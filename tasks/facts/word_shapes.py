"""What each word is to a noun phrase beside a number: a part of it, its owner, its end, or nothing."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import both, fits
from tasks.language.letters import one_of
from tasks.language.runs import by_word, rows_where, taken
from tasks.language.windows import rows_of, window
from tasks.lexicon import LETTER, toml

_SIZED = 6  # words from a preposition to a word of size
_SHAPES = pl.Enum(list("ngowuvplfs"))  # compared a hundred times a number: as strings at thrice the cost


def shaped(words: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Tells the words apart of which noun phrases are made.

    Args:
        words: as `word_windows.lined` gives them.
        when: periods found; their words are fillers.

    Returns:
        sentence_id, `is_owner` (a genitive) and `shape` of each word: n (noun or its attribute), g (participle),
        o (oblique noun), w (one that owns the nouns before it), u (one that owns one word), v (verb),
        p (preposition), l ('of', within a phrase), f (filler), s (stop).
    """
    spans = when.select("sentence_id", token_no=pl.int_ranges("token_start", "token_end")).explode("token_no")
    times = rows_of(words, spans["sentence_id"], spans["token_no"]).drop_nulls()
    told = by_word(words, _shape().cast(_SHAPES).alias("shape"), *_marks())
    shapes = told["shape"].scatter(times, "f")
    shapes = shapes.scatter(_of_a_number(words, told["is_under"]), "s")
    shapes = shapes.scatter(_beyond(words, told["is_beyond"]), "w")
    shapes = shapes.scatter(_before_sizes(words, told["is_size"]), "s")
    shapes = shapes.scatter(_within_noun(words, told["is_buying"], told["is_one"]), "n")
    shapes = shapes.scatter(_had(words, shapes, told["is_having"]), "n")
    shapes = _by_neighbours(_endings_joined(shapes, words), told, words)
    return pl.DataFrame([words["sentence_id"], shapes, told["is_owner"]])


@cache
def _marks() -> tuple[pl.Expr, ...]:
    """is_owner, is_deed, is_we, is_able by a Kazakh word's ending; is_beyond, is_buying, is_one … of single words.

    What stands beside them is asked of these rows alone.
    """
    w, form, kk = toml("indicators")["words"], pl.col("form"), pl.col("language").str.starts_with("kk")
    marks = {name: kk & fits("form", w[f"kk_{name}"]) for name in ("owner", "deed", "we", "able")}
    marks["owner"] &= ~fits("form", w["kk_no_owner"])
    marks |= {name: kk & form.is_in(both(w[f"kk_{name}"])) for name in ("beyond", "buying", "having")}
    marks |= {
        name: form.is_in(w[key])
        for name, key in (("one", "ru_one"), ("under", "ru_under"), ("size", "ru_sizes"))
    }
    return tuple(e.fill_null(value=False).alias(f"is_{name}") for name, e in marks.items())


def _by_neighbours(shapes: pl.Series, told: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """'Сапасыз төселген', 'желісін жаңарттық': what governs the word before it. 'Арқалық – Жезді': names of roads."""
    w = toml("indicators")["words"]
    deeds, ours = rows_where(told["is_deed"]), rows_where(told["is_we"])
    governed, mended = (window(words, rows, {"form": (-1, -1), "code": (1, 1)}) for rows in (deeds, ours))
    is_governed = governed["form-1"].str.contains(w["kk_governed"]).fill_null(False)
    ends = mended["code1"].is_in(list(w["ahead_stops"])).fill_null(True)
    is_verb = mended["form-1"].str.contains(w["kk_governed"]).fill_null(False) & ends
    shapes = shapes.scatter(deeds.filter(is_governed) - 1, "o").scatter(ours.filter(is_verb), "v")
    able = rows_where(told["is_able"])
    can = window(words, able, {"form": (-1, -1)})["form-1"].str.contains(w["kk_converb"]).fill_null(False)
    shapes = shapes.scatter(able.filter(can) - 1, "v")
    dashes = rows_where((words["code"] == "-") & words["gap"])
    names = window(words, dashes, {"surface": (-1, 2)}).select(
        pl.col(f"surface{k}").str.contains(pattern).fill_null(False)
        for k, pattern in ((-1, r"^\p{Lu}\p{Ll}"), (1, r"^\p{Lu}\p{Ll}"), (2, r"^\p{Ll}"))
    )
    return shapes.scatter(dashes.filter(pl.select(pl.all_horizontal(names.get_columns())).to_series()), "n")


@cache
def _shape() -> pl.Expr:
    """The shape of a word by itself."""
    w = toml("indicators")["words"]
    form, kk = pl.col("form"), pl.col("language").str.starts_with("kk")
    verb = pl.any_horizontal(
        pl.col("language").str.starts_with(n) & fits("form", w[f"{n}_verb"]) for n in ("kk", "ru", "en")
    )
    is_small = ~pl.col("surface").str.contains(r"^\p{Lu}")
    verb |= (pl.col("language") == "ru") & fits("form", w["ru_verb_he"]) & is_small
    verb &= ~((pl.col("language") == "ru") & fits("form", w["ru_no_verb"]))
    # 'Qazaqstanда', 'Almaty’да': a name in Latin letters with its ending in Cyrillic ones
    foreign = pl.col("surface").str.extract(w["cyrillic_ending"])
    return (
        pl.when(pl.col("code").is_in(list(w["stop_codes"])))
        .then(pl.lit("s"))
        .when(form.is_in(both(w["conjunctions"])))
        .then(pl.lit("s"))
        .when(pl.col("code").is_in(list(w["filler_codes"])))
        .then(pl.lit("f"))
        .when(~form.str.contains(rf"^{LETTER}"))
        .then(pl.lit("s"))
        .when((pl.col("language") == "en") & one_of(form, *w["en_of"]))
        .then(pl.lit("l"))
        .when(form.is_in(both(w["fillers"])))
        .then(pl.lit("f"))
        .when(~kk & form.is_in(w["prepositions"]))
        .then(pl.lit("p"))
        .when(kk & form.is_in(both(w["kk_postpositions"])))
        .then(pl.lit("w"))
        .when(kk & fits("form", w["kk_each_unit"]))
        .then(pl.lit("o"))
        .when(kk & fits("form", w["kk_each_head"]))
        .then(pl.lit("u"))
        .when(kk & fits("form", w["kk_owned_oblique"]) & ~fits("form", w["kk_no_oblique"]))
        .then(pl.lit("w"))
        .when(kk & fits("form", w["kk_oblique"]) & ~fits("form", w["kk_no_oblique"]))
        .then(pl.lit("o"))
        .when(kk & foreign.str.contains(w["kk_bare_oblique"]).fill_null(False))
        .then(pl.lit("o"))
        .when(kk & fits("form", w["kk_participle"]) & ~fits("form", w["kk_no_participle"]))
        .then(pl.lit("g"))
        .when(verb & ~(kk & fits("form", w["kk_no_verb"])))
        .then(pl.lit("v"))
        .otherwise(pl.lit("n"))
    )


def _of_a_number(words: pl.DataFrame, is_under: pl.Series) -> pl.Series:
    """'120 км жолдың 84 шақырымы': the unit of the number before is no part of what is measured.

    Nor is 'га' in 'ц/га', or 'под' that opens a clause: 'под масличные – 560 тыс. гектаров'. Rows of all these.
    """
    w = toml("indicators")
    units, under = rows_where(words["code"] == "U"), rows_where(is_under)
    near = window(words, units, {"code": (-1, -1), "form": (0, 0), "stem": (0, 0)})
    numeric = pl.col("code-1").is_in(list(w["words"]["number_codes"]))
    other = ~pl.col("stem0").is_in([*w["telling_units"], "unit"])
    other |= pl.col("form0").str.contains(w["words"]["kk_size"])
    of_number = near.select(((numeric & other) | (pl.col("code-1") == "/")).fill_null(False)).to_series()
    before = window(words, under, {"code": (-1, -1)})["code-1"]
    opens = before.is_in(list(w["words"]["ahead_stops"])).fill_null(True)
    return pl.concat([units.filter(of_number), under.filter(opens)])


def _beyond(words: pl.DataFrame, is_beyond: pl.Series) -> pl.Series:
    """'Бұдан бөлек жол ұзындығы': rows of words that belong to the ablative before them, if there is one."""
    rows = rows_where(is_beyond)
    before = window(words, rows, {"form": (-1, -1)})["form-1"]
    return rows.filter(before.str.contains(toml("indicators")["words"]["kk_ablative"]).fill_null(False))


def _within_noun(words: pl.DataFrame, is_buying: pl.Series, is_one: pl.Series) -> pl.Series:
    """'Сатып алу үлесі', 'закупки из одного источника': rows of a converb and a numeral within a noun phrase."""
    w = toml("indicators")["words"]
    buying, one = rows_where(is_buying), rows_where(is_one)
    bought = window(words, buying, {"form": (1, 1)})["form1"].str.contains(w["kk_purchase"]).fill_null(False)
    led = window(words, one, {"form": (-1, -1)})["form-1"].is_in(w["prepositions"]).fill_null(False)
    return pl.concat([buying.filter(bought), one.filter(led)])


def _had(words: pl.DataFrame, shapes: pl.Series, is_having: pl.Series) -> pl.Series:
    """'Республикалық маңызы бар жол': rows of 'бар' that says of which sort the noun behind it is."""
    rows = is_having.arg_true()
    before = window(words, rows, {"form": (-1, -1)})["form-1"].str.contains(
        toml("indicators")["words"]["kk_had"]
    )
    ahead = window(pl.DataFrame([words["sentence_id"], shapes]), rows, {"shape": (1, 1)})
    behind = ahead.select(pl.col("shape1") == "n").to_series()
    return rows.filter((before & behind).fill_null(value=False))


def _before_sizes(words: pl.DataFrame, is_size: pl.Series) -> pl.Series:
    """'Завод по выпуску кокса мощностью 200 тысяч тонн': rows where what is measured ends, going back.

    'Завод мощностью' is one phrase; over a preposition only its head would be left: 'завод'.
    """
    sized = rows_where(is_size)
    around = window(words, sized, {"form": (-_SIZED, -2)})
    w = toml("indicators")["words"]
    led = around.select(pl.any_horizontal(pl.all().is_in(w["prepositions"]))).to_series().fill_null(False)
    return sized.filter(led) - 1


def _endings_joined(shapes: pl.Series, words: pl.DataFrame) -> pl.Series:
    """'ЖІӨ-ге шаққанда': the ending behind a hyphen is its noun's, and turns it away; 'сондай-ақ' ends a phrase."""
    w, last = toml("indicators")["words"], max(words.height - 1, 0)
    same = pl.col("sentence_id") == pl.col("sentence_id").shift(-1)
    # … but a dash is no hyphen: 'доходы - на 15 % больше'
    glued = (pl.col("code") == "-") & ~pl.col("gap") & ~pl.col("gap").shift(1).fill_null(True)
    joint = words.select(glued & same & pl.col("language").str.starts_with("kk")).to_series().arg_true()
    ending = taken(words["form"], (joint + 1).clip(0, last))
    is_turned = ending.str.contains(w["kk_bare_oblique"]).fill_null(False)
    # … but an owner before its own noun is a part of what is measured
    after = (joint + 2).clip(0, last)
    is_same = taken(words["sentence_id"], after) == taken(words["sentence_id"], joint)
    behind = pl.select(pl.when(is_same).then(taken(words["code"], after)).otherwise(pl.lit(""))).to_series()
    owns = ending.str.contains(w["kk_bare_owned"]).fill_null(False)
    turned, owned = joint.filter(owns & (behind == "n") | is_turned), joint.filter(owns & (behind != "n"))
    shapes = shapes.scatter(joint.filter(ending.is_in(both(w["kk_particles"]))) + 1, "s")
    shapes = shapes.scatter(turned, "u").scatter(turned + 1, "f")
    shapes = shapes.scatter(owned, "n").scatter(owned + 1, "n")
    # 'өлім-жітім деңгейі': two nouns that are one
    both_sides = [taken(shapes, (joint.cast(pl.Int64) + k).clip(0, last)) == "n" for k in (-1, 1)]
    return shapes.scatter(joint.filter(both_sides[0] & both_sides[1]), "n")
