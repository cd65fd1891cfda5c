"""What a table is: one record with its columns, from which casts, metadata and suites follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl
import pyarrow as pa

Kind = Literal["string", "int64", "float64", "bool", "money", "date", "timestamp"]

_POLARS: dict[Kind, pl.DataType] = {
    "string": pl.String(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "bool": pl.Boolean(),
    "money": pl.Decimal(24, 2),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us", "UTC"),
}
_ARROW: dict[Kind, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "money": pa.decimal128(24, 2),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Column:
    """One flat column.

    Args:
        name: as published.
        kind: one of `Kind`; money is decimal(24,2), timestamps are UTC microseconds.
        description: what a reader of the Parquet field should know.
        unit: the unit of the value where it has one (code points, ISO 4217 units, seconds).
        required: null is a fault.
        codelist: name of the code list that the values come from.
        references: `table.column` that the value must exist in.
    """

    name: str
    kind: Kind
    description: str
    unit: str | None = None
    required: bool = False
    codelist: str | None = None
    references: str | None = None

    @property
    def polars(self) -> pl.DataType:
        """The Polars type."""
        return _POLARS[self.kind]

    @property
    def arrow(self) -> pa.Field:
        """The Parquet field, its description and unit as metadata."""
        metadata = {"description": self.description}
        if self.unit:
            metadata["unit"] = self.unit
        if self.codelist:
            metadata["codelist"] = self.codelist
        return pa.field(self.name, _ARROW[self.kind], not self.required, metadata)


def _cast(column: Column, found: pl.DataType | None) -> pl.Expr:
    if found is None:
        return pl.lit(None, dtype=column.polars).alias(column.name)
    if column.kind == "money" and found.is_float():
        return _exact(column.name)
    return pl.col(column.name).cast(column.polars)


_MOST = 9.9e21  # of Decimal(24, 2)


def _exact(name: str) -> pl.Expr:
    """A float as money. By way of text, because the direct cast invents hundredths from 10¹⁴ on.

    More than the column holds becomes the most that it holds, which every currency's expectations reject.
    """
    value = pl.col(name).clip(-_MOST, _MOST)
    hundredths = ((value - value.floor()) * 100).round(0).cast(pl.Int64)
    whole = value.floor().cast(pl.Int128) + hundredths // 100
    text = pl.concat_str(whole.cast(pl.String), pl.lit("."), (hundredths % 100).cast(pl.String).str.zfill(2))
    return text.cast(_POLARS["money"]).alias(name)


@dataclass(frozen=True)
class Table:
    """One published table.

    Args:
        name: its folder in a release.
        description: one sentence.
        key: the column that is unique and never null.
        columns: in the order of publication.
        warnings: what a user of the table must know before summing or joining.
    """

    name: str
    description: str
    key: str | None
    columns: tuple[Column, ...]
    warnings: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def polars(self) -> pl.Schema:
        """Column name → Polars type."""
        return pl.Schema({c.name: c.polars for c in self.columns})

    @property
    def arrow(self) -> pa.Schema:
        """The Parquet schema with its metadata."""
        return pa.schema(
            [c.arrow for c in self.columns], {"table": self.name, "description": self.description}
        )

    def empty(self) -> pl.DataFrame:
        """A frame of this table with no rows."""
        return pl.DataFrame(schema=self.polars)

    def cast(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with this table's columns, in order and typed; a column that isn't there becomes null.

        Raises:
            polars.exceptions.InvalidOperationError: a value doesn't fit its column's type.
        """
        if list(frame.schema.items()) == list(self.polars.items()):
            return frame
        return frame.select(_cast(c, frame.schema.get(c.name)) for c in self.columns)
