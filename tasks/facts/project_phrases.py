"""What the words beside make of nouns and cues: quoted names, papers and shells, participles, cases that are shared."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_bounds import bounded
from tasks.facts.project_classes import is_works
from tasks.facts.project_clauses import with_clauses
from tasks.facts.project_complements import with_complements
from tasks.language.letters import one_of
from tasks.language.runs import constant, neighbour, of_sentences, rows_where, running, taken
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_LONGEST_NAME = 12  # words and signs in quotes
_LONGEST_TITLE = 5  # … that open a sentence, a comma at its end
_JOINED = 5  # words from a noun to the next one that it is joined to
_AROUND_CUE = dict.fromkeys(("code", "cue", "head", "is_after_verb", "is_auxiliary", "is_paper_head"), (1, 1))
_BEFORE_CUE, _BEHIND_CUE = 3, 4  # words between a cue and the sign of a share
_OF_CUE = ["cue", "tense", "is_kazakh", "is_attributive", "is_gerund", "is_unfinished"]


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
    return bounded(with_complements(_shared_case(with_clauses(_attributes(named)))))


def _adjectives(words: pl.DataFrame) -> pl.DataFrame:
    """'Қаланың орталық бөлігі': the noun says which part, and is no object."""
    before = neighbour("is_possessed", 1) & neighbour("cue", 1).is_null() & neighbour("head", 1).is_null()
    adjective = pl.col("is_adjective_owned") & before.fill_null(False)
    # 'Өндіріс жолға қойылды': half of a verb.
    idiom = pl.col("is_idiom_head") & (neighbour("cue", 1) == "open").fill_null(False)
    idiom = idiom | (pl.col("is_way") & pl.col("is_kazakh"))
    # 'Жайлы мектеп жобасымен': a programme's name
    idiom = idiom | (neighbour("is_naming", -1) & neighbour("is_named_plan", 1)).fill_null(False)
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
    rows = rows_where(words["is_paper_head"])
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
    rows = rows_where(words["head_stem"].is_in(toml("projects")["shell_heads"]["stems"]))
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
    rows = rows_where(words["cue"].is_not_null())
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
    signs = rows_where(words["code"] == "P")
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
    rows = rows_where(words.select(bare & (neighbour("code", 1) == "a")).to_series())
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
