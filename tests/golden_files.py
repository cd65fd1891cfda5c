"""The facts of the sample articles, sentence by sentence, as the golden files hold them.

`make golden` writes them anew; read the difference (`git diff tests/golden`) before you commit it.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl

from tasks import facts, mentions, sentences, sources
from tasks.schema import TABLES

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
FACTS = ("finance", "project_mentions", "indicators")
# Ids and offsets follow from the rest; `confidence` and `rule` say how, not what.
_LEFT_OUT = {
    "finance_id", "mention_id", "indicator_id", "project_id", "parent_mention_id", "article_id",
    "statement_id", "sentence", "char_start", "char_end", "language", "rule", "confidence", "run_id",
    "region_code",
}  # fmt: skip
_OBVIOUS = {("comparator", "eq"), ("period_basis", "none"), ("statistic", "level"), ("kind", "actual"),
            ("currency", "KZT"), ("additive", True)}  # fmt: skip


def golden() -> dict[str, str]:
    """File name → content, for every article of the sample."""
    records, rejected, _ = sources.read(sources.list_inputs([SAMPLE])[0])
    articles, blocks, unparsed = sources.parse(records)
    assert rejected.is_empty() and unparsed.is_empty()
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    derived = facts.derive(articles, split, found.tokens, found.mentions)
    tables = {n: TABLES[n].cast(f).sort("char_start", "char_end") for n, f in derived.items()}
    return {_name(a): _article(a, split, tables) for a in articles.iter_rows(named=True)}


def _name(article: dict) -> str:
    return f"{article['source_id'] or Path(article['source_file']).stem}.json"


def _article(article: dict, split: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> str:
    mine = {n: f.filter(article_id=article["article_id"]).to_dicts() for n, f in tables.items()}
    _label_statements(mine["finance"])
    quotes = _quotes(mine)
    head = {
        k: article[k]
        for k in ("title", "published", "published_basis", "publisher", "dateline_place", "language")
    }
    lines = [f"  {_json(k)}: {_json(v)}," for k, v in head.items()]
    said = []
    for s in split.filter(article_id=article["article_id"]).iter_rows(named=True):
        here = {
            n: [r for r in rows if s["char_start"] <= r["char_start"] < s["char_end"]]
            for n, rows in mine.items()
        }
        if any(here.values()):
            said.append(_sentence(s, here, quotes))
    return "{\n" + "\n".join(lines) + '\n  "sentences": [\n' + ",\n".join(said) + "\n  ]\n}\n"


def _label_statements(rows: list[dict]) -> None:
    """Rows of one statement get its number in the article; a statement of one row gets none."""
    sizes = Counter(r["statement_id"] for r in rows)
    shared = [i for i in dict.fromkeys(r["statement_id"] for r in rows) if i and sizes[i] > 1]
    for row in rows:
        row["statement"] = shared.index(row["statement_id"]) + 1 if row["statement_id"] in shared else None


def _sentence(sentence: dict, here: dict[str, list[dict]], quotes: dict[str, str]) -> str:
    parts = [f'      "sentence": {_json(sentence["sentence"])}']
    if sentence["role"] != "body":
        parts[0] = f'      "role": {_json(sentence["role"])},\n{parts[0]}'
    for table in FACTS:
        if here[table]:
            rows = ",\n".join(f"        {_json(_fact(table, r, quotes))}" for r in here[table])
            parts.append(f'      "{table}": [\n{rows}\n      ]')
    numbers = ", ".join(_json(_number(r, sentence, quotes)) for r in here["numbers"])
    parts.append(f'      "numbers": [{numbers}]')
    return "    {\n" + ",\n".join(parts) + "\n    }"


def _fact(table: str, row: dict, quotes: dict[str, str]) -> dict:
    """What differs from the obvious: an amount in tenge of exactly this size, an actual level."""
    is_project = table == "project_mentions"
    shown = {"quote": row["quote"]}
    for key, value in row.items():
        is_obvious = (key, value) in _OBVIOUS and not (is_project and key in {"kind", "currency"})
        if value is not None and key not in _LEFT_OUT and not is_obvious:
            shown[key] = value
    if is_project:
        for key in ("amount", "currency", "finance_id"):
            shown.pop(key, None)
        if row["finance_id"]:
            shown["money"] = quotes.get(row["finance_id"], "?")
        if row["parent_mention_id"]:
            shown["part_of"] = quotes.get(row["parent_mention_id"], "?")
    return shown


def _number(row: dict, sentence: dict, quotes: dict[str, str]) -> str:
    """'21,5 finance'; '21 finance = 21,3 млрд теңге' where another sentence states the fact."""
    quote = quotes.get(row["fact_id"])
    is_elsewhere = quote is not None and quote not in sentence["sentence"]
    return f"{row['text']} {row['disposition']}" + (f" = {quote}" if is_elsewhere else "")


def _quotes(mine: dict[str, list[dict]]) -> dict[str, str]:
    ids = {"finance": "finance_id", "project_mentions": "mention_id", "indicators": "indicator_id"}
    return {r[key]: r["quote"] for table, key in ids.items() for r in mine[table]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value))


def main() -> None:
    """Write all files, remove those of articles that are gone."""
    GOLDEN.mkdir(exist_ok=True)
    files = golden()
    for path in GOLDEN.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
