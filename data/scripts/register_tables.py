"""Reading and writing of the register's tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OVERRIDES = Path(__file__).resolve().parent / "register_overrides"

MUNICIPALITY_COLUMNS = (
    "code", "name", "full_name", "kana", "romaji", "romaji_suffix", "kind", "prefecture",
    "parent", "district", "district_kana", "latitude", "longitude", "corporate_number",
    "estat_uri", "geonames_id", "coordinate_source", "source", "locator",
)  # fmt: skip
RETIRED_COLUMNS = (
    "code", "name", "full_name", "replaced_by", "date", "note", "source", "locator",
)  # fmt: skip
REGION_COLUMNS = (
    "key", "name_ja", "name_en", "kana", "romaji", "kind", "note", "source", "locator",
)  # fmt: skip
REGION_PREFECTURE_COLUMNS = ("region", "prefecture", "source", "locator")

Row = dict[str, str]


def read_override(name: str) -> list[Row]:
    """Return the rows of one hand-kept table of ``register_overrides``.

    Args:
        name: file name without ``.csv``.

    Raises:
        OSError: if the table is not there.
    """
    with (OVERRIDES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return the rows as CSV text with a header and LF line ends.

    Raises:
        ValueError: if a row has a column that ``columns`` does not name.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
