"""Tables as metadata of CSV on the Web (https://www.w3.org/TR/tabular-metadata/)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rdflib.namespace import RDF

from graph.description.tables.model import OWN_LICENCE, TITLE, DescribedColumn, DescribedTable
from graph.description.tables.patterns import KANA, KEY, PARTIAL_DATE, filled
from graph.mapping.schema import Cell

_DATATYPES: Mapping[Cell, str | dict[str, str]] = {
    Cell.KEY: {"base": "string", "format": KEY},
    Cell.KANA: {"base": "string", "format": KANA},
    Cell.INTEGER: "integer",
    Cell.DECIMAL: "decimal",
    Cell.BOOLEAN: {"base": "boolean", "format": "true|false"},
    Cell.DATE: {"base": "string", "format": PARTIAL_DATE},
    Cell.FISCAL_YEAR: "gYear",
    Cell.URL: "anyURI",
}
_LANGUAGES = {Cell.JA: "ja", Cell.KANA: "ja", Cell.EN: "en"}


def csv_on_the_web(tables: Iterable[DescribedTable]) -> dict[str, Any]:
    """Return tables as a group of tables.

    Args:
        tables: what is said of each.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": TITLE,
        "dc:license": {"@id": OWN_LICENCE.path},
        "dialect": {"commentPrefix": None, "encoding": "utf-8"},
        "tables": [_table(table) for table in tables],
    }


def _table(table: DescribedTable) -> dict[str, Any]:
    return {
        "url": table.path,
        "dc:description": table.holds,
        "dc:license": [{"@id": licence.path} for licence in table.licences],
        "tableSchema": filled(
            {
                "aboutUrl": table.about,
                "columns": [*map(_column, table.columns), *_classes(table)],
                "primaryKey": list(table.key),
                "foreignKeys": [_key(column) for column in table.columns if column.reference],
            }
        ),
    }


def _key(column: DescribedColumn) -> dict[str, Any]:
    other, key = column.reference or ("", "")
    there = {"resource": f"{other}.csv", "columnReference": key}
    return {"columnReference": column.name, "reference": there}


def _column(column: DescribedColumn) -> dict[str, Any]:
    """Return a column; what goes nowhere in the graph is suppressed."""
    return filled(
        {
            "name": column.name,
            "titles": [column.name, column.title] if column.title else column.name,
            "dc:description": column.meaning,
            "propertyUrl": column.predicate,
            "suppressOutput": not column.stated,
            "datatype": _datatype(column),
            "valueUrl": column.link,
            "lang": _LANGUAGES.get(column.type, ""),
            "required": column.required,
        }
    )


def _datatype(column: DescribedColumn) -> str | dict[str, str]:
    if column.codes:
        allowed = "|".join(code.replace(".", r"\.") for code in column.codes)
        return {"base": "string", "format": allowed}
    return _DATATYPES.get(column.type, "string")


def _classes(table: DescribedTable) -> list[dict[str, Any]]:
    """Return virtual columns for the classes of a row, where all rows have the same."""
    return [
        {"name": f"class{n}", "virtual": True, "propertyUrl": str(RDF.type), "valueUrl": class_}
        for n, class_ in enumerate(table.classes, start=1)
    ]
