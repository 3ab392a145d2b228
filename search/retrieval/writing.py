"""Writes the columns of all documents: the values of each facet, and what links and ranks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from search.index.columns import Column
from search.model.corpus import Document, Hierarchy, regions_of
from search.model.facets import FACETS, Facet, Values
from search.names.gazetteer import Gazetteer
from search.numbers.amounts import AMOUNTS

_Given = Callable[[Document], Iterable[str]]
"""Gives the values of a column that a document has."""
LOCATED: Final = "located"
BASIS: Final = "place_basis"
EFFORT: Final = "effort"
DERIVED_PLACE: Final = "derived"
"""Column that tells which documents are where they are by derivation, and its one value."""


def _amounts(measure: str) -> _Given:
    return lambda document: (str(yen) for yen in document.amounts.get(measure, ()))


_FURTHER: Final[Mapping[str, _Given]] = {
    "printed": lambda document: document.technologies,
    "derived": lambda document: document.technologies_derived,
    "applicant": lambda document: document.applicants,
    "council": lambda document: document.councils,
    "body": lambda document: document.bodies,
    **{measure: _amounts(measure) for measure in AMOUNTS},
    EFFORT: lambda document: (document.effort,) if document.effort else (),
    BASIS: lambda document: (DERIVED_PLACE,) if document.place_derived else (),
    **{f"own_{facet.name}": facet.of for facet in FACETS if facet.is_grouped},
}
"""Columns that are no facets, and what of a document stands in them: of concepts those without the
broader ones, of local governments those without the cities of wards."""
COLUMNS: Final = (*(facet.name for facet in FACETS), *_FURTHER, LOCATED)
"""Names of all columns."""

LINKS: Final[Mapping[str, str]] = {
    "municipality": "applicant",
    "council": "council",
    "programme": "programme",
    "ministry": "ministry",
    "technology": "own_technology",
    "challenge": "own_challenge",
}
"""Kinds that are found through projects too, each with the column of projects that names them."""


def write_columns(
    folder: Path, documents: Sequence[Document], hierarchy: Hierarchy, gazetteer: Gazetteer
) -> None:
    """Write the columns of all documents.

    Args:
        folder: an existing empty folder.
        documents: in index order.
        hierarchy: the narrower concepts of each concept; a document has the broader ones too.
        gazetteer: the places; a document in a ward is in its city, its prefecture and its regions.
    """
    writer = _Writer(hierarchy, gazetteer)
    columns: dict[str, _Given] = {facet.name: writer.values(facet) for facet in FACETS}
    columns |= {**_FURTHER, LOCATED: writer.located}
    for name, values in columns.items():
        Column.of(map(values, documents)).write(folder, name)


class _Writer:
    """Makes the values of facets from what documents say."""

    def __init__(self, hierarchy: Hierarchy, gazetteer: Gazetteer) -> None:
        self._places = gazetteer.places
        self._broader = hierarchy.broader()
        self._regions = regions_of(gazetteer.regions.values())

    def values(self, facet: Facet) -> _Given:
        """Return what gives the values of a facet that a document has."""
        made = {
            Values.CONCEPT: self._with_broader,
            Values.REGION: self._in_regions,
            Values.PREFECTURE: self._in_prefectures,
            Values.MUNICIPALITY: self._municipalities,
        }.get(facet.values)
        return facet.of if made is None else lambda document: made(facet.of(document))

    def located(self, document: Document) -> list[str]:
        """Return the places that a document lies in."""
        return self._known(document.located_in)

    def _known(self, codes: Iterable[str]) -> list[str]:
        return [code for code in codes if code in self._places]

    def _with_broader(self, keys: Iterable[str]) -> list[str]:
        return [name for key in keys for name in (key, *self._broader.get(key, ()))]

    def _in_prefectures(self, codes: Iterable[str]) -> list[str]:
        return [self._places[code].prefecture for code in self._known(codes)]

    def _in_regions(self, codes: Iterable[str]) -> list[str]:
        return [key for code in self._in_prefectures(codes) for key in self._regions.get(code, ())]

    def _municipalities(self, codes: Iterable[str]) -> list[str]:
        """Return the municipalities among some places, and the cities of the wards among them."""
        known = [self._places[code] for code in self._known(codes)]
        found = [place.code for place in known if place.kind != "prefecture"]
        return found + [place.parent for place in known if place.parent]
