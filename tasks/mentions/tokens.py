"""Every word, number and sign of every sentence, with its span, normal form and class in the grammar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tasks.language import alphabets, endings_pattern, fold, folded, normal_forms
from tasks.language.runs import place
from tasks.lexicon import toml
from tasks.mentions.lexemes import group_openers, look_up, sign_codes
from tasks.mentions.stream import Stream

_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_TOKEN = "|".join(
    [
        r"(?:https?://|www\.)\S+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.]+",
        r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}|(?:19|20)\d{2}[-.]\d{2}[-.]\d{2}",
        r"\d{1,2}:\d{2}(?::\d{2})?",
        r"\+?[78][\s-]?\(?\d{3,5}\)?[\s-]?\d{1,3}(?:[\s-]\d{2,3}){1,3}|\(\d{4,5}\)\s?\d{1,3}(?:-\d{2}){1,2}|\d{2,3}-\d{2}-\d{2}",
        rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?-u:\b)(?:[.,]\d+)?|\d{{1,3}}(?:['’]\d{{3}})+",
        r"\d+(?:[.,]\d+)*",
        r"[\p{L}\p{M}]+(?:['’ʼ][\p{L}\p{M}]*)*",
        r"[²³]",
        r"\S",
    ]
)
_GROUP = 4  # the longest group of words that is one entry: tokens


_WORD = ("form", "code", "stem", "value", "needs", "case")


def tokenise(sentences: pl.DataFrame) -> Stream:
    """Cuts sentences into classified tokens.

    Args:
        sentences: SENTENCES.

    Returns:
        the tokens; their words know language, surface, form, code, stem, value, needs (the case that a comparator
        demands), case, trend and is_money_word. Suffixes after a hyphen and groups of words that are one entry
        ('шаршы метр', 'не менее') are one token.
    """
    stream = _in_context(_suffixed(_grouped(_cut(sentences))))
    tokens = stream.tokens.with_columns(token_no=place())
    return Stream(tokens.with_columns(token_end=pl.col("token_no") + 1), stream.words)


def _cut(sentences: pl.DataFrame) -> Stream:
    """Pieces of text, each a token with the white space after it; unique pieces are the words."""
    latin = alphabets(sentences.filter(pl.col("language") == "kk-Latn"))
    spoken = sentences.select("sentence_id", "article_id", "language", "char_start", "sentence").join(
        latin, on="article_id", how="left", maintain_order="left"
    )
    pieces = (
        spoken.select(
            "sentence_id",
            "char_start",
            tongue=pl.concat_str("language", pl.lit("/"), pl.col("alphabet").fill_null("")),
            piece=pl.col("sentence").str.extract_all(rf"(?:{_TOKEN})\s*"),
        )
        .explode("piece")
        .filter(pl.col("piece").is_not_null())
    )
    tongues = pieces["tongue"].unique(maintain_order=True)
    keyed = (
        pieces
        if tongues.len() < 2
        else pieces.with_columns(piece=pl.concat_str("piece", pl.lit("\0"), "tongue"))
    )
    words = keyed.select("piece", "tongue").unique("piece", keep="first", maintain_order=True)
    words = _classified(words.with_row_index("word"))
    thin = keyed.join(words.select("piece", "word"), on="piece", how="left", maintain_order="left")
    length = words["width"].gather(thin["word"])
    tokens = thin.select(
        "sentence_id",
        char_start=pl.col("char_start") + (length.cum_sum() - length),
        word="word",
    ).with_columns(
        # offsets count from the sentence's start: take off all that stood before it
        char_start=(pl.col("char_start") - _before(thin["sentence_id"], length)).cast(pl.UInt32)
    )
    tokens = tokens.with_columns(
        char_end=pl.col("char_start") + words["n_chars"].gather(tokens["word"]),
        gap=words["is_followed"].gather(tokens["word"]),
    )
    return Stream(
        tokens, words.drop("piece", "tongue", "word", "width", "n_chars", "is_followed", "alphabet")
    )


def _before(sentence: pl.Series, length: pl.Series) -> pl.Series:
    """Code points of all tokens before the sentence that each token stands in."""
    before = length.cum_sum() - length
    is_first = (sentence != sentence.shift(1)).fill_null(True)
    return pl.select(pl.when(is_first).then(before).forward_fill()).to_series()


def _classified(words: pl.DataFrame) -> pl.DataFrame:
    """Form, class and value of each unique word, and whether it may open a group of words."""
    piece = pl.col("piece").str.split("\0").list.first()
    surface = piece.str.strip_chars_end()
    words = words.with_columns(
        surface=surface,
        width=piece.str.len_chars().cast(pl.Int64),
        n_chars=surface.str.len_chars(),
        is_followed=piece.str.len_chars() > surface.str.len_chars(),
        language=pl.col("tongue").str.split("/").list.first(),
        alphabet=pl.col("tongue").str.split("/").list.last(),
    )
    words = normal_forms(words)
    found = look_up(words.select("form", "language").unique(maintain_order=True))
    signs = pl.col("surface").replace_strict(sign_codes(), default=None, return_dtype=pl.String)
    is_roman = pl.col("surface").str.contains("^[IVXІХ]+$") & (
        (pl.col("language") != "en") | (pl.col("surface") != "I")
    )
    openers = group_openers()
    first = pl.any_horizontal(
        pl.col("language").str.starts_with(language) & pl.col("form").is_in(list(forms))
        for language, forms in openers.items()
    )
    first = first | (
        (pl.col("language") == "kk-Latn") & fold(pl.col("form")).is_in([*map(folded, openers["kk"])])
    )
    known = words.join(found, on=["form", "language"], how="left", maintain_order="left").with_columns(
        code=pl.coalesce(signs, pl.when(is_roman).then(pl.lit("r")), "code", pl.lit("x")),
        case=pl.col("case").fill_null(""),
    )
    # Stops within an abbreviation ('кв. м') don't count as letters of a group.
    text = pl.when(pl.col("code") == ".").then(pl.lit("")).otherwise("form")
    return _numbers(known).with_columns(
        _trend(),
        _money_word(),
        _ending(),
        opens=first | (_is_abbreviated() & ~pl.col("is_followed")),
        text=text,
    )


def _is_abbreviated() -> pl.Expr:
    """Whether a stop after the word may be its own: 'млн.'."""
    return pl.col("code").is_in(["k", "M", "G", "T", "C", "U", "Y", "Q"]) & (
        pl.col("form").str.len_chars() <= 4
    )


def _begins(words: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Whether a word begins as one of the lexicon's (`kk_prefix`, `ru_prefix`, `en_prefix`) of its language."""

    def any_of(prefixes: Iterable[str]) -> str:
        return f"^(?:{'|'.join(prefixes)})"

    latin = fold(pl.col("form")).str.contains(any_of(map(folded, words["kk_prefix"])))
    return (
        pl.when(pl.col("language") == "kk-Latn")
        .then(latin)
        .when(pl.col("language") == "kk-Cyrl")
        .then(pl.col("form").str.contains(any_of(words["kk_prefix"])))
        .when(pl.col("language") == "ru")
        .then(pl.col("form").str.contains(any_of(words["ru_prefix"])))
        .otherwise(pl.col("form").str.contains(any_of(words["en_prefix"])))
    )


