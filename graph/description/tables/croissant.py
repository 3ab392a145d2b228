"""Tables as a dataset of Croissant 1.0 (https://docs.mlcommons.org/croissant/).

Croissant is JSON-LD on schema.org, by which machine learning finds and loads data sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.description.tables.model import OWN_LICENCE, TITLE, DescribedColumn, DescribedTable
from graph.description.tables.patterns import filled
from graph.mapping.schema import Cell

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "equivalentProperty": "cr:equivalentProperty",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification gives (appendix 1); validators expect it whole."""
_TYPES: Mapping[Cell, str] = {
    Cell.INTEGER: "sc:Integer",
    Cell.FISCAL_YEAR: "sc:Integer",
    Cell.DECIMAL: "sc:Float",
    Cell.BOOLEAN: "sc:Boolean",
    Cell.URL: "sc:URL",
}
"""Types of Croissant; what is not here is text, as dates are that may be a year alone."""
_ABOUT = (
    "Projects, programmes, municipalities, organisations and events of Japan's national support "
    "programmes for future technology in municipalities, each row with its source."
)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that holds the rows of a table.

    Args:
        path: from where the description is.
        media_type: what it is.
        sha256: its SHA-256 in hexadecimal digits; empty where the file may change.
        bytes: its size; 0 where it may change.
    """

    path: str
    media_type: str
    sha256: str = ""
    bytes: int = 0


def croissant(
    tables: Sequence[DescribedTable],
    url: str,
    files: Mapping[str, Sequence[TableFile]] | None = None,
    name: str = "tsunagu",
) -> dict[str, Any]:
    """Return tables as a dataset of Croissant.

    Args:
        tables: what is said of each.
        url: where people read about them.
        files: the files of each table by its name, the one to be read last; without it, the CSV
            of each, which may change.
        name: of the dataset.
    """
    held = files or {table.name: (TableFile(table.path, "text/csv"),) for table in tables}
    there = frozenset(table.name for table in tables)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": name,
        "description": f"{TITLE}. {_ABOUT}",
        "url": url,
        "license": OWN_LICENCE.path,
        "creator": {"@type": "sc:Organization", "name": "Tsunagu", "url": url},
        "inLanguage": ["ja", "en"],
        "isAccessibleForFree": True,
        **({"isLiveDataset": True} if files is None else {}),
        "distribution": [_file(one) for table in tables for one in held[table.name]],
        "recordSet": [_records(table, held[table.name][-1], there) for table in tables],
    }


def _file(file: TableFile) -> dict[str, Any]:
    return filled(
        {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "contentUrl": file.path,
            "encodingFormat": file.media_type,
            "contentSize": f"{file.bytes} B" if file.bytes else "",
            "sha256": file.sha256,
        }
    )


def _records(table: DescribedTable, file: TableFile, there: Iterable[str]) -> dict[str, Any]:
    """Return the rows of a table; keys and references as far as there are such."""
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return filled(
        {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": table.holds,
            "key": key[0] if len(key) == 1 else key,
            "field": [_field(table, column, file, there) for column in table.columns],
        }
    )


def _field(
    table: DescribedTable, column: DescribedColumn, file: TableFile, there: Iterable[str]
) -> dict[str, Any]:
    refers = column.reference if column.reference and column.reference[0] in there else None
    return filled(
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": f"{table.name}/{column.name}",
            "description": column.meaning,
            "dataType": _TYPES.get(column.type, "sc:Text"),
            "equivalentProperty": column.predicate,
            "source": {
                "fileObject": {"@id": file.path},
                "extract": {"column": column.name},
            },
            "references": {"field": {"@id": "/".join(refers)}} if refers else {},
        }
    )
