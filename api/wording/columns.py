"""The columns of files that lists are given as: the one list of each, and what tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.wording.language import LANGUAGES
from api.wording.messages import message
from graph.mapping.schema import Cell

KEYS, LABELS = "keys", "labels"
"""How a file is headed: by the keys of its columns, or in words for people."""
_SHOWN = 40
"""Most characters of a wrong name that an answer repeats."""
_MOST_CHARACTERS = 600
"""Longest choice of columns: all that there are, and room for spaces."""
_FIGURES: Mapping[str, tuple[Cell, str]] = {
    "fiscal_year": (Cell.FISCAL_YEAR, ""),
    "technologies_open": (Cell.BOOLEAN, ""),
    "rank": (Cell.INTEGER, ""),
    "population": (Cell.INTEGER, "people"),
    "aged_65_percent": (Cell.DECIMAL, "percent"),
    "distance_km": (Cell.DECIMAL, "km"),
    "area_km2": (Cell.DECIMAL, "km2"),
    "density": (Cell.DECIMAL, "density"),
    "score": (Cell.DECIMAL, ""),
    "status_as_of": (Cell.DATE, ""),
    "population_as_of": (Cell.DATE, ""),
    "contact_as_of": (Cell.DATE, ""),
    "site": (Cell.URL, ""),
    "iri": (Cell.URL, ""),
}
"""Types and units of the columns that hold something else than text."""
TypeName = Literal["text", "integer", "year", "number", "boolean", "date", "url"]
TYPES: Mapping[Cell, TypeName] = {
    Cell.TEXT: "text",
    Cell.INTEGER: "integer",
    Cell.FISCAL_YEAR: "year",
    Cell.DECIMAL: "number",
    Cell.BOOLEAN: "boolean",
    Cell.DATE: "date",
    Cell.URL: "url",
}
"""Names of the types."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file.

    Args:
        name: its key.
        headings: what it is headed for people, by language.
        meanings: what its cells mean, by language.
        cell: what they hold.
        unit: key of the unit of its numbers; empty for none.
    """

    name: str
    headings: Mapping[str, str]
    meanings: Mapping[str, str]
    cell: Cell = Cell.TEXT
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A list that is given as a file.

    Args:
        name: of the export.
        path: address of the list.
        columns: its columns, in their order.
        geojson: whether it is given as GeoJSON as well as CSV and XLSX.
    """

    name: str
    path: str
    columns: tuple[FileColumn, ...]
    geojson: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def formats(self) -> list[str]:
        """Values of ``format`` whose files have these columns."""
        return ["csv", "xlsx", "geojson"] if self.geojson else ["csv", "xlsx"]


def _listed(name: str, path: str, columns: tuple[str, ...], *, geojson: bool = False) -> Export:
    """Return an export whose columns the texts ``export-…`` tell."""
    return Export(name, path, tuple(map(_column, columns)), geojson)


def _column(name: str) -> FileColumn:
    headings = {lang: message(f"export-{name}", lang) for lang in LANGUAGES}
    meanings = {lang: message(f"export-says-{name}", lang) for lang in LANGUAGES}
    return FileColumn(name, headings, meanings, *_FIGURES.get(name, (Cell.TEXT, "")))


_ITEMS = (
    "type", "key", "codes", "label", "programme", "fiscal_year", "applicants", "areas",
    "areas_derived", "technologies", "technologies_open", "technologies_derived", "challenges",
    "status", "status_as_of", "status_certainty", "confidence",
    "population", "population_as_of", "aged_65_percent", "telephone",
    "distance_km", "score", "sources", "iri",
)  # fmt: skip
_CONTACT = ("office", "telephone", "address", "site", "contact_as_of")
EXPORTS: Mapping[str, Export] = {
    one.name: one
    for one in (
        _listed("search", "/api/search", _ITEMS, geojson=True),
        _listed("similar", "/api/projects/{key}/similar", _ITEMS),
        _listed(
            "peers",
            "/api/municipalities/{code}/peers",
            (
                "rank", "codes", "local_government", "distance_km", "why", "challenge_match",
                "projects", "population", "population_as_of", "aged_65_percent",
                *_CONTACT, "score", "iri",
            ),
        ),
        _listed(
            "shortlist",
            "/api/municipalities/{code}/shortlist",
            (
                "codes", "local_government", "distance_km", "population", "population_as_of",
                "aged_65_percent", "area_km2", "density", "designations", "any_technologies",
                "programmes", "years", *_CONTACT, "iri",
            ),
        ),
    )
}  # fmt: skip
"""Every export by its name."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a file is to have.

    Args:
        columns: its columns, in their order.
        keys: whether it is headed by their keys and holds codes, not words.
    """

    columns: tuple[FileColumn, ...]
    keys: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of its columns."""
        return tuple(column.name for column in self.columns)


def chosen(export: Export, text: str) -> Chosen:
    """Return what ``columns`` asks of an export.

    Args:
        export: which.
        text: ``labels`` or ``keys``, columns, or both, with commas between them; columns come in
            the order given, and all of them where none is named.

    Raises:
        ValueError: what is named first and is no column.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    wanted = dict.fromkeys(name for name in names if name not in {KEYS, LABELS})
    known = {column.name: column for column in export.columns}
    for name in wanted:
        if name not in known:
            raise ValueError(name)
    return Chosen(tuple(known[name] for name in wanted) or export.columns, KEYS in names)


def unknown_column(export: Export, name: object) -> dict[str, str]:
    """Return what the text ``problem-value-column`` says of a column that an export has not."""
    return {"text": str(name)[:_SHOWN], "known": ", ".join(export.names)}


def _known(export: str, text: str) -> str:
    """Return a choice of columns as it was given.

    Raises:
        PydanticCustomError: the export has no such column; the text is ``problem-value-column``.
    """
    try:
        chosen(EXPORTS[export], text)
    except ValueError as error:
        shown = unknown_column(EXPORTS[export], error)
        raise PydanticCustomError("column", "no column {text}; there are {known}", shown) from None
    return text


AnyColumns = Annotated[
    str,
    Field(
        max_length=_MOST_CHARACTERS,
        description="Of a file: `labels` (headings and values for people) or `keys` (keys and "
        "codes), columns in the order wanted, or both, with commas between them; /api/exports "
        "lists them",
    ),
]
"""What ``columns`` may be where it is checked later."""
SearchColumns = Annotated[AnyColumns, AfterValidator(partial(_known, "search"))]
SimilarColumns = Annotated[AnyColumns, AfterValidator(partial(_known, "similar"))]
PeerColumns = Annotated[AnyColumns, AfterValidator(partial(_known, "peers"))]
ShortlistColumns = Annotated[AnyColumns, AfterValidator(partial(_known, "shortlist"))]
"""What ``columns`` may be, for each list that is no view."""