def _trend() -> pl.Expr:
    """Words of rise and fall, by their beginnings; what rises wins."""
    grammar = toml("grammar")
    return pl.coalesce(pl.when(_begins(grammar[way])).then(pl.lit(way)) for way in ("up", "down")).alias(
        "trend"
    )


def _money_word() -> pl.Expr:
    """Words by which a bare number may be money."""
    words = toml("money_words")
    return (_begins(words["nouns"]) | _begins(words["verbs"])).alias("is_money_word")


def _ending() -> pl.Expr:
    """The case that a word not in the lexicon seems to stand in, of those that comparators demand."""
    cases = toml("suffixes")["case"]
    return pl.coalesce(
        pl.when(pl.col("form").str.contains(f"(?:{'|'.join(cases[c])})$")).then(pl.lit(c))
        for c in ("abl", "dat")
    ).alias("ending")


def _numbers(words: pl.DataFrame) -> pl.DataFrame:
    """Classes and values of what is written in digits."""
    s, english = pl.col("surface"), pl.col("language") == "en"
    bare = s.str.replace_all(_SPACE, "").str.replace_all("['’]", "")
    commas = bare.str.contains(r"^\d{1,3}(,\d{3}){2,}(\.\d+)?$") | (
        english & bare.str.contains(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
    )
    value = (
        pl.when(commas)
        .then(bare.str.replace_all(",", "", literal=True))
        .when(bare.str.contains(r"^\d{1,3}(\.\d{3}){2,}(,\d+)?$"))
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .otherwise(bare.str.replace(",", ".", literal=True))
        .cast(pl.Float64, strict=False)
    )
    code = (
        pl.when(s.str.contains(r"^(?:https?://|www\.)|@"))
        .then(pl.lit("i"))
        .when(~s.str.contains(r"^[+(]?\d"))
        .then("code")
        .when(s.str.contains(r"^\d{1,2}[./]\d{1,2}[./]\d{4}$|^\d{4}[-.]\d{2}[-.]\d{2}$"))
        .then(pl.lit("d"))
        .when(s.str.contains(r"^\d{1,2}:\d{2}"))
        .then(pl.lit("c"))
        .when(s.str.contains(r"[()+]|\d-\d|^[78]\s(?:\d{4}\s\d|\d{3}\s\d{3}\s\d{2}(?:\D|$)|\d{3}\s\d{2}\s)"))
        .then(pl.lit("f"))
        .when(s.str.contains(r"^(?:19|20)\d{2}$"))
        .then(pl.lit("y"))
        .when(s.str.contains(r"^0\d(?:\d{2,})?$") | value.is_null())
        .then(pl.lit("i"))
        .otherwise(pl.lit("n"))
    )
    is_number = pl.col("code").is_in(["n", "y"])
    return words.with_columns(code=code).with_columns(
        value=pl.when(is_number).then(value).otherwise("value"),
        stem=pl.when(is_number).then(pl.lit("digits")).otherwise("stem"),
    )


def _grouped(stream: Stream) -> Stream:
    """Makes one token of a group of words that the lexicon knows as one."""
    rows = stream.rows(pl.col("opens"))
    near = stream.window(rows, dict.fromkeys(("text", "code", "gap"), (0, _GROUP - 1))).with_columns(
        language=stream.at("language", rows)
    )
    spelt, joined = [], pl.col("text0")
    for n in range(1, _GROUP):
        is_apart = pl.col(f"gap{n - 1}") | (pl.col(f"code{n - 1}") == ".")
        joined = pl.concat_str(
            joined, pl.when(is_apart).then(pl.lit(" ")).otherwise(pl.lit("")), pl.col(f"text{n}")
        )
        form = joined.str.replace_all("  ", " ", literal=True).str.strip_chars_end()
        is_group = form.is_not_null() & (form != pl.col("text0")) & (pl.col(f"code{n}") != ".")
        spelt.append(near.filter(is_group).select("row", "language", form=form, width=pl.lit(n + 1)))
    groups = pl.concat(spelt)
    known = look_up(groups.select("form", "language").unique(maintain_order=True))
    found = [
        _abbreviations(near),
        groups.join(known, on=["form", "language"], maintain_order="left").select(
            "row", "language", *_WORD, "width"
        ),
    ]
    best = (
        pl.concat(found, how="diagonal_relaxed")
        .sort("row", "width")
        .unique("row", keep="last", maintain_order=True)
    )
    return _merged(stream, best)


def _abbreviations(near: pl.DataFrame) -> pl.DataFrame:
    """'млн.' and the like: the stop belongs to the word unless it ends the sentence."""
    return near.filter(
        pl.col("code0").is_in(["k", "M", "G", "T", "C", "U", "Y", "Q"])
        & (pl.col("text0").str.len_chars() <= 4)
        & ~pl.col("gap0")
        & (pl.col("code1") == ".")
        & pl.col("code2").is_not_null()
    ).select("row", "language", width=pl.lit(2))


def _merged(stream: Stream, groups: pl.DataFrame) -> Stream:
    """Merges each group (row, width and what it is) into its first token; of two that overlap, the first stands."""
    end = (groups["row"] + groups["width"] - 1).cast(pl.Int64)
    stands = (groups["row"] > end.shift(1).cum_max().fill_null(-1)) & (end < stream.tokens.height)
    groups, end = groups.filter(stands), end.filter(stands)
    at = groups["row"]
    known = stream.words[stream.tokens["word"].gather(at)]
    is_known = groups["code"].is_not_null()
    new = known.with_columns(
        *[pl.when(is_known).then(groups[c]).otherwise(pl.col(c)).alias(c) for c in _WORD],
        row=at,
        char_end=stream.at("char_end", end),
        gap=stream.at("gap", end),
    )
    inside = [(at + k).filter(at + k <= end) for k in range(1, _GROUP)]
    return stream.replaced(new, ("char_end", "gap"), pl.concat(inside))


def _suffixed(stream: Stream) -> Stream:
    """Gives a numeral, sign or abbreviation the ending that stands after it, parted by a hyphen or not at all."""
    hosts = stream.rows(pl.col("code").is_in(["n", "y", "P", "k", "M", "G", "T", "C", "U", "d", "r", "c"]))
    places = {"form": (0, 2), "code": (0, 2), "gap": (0, 1), "surface": (1, 1)}
    near = stream.window(hosts, {**places, **dict.fromkeys(("stem", "value", "needs"), (0, 0))}).with_columns(
        language=stream.at("language", hosts)
    )
    near = near.filter((pl.col("code1") == "-") | ~pl.col("gap0"))
    s = toml("suffixes")
    hyphen = ((pl.col("code1") == "-") & ~pl.col("gap1")).fill_null(False)
    kk = pl.col("language").str.starts_with("kk")
    digits = pl.col("code0").is_in(["n", "y", "r", "d", "c"])
    small = pl.col("surface1").str.contains(r"^\p{Ll}")  # the А of 34А is no ending
    ending = pl.when(hyphen).then("form2").when(~pl.col("gap0") & small).then("form1")
    ordinal = rf"^(?:{'|'.join(s['ordinal']['digits'])})(?:{endings_pattern()})$"
    near = near.with_columns(ending=ending, width=pl.when(hyphen).then(3).otherwise(2)).with_columns(
        part=pl.col("ending").str.extract_groups(f"^{endings_pattern()}$"),
        is_ordinal=(
            digits
            & (
                (kk & pl.col("ending").str.contains(ordinal))
                | ((pl.col("language") == "ru") & hyphen & pl.col("ending").is_in(s["ordinal"]["ru"]))
                | ((pl.col("language") == "en") & ~hyphen & pl.col("ending").is_in(s["ordinal"]["en"]))
            )
        ).fill_null(False),
        is_cased=kk
        & (hyphen | digits | (pl.col("code0") == "P"))
        & pl.col("ending").str.contains(f"^{endings_pattern()}$").fill_null(False),
    )
    part = pl.col("part").struct
    name = pl.coalesce(*[pl.when(part.field(c).is_not_null()).then(pl.lit(c)) for c in s["case"]], pl.lit(""))
    possessive = pl.when(part.field("possessive").is_not_null()).then(pl.lit("p")).otherwise(pl.lit(""))
    attributive = part.field("attributive").is_not_null()
    groups = near.filter(pl.col("is_ordinal") | pl.col("is_cased")).select(
        "row",
        "width",
        form="form0",
        stem="stem0",
        value="value0",
        needs="needs0",
        code=pl.when("is_ordinal").then(pl.lit("o")).otherwise("code0"),
        case=pl.when(attributive).then(pl.lit("adj")).otherwise(pl.concat_str(possessive, name)),
    )
    return _merged(stream, groups)


def _hyphened(first: int, last: int) -> pl.Expr:
    """Whether the places hold digits, hyphen, digits, hyphen, digits with nothing between."""
    digits = [pl.col(f"code{k}").is_in(["n", "y"]) for k in range(first, last + 1, 2)]
    hyphens = [pl.col(f"code{k}") == "-" for k in range(first + 1, last, 2)]
    tight = [~pl.col(f"gap{k}") for k in range(first, last)]
    return pl.all_horizontal(*digits, *hyphens, *tight).fill_null(False)


def _in_context(stream: Stream) -> Stream:
    """Numerals that are part of a name, number or address; what a word is by its neighbours."""
    letters_of_scale = toml("numerals")["letter_scale"]
    tails = toml("numerals")["after_number"]
    one, ninety = tails["one"], tails["ninety"]
    is_digits = pl.col("code").is_in(["n", "y", "t"]) | pl.col("form").is_in([*one, *ninety])
    rows = stream.rows(
        is_digits | ((pl.col("language") == "en") & pl.col("form").is_in(list(letters_of_scale)))
    )
    near = stream.window(rows, {"code": (-4, 4), "gap": (-4, 4), "form": (-2, 2), "surface": (-2, 2)})
    touches = ~pl.col("gap-1").fill_null(True)
    digits = pl.col("code0").is_in(["n", "y"])
    letters = pl.col("surface-1").str.contains(r"^\p{L}")
    named = (
        touches & (pl.col("code-1") == "-") & ~pl.col("gap-2").fill_null(True)
        & pl.col("code-2").is_in(["x", "Q", "r", "i", "U"]) & pl.col("surface-2").str.contains(r"^\p{L}")
    )  # fmt: skip
    glued = touches & letters & (pl.col("code-1") == "x") & (pl.col("surface-1").str.len_chars() <= 3)
    word_after = (
        (pl.col("code1") == "-")
        & ~pl.col("gap0")
        & ~pl.col("gap1")
        & pl.col("surface2").str.contains(r"^\p{L}")
    )
    numbered = "|".join(toml("grammar")["numbered"]["kk"])
    letter_after = ~pl.col("gap0") & (pl.col("code1") == "x") & pl.col("surface1").str.contains(r"^\p{Lu}$")
    # '7-20-25': three numbers hyphened together are a name
    chain = _hyphened(0, 4) | _hyphened(-2, 2) | _hyphened(-4, 0)
    numero = (pl.col("code-1") == "#") | ((pl.col("code-1") == ".") & (pl.col("form-2") == "no"))
    lettered = (pl.col("code-1") == "n") & touches & (pl.col("code-2") == "C")
    after_number = pl.col("code-1").is_in(["t", "h", "H", "k", "M", "G", "T"]) & pl.col("gap-1")
    called = pl.col("surface0").str.contains(r"^[78]\d{10}$") & ~pl.col("code1").is_in(
        ["C", "k", "M", "G"]
    ).fill_null(False)
    code = (
        pl.when(digits & called)
        .then(pl.lit("f"))
        .when(after_number & pl.col("form0").is_in(list(one)))
        .then(pl.lit("u"))
        .when(after_number & pl.col("form0").is_in(list(ninety)))
        .then(pl.lit("t"))
        .when(digits & (named | glued | numero | letter_after | chain))
        .then(pl.lit("i"))
        .when(digits & word_after & pl.col("form2").str.contains(rf"^(?:{numbered})"))
        .then(pl.lit("i"))
        .when(digits & word_after & (pl.col("code2") == "x"))
        .then(pl.lit("o"))
        .when(lettered & pl.col("form0").is_in(list(letters_of_scale)))
        .then(pl.col("form0").replace_strict({"k": "k", "m": "M", "b": "G"}, default=None))
        .when((pl.col("form0") == "тоқсан") & pl.col("code-1").is_in(["o", "r"]))
        .then(pl.lit("K"))
    )
    changed = near.select("row", code=code).filter(pl.col("code").is_not_null())
    scale = pl.col("form").replace_strict(letters_of_scale, default=None, return_dtype=pl.Float64)
    known = stream.words[stream.tokens["word"].gather(changed["row"])]
    tail = pl.col("form").is_in([*one, *ninety]) & pl.col("code").is_in(["u", "t"])
    new = known.with_columns(row=changed["row"], code=changed["code"]).with_columns(
        value=pl.when(pl.col("code").is_in(["k", "M", "G"]))
        .then(pl.coalesce(scale, "value"))
        .when(tail)
        .then(pl.when(pl.col("form").is_in(list(one))).then(1.0).otherwise(90.0))
        .otherwise("value"),
        case=pl.when(tail)
        .then(pl.col("form").replace_strict({**one, **ninety}, default=""))
        .otherwise("case"),
    )
    return stream.replaced(new)
