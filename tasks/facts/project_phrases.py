"""Noun phrases of objects: where they begin, which word is their head, what counts them and what they are called."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import is_works
from tasks.facts.project_clauses import with_clauses
from tasks.facts.project_complements import with_complements
from tasks.facts.project_foreign_parts import opened_by_participle
from tasks.language.letters import one_of
from tasks.language.runs import (
    constant,
    gathered,
    latest,
    neighbour,
    of_sentences,
    row_after,
    row_before,
    running,
    taken,
    window,
)
from tasks.lexicon import toml

_BACK = 7  # words before a head
_LONGEST_NAME = 12  # words and signs in quotes
_LONGEST_TITLE = 5  # … that open a sentence, a comma at its end
_JOINED = 5  # words from a noun to the next one that it is joined to
_AT_HEAD = ["sentence_id", "token_no", "head_case", "is_kazakh", "is_ru", "is_en", "is_covered", "after"]
_AROUND_CUE = dict.fromkeys(("code", "cue", "head", "is_after_verb", "is_auxiliary", "is_paper_head"), (1, 1))
_BEFORE_CUE, _BEHIND_CUE = 3, 4  # words between a cue and the sign of a share
_OF_CUE = ["cue", "tense", "is_kazakh", "is_attributive", "is_gerund", "is_unfinished"]
_AROUND = {
    "head_case": (1, 2), "is_participle": (1, 1), "is_turning": (2, 2), "is_site_work": (1, 1),
    "is_leading_to": (1, 1), "code": (1, 1), "gap": (1, 2), "is_label": (2, 2), "head": (3, 3),
}  # fmt: skip


def marked(words: pl.DataFrame) -> pl.DataFrame:
    """Marks what bounds phrases and clauses.

    Args:
        words: as `project_words.tagged` gives them.

    Returns:
        `words` with `is_quoted`, `is_attribute` (a participle before its noun), `percent` just before,
        `clause`, `is_verb`, `is_linked` as `project_clauses.with_clauses` gives them,
        `is_stop` (no part of a noun phrase), `is_last` (a head whose phrase ends with it) and
        `phrase_start` (row of the first word of the phrase that ends here); `after` and `is_covered` as
        `project_complements.with_complements` gives them.
    """
    named = _papers(_adjectives(_quotes(words)))
    return _bounds(with_complements(_shared_case(with_clauses(_attributes(named)))))


def _adjectives(words: pl.DataFrame) -> pl.DataFrame:
    """'Қаланың орталық бөлігі': the noun says which part, and is no object."""
    before = neighbour("is_possessed", 1) & neighbour("cue", 1).is_null() & neighbour("head", 1).is_null()
    adjective = pl.col("is_adjective_owned") & before.fill_null(False)
    # 'Өндіріс жолға қойылды': half of a verb.
    idiom = pl.col("is_idiom_head") & (neighbour("cue", 1) == "open").fill_null(False)
    # 'a renovated building': no verb
    noun = pl.col("is_gerund_noun")
    noun = noun & ((neighbour("is_article", -1) | neighbour("is_article", -2)) & ~neighbour("is_article", 1))
    # 'Тоқтау-бұрылу алаңы': half of a word
    half = neighbour("is_dash", 1) & ~pl.col("gap") & ~neighbour("gap", 1) & pl.col("is_gerund")
    half = (half.fill_null(False) & pl.col("is_kazakh")) | noun.fill_null(False)
    return words.with_columns(
        head=pl.when(~adjective & ~idiom).then("head"),
        cue=pl.when(~half).then("cue"),
        cue_status=pl.when(~half).then("cue_status"),
    )


def _quotes(words: pl.DataFrame) -> pl.DataFrame:
    ends = pl.col("is_closer") | pl.col("is_quote")
    ended = words["sentence_id"].filter(words.select(ends).to_series())
    comma = (neighbour("code", 1) == ",") | one_of(neighbour("code", -1), ",", "!", "?")
    some = of_sentences(
        words.select(
            "row", "sentence_id", "token_no", "is_opener", "is_closer", "is_quote", is_before_comma=comma
        ),
        ended,
    )
    depth = running(pl.col("is_opener").cast(pl.Int32) - pl.col("is_closer").cast(pl.Int32))
    plain = running(pl.col("is_quote").cast(pl.Int32)) % 2
    some = some.with_columns(is_quoted=(depth > 0) | (plain > 0) | ends)
    begins, stops = (pl.col("is_quoted") & ~neighbour("is_quoted", k).fill_null(False) for k in (-1, 1))
    runs = (
        some.filter(begins)
        .select("token_no", first="row")
        .hstack(some.filter(stops).select("is_before_comma", last="row"))
    )
    # A quotation that is a sentence of its own isn't a name.
    length = pl.col("last") + 1 - pl.col("first")
    # «Екі мектеп саламыз», – деді әкім: nor is one that opens its sentence, has words enough and a comma at its end.
    speech = (
        (pl.col("token_no") <= 1) & (length > _LONGEST_TITLE) & pl.col("is_before_comma").fill_null(False)
    )
    names = runs.filter((length <= _LONGEST_NAME) & ~speech)
    short = names.select(pl.int_ranges("first", pl.col("last") + 1).explode()).to_series()
    if short.is_empty():
        return words.with_columns(is_quoted=pl.lit(False))
    inside = pl.Series("is_quoted", [False]).new_from_index(0, words.height).scatter(short, True)
    return words.with_columns(inside).with_columns(
        pl.when(~pl.col("is_quoted")).then(pl.col(name)).alias(name) for name in ("head", "cue", "cue_status")
    )


def _papers(words: pl.DataFrame) -> pl.DataFrame:
    """'Мектептің жобасы': the school is the object, the project its paper."""
    words = _shells(words)
    papers = pl.col("head_stem").is_in(toml("projects")["paper_heads"]["stems"])
    words = words.with_columns(is_paper_head=papers)
    rows = words["is_paper_head"].fill_null(False).arg_true()
    near = window(
        words, rows, {"head": (-1, 4), "head_case": (-1, -1), "is_ru_genitive": (1, 1), "cue": (1, 1)}
    )
    owner = pl.col("head-1").is_not_null() & one_of(pl.col("head_case-1"), "", "p", "gen", "pgen")
    # 'Газдандыру жобасы': works have no paper of their own, that is their project.
    works = near.select(head="head-1").select(is_works().fill_null(False)).to_series()
    # In Russian the paper leads: 'проект нового колледжа'.
    leads = pl.lit(taken(words["is_ru"], rows)) & (
        pl.col("head1").is_not_null()
        | (pl.col("head2").is_not_null() & pl.col("is_ru_genitive1"))
        | (
            # 'проект реконструкции очистных сооружений'
            (pl.col("cue1") == "works")
            & pl.any_horizontal(pl.col(f"head{k}").is_not_null() for k in (2, 3, 4))
        )
    )
    is_paper = near.select((owner | leads) & ~pl.lit(works)).to_series().fill_null(False)
    at = rows.filter(is_paper)
    return words.with_columns(
        words["head"].scatter(at, None),
        words["cue"].scatter(at, "paper"),
        words["cue_status"].scatter(at, "preparation"),
    )


def _shells(words: pl.DataFrame) -> pl.DataFrame:
    """'Балабақша ғимараты' is the kindergarten: its head is the noun before, its case that of the building."""
    rows = words["head_stem"].is_in(toml("projects")["shell_heads"]["stems"]).fill_null(False).arg_true()
    near = window(words, rows, dict.fromkeys(("head", "head_case", "head_stem", "head_start"), (-1, 0)))
    owner = pl.col("head-1").is_not_null() & (pl.col("head_case-1") == "")
    shells = near.with_columns(shell=rows.cast(pl.Int64)).filter(
        owner & pl.col("head_case0").cat.starts_with("p")
    )
    row, owners = shells["shell"], shells["shell"] - 1
    return words.with_columns(
        words["head"].scatter(owners, None).scatter(row, shells["head-1"]),
        words["head_stem"].scatter(row, shells["head_stem-1"]),
        words["head_start"].scatter(row, shells["head_start-1"]),
        words["in_head"].scatter(owners, True),
    )


def _attributes(words: pl.DataFrame) -> pl.DataFrame:
    """Participles and bare gerunds that stand before a noun."""
    rows = words["cue"].is_not_null().arg_true()
    cues = window(words, rows, _AROUND_CUE).hstack(gathered(words, rows, _OF_CUE))
    kazakh = pl.col("is_kazakh")
    next_is_word = pl.col("code1").is_in(["x", "U", "n", "u", "t", '"', "o"]).fill_null(False)
    next_is_verb = one_of(pl.col("cue1"), "must", "plan", "propose").fill_null(False)
    participle = pl.col("is_attributive") & ~pl.col("is_after_verb1").fill_null(False)
    auxiliary = pl.col("is_auxiliary1").fill_null(False)
    gerund = (pl.col("tense") == "infinitive") & pl.col("is_gerund")
    # '… шығаратын, … өндіретін және басқа кәсіпорындар': each of them stands before the noun.
    listed = pl.col("is_unfinished") & one_of(pl.col("code1"), ",", "a").fill_null(False)
    before_noun = (next_is_word & ~next_is_verb & (participle | auxiliary)) | listed
    named = gerund & pl.col("head1").is_not_null() & ~pl.col("is_paper_head1") & kazakh
    told = cues.select(
        is_attribute=(kazakh & before_noun).fill_null(False),
        is_named=named.fill_null(False),
    )
    nothing = pl.repeat(False, words.height, dtype=pl.Boolean, eager=True).alias("is_attribute")
    return words.with_columns(
        nothing.scatter(rows, told["is_attribute"]),
        words["cue"].scatter(rows.filter(told["is_named"]), None),
        _percent(words, rows),
    )


def _percent(words: pl.DataFrame, cues: pl.Series) -> pl.Series:
    """`percent`: the share said just before a cue, of some also behind it; asked of the few that have one so near."""
    signs = words.select((pl.col("code") == "P").arg_true()).to_series()
    last = taken(signs, signs.search_sorted(cues + _BEHIND_CUE, side="right").cast(pl.Int64) - 1)
    rows = cues.filter((last + _BEFORE_CUE >= cues).fill_null(False))
    reach = {"code": (-_BEFORE_CUE, _BEHIND_CUE), "value": (-_BEFORE_CUE - 1, _BEHIND_CUE - 1)}
    near = window(words, rows, reach).hstack(gathered(words, rows, ["cue", "is_kazakh"]))
    share = {
        k: pl.when(pl.col(f"code{k}") == "P").then(f"value{k - 1}")
        for k in range(-_BEFORE_CUE, _BEHIND_CUE + 1)
    }
    told = near.select(
        pl.coalesce(
            *[share[-k] for k in range(_BEFORE_CUE + 1)],
            # 'готов на 80 %', 'дайындығы 80 пайыз'
            pl.when(~pl.col("is_kazakh") | one_of(pl.col("cue"), "ready", "done")).then(
                pl.coalesce(share[k] for k in range(1, _BEHIND_CUE + 1))
            ),
        )
    ).to_series()
    return constant(None, words.height, told.dtype).scatter(rows, told).alias("percent")


def _shared_case(words: pl.DataFrame) -> pl.DataFrame:
    """'Мектеп пен балабақшаға': the last noun carries the case of both."""
    bare = pl.col("head").is_not_null() & one_of(pl.col("head_case"), "", "p") & pl.col("is_kazakh")
    rows = words.select(bare & (neighbour("code", 1) == "a")).to_series().arg_true()
    near = window(words, rows, {"clause": (0, _JOINED), "head_case": (2, _JOINED)})
    follows = pl.coalesce(
        pl.when(pl.col(f"clause{k}") == pl.col("clause0")).then(f"head_case{k}")
        for k in range(2, _JOINED + 1)
    )
    cases = near.select(row=rows, shared=follows).filter(~one_of(pl.col("shared"), "adj", "att", "patt", ""))
    nothing = pl.repeat(False, words.height, dtype=pl.Boolean, eager=True).alias("is_shared")
    return words.with_columns(
        words["head_case"].scatter(cases["row"], cases["shared"]), nothing.scatter(cases["row"], True)
    )


def _bounds(words: pl.DataFrame) -> pl.DataFrame:
    kazakh, head = pl.col("is_kazakh"), pl.col("head")
    # 'Ақтауда салынған порт', 'ауылға баратын жол': what a participle governs belongs to its noun.
    governed = neighbour("is_participle", 1).fill_null(False) & kazakh & one_of(pl.col("code"), "x", "U", "W")
    verb = (
        pl.col("cue").is_not_null()
        & ~pl.col("is_attribute")
        & ~one_of(pl.col("cue"), "works", "paper", "idea", "price")
    )
    joined = pl.col("is_dash") & ~pl.col("gap") & ~pl.col("gap").shift(1)
    # 'Қызылорда – Жезқазған жолы'
    route = pl.col("is_dash") & neighbour("is_capital", -1) & neighbour("is_capital", 1) & kazakh
    opens_route = neighbour(route, 1).fill_null(False)
    joined = joined | (route & (pl.col("token_no") > 0)).fill_null(False)
    # 'фельдшерско-акушерский': what a hyphen joins is one word.
    # 'five-star': so is what a number opens
    spelled = (pl.col("code") == "x") | (pl.col("is_en") & one_of(pl.col("code"), "u", "t"))
    opens = (neighbour(joined, 1).fill_null(False) & spelled) | joined
    foreign = (~kazakh & ~pl.col("is_en") & ~pl.col("is_ru_adjective") & ~opens & head.is_null()) | (
        pl.col("is_en") & pl.col("is_en_stop")
    )
    goes_on = pl.col("head_case").is_in(["", "p", "gen", "pgen", "adj", "att", "patt"]) | governed
    # 'Мектепке қосымша корпус', 'құбырдан тармақ': what it is built on to.
    annex = one_of(pl.col("head_case"), "dat", "pdat") & neighbour("is_annex", 1)
    branch = one_of(pl.col("head_case"), "abl", "pabl") & neighbour("head", 1).is_not_null()
    goes_on = goes_on | annex.fill_null(False) | branch.fill_null(False)
    # 'бұл қаржы Риддердегі стансаны', 'әкімі Ақжар ауылындағы мектепті': a name opens the phrase, unless it goes on
    # with a place ('облысы Абай ауылындағы')
    plain = (
        (pl.col("code") == "x") & ~pl.col("is_capital") & head.is_null() & kazakh & ~pl.col("is_participle")
    )
    name_next = neighbour("is_capital", 1) & (neighbour("code", 1) == "x")
    before_name = (
        plain & name_next & (neighbour("is_of_place", 1) | pl.col("is_possessed")) & ~pl.col("is_area")
    )
    stop = (
        (
            pl.col("is_bounding")
            | (before_name & ~pl.col("is_plain")).fill_null(False)
            | (~pl.col("is_phrasal") & ~opens)
            | (
                kazakh
                & ((pl.col("is_cased") & ~governed & ~opens_route & ~_adjective() & ~_name()) | verb)
                & head.is_null()
            )
            | (kazakh & head.is_not_null() & ~goes_on)
            | (kazakh & head.is_null() & _doer())
            | foreign
        )
        & ~pl.col("is_quoted")
        & ~pl.col("in_head")
    )
    return _ends(words.with_columns(is_stop=stop.fill_null(True)))


@cache
def _doer() -> pl.Expr:
    """'Облыс әкімдігі жобаны бағалады': whose noun isn't its own, that noun isn't the owner's but its object."""
    noun = (pl.col("code") == "x") & ~pl.col("is_plain") & ~pl.col("is_adjective_shaped")
    owned = pl.col("is_owned_plainly") & noun & ~pl.col("is_capital")
    return (owned & (neighbour("head_case", 1) == "acc")).fill_null(False)


