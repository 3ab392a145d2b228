"""The columns of files that lists are given as: the one list of each, and what tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

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
class Export:
    """A list that is given as a file.

    Args:
        name: of the export.
        path: address of the list.
        columns: keys of its columns, in their order.
        geojson: whether it is given as GeoJSON as well as CSV and XLSX.
    """

    name: str
    path: str
    columns: tuple[str, ...]
    geojson: bool = False

    @property
    def formats(self) -> list[str]:
        """Values of ``format`` whose files have these columns."""
        return ["csv", "xlsx", "geojson"] if self.geojson else ["csv", "xlsx"]


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
        Export("search", "/api/search", _ITEMS, geojson=True),
        Export("similar", "/api/projects/{key}/similar", _ITEMS),
        Export(
            "peers",
            "/api/municipalities/{code}/peers",
            (
                "rank", "codes", "local_government", "distance_km", "why", "challenge_match",
                "projects", "population", "population_as_of", "aged_65_percent",
                *_CONTACT, "score", "iri",
            ),
        ),
        Export(
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


def figure(column: str) -> tuple[Cell, str]:
    """Return what the cells of a column hold, and the key of their unit (empty: none)."""
    return _FIGURES.get(column, (Cell.TEXT, ""))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a file is to have.

    Args:
        columns: keys of its columns, in their order.
        keys: whether it is headed by them and holds codes, not words.
    """

    columns: tuple[str, ...]
    keys: bool = False


def chosen(export: str, text: str) -> Chosen:
    """Return what ``columns`` asks of an export.

    Args:
        export: name of the export.
        text: ``labels`` or ``keys``, columns, or both, with commas between them; columns come in
            the order given, and all of them where none is named.

    Raises:
        ValueError: what is named first and is no column.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    columns = tuple(dict.fromkeys(name for name in names if name not in {KEYS, LABELS}))
    known = EXPORTS[export].columns
    for name in columns:
        if name not in known:
            raise ValueError(name)
    return Chosen(columns or known, KEYS in names)


def _known(export: str, text: str) -> str:
    """Return a choice of columns as it was given.

    Raises:
        PydanticCustomError: the export has no such column; the text is ``problem-value-column``.
    """
    try:
        chosen(export, text)
    except ValueError as error:
        shown = {"text": str(error)[:_SHOWN], "known": ", ".join(EXPORTS[export].columns)}
        raise PydanticCustomError("column", "no column {text}; there are {known}", shown) from None
    return text


_COLUMNS = Field(
    max_length=_MOST_CHARACTERS,
    description="Of a file: `labels` (headings and values for people) or `keys` (keys and codes), "
    "columns in the order wanted, or both, with commas between them; /api/exports lists them",
)
SearchColumns = Annotated[str, AfterValidator(partial(_known, "search")), _COLUMNS]
SimilarColumns = Annotated[str, AfterValidator(partial(_known, "similar")), _COLUMNS]
PeerColumns = Annotated[str, AfterValidator(partial(_known, "peers")), _COLUMNS]
ShortlistColumns = Annotated[str, AfterValidator(partial(_known, "shortlist")), _COLUMNS]
"""What ``columns`` may be, for each export."""
