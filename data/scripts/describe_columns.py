"""Describe every table for other programs: ``data/datapackage.json`` and ``data/csvw.json``.

    python data/scripts/describe_columns.py            write both files
    python data/scripts/describe_columns.py --check    compare; exit code 1 on a difference

The first is a Data Package (https://specs.frictionlessdata.io/data-package/, version 1), the second
metadata of CSV on the Web (https://www.w3.org/TR/tabular-metadata/). Both are made from
``graph/mapping``, so that they say what the build checks, and where each column goes in the graph.
Needs the project's packages to be importable (``make setup`` installs them).
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from describe_tables import HOLDS, OWN_LICENCE, read, sources_of
from rdflib.namespace import DCTERMS, RDF

from graph.mapping.schema import Cell, Column, Concept, LinkTo, Ref
from graph.mapping.tables import BY_NAME, TABLES
from ontology.codelists import load_codelists
from ontology.kinds import CONCEPT_KINDS
from ontology.namespaces import DEFAULT_BASE, TSN
from ontology.thesaurus import load_thesaurus
from ontology.vocabulary import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.mapping.schema import Table

DATA = Path(__file__).resolve().parents[1]
DATA_PACKAGE, CSV_ON_THE_WEB = "datapackage.json", "csvw.json"
TITLE = "Tsunagu: Japan's support programmes for future technology in municipalities"
LONGEST = 10_000
"""Longest cell in characters (``data/README.md``)."""
LICENCES: Mapping[str, tuple[str, str]] = {
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
}
"""Title and address of the licences that have an identifier; other terms are told in words."""

KEY = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
PARTIAL_DATE = r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?"
KANA = "[ぁ-ゖー\u3000 ]+"
FIELD_TYPES: Mapping[Cell, dict[str, Any]] = {
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
DATATYPES: Mapping[Cell, Any] = {
    Cell.KEY: {"base": "string", "format": KEY},
    Cell.KANA: {"base": "string", "format": KANA},
    Cell.INTEGER: "integer",
    Cell.DECIMAL: "decimal",
    Cell.BOOLEAN: {"base": "boolean", "format": "true|false"},
    Cell.DATE: {"base": "string", "format": PARTIAL_DATE},
    Cell.FISCAL_YEAR: "gYear",
    Cell.URL: "anyURI",
}
"""The same as datatypes of CSV on the Web."""
LANGUAGES = {Cell.JA: "ja", Cell.KANA: "ja", Cell.EN: "en"}

SOURCE = Column("source", Ref(("sources",)), DCTERMS.source, required=True)
LOCATOR = Column("locator", Cell.TEXT, TSN.locator, required=True)


def columns(table: Table) -> tuple[Column, ...]:
    """Return every column of a table, those of its sources among them."""
    return (*table.columns, SOURCE, LOCATOR) if table.sourced else table.columns


def reference(column: Column) -> tuple[str, str] | None:
    """Return the table and the column that a column refers to.

    A reference to one of several tables, or to a key of several columns, cannot be said in either
    format: None. The build checks it all the same.
    """
    if not isinstance(column.value, Ref) or len(column.value.tables) > 1:
        return None
    (name,) = column.value.tables
    key = BY_NAME[name].key
    return (name, key[0]) if len(key) == 1 else None


@cache
def codes(scheme: str) -> tuple[str, ...]:
    """Return the keys of a code list, or of the concepts of a thesaurus, sorted."""
    if scheme in CONCEPT_KINDS.values():
        of_kind = next(name for name, kind in CONCEPT_KINDS.items() if kind == scheme)
        return tuple(sorted(concept.key for concept in load_thesaurus().scheme(of_kind)))
    return tuple(sorted(load_codelists()[scheme]))


@cache
def definitions() -> dict[str, str]:
    """Return the English definitions of our own terms by IRI."""
    return {term.iri: term.definition["en"] for term in terms()}


def description(column: Column) -> str:
    """Return what a column holds: its definition in the vocabulary, and what it may refer to."""
    said = definitions().get(str(column.property), "")
    if isinstance(column.value, Ref) and reference(column) is None:
        files = " or ".join(f"{name}.csv" for name in column.value.tables)
        said += f" A key of {files}."
    if column.raw:
        said += " As the source prints it, look-alike characters included."
    return said.strip()


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what holds anything."""
    return {name: value for name, value in values.items() if value not in ("", [], {}, None)}


def field(column: Column) -> dict[str, Any]:
    """Return a column as a field of Table Schema."""
    found: dict[str, Any] = {"type": "string"}
    if isinstance(column.value, Cell):
        found = dict(FIELD_TYPES.get(column.value, found))
    limits = dict(found.pop("constraints", {}))
    if isinstance(column.value, Concept):
        limits["enum"] = list(codes(column.value.scheme))
    elif found["type"] == "string":
        limits["maxLength"] = LONGEST
    if column.required:
        limits["required"] = True
    return without_empty(
        {"name": column.name, **found, "description": description(column), "constraints": limits}
    )


def licences(keys: Iterable[str], of_source: Mapping[str, str]) -> tuple[list[dict[str, str]], str]:
    """Return the licences of a table with an address, and in words those that have none."""
    named = {OWN_LICENCE: None} | dict.fromkeys(sorted({of_source[key] for key in keys}))
    known = [
        {"name": name, "title": LICENCES[name][0], "path": LICENCES[name][1]}
        for name in named
        if name in LICENCES
    ]
    return known, "; ".join(name for name in named if name not in LICENCES)


