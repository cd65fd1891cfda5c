"""What describes an object: the words of its phrase, and what those beside its noun make of it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import heads
from tasks.facts.project_forms import beginning, both
from tasks.facts.project_leads import led
from tasks.language.letters import one_of
from tasks.language.runs import neighbour, taken, tally
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_NAMED, _MEASURED = 3, 8  # words before an object, and before its measure, that may name it
_RAISED = 5  # words from a noun to the verb that builds it
_AT_HEAD = {c: c for c in ("is_plural", "head_start", "head_stem", "after")}
_JOINED = {"is_shared": "is_shared", "at_case": "head_case"}


def described(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds what stands between the start of each object's phrase and its head, and what the words around make of it.

    Args:
        found: row, head_row, start, sentence_id, count, head …; one row an object, in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `found` with the columns that `project_objects.objects` names.
    """
    sums = _sums(words)
    counts = ["n_content", "n_ordinal", "n_anaphor", "n_quoted", "n_capital", "n_programme"]
    family = heads()[0]
    found = found.hstack(_at_head(words, found["head_row"])).with_columns(
        # 'Көпірге келсек, құрылысы тоқтап қалды': the topic is what is spoken of, whatever its case
        head_case=pl.when(
            pl.col("is_topic") & ~(neighbour("sentence_id", 1) == pl.col("sentence_id")).fill_null(False)
        )
        .then(pl.lit(""))
        .otherwise(pl.col("head_case"))
        .cast(found.schema["head_case"]),
        a=pl.col("start").cast(pl.Int64) - 1,
        b=pl.col("head_start").cast(pl.Int64) - 1,
        family=family,
    )
    found = led(found.with_columns(is_counted=pl.col("count").is_not_null()), words)
    earlier = taken(sums["n_capital"], _within(found["a"] - _ahead(found, words)))
    before = pl.DataFrame(gathered(sums, _within(found["a"]), counts)).cast(pl.Int32)
    until = pl.DataFrame(gathered(sums, _within(found["b"]), counts)).cast(pl.Int32)
    return (
        found.with_columns(
            **{c: (until[c] - before[c].fill_null(0)).fill_null(0) for c in counts},
            count=pl.coalesce("count", pl.when(_one_of_list(words, found)).then(1)),
        )
        .with_columns(is_counted=pl.col("count").is_not_null())
        .with_columns(
            n_capital=until["n_capital"] - earlier.cast(pl.Int32).fill_null(0),
            # A size or a noun of several words tells an object apart: 'access road', 'жылу желісі'.
            n_content=pl.col("n_content")
            + pl.when(pl.col("family").ne_missing("general")).then("n_ordinal").otherwise(0)
            + pl.col("is_sized").cast(pl.Int32)
            + (pl.col("head_start") < pl.col("head_row")).fill_null(False).cast(pl.Int32),
        )
        .drop("a", "b", "is_topic")
    )


def _sums(words: pl.DataFrame) -> pl.DataFrame:
    """How many words of each sort there are up to each word."""
    measured = (pl.col("code") == "U") & ~one_of(pl.col("code").shift(1), "n", "u", "t", "k", "A").fill_null(
        False
    )
    numbered = (pl.col("code") == "#") & pl.col("is_kazakh")
    ordinal = (pl.col("code") == "o") & pl.col("is_kazakh")  # 'екінші кешені'
    content = (
        ((pl.col("code") == "x") | measured | numbered)
        & ~pl.col("is_plain")
        & ~pl.col("is_anaphor")
        & ~pl.col("is_stop")
    )
    # What opens a sentence, or a quotation in it, is capital by its place.
    opens = (pl.col("token_no") == 1) & neighbour("is_dash", -1).fill_null(False)
    named = ((pl.col("token_no") > 0) & ~opens) | pl.col("is_of_place")
    capital = pl.col("is_capital") & (named | pl.col("is_abbreviation")) & (pl.col("code") == "x")
    capital = capital | numbered  # '№ 12 және № 15 үйлер'
    return words.select(
        n_content=tally(content),
        n_anaphor=tally(pl.col("is_anaphor")),
        n_ordinal=tally(ordinal),
        n_quoted=tally(pl.col("is_quoted") & (pl.col("is_closer") | pl.col("is_quote"))),
        n_capital=tally(capital),
        n_programme=tally(pl.col("is_programme")),
    )


