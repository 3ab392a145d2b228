"""Tables as a Data Package (https://specs.frictionlessdata.io/data-package/, version 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.description.tables.model import (
    LONGEST,
    OWN_LICENCE,
    TITLE,
    DescribedColumn,
    DescribedTable,
    Licence,
)
from graph.description.tables.patterns import KANA, KEY, PARTIAL_DATE, filled
from graph.mapping.schema import Cell

MEDIA_TYPE = "application/vnd.datapackage+json"
"""Media type of a Data Package (registered by IANA)."""
_TYPES: Mapping[Cell, dict[str, Any]] = {
    Cell.KEY: {"type": "string", "constraints": {"pattern": KEY}},
    Cell.KANA: {"type": "string", "constraints": {"pattern": KANA}},
    Cell.INTEGER: {"type": "integer"},
    Cell.DECIMAL: {"type": "number"},
    Cell.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Cell.DATE: {"type": "string", "constraints": {"pattern": PARTIAL_DATE}},
    Cell.FISCAL_YEAR: {"type": "year"},
    Cell.URL: {"type": "string", "format": "uri"},
}
"""Types of Table Schema; what is not here is text. Dates are as exact as their source, so that they
are text with a pattern."""


def data_package(tables: Iterable[DescribedTable], name: str = "tsunagu") -> dict[str, Any]:
    """Return tables as a Data Package.

    Args:
        tables: what is said of each.
        name: of the package.
    """
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": TITLE,
        "licenses": [_licence(OWN_LICENCE)],
        "resources": [_resource(table) for table in tables],
    }


def _licence(licence: Licence) -> dict[str, str]:
    return {"name": licence.name, "title": licence.title, "path": licence.path}


def _resource(table: DescribedTable) -> dict[str, Any]:
    """Return a table as a resource of a Data Package."""
    return {
        "name": table.name,
        "path": table.path,
        "profile": "tabular-data-resource",
        "description": table.holds,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [_licence(licence) for licence in table.licences],
        "schema": filled(
            {
                "fields": [_field(column) for column in table.columns],
                "missingValues": [""],
                "primaryKey": list(table.key),
                "foreignKeys": [
                    _key(table, column) for column in table.columns if column.reference
                ],
            }
        ),
    }


def _key(table: DescribedTable, column: DescribedColumn) -> dict[str, Any]:
    other, key = column.reference or ("", "")
    there = {"resource": "" if other == table.name else other, "fields": [key]}
    return {"fields": [column.name], "reference": there}


def _field(column: DescribedColumn) -> dict[str, Any]:
    """Return a column as a field of Table Schema."""
    found = dict(_TYPES.get(column.type, {"type": "string"}))
    limits = dict(found.pop("constraints", {}))
    if column.codes:
        limits["enum"] = list(column.codes)
    elif found["type"] == "string":
        limits["maxLength"] = LONGEST
    if column.required:
        limits["required"] = True
    return filled(
        {
            "name": column.name,
            "title": column.title,
            **found,
            "description": column.meaning,
            "constraints": limits,
        }
    )