@cache
def _name() -> pl.Expr:
    """'Мәйлин көшесі': no accusative, where the noun after it is owned."""
    owned = neighbour("head_case", 1).cat.starts_with("p").fill_null(False)
    return pl.col("is_capital") & (pl.col("token_no") > 0) & pl.col("is_like_a_name") & owned


@cache
def _adjective() -> pl.Expr:
    """'Блокты-модульді қазандық', 'еңселі, қуатты станса': no accusative stands right before an object's noun."""
    shaped = pl.col("is_adjective_shaped") & ~pl.col("is_anaphor") & ~pl.col("is_capital")
    return (shaped & neighbour("head", 1).is_not_null()).fill_null(False)


def _ends(words: pl.DataFrame) -> pl.DataFrame:
    """A phrase ends with the last of the heads that follow each other; a genitive belongs to the head after it."""
    rows, stops = words["head"].is_not_null().arg_true(), words["is_stop"].arg_true()
    # One word in twenty is a head: what stands around it is gathered.
    heads = window(words, rows, _AROUND).hstack(gathered(words, rows, _AT_HEAD))
    heads = heads.with_columns(
        row=rows.cast(pl.Int64),
        stop_before=row_before(words, stops, rows),
        next_stop=row_after(words, stops, rows),
        next_head=row_after(words, rows, rows),
    )
    heads = heads.with_columns(is_last=_is_last())
    # 'за стадионом ледовую арену': a Russian phrase begins behind the object before it.
    last_before = latest(neighbour(pl.when(pl.col("is_last") & pl.col("is_ru")).then("after"), -1))
    start = pl.max_horizontal(
        (pl.col("stop_before") + 1).fill_null(pl.col("row") - pl.col("token_no")),
        pl.col("row") - _BACK,
        last_before + 1,
    )
    opened = pl.when("is_last").then(pl.lit(opened_by_participle(words, rows)))
    found = heads.select("is_last", phrase_start=pl.coalesce(opened, start))
    empty = (
        pl.DataFrame(schema=found.schema).clear(words.height).with_columns(pl.col("is_last").fill_null(False))
    )
    return words.with_columns(empty[c].scatter(rows, found[c]) for c in found.columns)