def _at_head(words: pl.DataFrame, head_rows: pl.Series) -> pl.DataFrame:
    """What each head is, and what the words beside it make of it."""
    lexical = beginning([w for words in toml("projects")["not_object"].values() for w in words])
    branch = beginning(toml("projects")["branch_of_economy"]["kk_prefix"])
    named = pl.concat_str(pl.col("form-1").fill_null(""), "form0", separator=" ")
    near = {
        "form": (-1, 2),
        "cue": (1, 2),
        "is_grasping": (1, 1),
        "is_partitive": (1, 1),
        "is_beside": (1, 1),
        "is_of_object": (1, 3),
        "is_site": (1, 1),
    }
    near |= {"code": (2, 2), "is_postposition": (1, 1), "is_plain_gerund": (-1, -1)}
    near |= {"is_part_word": (1, 3), "is_utility": (1, 4), "is_settling": (1, 5), "is_covering": (1, 5)}
    near |= {"is_raising": (1, _RAISED)}
    near |= {"is_lamp": (1, 4), "is_paving": (1, 4)}
    at_head = window(words, head_rows, near).hstack(gathered(words, head_rows, {**_AT_HEAD, **_JOINED}))
    return at_head.select(
        *_AT_HEAD,
        # 'стадион мен жаңа драма театрының құрылысы': the works stand behind the second
        is_remarked=((pl.col("form1") == "(") | pl.col("is_shared")).fill_null(False),
        is_put_up=_put_up(),
        is_work_of=pl.col("form1").str.contains(beginning(toml("projects")["work_of"]["prefix"])).fill_null(False),
        is_worked=(pl.col("cue1") == "works").fill_null(False),
        is_grasped=pl.col("is_grasping1").fill_null(False) & pl.col("cue1").is_null(),
        is_partitive=(pl.col("is_partitive1") | pl.col("is_beside1")).fill_null(False)
        & one_of(pl.col("at_case"), "gen", "pgen"),
        is_beside_of=(pl.col("is_beside1").fill_null(False) & one_of(pl.col("at_case"), "gen", "pgen"))
        | (pl.col("is_site1").fill_null(False) & one_of(pl.col("at_case"), "", "p", "gen", "pgen"))
        | _is_owner(),
        is_place=pl.col("is_postposition1").fill_null(False) | _address() | _meant_for() | _having(),
        is_measure_of=_measured_of(),
        is_topic=_is_topic(),
        form_next="form1",
        is_paired=(pl.col("form1").is_in(both(toml("projects")["joining"]["pairs"]))).fill_null(False),
        is_named_by_gerund=pl.col("is_plain_gerund-1").fill_null(False),
        is_authority=named.str.contains(lexical) | (named.str.contains(branch) & ~_opens()),
        is_parted=one_of(pl.col("at_case"), "gen", "pgen")
        & pl.any_horizontal(pl.col(f"is_part_word{k}").fill_null(False) for k in (1, 2, 3)),
        is_supplied=_supplied(),
        is_lit=_lit(),
        is_raised=_raised(),
    )  # fmt: skip


@cache
def _is_owner() -> pl.Expr:
    """'Мектеп мұғалімдеріне', 'архив және кітапхана қызметкерлерінің': its people are spoken of."""
    joins = pl.col("form1").is_in([*both(toml("projects")["joining"]["pairs"]), ","])
    takes = pl.col("form2").str.contains(toml("projects")["partitive"]["takes"]).fill_null(False)
    owned = (pl.col("is_of_object1") & ~takes) | (joins & pl.col("is_of_object3"))
    return (one_of(pl.col("at_case"), "") & owned).fill_null(False)


@cache
def _is_topic() -> pl.Expr:
    """'Көпірге келсек', 'көпірге келер болсақ'."""
    words = toml("projects")["topic"]
    two = pl.col("form1").is_in(both(words["first"])) & pl.col("form2").is_in(both(words["second"]))
    said = pl.col("form1").is_in(both(words["kk"])) | two
    return (one_of(pl.col("at_case"), "dat", "pdat") & said).fill_null(False)


@cache
def _put_up() -> pl.Expr:
    """'Жарық жүйесін орнату': a device."""
    verbs = beginning(toml("projects")["installed"]["verbs"])
    near = pl.col("form1").str.contains(verbs) | pl.col("form2").str.contains(verbs)
    return near.fill_null(False) & pl.col("head_stem").is_in(toml("projects")["installed"]["heads"])


@cache
def _supplied() -> pl.Expr:
    """'Ауылға су тартылды', 'ауыл сумен қамтылды', 'ауыл газдандырылды'."""

    def follows(trait: str, upto: int) -> pl.Expr:
        return pl.any_horizontal(pl.col(f"{trait}{k}").fill_null(False) for k in range(1, upto + 1))

    utility = follows("is_utility", 4)
    # 'Екі ауылда жол жөнделді': a road isn't brought
    brought = pl.any_horizontal(
        (pl.col(f"is_utility{k}") & ~pl.col(f"is_paving{k}")).fill_null(False) for k in range(1, 5)
    )
    whole = one_of(pl.col("at_case"), "", "p", "acc", "pacc")
    there = one_of(pl.col("at_case"), "dat", "pdat") & utility
    return (
        there
        | (one_of(pl.col("at_case"), "loc", "ploc") & brought)
        | (whole & (follows("is_settling", 5) | (utility & follows("is_covering", 5))))
    )


