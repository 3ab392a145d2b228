"""How far every place of the register is from some places: the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from search.model.interpretation import PlaceCondition
from search.names.gazetteer import Gazetteer


class Distances:
    """The distances of places.

    Args:
        gazetteer: the places.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        prefectures = [p for p in gazetteer.places.values() if p.kind == "prefecture"]
        self._prefectures = np.array([gazetteer.index[p.code] for p in prefectures], dtype=np.int64)
        inside = [[gazetteer.index[c] for c in gazetteer.municipalities_of.get(p.code, [p.code])]
                  for p in prefectures]  # fmt: skip
        self._inside = np.array([n for row in inside for n in row], dtype=np.int64)
        self._inside_starts = np.cumsum([0, *map(len, inside)])[:-1]

    def positions(self, codes: Iterable[str]) -> NDArray[np.int64]:
        """Return where some places stand among all.

        Raises:
            KeyError: there is no such place.
        """
        return np.array([self._gazetteer.index[code] for code in codes], dtype=np.int64)

    def to(self, places: Iterable[PlaceCondition]) -> NDArray[np.float64]:
        """Return the distance of every place from the nearest of some, in kilometres.

        A prefecture is its whole area: 0 inside it, else the nearest of its municipalities'
        offices (docs/design.md, section 6.3).
        """
        found: NDArray[np.float64] = np.minimum.reduce([self._reach(place) for place in places])
        return found

    def _reach(self, place: PlaceCondition) -> NDArray[np.float64]:
        latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
        distances = self._gazetteer.distances_km(latitude, longitude)
        nearest = np.minimum.reduceat(distances[self._inside], self._inside_starts)
        distances[self._prefectures] = nearest
        here = (
            self._gazetteer.places[place.code].prefecture
            if place.code
            else self._gazetteer.prefecture_at(latitude, longitude)
        )
        distances[self._gazetteer.index[here]] = 0.0
        return distances
