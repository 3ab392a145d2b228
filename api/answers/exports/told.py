"""What the columns of files are: as an answer, as sheets of a workbook, and for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from api.answers.exports.tables import Sheet
from api.contract.search import ExportColumn, ExportItem, ExportsAnswer
from api.wording.columns import TYPES, Chosen, Export, FileColumn
from api.wording.language import LANGUAGES
from api.wording.messages import message
from graph.description.tables import csvw, data_package
from graph.description.tables.croissant import croissant
from graph.description.tables.model import DescribedColumn, DescribedTable

DescriptionFormat = Literal["json", "datapackage", "csvw", "croissant"]
"""Formats in which an export is described."""
MEDIA_TYPES: Mapping[str, str] = {
    "datapackage": data_package.MEDIA_TYPE,
    "csvw": "application/csvm+json",
    "croissant": "application/ld+json",
}
"""Their media types, apart from our own JSON."""
_COLUMN_HEADS = ("heading", "name", "type", "unit", "meaning")
_SOURCE_HEADS = ("id", "title", "publisher", "url", "licence", "retrieved")
_WIDE, _NARROW = 48, 16
_WIDTHS = {"heading": 28, "meaning": 80, "title": _WIDE, "publisher": 28, "url": _WIDE}


def exports_answer(exports: Iterable[Export], lang: str) -> ExportsAnswer:
    """Return exports with their columns.

    Args:
        exports: which.
        lang: of headings, units and meanings.
    """
    items = [export_item(export, lang) for export in exports]
    return {"total": len(items), "items": items}


def export_item(export: Export, lang: str) -> ExportItem:
    """Return one export with its columns.

    Args:
        export: which.
        lang: of headings, units and meanings.
    """
    return {
        "name": export.name,
        "path": export.path,
        "formats": export.formats,
        "columns": [_column(column, lang) for column in export.columns],
    }


def _column(column: FileColumn, lang: str) -> ExportColumn:
    return {
        "name": column.name,
        "heading": column.headings[lang],
        "type": TYPES[column.cell],
        "unit": message(f"export-unit-{column.unit}", lang) if column.unit else None,
        "meaning": column.meanings[lang],
    }


def description(export: Export, format_: str) -> dict[str, Any]:
    """Return what an export is for other programs, as a file of CSV with ``columns=keys``.

    Args:
        export: which.
        format_: ``datapackage``, ``csvw`` or ``croissant``.
    """
    table = _described(export)
    if format_ == "datapackage":
        return data_package.data_package([table], f"tsunagu-{export.name}")
    if format_ == "csvw":
        return csvw.csv_on_the_web([table])
    return croissant([table], f"/api/exports/{export.name}", name=f"tsunagu-{export.name}")


def _described(export: Export) -> DescribedTable:
    columns = []
    for column in export.columns:
        told = _column(column, "en")
        columns.append(
            DescribedColumn(
                column.name, column.cell, told["meaning"], told["heading"], told["unit"] or ""
            )
        )
    path = f"{export.path}?format=csv&columns=keys"
    says = f"Answers of {export.path}, one a row."
    return DescribedTable(export.name, path, says, tuple(columns))


def explaining(asked: Chosen, items: Iterable[Mapping[str, Any]], lang: str) -> list[Sheet]:
    """Return the sheets that follow the rows of a workbook: what its columns are, and its sources.

    Args:
        asked: its columns.
        items: its rows, with their sources in words.
        lang: of the texts.
    """
    known = lang if lang in LANGUAGES else LANGUAGES[-1]
    columns = [_column(column, known) for column in asked.columns]
    words = [
        {**column, "type": message(f"export-type-{column['type']}", known)} for column in columns
    ]
    found = {one["id"]: one for item in items for one in item.get("sources") or ()}
    cited = [found[key] for key in sorted(found)]
    return [
        _sheet("columns", _COLUMN_HEADS, words, known),
        _sheet("sources", _SOURCE_HEADS, cited, known),
    ]


def _sheet(name: str, heads: Sequence[str], rows: Iterable[Mapping[str, Any]], lang: str) -> Sheet:
    return Sheet(
        message(f"export-sheet-{name}", lang),
        [message(f"export-head-{head}", lang) for head in heads],
        [[row[head] for head in heads] for row in rows],
        [_WIDTHS.get(head, _NARROW) for head in heads],
    )
