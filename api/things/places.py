"""Local governments as search sees them: places on the map, and what a list shows of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.entities.models import Body, Census
from graph.entities.reader import EntityReader
from search.model.corpus import Place
from search.numbers.figures import AGED, POPULATION


def place(body: Body, census: Census) -> Place:
    """Return a local government as a place, with the figures by which a query may choose it."""
    counted = {POPULATION: census.population, AGED: census.aged_percent}
    return Place(
        code=body.key,
        kind=body.kind,
        name=body.labels.get("ja", ""),
        full_name=body.full_name,
        reading=body.reading,
        romaji=body.romaji,
        romaji_suffix=body.romaji_suffix,
        english=body.labels.get("en", ""),
        latitude=body.latitude,
        longitude=body.longitude,
        prefecture=body.prefecture,
        parent=body.parent,
        figures={
            measure: found[body.key]
            for measure, found in counted.items()
            if body.key in found and body.kind != "prefecture"
        },
    )


class PlaceFacts:
    """What a list shows of a local government beside its name.

    Args:
        reader: the graph's things.
    """

    def __init__(self, reader: EntityReader) -> None:
        self._census = reader.census
        self._telephones = {
            body.key: record.text("telephone")
            for record in reader.records.all("government_offices")
            if (body := record.named("body"))
        }
        self._designations = reader.designations

    def designations(self, bodies: Iterable[Body]) -> tuple[str, ...]:
        """Return what any of some local governments are designated as."""
        found = (key for body in bodies for key in self._designations.get(body.key, ()))
        return tuple(dict.fromkeys(found))

    def of(self, body: Body) -> dict[str, Any]:
        """Return the facts of one; what is not known is None."""
        return {
            "full_name": body.full_name,
            "body_kind": body.kind,
            "population": self._census.population.get(body.key),
            "population_as_of": self._census.as_of.get(body.key),
            "aged_65_percent": self._census.aged_percent.get(body.key),
            "telephone": self._telephones.get(body.key),
        }
