"""`.parquet`: one article a row; what `esep compact` writes, or any table with a column `text`.

Columns as the keys of `.jsonl`; besides them `source_file` and `source_sha256` (where the article came from), and
`rejected` (JSON: why a file or record gave no article; its row has no text).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tasks import stores
from tasks.schema.frames import RECORDS
from tasks.sources.decode import NotTextError
from tasks.sources.rejects import Reject

NAMES = {"raw": "text", "source_id": "id"}  # column of RECORDS → column of the file, where they differ
SCHEMA = pa.schema(
    [pa.field(NAMES.get(n, n), pa.date32() if t == pl.Date else pa.string()) for n, t in RECORDS.items()]
    + [pa.field("rejected", pa.string())]
)


def read(name: str, start: int = 0, stop: int | None = None) -> tuple[pl.DataFrame, list[Reject]]:
    """Frame RECORDS of the row groups from `start` to before `stop`, and what gave no record.

    Raises:
        NotTextError: it is no Parquet file, or one without a column `text` of strings.
        OSError: it can't be read.
    """
    try:
        with stores.opened(name) as data, pq.ParquetFile(data, pre_buffer=True) as file:
            wanted = [c for c in SCHEMA.names if c in file.schema_arrow.names]
            groups = range(start, file.num_row_groups if stop is None else stop)
            table = pl.from_arrow(file.read_row_groups(list(groups), columns=wanted))
            first = sum(file.metadata.row_group(i).num_rows for i in range(start)) + 1
    except pa.ArrowException as e:
        raise NotTextError(f"no Parquet file that can be read ({e})") from e
    assert isinstance(table, pl.DataFrame)
    if table.schema.get("text") != pl.String:
        raise NotTextError("a table without a column 'text' of strings")
    return _records(name, table.with_row_index("line", first))


def _records(name: str, table: pl.DataFrame) -> tuple[pl.DataFrame, list[Reject]]:
    full = table.with_columns(
        pl.lit(None, pl.String).alias(c) for c in SCHEMA.names if c not in table.columns
    )
    try:
        full = full.with_columns(
            pl.col("published").cast(pl.Date) if full.schema["published"].is_temporal()
            else pl.col("published").cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d"),
            pl.col("id").cast(pl.String),
        )  # fmt: skip
    except pl.exceptions.PolarsError as e:
        raise NotTextError(f"'published' isn't a day everywhere ({str(e).splitlines()[0]})") from e
    is_text = pl.col("text").str.strip_chars().fill_null("") != ""
    good = full.filter(is_text).with_columns(pl.col("source_file").fill_null(name))
    lacking = good["source_sha256"].is_null()
    if lacking.any():
        digests = [hashlib.sha256(t.encode()).hexdigest() for t in good["text"]]
        good = good.with_columns(pl.col("source_sha256").fill_null(pl.Series(digests, dtype=pl.String)))
    records = good.select(pl.col(NAMES.get(n, n)).cast(t).alias(n) for n, t in RECORDS.items())
    return records, list(_rejects(name, full.filter(~is_text)))


def _rejects(name: str, rows: pl.DataFrame) -> Iterator[Reject]:
    for row in rows.iter_rows(named=True):
        if row["rejected"]:
            known = json.loads(row["rejected"])
            yield Reject(**{**known, "source_file": name})
            continue
        key = f"{name}:{row['line']}"
        message = f"{key}: 'text' is {row['text']!r} — give the article's text"
        yield Reject("read", key, "empty_text", message, name)
