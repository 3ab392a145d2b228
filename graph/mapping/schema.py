"""What a CSV table and its columns are: the types in which ``graph.mapping.tables`` is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from rdflib import URIRef


class Cell(Enum):
    """How the text of one cell becomes an RDF term."""

    KEY = "a key: ASCII letters, digits, '-' and '.'"
    TEXT = "text, Japanese where it has kana or kanji"
    JA = "Japanese text"
    EN = "English text"
    KANA = "a reading in hiragana"
    INTEGER = "a whole number"
    DECIMAL = "a decimal number"
    BOOLEAN = "true or false"
    DATE = "an ISO date of 1868 to 2100: YYYY-MM-DD, YYYY-MM or YYYY"
    FISCAL_YEAR = "a Japanese fiscal year (April to March) of 1868 to 2100 as YYYY"
    URL = "an absolute http(s) URL"


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell that holds the key of a row in one of the named tables."""

    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A cell that holds the key of a concept in a scheme (thesaurus or code list)."""

    scheme: str


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A cell whose text, put into ``template``, is the IRI of a thing elsewhere."""

    template: str = "{}"


Value = Cell | Ref | Concept | LinkTo


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        name: the header.
        value: what the cell holds.
        property: the RDF property from the row's resource; None when the column only serves keys
            or links.
        required: whether an empty cell is an error.
    """

    name: str
    value: Value
    property: URIRef | None = None
    required: bool = False
    raw: bool = False
    """Whether the cell transcribes print, so that look-alike characters are allowed in it."""
    when: tuple[str, str] | None = None
    """Another column and the value that it must have for this one to be stated of the row."""


@dataclass(frozen=True, slots=True)
class Link:
    """A direct triple between two things named in a row.

    Args:
        subject: column whose resource is the subject.
        property: the property, or a mapping from the value of column ``by`` to a property, or to
            None where that value makes no triple.
        object: column whose resource or value is the object; None for the row's own resource.
        by: column that decides the property.
    """

    subject: str
    property: URIRef | Mapping[str, URIRef | None]
    object: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of ``data/``.

    Args:
        name: file name without ``.csv``.
        kind: path segment of the IRIs of its rows (``id/{kind}/{key}``).
        key: columns whose values, joined by '.', are the key.
        classes: RDF classes of a row's resource, or a mapping from the value of column
            ``class_by`` to classes; none where a row is nothing but its ``links``.
        columns: all columns apart from ``source`` and ``locator``.
        links: direct triples.
        sourced: whether the table has ``source`` and ``locator`` (all but ``sources``).
        searched_only: whether the table is for search and stays out of the graph.
    """

    name: str
    kind: str
    key: tuple[str, ...]
    classes: tuple[URIRef, ...] | Mapping[str, tuple[URIRef, ...]]
    columns: tuple[Column, ...]
    links: tuple[Link, ...] = field(default=())
    class_by: str | None = None
    sourced: bool = True
    searched_only: bool = False

    @property
    def has_resources(self) -> bool:
        """Whether each row has a resource of its own in the graph."""
        return bool(self.classes) and not self.searched_only

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in the order in which the file must have them."""
        names = tuple(column.name for column in self.columns)
        return (*names, "source", "locator") if self.sourced else names
