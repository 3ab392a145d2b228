"""A table as Parquet (https://parquet.apache.org/docs/file-format/): typed, compressed, with nulls.

Written by arro3, the Rust implementation of Arrow. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.description.tables.model import DescribedTable
from graph.mapping.schema import Cell

if TYPE_CHECKING:
    from arro3.core import DataType

SUFFIX = ".parquet"
_READ: Mapping[Cell, Callable[[str], Any]] = {
    Cell.INTEGER: int,
    Cell.FISCAL_YEAR: int,
    Cell.DECIMAL: float,
    Cell.BOOLEAN: lambda text: text == "true",
}
"""What becomes of a cell that is no text; the build has checked that it can be read so."""
_COMPRESSION = "zstd(9)"


def write_parquet(table: DescribedTable, source: Path, target: Path) -> None:
    """Write a table as Parquet; an empty cell is null, and each column tells what it means.

    Args:
        table: what is said of it: types, which cells are never empty, meanings.
        source: the table as CSV in UTF-8, which the build has checked.
        target: the file, which does not exist yet.
    """
    from arro3.core import Array, Schema, Table  # noqa: PLC0415 - only a build needs it
    from arro3.core import Field as ArrowField  # noqa: PLC0415
    from arro3.io import write_parquet as write  # noqa: PLC0415

    types = _types()
    with source.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    fields, arrays = [], []
    for column in table.columns:
        type_ = types.get(column.type, types[Cell.TEXT])
        values = _values((row[column.name] for row in rows), _READ.get(column.type, str))
        # One entry and no more: more would be written in an order of their own each time.
        said = {"description": column.meaning} if column.meaning else None
        fields.append(ArrowField(column.name, type_, nullable=not column.required, metadata=said))
        arrays.append(Array(values, type_))
    write(Table.from_arrays(arrays, schema=Schema(fields)), target, compression=_COMPRESSION)


def _values(cells: Iterable[str], read: Callable[[str], Any]) -> list[Any]:
    return [read(cell) if cell else None for cell in cells]


def _types() -> dict[Cell, DataType]:
    """Return the types of Arrow; what is not here is text."""
    from arro3.core import DataType  # noqa: PLC0415 - only a build needs it

    return {
        Cell.TEXT: DataType.utf8(),
        Cell.INTEGER: DataType.int64(),
        Cell.FISCAL_YEAR: DataType.int32(),
        Cell.DECIMAL: DataType.float64(),
        Cell.BOOLEAN: DataType.bool(),
    }
