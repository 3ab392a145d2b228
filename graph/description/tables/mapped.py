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
    terms_of: Mapping[str, Iterable[str]] | None = None, base: str = DEFAULT_BASE, lang: str = "en"
) -> tuple[DescribedTable, ...]:
    """Return every table of ``data/``.

    Args:
        terms_of: terms of the sources of each table by its name; without it, our own alone.
        base: of our IRIs.
        lang: of what is said.
    """
    terms = terms_of or {}
    return tuple(described_table(one, terms.get(one.name, ()), base, lang) for one in TABLES)


def described_table(
    table: Table, terms_of: Iterable[str], base: str, lang: str = "en"
) -> DescribedTable:
    """Return what is said of one table; arguments as of ``described_tables``."""
    named = tuple(dict.fromkeys((OWN_LICENCE.name, *sorted(set(terms_of)))))
    columns = (*table.columns, _SOURCE, _LOCATOR) if table.sourced else table.columns
    key = ".".join(f"{{{name}}}" for name in table.key)
    said = _texts("holds")[table.name][lang]
    return DescribedTable(
        table.name,
        f"{table.name}.csv",
        said + "。" if lang == "ja" else f"{said[:1].upper()}{said[1:]}.",
        tuple(_column(column, base, lang) for column in columns),
        table.key,
        f"{base}id/{table.kind}/{key}",
        tuple(map(str, table.classes)) if isinstance(table.classes, tuple) else (),
        tuple(_LICENCES[name] for name in named if name in _LICENCES),
        "; ".join(name for name in named if name not in _LICENCES),
    )


def _column(column: Column, base: str, lang: str) -> DescribedColumn:
    value = column.value
    return DescribedColumn(
        column.name,
        value if isinstance(value, Cell) else _cell(value),
        _says(column, lang),
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


def _says(column: Column, lang: str) -> str:
    """Return what a column holds: its definition in the vocabulary, and what it may refer to.

    What is of another vocabulary, or has no property, is told by the name of the column.
    """
    phrases = _texts("meanings")
    own = _definitions().get(str(column.property))
    said = [(own or phrases[column.name])[lang]]
    if isinstance(column.value, Ref) and _reference(column) is None:
        files = phrases["or"][lang].join(f"{name}.csv" for name in column.value.tables)
        said.append(phrases["key-of"][lang].format(files=files))
    if column.raw:
        said.append(phrases["as-printed"][lang])
    return ("" if lang == "ja" else " ").join(said)


@cache
def _codes(scheme: str) -> tuple[str, ...]:
    """Return the keys of a code list, or of the concepts of a thesaurus, sorted."""
    if scheme in CONCEPT_KINDS.values():
        of_kind = next(name for name, kind in CONCEPT_KINDS.items() if kind == scheme)
        return tuple(sorted(concept.key for concept in load_thesaurus().scheme(of_kind)))
    return tuple(sorted(load_codelists()[scheme]))


@cache
def _definitions() -> dict[str, Mapping[str, str]]:
    """Return the definitions of our own terms by IRI."""
    return {term.iri: term.definition for term in terms()}


@cache
def _texts(name: str) -> dict[str, dict[str, str]]:
    """Return the texts of a file beside this one, by key and language."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
