"""The nouns of objects, of one word or several: where they stand, in what case, and their stems."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.beginnings import Beginnings, beginnings_of, begun
from tasks.facts.project_forms import both, entries, found, parted
from tasks.language.normal import folded
from tasks.language.runs import rows_where, spread, taken, words_of
from tasks.language.windows import gathered, window
from tasks.lexicon import LETTER, toml

_OF_NOUN = ["form", "language"]
_PLAIN, _WIDEST = 3, 5  # words of a head without and with a hyphen


def with_heads(rows: pl.DataFrame, heads: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """A head of several words, a hyphen one of them, stands at its last word; the longer one wins.

    Args:
        rows: tokens with what is known of their words.
        heads: head_key, key_case, key_plural, opens_head: of each word, what head it may be or open.
        at: the row of each token's word in `heads`.

    Returns:
        `rows` with head, head_start, head_case, head_stem, is_plural, and in_head of the words before its last.
    """
    single = rows_where(taken(heads["head_key"].is_not_null(), at))
    key, case, is_plural = gathered(heads, taken(at, single), ["head_key", "key_case", "key_plural"])
    known = pl.DataFrame([single.alias("row"), key, case, is_plural]).select(
        "row", head_start="row", key="head_key", case="key_case", is_plural="key_plural", width=1, stem_row="row",
    )  # fmt: skip
    opening = rows_where(taken(heads["opens_head"], at))
    best = pl.concat([known, _wide_heads(rows, opening, known).select(known.columns)]).sort("row", "width")
    best = best.unique("row", keep="last", maintain_order=True)
    best = best.select(
        "row",
        "head_start",
        "is_plural",
        "stem_row",
        head="key",
        head_case=pl.col("case").cast(pl.Categorical),
    )
    nouns, of_noun = words_of(rows.select("word", *_OF_NOUN)[best["stem_row"]], _OF_NOUN)
    best = best.drop("stem_row").hstack([taken(_stemmed(nouns).cast(pl.Categorical), of_noun)])
    longer = best.filter(pl.col("head_start") < pl.col("row"))
    inside = longer.select(row=pl.int_ranges("head_start", "row")).explode("row")["row"].drop_nulls()
    in_head = (
        pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True).scatter(inside, True).alias("in_head")
    )
    # 'кешенді дамыту' is an adjective; 'спорт кешенді' would be a noun.
    adjectives = both(toml("projects")["adjective_like"]["forms"])
    near = window(rows, best["row"], {"form": (0, 0), "modifier": (-1, -1)})
    adjective = near["form0"].is_in(adjectives) & near["modifier-1"].is_null()
    no_head = taken(in_head, best["row"]) | adjective
    told = best.drop("row").with_columns(head=pl.when(~no_head).then("head"))
    return rows.hstack([*spread(told, best["row"], rows.height), in_head])


def _wide_heads(rows: pl.DataFrame, opening: pl.Series, single: pl.DataFrame) -> pl.DataFrame:
    """The heads of two words and more, at their last words; of more than three only those with a hyphen.

    So are abbreviations with their endings behind a hyphen, at the endings: 'ЖЭО-ның', 'ГРЭС-2-нің'.
    """
    near = window(rows, opening, {"form": (0, _WIDEST - 1)}).select(pl.all().fill_null(""))
    some = near.hstack([opening.alias("row"), taken(rows["language"], opening)])
    hyphens = pl.any_horizontal(pl.col(f"form{k}") == "-" for k in (1, 2, 3))
    words = [pl.col(f"form{k}") for k in range(_WIDEST)]
    short = _hyphened(rows, single)
    ended = short.filter(pl.col("form2").str.contains(rf"^{LETTER}+$"))
    # All are looked up at once: each look-up takes a dozen steps.
    texts = pl.concat(
        [
            *(
                (some.filter(hyphens) if n > _PLAIN else some).select(
                    "language", text=pl.concat_str(words[:n], separator=" "), head_start="row",
                    last=pl.col("row") + n - 1, stem_row=pl.col("row") + n - 1,
                )
                for n in range(2, _WIDEST + 1)
            ),
            ended.select(
                "language", text=pl.concat_str("form0", pl.lit("-"), "form2"), head_start="row",
                last=pl.col("row") + 2, stem_row="row",
            ),
        ]
    ).with_row_index("row")  # fmt: skip
    known = found(texts, entries("head"), pl.col("text"))
    known = known.hstack(gathered(texts, known["row"], ["head_start", "last", "stem_row"]))
    numbered = short.filter((pl.col("code2") == "i") & (pl.col("number_case2") != ""))
    heads = [
        known.select(pl.col("key").cast(pl.Int32), "case", "is_plural", "head_start", "last", "stem_row"),
        numbered.select(
            "key", case="number_case2", is_plural=pl.lit(False), head_start="row",
            last=pl.col("row") + 2, stem_row="row",
        ),
    ]  # fmt: skip
    return pl.concat(heads).select(
        "head_start", "key", "case", "is_plural", "stem_row", row="last",
        width=(pl.col("last") - pl.col("head_start")).cast(pl.Int32) + 1,
    )  # fmt: skip


def _hyphened(rows: pl.DataFrame, single: pl.DataFrame) -> pl.DataFrame:
    """Kazakh heads with a hyphen behind them, and what stands behind that."""
    is_hyphen = window(rows, single["row"], {"form": (1, 1)})["form1"] == "-"
    some = single.select("row", "key").filter(is_hyphen & taken(rows["is_kazakh"], single["row"]))
    around = {"form": (0, 2), "number_case": (2, 2), "code": (2, 2)}
    return some.hstack(window(rows, some["row"], around)).hstack(gathered(rows, some["row"], ["language"]))


def _stemmed(nouns: pl.DataFrame) -> pl.Series:
    """`head_stem`: nouns without their endings, a voiced end made voiceless again.

    The stems are a table: as one pattern they take 5 ms to compile, for each batch anew.
    """
    softened = pl.col("form")
    for voiced, voiceless in toml("projects")["hardened"].items():
        softened = softened.str.replace(f"{voiced}(.*)$", voiceless)
    is_kazakh = pl.col("language").str.starts_with("kk")
    asked = nouns.select("form", softened=softened, language=is_kazakh).with_row_index("no")
    probes = pl.concat(
        [
            asked.select("no", "language", probe="softened", way=pl.lit(0)),
            asked.filter("language").select("no", "language", probe="form", way=pl.lit(1)),
        ]
    )
    met = begun(probes, _stems()).sort(
        "no", "way", pl.col("stem").str.len_chars(), descending=[False, False, True]
    )
    best = met.unique("no", keep="first", maintain_order=True)
    return nouns["form"].scatter(best["no"], best["stem"]).alias("head_stem")


@cache
def _stems() -> Beginnings:
    """language (true: Kazakh), stem: the last words of the heads, without endings."""
    kazakh, foreign = _last_words("kk", "exact"), _last_words("ru", "en", "exact")
    stems = [(True, w) for w in kazakh] + [(False, w) for w in foreign]
    return beginnings_of(
        pl.DataFrame(stems, schema={"language": pl.Boolean, "stem": pl.String}, orient="row")
    )


def _last_words(*languages: str) -> list[str]:
    words = [w for e in toml("projects")["head"] for k in languages for w in e.get(k, ())]
    last = {parted(w.partition(":")[0]).split()[-1] for w in words}
    if "ru" in languages:  # whole phrases are listed in all their cases: 'детского сада'
        ends = toml("projects")["case_ends"]["ru"]
        last = {
            w
            for w in last
            if not any(len(w) > len(e) + 2 and w.endswith(e) and w[: -len(e)] in last for e in ends)
        }
    return sorted(last | {folded(w) for w in last})
