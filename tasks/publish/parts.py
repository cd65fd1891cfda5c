"""Parts: what came of one batch stands in one file a table, so that a release can take over those that haven't changed.

A folder of parts is laid out as a release is: `<table>/part-000012.parquet`, and `state/<name>/part-000012.parquet` for
what later runs need to know of it (never published as a table).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.errors import RefusedError
from tasks.schema import TABLES

STATE = "state"
_ROWS_PER_GROUP = 65_536  # keeps a group of article texts well under Arrow's 2 GiB per string column


def name_of(part: int) -> str:
    """The file's name."""
    return f"part-{part:06d}.parquet"


def place(root: Path, name: str, part: int) -> Path:
    """Where a table or a piece of state has its part."""
    return (root / name if name in TABLES else root / STATE / name) / name_of(part)


def save(
    root: Path,
    name: str,
    part: int,
    frame: pl.DataFrame,
    *,
    compression: Literal["zstd", "lz4"] = "zstd",
    is_final: bool = True,
) -> Path:
    """Write one part; a table by its schema, with the description and unit of every field.

    Args:
        root: folder laid out as a release.
        name: of the table or piece of state.
        part: its number.
        frame: its rows.
        compression: zstd, or lz4 for what is read again in the same run.
        is_final: whether required columns must be filled.

    Raises:
        OSError: the system won't write.
    """
    path = place(root, name, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    if name not in TABLES or not is_final:
        # not straight to the disk: Polars would call a full one a fault of the format
        written = BytesIO()
        frame.write_parquet(written, compression=compression, row_group_size=_ROWS_PER_GROUP)
        path.write_bytes(written.getbuffer())
        return path
    schema = TABLES[name].arrow
    with pq.ParquetWriter(path, schema, compression=compression) as writer:
        for rows in frame.iter_slices(_ROWS_PER_GROUP):
            writer.write_table(rows.to_arrow().cast(schema))
    return path


@dataclass(frozen=True)
class Parts:
    """A set of parts, wherever they stand.

    Args:
        roots: part → its folder, laid out as a release.
    """

    roots: dict[int, Path] = field(default_factory=dict)

    def __or__(self, other: Parts) -> Parts:
        return Parts(self.roots | other.roots)

    def only(self, parts: Iterable[int]) -> Parts:
        """Some of them."""
        return Parts({n: self.roots[n] for n in sorted(parts)})

    def files(self, name: str) -> dict[str, int]:
        """File → part; a table has no file where it has no rows."""
        found = {place(root, name, n): n for n, root in sorted(self.roots.items())}
        return {str(path): n for path, n in found.items() if path.is_file()}

    def scan(self, name: str, columns: Sequence[str], schema: pl.Schema | None = None) -> pl.LazyFrame:
        """Some columns of all parts, and `part`; read when it is collected, as far as it is needed.

        Args:
            name: of a table or a piece of state.
            columns: which.
            schema: of the columns, for the case that there is no part; that of the table by default.
        """
        types = schema or TABLES[name].polars
        empty = pl.DataFrame(schema={**{c: types[c] for c in columns}, "part": pl.Int64()})
        files = self.files(name)
        if not files:
            return empty.lazy()
        return (
            pl.scan_parquet(list(files), include_file_paths="part", glob=False)
            .select(*columns, "part")
            .with_columns(pl.col("part").replace_strict(files, return_dtype=pl.Int64))
        )

    def load(self, name: str, part: int) -> pl.DataFrame:
        """One part of a table, by today's schema; empty when it isn't there.

        Raises:
            RefusedError: the file is damaged.
        """
        path = place(self.roots[part], name, part)
        if not path.is_file():
            return TABLES[name].empty()
        return read(name, [path])


def read(name: str, files: Sequence[Path]) -> pl.DataFrame:
    """A table, by today's schema.

    Raises:
        RefusedError: a file is damaged.
    """
    if not files:
        return TABLES[name].empty()
    try:
        return TABLES[name].cast(pl.read_parquet(list(files)))
    except (OSError, pl.exceptions.PolarsError, pa.ArrowException) as e:
        raise RefusedError(
            f"{files[0].parent} can't be read: {e}",
            "remove the link 'current' of the output folder and run again with the same input to rebuild",
        ) from e
