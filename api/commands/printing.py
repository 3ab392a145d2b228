"""Lists, as commands print them."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any

import orjson
import typer


class Format(str, Enum):  # noqa: UP042 - typer takes str enumerations
    """How a list is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Shown = Annotated[Format, typer.Option("--format", help="How to print the list.")]


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], shown: Format) -> None:
    """Print rows to standard output.

    Args:
        rows: values by column.
        columns: the columns of a table or of CSV, in their order; JSON has all.
        shown: how.
    """
    if shown is Format.json:
        sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2) + b"\n")
    elif shown is Format.csv:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        sys.stdout.write(text.getvalue())
    else:
        from rich.console import Console  # noqa: PLC0415 - slow to import
        from rich.table import Table  # noqa: PLC0415

        table = Table(*columns)
        for row in rows:
            table.add_row(*(str(row.get(column, "")) for column in columns))
        Console(emoji=False, markup=False).print(table)
