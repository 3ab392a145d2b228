"""The tables of ``data/``, described from ``graph.mapping``: what is checked is what is said."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rdflib.namespace import DCTERMS

from graph.description.tables.model import OWN_LICENCE, DescribedColumn, DescribedTable, Licence
from graph.mapping.schema import Cell, Column, Concept, LinkTo, Ref, Table
from graph.mapping.tables import BY_NAME, TABLES
from ontology.codelists import load_codelists
from ontology.kinds import CONCEPT_KINDS
from ontology.namespaces import DEFAULT_BASE, TSN
from ontology.thesaurus import load_thesaurus
from ontology.vocabulary import terms

_SOURCE = Column("source", Ref(("sources",)), DCTERMS.source, required=True)
_LOCATOR = Column("locator", Cell.TEXT, TSN.locator, required=True)
_LICENCES: Mapping[str, Licence] = {
    OWN_LICENCE.name: OWN_LICENCE,
    "CC-BY-4.0": Licence(
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
}
"""The licences that have an identifier; other terms are told in words."""


def described_tables(
    terms_of: Mapping[str, Iterable[str]] | None = None, base: str = DEFAULT_BASE
) -> tuple[DescribedTable, ...]:
    """Return every table of ``data/``.

    Args:
        terms_of: terms of the sources of each table by its name; without it, our own alone.
        base: of our IRIs.
    """
    return tuple(
        described_table(table, (terms_of or {}).get(table.name, ()), base) for table in TABLES
    )


def described_table(table: Table, terms_of: Iterable[str], base: str) -> DescribedTable:
    """Return what is said of one table; arguments as of ``described_tables``."""
    named = tuple(dict.fromkeys((OWN_LICENCE.name, *sorted(set(terms_of)))))
    columns = (*table.columns, _SOURCE, _LOCATOR) if table.sourced else table.columns
    key = ".".join(f"{{{name}}}" for name in table.key)
    said = _holds()[table.name]
    return DescribedTable(
        table.name,
        f"{table.name}.csv",
        f"{said[:1].upper()}{said[1:]}.",
        tuple(_column(column, base) for column in columns),
        table.key,
        f"{base}id/{table.kind}/{key}",
        tuple(map(str, table.classes)) if isinstance(table.classes, tuple) else (),
        tuple(_LICENCES[name] for name in named if name in _LICENCES),
        "; ".join(name for name in named if name not in _LICENCES),
    )


def _column(column: Column, base: str) -> DescribedColumn:
    value = column.value
    return DescribedColumn(
        column.name,
        value if isinstance(value, Cell) else _cell(value),
        _says(column),
        required=column.required,
        codes=_codes(value.scheme) if isinstance(value, Concept) else (),
        predicate=str(column.property or ""),
        stated=column.property is not None and column.when is None,
        link=_link(column, base),
        reference=_reference(column),
    )


def _cell(value: Ref | Concept | LinkTo) -> Cell:
    """Return what a cell holds that leads to something else."""
    return Cell.URL if value == LinkTo() else Cell.TEXT


def _link(column: Column, base: str) -> str:
    """Return the template of the IRI that a cell names, or nothing."""
    value, cell = column.value, f"{{{column.name}}}"
    if isinstance(value, Concept):
        return f"{base}id/{value.scheme}/{cell}"
    if isinstance(value, LinkTo):
        return value.template.format(cell) if value != LinkTo() else ""
    if isinstance(value, Ref):
        kinds = {BY_NAME[name].kind for name in value.tables}
        return f"{base}id/{min(kinds)}/{cell}" if len(kinds) == 1 else ""
    return ""


def _reference(column: Column) -> tuple[str, str] | None:
    """Return the table and the column that a column refers to.

    A reference to one of several tables, or to a key of several columns, cannot be said in any of
    the formats: None. The build checks it all the same.
    """
    if not isinstance(column.value, Ref) or len(column.value.tables) > 1:
        return None
    (name,) = column.value.tables
    key = BY_NAME[name].key
    return (name, key[0]) if len(key) == 1 else None


def _says(column: Column) -> str:
    """Return what a column holds: its definition in the vocabulary, and what it may refer to."""
    said = _definitions().get(str(column.property), "")
    if isinstance(column.value, Ref) and _reference(column) is None:
        files = " or ".join(f"{name}.csv" for name in column.value.tables)
        said += f" A key of {files}."
    if column.raw:
        said += " As the source prints it, look-alike characters included."
    return said.strip()


@cache
def _codes(scheme: str) -> tuple[str, ...]:
    """Return the keys of a code list, or of the concepts of a thesaurus, sorted."""
    if scheme in CONCEPT_KINDS.values():
        of_kind = next(name for name, kind in CONCEPT_KINDS.items() if kind == scheme)
        return tuple(sorted(concept.key for concept in load_thesaurus().scheme(of_kind)))
    return tuple(sorted(load_codelists()[scheme]))


@cache
def _definitions() -> dict[str, str]:
    """Return the English definitions of our own terms by IRI."""
    return {term.iri: term.definition["en"] for term in terms()}


@cache
def _holds() -> dict[str, str]:
    """Return what each table holds, in few words, by its name."""
    return tomllib.loads((Path(__file__).parent / "holds.toml").read_text("utf-8"))