@cache
def _is_last() -> pl.Expr:
    """No head after it, joined to it, is what the phrase is about."""
    distance = pl.col("next_head") - pl.col("row")
    # The next head itself may end a phrase by its case.
    free = pl.col("next_head") <= pl.col("next_stop").fill_null(4_000_000_000)
    # 'Ауылдың мектебі бағдарламаға енгізілді': an owned noun belongs to one that is owned too.
    owned = (pl.col("head_case") == "p") & pl.col("is_kazakh")
    follows = ~owned | pl.col("head_case1").cat.starts_with("p").fill_null(True)
    # 'Казарма жатақханаға айналдырылды'
    turned = pl.col("is_kazakh") & (pl.col("head_case1") == "dat") & pl.col("is_turning2")
    follows = follows & ~turned.fill_null(False)
    # 'Аурухана көпбейінді орталыққа айналдырылды': a noun with words of its own is another's only where it is owned.
    izafet = ~pl.col("is_kazakh") | pl.col("head_case2").cat.starts_with("p").fill_null(False)
    # 'құбыр шығаратын цех': what a participle governs
    izafet = izafet | pl.col("is_participle1").fill_null(False)
    bare = (one_of(pl.col("head_case"), "", "p") & (distance == 1) & follows) | (
        (pl.col("head_case") == "") & (distance == 2) & free & izafet
    )
    genitive = one_of(pl.col("head_case"), "gen", "pgen") & (distance <= 4) & free
    # 'Тасжолдағы жөндеу': no noun of an object follows, only the works.
    site = one_of(pl.col("head_case"), "att", "patt") & pl.col("is_site_work1")
    attributive = one_of(pl.col("head_case"), "adj", "att", "patt") & ~site.fill_null(False)
    # A road to the resort: the resort only tells which road.
    attributive = attributive | (
        one_of(pl.col("head_case"), "dat", "pdat")
        & pl.col("is_leading_to1").fill_null(False)
        & (distance <= 3)
    )
    # English compounds end with their noun; a Russian noun comes first, and what belongs to it follows.
    bare = bare & ~pl.col("is_ru")
    joined = (pl.col("code1") == "-") & ~pl.col("gap1") & ~pl.col("gap2")
    joined = joined & (~pl.col("is_label2") | pl.col("head3").is_not_null())  # 'ТЭЦ-2', 'the CHP-2 plant'
    absorbed = (bare | genitive | attributive | joined).fill_null(False) | pl.col("is_covered")
    # 'the CHP-2 plant'
    numbered = pl.col("is_en") & (pl.col("code1") == "-") & pl.col("is_label2") & (distance <= 4)
    return ~(absorbed | numbered.fill_null(False))