def resource(table: Table, terms_of_table: tuple[list[dict[str, str]], str]) -> dict[str, Any]:
    """Return a table as a resource of a Data Package."""
    known, words = terms_of_table
    keys = [(column.name, there) for column in columns(table) if (there := reference(column))]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": holds(table, words),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": known,
        "schema": without_empty(
            {
                "fields": [field(column) for column in columns(table)],
                "missingValues": [""],
                "primaryKey": list(table.key),
                "foreignKeys": [
                    {
                        "fields": [name],
                        "reference": {
                            "resource": "" if other == table.name else other,
                            "fields": [key],
                        },
                    }
                    for name, (other, key) in keys
                ],
            }
        ),
    }


def holds(table: Table, words: str) -> str:
    """Return what a table holds, and the terms of its sources that are no licence."""
    said = f"{HOLDS[table.name][:1].upper()}{HOLDS[table.name][1:]}."
    return f"{said} Terms of some sources: {words}." if words else said


def datatype(column: Column) -> dict[str, Any]:
    """Return what CSV on the Web says of the values of a column."""
    value = column.value
    if isinstance(value, Concept):
        allowed = "|".join(code.replace(".", r"\.") for code in codes(value.scheme))
        link = f"{DEFAULT_BASE}id/{value.scheme}/{{{column.name}}}"
        return {"datatype": {"base": "string", "format": allowed}, "valueUrl": link}
    if isinstance(value, LinkTo):
        if value.template == "{}":
            return {"datatype": "anyURI"}
        return {"datatype": "string", "valueUrl": value.template.format(f"{{{column.name}}}")}
    if isinstance(value, Ref):
        kinds = {BY_NAME[name].kind for name in value.tables}
        link = f"{DEFAULT_BASE}id/{min(kinds)}/{{{column.name}}}" if len(kinds) == 1 else ""
        return {"datatype": "string", "valueUrl": link}
    return {"datatype": DATATYPES.get(value, "string"), "lang": LANGUAGES.get(value, "")}


def csvw_column(column: Column) -> dict[str, Any]:
    """Return a column as CSV on the Web describes it; what goes nowhere is suppressed."""
    return without_empty(
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": description(column),
            "propertyUrl": str(column.property or ""),
            "suppressOutput": column.property is None or column.when is not None,
            **datatype(column),
            "required": column.required,
        }
    )


def csvw_table(table: Table, terms_of_table: tuple[list[dict[str, str]], str]) -> dict[str, Any]:
    """Return a table as CSV on the Web describes it."""
    known, words = terms_of_table
    key = ".".join(f"{{{name}}}" for name in table.key)
    return {
        "url": f"{table.name}.csv",
        "dc:description": holds(table, words),
        "dc:license": [{"@id": licence["path"]} for licence in known],
        "tableSchema": without_empty(
            {
                "aboutUrl": f"{DEFAULT_BASE}id/{table.kind}/{key}",
                "columns": [*map(csvw_column, columns(table)), *classes(table)],
                "primaryKey": list(table.key),
                "foreignKeys": [
                    {
                        "columnReference": column.name,
                        "reference": {"resource": f"{there[0]}.csv", "columnReference": there[1]},
                    }
                    for column in columns(table)
                    if (there := reference(column))
                ],
            }
        ),
    }


def classes(table: Table) -> list[dict[str, Any]]:
    """Return virtual columns for the classes of a row, where all rows have the same."""
    if not isinstance(table.classes, tuple):
        return []
    return [
        {
            "name": f"class{n}",
            "virtual": True,
            "propertyUrl": str(RDF.type),
            "valueUrl": str(class_),
        }
        for n, class_ in enumerate(table.classes, start=1)
    ]


def descriptions(data: Path) -> dict[str, str]:
    """Return both files as text, by name.

    Args:
        data: the folder of the tables, for the licences of their sources.
    """
    of_source = {row["key"]: row["licence"] for row in read(data, "sources")}
    known = {
        table.name: licences(sources_of(read(data, table.name)), of_source) for table in TABLES
    }
    title, path = LICENCES[OWN_LICENCE]
    package = {
        "profile": "tabular-data-package",
        "name": "tsunagu",
        "title": TITLE,
        "licenses": [{"name": OWN_LICENCE, "title": title, "path": path}],
        "resources": [resource(table, known[table.name]) for table in TABLES],
    }
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": TITLE,
        "dc:license": {"@id": path},
        "dialect": {"commentPrefix": None, "encoding": "utf-8"},
        "tables": [csvw_table(table, known[table.name]) for table in TABLES],
    }
    contents = {DATA_PACKAGE: package, CSV_ON_THE_WEB: group}
    return {
        name: json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        for name, content in contents.items()
    }


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the files; return the exit code."""
    parser = argparse.ArgumentParser(description="Describe the tables for other programs.")
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    options = parser.parse_args(arguments)
    different = 0
    for name, content in descriptions(options.data).items():
        path = options.data / name
        if path.is_file() and path.read_text("utf-8") == content:
            print(f"{name} is up to date")
        elif options.check:
            different += 1
            print(f"{name} is out of date; run python data/scripts/describe_columns.py")
        else:
            path.write_text(content, "utf-8")
            print(f"{name} written")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
