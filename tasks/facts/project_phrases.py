"""Noun phrases of objects: where they begin, which word is their head, what counts them and what they are called."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_complements import with_complements
from tasks.facts.project_forms import PARTICIPLE, both, fits
from tasks.language.runs import coming, latest, neighbour, running
from tasks.lexicon import toml

_BACK = 7  # words before a head
_JOINED = 5  # words from a noun to the next one that it is joined to
_FINITE = (
    r"(?:[лндтрсзкқпшжмгйаәеоөұүыі](?:ды|ді|ты|ті)|йды|йді|ады|еді|дық|дік|тық|тік|мыз|міз|[ғгқк][ае]н|[мбп][ае][қк]"
    r"|у(?:да|де)|[аеіыйөоүұ]п|тиіс|керек|қажет|жатыр|отыр|тұр|дайын|екен|деп|емес|жоқ|бар|таяу|жақын)$"
)
_GENITIVE = "..(?:ого|его|ой|ей|ых|их)$"  # of Russian adjectives
_CLOSERS = ["»", "”"]
_OPENERS = ["«", "“", "„"]


def marked(words: pl.DataFrame) -> pl.DataFrame:
    """Marks what bounds phrases and clauses.

    Args:
        words: as `project_words.tagged` gives them.

    Returns:
        `words` with `is_quoted`, `is_attribute` (a participle before its noun), `percent` just before,
        `is_after_colon`,
        `clause` (a number), `is_stop` (no part of a noun phrase), `is_last` (a head whose phrase ends with it) and
        `phrase_start` (row of the first word of the phrase that ends here); `after` and `is_covered` as
        `project_complements.with_complements` gives them.
    """
    return _bounds(with_complements(_shared_case(_clauses(_attributes(_papers(_quotes(words)))))))


def _quotes(words: pl.DataFrame) -> pl.DataFrame:
    s = pl.col("surface")
    depth = running(s.is_in(_OPENERS).cast(pl.Int32) - s.is_in(_CLOSERS).cast(pl.Int32))
    plain = running((s == '"').cast(pl.Int32)) % 2
    has_end = (s.is_in([*_CLOSERS, '"'])).any().over("sentence_id")
    quoted = ((depth > 0) | s.is_in(_CLOSERS) | (plain > 0) | (s == '"')) & has_end
    # A quotation that is a sentence of its own isn't a name.
    words = words.with_columns(is_quoted=quoted)
    run = (pl.col("is_quoted") != pl.col("is_quoted").shift(1, fill_value=False)).cum_sum()
    length = pl.len().over("sentence_id", run)
    quoted = pl.col("is_quoted") & (length <= 12)
    return words.with_columns(is_quoted=quoted).with_columns(
        head=pl.when(~pl.col("is_quoted")).then("head"),
        cue=pl.when(~pl.col("is_quoted")).then("cue"),
        cue_status=pl.when(~pl.col("is_quoted")).then("cue_status"),
    )


def _papers(words: pl.DataFrame) -> pl.DataFrame:
    """'Мектептің жобасы': the school is the object, the project its paper."""
    words = _shells(words)
    owner = neighbour("head", -1).is_not_null() & neighbour("head_case", -1).is_in(["", "p", "gen", "pgen"])
    paper = pl.col("head_stem").is_in(toml("projects")["paper_heads"]["stems"])
    # In Russian the paper leads: 'проект нового колледжа'.
    leads = (pl.col("language") == "ru") & pl.any_horizontal(
        neighbour("head", k).is_not_null() & (pl.lit(k == 1) | neighbour("form", 1).str.contains(_GENITIVE))
        for k in (1, 2)
    )
    is_paper = ((owner | leads) & paper).fill_null(False)
    return words.with_columns(
        head=pl.when(~is_paper).then("head"),
        cue=pl.when(is_paper).then(pl.lit("paper")).otherwise("cue"),
        cue_status=pl.when(is_paper).then(pl.lit("preparation")).otherwise("cue_status"),
    )


def _shells(words: pl.DataFrame) -> pl.DataFrame:
    """'Балабақша ғимараты' is the kindergarten: its head is the noun before, its case that of the building."""
    owner = neighbour("head", -1).is_not_null() & (neighbour("head_case", -1) == "")
    is_shell = (
        pl.col("head_stem").is_in(toml("projects")["shell_heads"]["stems"])
        & owner
        & pl.col("head_case").str.starts_with("p")
    ).fill_null(False)
    words = words.with_columns(_shell=is_shell)
    is_owner = neighbour("_shell", 1).fill_null(False)
    return words.with_columns(
        head=pl.when(is_shell).then(neighbour("head", -1)).when(~is_owner).then("head"),
        head_stem=pl.when(is_shell).then(neighbour("head_stem", -1)).otherwise("head_stem"),
        head_start=pl.when(is_shell).then(neighbour("head_start", -1)).otherwise("head_start"),
        in_head=pl.col("in_head") | is_owner,
    ).drop("_shell")


def _attributes(words: pl.DataFrame) -> pl.DataFrame:
    """Participles and bare gerunds that stand before a noun."""
    kazakh = pl.col("language").str.starts_with("kk")
    next_is_word = (neighbour("code", 1).is_in(["x", "U", "n", "u", "t", '"', "o"])).fill_null(False)
    after = both(["еді", "болатын", "соң", "кезде", "сайын", "болған", "жоқ", "екен", "деп", "дейді"])
    next_is_verb = neighbour("cue", 1).is_in(["must", "plan", "propose"]).fill_null(False)
    participle = fits("form", "(?:[ғгқк][ае]н|[аейя]т[ыі]н|жатқан|тұрған|отырған)$") & ~pl.col("form1").is_in(
        after
    )
    auxiliary = pl.col("form1").is_in(both(["жатқан", "тұрған", "отырған", "келген"]))
    gerund = (pl.col("tense") == "infinitive") & pl.col("form").str.ends_with("у")
    next_head = neighbour("head", 1).is_not_null()
    general = neighbour("head_stem", 1).is_in(toml("projects")["paper_heads"]["stems"])
    attribute = pl.col("cue").is_not_null() & next_is_word & ~next_is_verb & kazakh & (participle | auxiliary)
    named = (gerund & next_head & ~general & kazakh).fill_null(False)
    percent = pl.when(pl.col("code") == "P").then(pl.col("value").shift(1))
    return words.with_columns(
        is_attribute=attribute.fill_null(False),
        cue=pl.when(~named).then("cue"),
        percent=pl.coalesce(
            percent.forward_fill(limit=3).over("sentence_id"),
            # 'готов на 80 %', 'дайындығы 80 пайыз'
            pl.when((pl.col("language") == "ru") | pl.col("cue").is_in(["ready", "done"])).then(
                percent.backward_fill(limit=4).over("sentence_id")
            ),
        ),
        is_after_colon=running((pl.col("surface") == ":").cast(pl.Int32)) > 0,
    )


def _clauses(words: pl.DataFrame) -> pl.DataFrame:
    """A comma or the like ends a clause where a verb stands before it."""
    verbal = (fits("form-1", _FINITE) & pl.col("head").shift(1).is_null()) | pl.col("cue").shift(1).is_in(
        ["plan", "must", "propose", "stop", "ready"]
    ).fill_null(False)
    kazakh = pl.col("language").str.starts_with("kk")
    dash = (pl.col("code") == "-") & pl.col("gap") & pl.col("gap").shift(1)
    ends = ((pl.col("code") == ",") & (verbal | ~kazakh)) | (pl.col("code") == ";") | (dash & verbal)
    return words.with_columns(clause=(ends | (pl.col("token_no") == 0)).fill_null(False).cum_sum())


def _shared_case(words: pl.DataFrame) -> pl.DataFrame:
    """'Мектеп пен балабақшаға': the last noun carries the case of both."""
    kazakh = pl.col("language").str.starts_with("kk")
    bare = pl.col("head").is_not_null() & (pl.col("head_case").is_in(["", "p"])) & kazakh
    follows = pl.coalesce(
        pl.when(neighbour("clause", k) == pl.col("clause")).then(neighbour("head_case", k))
        for k in range(2, _JOINED + 1)
    )
    joined = bare & (neighbour("code", 1) == "a") & ~follows.is_in(["adj", "att", "patt", ""])
    return words.with_columns(head_case=pl.when(joined).then(follows).otherwise("head_case"))


def _bounds(words: pl.DataFrame) -> pl.DataFrame:
    np_words = toml("projects")["noun_phrase"]
    form, kazakh = pl.col("form"), pl.col("language").str.starts_with("kk")
    cased = (
        fits("form", f"(?:{'|'.join(np_words['case_endings'])})$")
        & (form.str.len_chars() > 3)
        & ~form.is_in(both(np_words["not_cased"]))
    )
    cased = cased & ~fits("form", "[аейя]т[ыі]н$")
    # A name that only ends like an accusative: 'Қалғұты су қоймасы'.
    cased = cased & ~(pl.col("surface").str.contains(r"^\p{Lu}") & form.str.contains("[нтд][ыі]$"))
    cased = cased & (
        pl.col("modifier").is_null() | form.str.contains("(?:[дтн]а[нғ]?|[дтн]ен|ға|ге|қа|ке|ны|ні|ды|ді)$")
    )
    # 'Ақтауда салынған порт', 'ауылға баратын жол': what a participle governs belongs to its noun.
    governed = fits("form1", PARTICIPLE) & kazakh & (pl.col("code") == "x")
    cased = cased & ~governed
    verb = (
        pl.col("cue").is_not_null()
        & ~pl.col("is_attribute")
        & ~pl.col("cue").is_in(["works", "paper", "idea", "price"])
    )
    adjective = form.str.contains(f"(?:{'|'.join(np_words['ru_adjective'])})$") & ~form.is_in(
        np_words["ru_not_adjective"]
    )
    is_latin = pl.col("language") == "en"
    foreign = (~kazakh & ~is_latin & ~adjective & pl.col("head").is_null()) | (
        is_latin & form.is_in(np_words["en_stop"])
    )
    open_codes = ["x", "U", "W", "Q", "i", "#", "o", "r", '"', "A", "I", "L"]
    joined = (pl.col("code") == "-") & ~pl.col("gap") & ~pl.col("gap").shift(1)
    after = both([*toml("projects")["postposition"]["kk"], *np_words["kk_stop"]])
    # 'Тараз бен Шу арасындағы жол': an attribute of place goes on.
    leads_on = form.str.contains("(?:дағы|дегі|тағы|тегі)$")
    stop = (
        (
            (form.is_in(after) & ~leads_on)
            | (~pl.col("code").is_in(open_codes) & ~joined)
            | (kazakh & (cased | verb) & pl.col("head").is_null())
            | (
                kazakh
                & pl.col("head").is_not_null()
                & ~pl.col("head_case").is_in(["", "p", "gen", "pgen", "adj", "att", "patt"])
                & ~governed
            )
            | foreign
        )
        & ~pl.col("is_quoted")
        & ~pl.col("in_head")
    )
    words = words.with_columns(
        is_stop=stop.fill_null(True) | (pl.col("token_no") == 0) & stop.fill_null(True)
    )
    return _ends(words)


def _ends(words: pl.DataFrame) -> pl.DataFrame:
    """A phrase ends with the last of the heads that follow each other; a genitive belongs to the head after it."""
    row = pl.col("row")
    stop_before = latest(neighbour(pl.when("is_stop").then("row"), -1))
    first = latest(pl.when(pl.col("token_no") == 0).then(row)).cast(pl.Int64)
    head_row = pl.when(pl.col("head").is_not_null()).then("row")
    next_head = coming(neighbour(head_row, 1))
    next_stop = coming(neighbour(pl.when("is_stop").then("row"), 1))
    distance = next_head.cast(pl.Int64) - pl.col("row").cast(pl.Int64)
    # The next head itself may end a phrase by its case.
    free = next_head <= next_stop.fill_null(4_000_000_000)
    bare = (pl.col("head_case").is_in(["", "p"]) & (distance == 1)) | (
        (pl.col("head_case") == "") & (distance == 2) & free
    )
    genitive = (
        pl.col("head_case").is_in(["gen", "pgen"])
        & (distance <= 4)
        & free
    )
    attributive = pl.col("head_case").is_in(["adj", "att", "patt"])
    # A road to the resort: the resort only tells which road.
    leads = toml("projects")["destination"]["participles"]
    attributive = attributive | (
        pl.col("head_case").is_in(["dat", "pdat"]) & pl.col("form1").is_in(both(leads)) & (distance <= 3)
    )
    # English compounds end with their noun; a Russian noun comes first, and what belongs to it follows.
    bare = bare & (pl.col("language") != "ru")
    joined = (neighbour("code", 1) == "-") & ~neighbour("gap", 1) & ~neighbour("gap", 2)
    absorbed = (bare | genitive | attributive | joined).fill_null(False) | pl.col("is_covered")
    words = words.with_columns(is_last=pl.col("head").is_not_null() & ~absorbed)
    return words.with_columns(
        phrase_start=pl.max_horizontal(
            (stop_before.cast(pl.Int64) + 1).fill_null(first), pl.col("row").cast(pl.Int64) - _BACK
        )
    )
