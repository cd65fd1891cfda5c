"""What the words after a bare number say: that it is money all the same, or what it counts."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.normal import fold, folded
from tasks.language.runs import by_value, taken
from tasks.lexicon import LETTER, toml
from tasks.mentions.no_money import of_number, of_quantity
from tasks.mentions.stream import Stream

_LARGE = 1e6
_ALIKE = 10  # how many times one figure may be the other that it is held against
_RECENT = 2  # sentences
_FAR = 5  # words after the number
_TOLD = (
    "is_word", "is_attribute", "is_noun_too", "is_joint", "ends_phrase", "is_owned", "is_participle", "is_cased",
    "is_doing", "is_plural", "is_people", "is_mass",
)  # fmt: skip


def money_by_context(measured: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """'6 млрд-тан астам қаражат', '118 млрд жұмсалды': money by what is said of it.

    Args:
        measured: quantities after linking.
        stream: with one token a number; its words know `is_money_word`.
        sentences: SENTENCES.

    Returns:
        the same; a bare number of millions in a sentence that speaks of money has measure 'C', in the currency named
        last before it in the sentence, else in tenge; `by_context` tells which.
    """
    measured = _spoken_of(measured, stream, sentences)
    measured = measured.with_columns(_nearest(measured)).with_columns(by_context=_is_money())
    is_number = pl.lit(of_number(measured, stream))
    measured = measured.with_columns(
        pl.when(~is_number).then(c).alias(c) for c in ("measure", "stem", "factor")
    ).with_columns(by_context=pl.col("by_context") & ~is_number)
    currency = pl.coalesce("recent", "here", pl.lit("KZT"))
    return measured.with_columns(
        measure=pl.when("by_context").then(pl.lit("C")).otherwise("measure"),
        stem=pl.when("by_context").then(currency).otherwise("stem"),
        factor=pl.when("by_context").then(1.0).otherwise("factor"),
        rule=pl.when("by_context").then(pl.lit("money by context")).otherwise("rule"),
    )


def _spoken_of(measured: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """What stands behind each number, in which currency it is, and `is_said`: its sentence speaks of money."""
    free = toml("money_words")["free"]
    near = stream.window(measured["last"], {"form": (1, 1), "code": (1, 1), "is_money_word": (1, 2)})
    before = stream.window(measured["first"], {"form": (-1, -1), "is_money_word": (-2, -1)})
    said_next = by_value(
        near,
        ["form1"],
        pl.col("form1").is_in([*free["kk"], *free["ru"], *free["en"]]).alias("is_let"),
        pl.col("form1").str.contains(free["verb_ru"]).alias("says_verb"),
        pl.col("form1").str.contains(free["counted_ru"]).alias("is_counted"),
        pl.col("form1").str.contains(f"{free['things_kk']}|{folded(free['things_kk'])}").alias("is_thing"),
    )
    spoken = stream.at("sentence_id", stream.rows(pl.col("is_money_word"))).unique()
    measured = (
        measured.hstack(said_next)
        .with_columns(
            after=near["code1"],
            is_money_next=near.select(
                pl.col("is_money_word1").fill_null(False)
                | (pl.col("is_money_word2").fill_null(False) & (pl.col("code1") == "x"))
            ).to_series(),
            is_money_behind=near["is_money_word1"],
            currency=pl.when(pl.col("measure") == "C").then("stem"),
            is_money_last=before.select(pl.any_horizontal("is_money_word-2", "is_money_word-1")).to_series(),
            is_of=before["form-1"].is_in(toml("money_words")["of_quantity"]["part"]),
        )
        .join(
            sentences.select("sentence_id", "article_id"), on="sentence_id", how="left", maintain_order="left"
        )
    )
    paid = measured.filter(pl.col("currency").is_not_null())["sentence_id"].unique()
    said = pl.col("sentence_id").is_in(spoken.implode()) | pl.col("sentence_id").is_in(paid.implode())
    return measured.with_columns(is_said=said)


@cache
def _is_money() -> pl.Expr:
    """Whether a number without a measure is money by what is said of it."""
    recent, here = pl.col("recent"), pl.col("here")
    alone = ~pl.col("after").is_in(["x", "U", "P", "X", "C", "g", "N", "Q"]).fill_null(False)
    whole = (pl.col("number_case") != "") & (pl.col("number_case") != "adj")
    # 'оның 564 миллиарды': part of an amount that the sentence before has named
    part = pl.col("number_case").str.starts_with("p") & recent.is_not_null()
    # after an amount, bare billions that count nothing go on about money
    billions = (pl.col("scale") >= 1e9) & recent.is_not_null() & (alone | whole)
    # 'из которых 171 млрд изымается', '15 млрд подрядчик получил': in Russian what is counted shows its genitive
    ru = (pl.col("language") == "ru") & (pl.col("after") == "x") & ~pl.col("is_counted")
    spent = (
        ru & (recent.is_not_null() | here.is_not_null()) & (pl.col("says_verb") | (pl.col("scale") >= 1e9))
    )
    # '1 млн теңге, екінші орынға – 700 мың': thousands after a dash, or in the possessive
    thousands = (
        (pl.col("scale") == 1e3)
        & pl.col("is_said")
        & (pl.col("number_case").str.starts_with("p") | (pl.col("code-1") == "-"))
        # 'шағын несиенің 700 мыңы', but not '93 мың грант, соның 78 мыңы'
        & (recent.is_not_null() | pl.col("is_money_last").fill_null(False))
    )
    return (
        pl.col("measure").is_null()
        & (pl.col("code0") != "v")
        & ((pl.col("scale") >= _LARGE) | thousands)
        & (pl.col("is_said") | part | billions | spent)
        & (pl.col("is_money_next") | alone | whole | pl.col("is_let") | spent)
        & ~of_quantity().fill_null(False)
        & ~pl.col("is_thing").fill_null(False)
    ).fill_null(False)


def _nearest(measured: pl.DataFrame) -> list[pl.Series]:
    """The currency named last before each number, not far back: `recent`; next after it in its sentence: `here`."""
    at = pl.when(pl.col("currency").is_not_null()).then(pl.int_range(pl.len(), dtype=pl.UInt32))
    before, after = measured.select(before=at.forward_fill(), after=at.backward_fill())
    sentence, article = measured["sentence_id"].cast(pl.Int64), measured["article_id"]
    is_recent = (taken(article, before) == article) & (sentence - taken(sentence, before) <= _RECENT)
    is_here = taken(sentence, after) == sentence
    currency = measured["currency"]
    return [
        pl.select(pl.when(near).then(taken(currency, rows)).alias(name)).to_series()
        for name, near, rows in (("recent", is_recent, before), ("here", is_here, after))
    ]


def with_nouns(measured: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """The noun that a bare number counts, after its adjectives, with the noun that it qualifies.

    Args:
        measured: quantities.
        stream: with one token a number.

    Returns:
        the same with `counted` (normal form) and `last` widened over the noun, for numbers without a measure.
    """
    # 'оның 12 миллионын мектептер алды': what stands behind a part in a case of its own isn't counted
    counts = pl.col("measure").is_null() & ~pl.col("number_case").str.contains("^p.").fill_null(False)
    bare = measured.select(counts).to_series().arg_true()
    last = taken(measured["last"], bare)
    # Patterns are asked once of each word beside a number: over the rows they were a third of the room's cost.
    told = stream.noted(last, range(1, _FAR + 1), [_told()])
    near = told.window(last, dict.fromkeys(("form", "told"), (1, _FAR)))
    near = near.with_columns(pl.col(r"^told\d$").fill_null(0)).with_columns(_unpacked())
    near = near.with_columns(noun=_noun()).with_columns(head=_head())
    # 'оның 16-сы мердігерлердің кінәсінен тұр'
    is_part = taken(measured["number_case"], bare) == "p"
    noun = pl.coalesce(pl.when(pl.col("head") == k).then(f"form{k}") for k in range(1, _FAR + 1))
    stands = noun.str.contains(toml("nouns")["oblique_kk"])
    near = near.with_columns(head=pl.when(~(pl.lit(is_part) & stands).fill_null(False)).then("head"))
    within = stream.window(last, {"form": (-1, -1), "code": (-1, 0)}).hstack(
        [last - taken(measured["row"], bare)]
    )
    near = near.with_columns(within.select(inner=_inner())).with_columns(
        counted=pl.coalesce(
            "inner", *[pl.when(pl.col("head") == k).then(f"form{k}") for k in range(1, _FAR + 1)]
        ),
        last=last + pl.when(pl.col("inner").is_null()).then("head").fill_null(0),
    )
    counted = pl.Series("counted", [None], dtype=pl.String).new_from_index(0, measured.height)
    told_now = measured.with_columns(
        counted=counted.scatter(bare, near["counted"]), last=measured["last"].scatter(bare, near["last"])
    )
    return told_now.with_columns(_as_before())


@cache
def _inner() -> pl.Expr:
    """'12 жағдайға дейін': the noun between a number and its comparator."""
    is_inner = (pl.col("code0") == "A") & (pl.col("code-1") == "x") & (pl.col("last") > 1)
    return pl.when(is_inner & pl.col("form-1").str.contains(rf"^{LETTER}")).then("form-1")


@cache
def _as_before() -> pl.Expr:
    """'14 тысяч квартир против 11,5 тысячи': the earlier figure counts what the newer one does."""
    is_held = pl.col("word_before").is_in(toml("grammar")["held_against"]["forms"])
    same = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    ratio = pl.col("value") / pl.col("value").shift(1)
    bare = pl.col("measure").is_null() & pl.col("counted").is_null() & ~pl.col("is_words")
    takes = is_held & same & bare & ratio.is_between(1 / _ALIKE, _ALIKE)
    return pl.when(takes).then(pl.col("counted").shift(1)).otherwise("counted").alias("counted")


@cache
def _unpacked() -> list[pl.Expr]:
    """_TOLD of each place of a window, out of the bits of `told`: one column is gathered, not a dozen."""
    return [
        (pl.col(f"told{k}") & pl.lit(2**n, pl.UInt16)).cast(pl.Boolean).alias(f"{c}{k}")
        for n, c in enumerate(_TOLD)
        for k in range(1, _FAR + 1)
    ]


@cache
def _told() -> pl.Expr:
    """`told`: what the lexicon says of a word as a part of a counted phrase; a bit for each of _TOLD, over words."""
    words, grammar, language = toml("nouns"), toml("grammar"), pl.col("language")
    # plain Latin spelling confuses letters: its words are compared with the letters merged
    word = pl.when(language == "kk-Latn").then(fold(pl.col("form"))).otherwise("form")

    def like(pattern: str) -> pl.Expr:
        return word.str.contains(f"{pattern}|{folded(pattern)}").fill_null(False)

    kk, cased, plural = language.str.starts_with("kk"), like(words["cased_kk"]), like(words["plural_en"])
    kazakh = like(words["adjective"]["kk_words"]) | (
        like(words["adjective"]["kk_endings"]) & ~cased & ~like(words["adjective"]["kk_nouns"])
    )
    russian = (language == "ru") & like(words["adjective"]["ru"])
    english = (language == "en") & like(words["adjective"]["en"]) & ~plural
    no_verb = word.str.contains(toml("indicators")["words"]["ru_no_verb"])  # 'мебели'
    ends_ru = (language == "ru") & word.str.contains(words["ends_ru"]) & ~no_verb
    ends = (kk & like(words["ends_kk"]) & ~like(words["no_ends_kk"])) | ends_ru
    joint = kk & (pl.col("code") == "a") & word.is_in([*words["joint_kk"], *map(folded, words["joint_kk"])])
    people = (pl.col("code") == "U") & pl.col("case").str.starts_with("p")
    verb = kk & like(words["verbs_kk"]) & ~like(words["no_verbs_kk"])
    told = {
        # 'населённых пунктов': what is a unit elsewhere
        "is_word": ((pl.col("code") == "x") | ((language == "ru") & like(words["unit_nouns"])))
        & pl.col("form").str.contains(rf"^{LETTER}")
        & ~verb
        & ~pl.col("form").is_in(grammar["by"]["signs"])
        & ~(language.is_in(["ru", "en"]) & pl.col("form").is_in(words["no_noun"])),
        "is_attribute": (kk & kazakh) | russian | english,
        "is_noun_too": kk & like(words["nouns_too"]),
        "is_joint": joint,
        "ends_phrase": ends,
        "is_owned": kk & ((like(grammar["izafet"]) & ~kazakh) | like(words["second_kk"])) & ~ends,
        "is_participle": kk & like(words["participle_kk"]),
        "is_cased": kk & cased,
        "is_doing": kk & like(words["doing_kk"]),
        "is_plural": (language == "en") & plural,
        "is_mass": kk & like(words["mass_kk"]),
        "is_people": kk & people & pl.col("stem").is_in(grammar["adjective_before"]),
    }
    bits = (told[name].fill_null(False).cast(pl.UInt16) * 2**n for n, name in enumerate(_TOLD))
    return pl.sum_horizontal(bits).cast(pl.UInt16).alias("told")


@cache
def _noun() -> pl.Expr:
    """The place of the noun itself: behind its adjectives ('600 бас асыл тұқымды сиыр'), also where two are joined.

    It stands before a word that ends the phrase: '14 қазақстандық және шетелдік компания келді'.
    """
    reached = {1: pl.col("is_word1")} | dict.fromkeys(range(2, _FAR + 1), pl.lit(False))
    for k in range(1, _FAR):
        passed = reached[k] & pl.col(f"is_attribute{k}")
        # '780 мың көлік тіркелген': a participle with no noun behind it is the verb
        is_verb = pl.col(f"is_participle{k + 1}") & (~pl.col(f"is_word{k + 2}") if k + 2 <= _FAR else True)
        reached[k + 1] |= passed & pl.col(f"is_word{k + 1}") & ~pl.col(f"ends_phrase{k + 1}") & ~is_verb
        if k + 2 <= _FAR:
            # '329 ауыл және шағын қала': what is a noun as well is one before 'and'
            joined = pl.col(f"is_joint{k + 1}") & pl.col(f"is_attribute{k + 2}") & ~pl.col(f"is_noun_too{k}")
            reached[k + 2] |= passed & joined
    return pl.coalesce(pl.when(reached[k]).then(k) for k in range(_FAR, 0, -1))


@cache
def _head() -> pl.Expr:
    """The noun that names it, with what stands before as its attribute.

    'көше шамы', 'мұнай өңдеу зауыты', 'wellness centers'.
    """
    found = []
    for k in range(1, _FAR):
        cased, is_noun = pl.col(f"is_cased{k}"), pl.col("noun") == k
        found.append(pl.when(is_noun & pl.col(f"is_people{k + 1}") & ~cased).then(k + 1))
        compound = ~pl.col(f"is_plural{k}") & pl.col(f"is_plural{k + 1}")
        owned = pl.col(f"is_owned{k + 1}") & ~cased
        found.append(pl.when(is_noun & pl.col(f"is_word{k + 1}") & (owned | compound)).then(k + 1))
        found += [pl.when(is_noun & _of_mass(k, far)).then(far) for far in range(k + 2, _FAR + 1)]
        if k + 2 <= _FAR:
            does = pl.col(f"is_doing{k + 1}") & pl.col(f"is_word{k + 2}") & pl.col(f"is_owned{k + 2}")
            found.append(pl.when(is_noun & ~cased & does).then(k + 2))
    return pl.coalesce(*found, "noun")


def _of_mass(first: int, head: int) -> pl.Expr:
    """'12 газ толтыру стансасы': what isn't counted stands before what is, which is owned by all of it."""
    inside = [
        pl.col(f"is_word{k}") & ~pl.any_horizontal(f"{c}{k}" for c in ("is_cased", "is_owned", "ends_phrase"))
        for k in range(first + 1, head)
    ]
    return pl.all_horizontal(f"is_mass{first}", *inside, f"is_word{head}", f"is_owned{head}")