@cache
def _raised() -> pl.Expr:
    """'12 үй салынып, газбен қамтылды': first built, then supplied."""
    supplies = ("is_utility", "is_settling", "is_covering")
    first = pl.coalesce(
        pl.when(pl.any_horizontal(pl.col(f"is_raising{k}", *(f"{c}{k}" for c in supplies if k <= 4)))).then(
            f"is_raising{k}"
        )
        for k in range(1, _RAISED + 1)
    )
    return (one_of(pl.col("at_case"), "", "p", "acc", "pacc") & first).fill_null(False)


@cache
def _opens() -> pl.Expr:
    """'2 агроөнеркәсіп кешені салынды (ашылды)': it is built or opened, and no branch of the economy."""
    whole = one_of(pl.col("at_case"), "", "p", "acc", "pacc")
    owner = one_of(pl.col("at_case"), "gen", "pgen") & (pl.col("cue1") == "works")
    done = [pl.col(f"is_raising{k}") | one_of(pl.col(f"cue{k}"), "open") for k in (1, 2)]
    return ((whole & pl.any_horizontal(done)) | owner).fill_null(False)


@cache
def _lit() -> pl.Expr:
    """'40 көшеге жарық орнатылды', '12 көше жарықтандырылды': what it gets first is light."""
    dative, whole = (
        one_of(pl.col("at_case"), "dat", "pdat"),
        one_of(pl.col("at_case"), "", "p", "acc", "pacc"),
    )
    first = pl.coalesce(
        pl.when(pl.col(f"is_lamp{k}") | pl.col(f"is_utility{k}")).then(f"is_lamp{k}") for k in range(1, 5)
    )
    return ((dative & first) | (whole & pl.col("is_lamp1") & pl.col("is_settling1"))).fill_null(False)


def _one_of_list(words: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """'Үш сквер мен бір саябақ': 'a' is a count beside other counts."""
    beside = [
        (pl.col("sentence_id") == pl.col("sentence_id").shift(k)) & pl.col("count").shift(k).is_not_null()
        for k in (1, -1)
    ]
    before = window(words, found["start"], {"form": (-1, -1)})["form-1"]
    is_one = before.is_in(both(toml("projects")["one"]["kk"]))
    # 'Екі қан орталығы емес, бір емхана салынады': a title tells of the one that the body has
    listed = pl.any_horizontal(beside).fill_null(False) & (pl.col("role") != "title")
    return is_one.fill_null(False) & found.select(listed).to_series()


def _ahead(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """How many words before the phrase may name it: more before a measure, none of another sentence."""
    places = taken(words["token_no"], found["start"]).cast(pl.Int64)
    far = found.select(pl.when("is_measured").then(_MEASURED).otherwise(_NAMED)).to_series()
    return pl.select(pl.min_horizontal(places, far)).to_series()


def _within(rows: pl.Series) -> pl.Series:
    """Row numbers; null before the first."""
    return pl.select(pl.when(rows >= 0).then(rows)).to_series()


@cache
def _measured_of() -> pl.Expr:
    """'Жақсы жолдардың үлесі 92 пайызға жетті': a measure of what there is."""
    words = toml("projects")["measure_of"]
    measure, owned = (pl.col("form1").str.contains(beginning(words[k])) for k in ("prefix", "owned"))
    owner, plain = (one_of(pl.col("at_case"), *cases) for cases in (("gen", "pgen"), ("", "p")))
    return ((measure & owner) | (owned & (owner | plain))).fill_null(False)


@cache
def _having() -> pl.Expr:
    """'Паркингі бар автовокзал ашылды': the noun after it has it."""
    noun = one_of(pl.col("code2"), "x", "n", "u")
    has = pl.col("form1").is_in(both(toml("projects")["having"]["forms"])) & one_of(
        pl.col("at_case"), "", "p"
    )
    return (has & noun).fill_null(False)


@cache
def _meant_for() -> pl.Expr:
    """'Газдандыруға арналған 7 жоба': another noun is what is spoken of."""
    meant = pl.col("form1").is_in(both(toml("projects")["meant_for"]["forms"]))
    noun = pl.col("code2").is_in(["x", "n", "u", "M", "U", "A"]) & ~pl.col("form2").is_in(
        both(toml("projects")["meant_for"]["copulas"])
    )
    # 'Емханаға қосымша қанат салу': what is built on to
    annex = pl.col("form1").str.contains(beginning(toml("projects")["annex"]["stems"]))
    return (((meant & noun) | annex) & one_of(pl.col("at_case"), "dat", "pdat")).fill_null(False)


@cache
def _address() -> pl.Expr:
    """'… даңғылы, 19/1'."""
    number = one_of(pl.col("code2"), "n", "i", "o", "y")
    return ((pl.col("form1") == ",") & number & (pl.col("at_case") == "p")).fill_null(False)
