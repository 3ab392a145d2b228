"""Every thing of a release, in an order that does not change, and which of them a search finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from api.release.opened import OpenRelease
from ontology.kinds import KIND_TABLES, KINDS, SCHEMES
from search.model.request import SearchRequest

Thing = tuple[str, str]
"""Kind and key."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The things of one release, those of a kind together and sorted by key.

    Args:
        things: all of them.
        places: the place of each among them.
        numbers: the number of the document of each, for search.
    """

    things: tuple[Thing, ...]
    places: Mapping[Thing, int]
    numbers: NDArray[np.int64]

    def found(self, opened: OpenRelease, request: SearchRequest) -> NDArray[np.bool_]:
        """Return for each thing whether a search finds it.

        Args:
            opened: the release that the listing is of.
            request: the search.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
            FieldSyntaxError: the query is in field syntax and has an error.
        """
        return opened.search.meeting(request)[self.numbers]


_LISTINGS: WeakKeyDictionary[OpenRelease, Listing] = WeakKeyDictionary()


def listing(opened: OpenRelease) -> Listing:
    """Return the things of a release; read once for each."""
    known = _LISTINGS.get(opened)
    if known is None:
        known = _LISTINGS[opened] = _read(opened)
    return known


def _read(opened: OpenRelease) -> Listing:
    keys = {kind: sorted(_keys(opened, kind)) for kind in KINDS}
    things = tuple((kind, key) for kind, known in keys.items() for key in known)
    numbers = np.concatenate([opened.search.numbers(kind, keys[kind]) for kind in KINDS])
    return Listing(things, {thing: place for place, thing in enumerate(things)}, numbers)


def _keys(opened: OpenRelease, kind: str) -> Iterator[str]:
    if kind == "project":
        yield from opened.relations.projects
    elif kind == "municipality":
        yield from opened.search.places
    elif kind in SCHEMES:
        yield from (concept.key for concept in opened.thesaurus.scheme(SCHEMES[kind]))
    else:
        yield from (record.key for record in opened.reader.records.all(KIND_TABLES[kind]))
