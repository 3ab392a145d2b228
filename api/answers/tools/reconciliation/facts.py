"""What is known of entities: read for one batch, each once, from where every door reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.answers.labels import label_of, told_apart
from api.answers.tools.reconciliation.entity_types import PREFECTURE, Reference, type_of
from api.release.opened import OpenRelease
from graph.entities.records import Record
from search.model.corpus import Place
from search.model.facets import ByFacet
from search.model.request import SearchRequest


@dataclass(slots=True)
class Facts:
    """Reads what is known of entities.

    Args:
        opened: the release.
        lang: language of names.
        base: public address of the service with a slash at its end, or empty.
        meant: what texts of a batch name, by type and text, once that is known.
    """

    opened: OpenRelease
    lang: str
    base: str = ""
    meant: dict[tuple[str, str], frozenset[Reference]] = field(default_factory=dict)
    _payloads: dict[Reference, Mapping[str, Any]] = field(default_factory=dict)
    _projects: dict[Reference, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    _records: dict[Reference, Record | None] = field(default_factory=dict)

    def name(self, reference: Reference) -> str:
        """Return what an entity is called; a local government with its prefecture."""
        kind, key = reference
        if kind == "municipality":
            return told_apart(self.opened, key, self.lang)
        return label_of(self.opened, kind, key, self.lang)

    def type(self, reference: Reference) -> str:
        """Return the type of an entity, or an empty text where there is no such entity."""
        return type_of(self.opened, *reference)

    def place(self, reference: Reference) -> Place:
        """Return a local government as a place."""
        return self.opened.search.places[reference[1]]

    def payload(self, reference: Reference) -> Mapping[str, Any]:
        """Return what a list shows of an entity, in neutral form; empty where it is unknown."""
        found = self._payloads.get(reference)
        if found is None:
            document = self.opened.search.document(*reference)
            found = self._payloads[reference] = document.payload if document else {}
        return found

    def projects(self, reference: Reference) -> Sequence[Mapping[str, Any]]:
        """Return the projects that a search finds by an entity, the latest first.

        Of a prefecture they are those in it, as in the facet of a search.
        """
        found = self._projects.get(reference)
        if found is None:
            kind = PREFECTURE if self.type(reference) == PREFECTURE else reference[0]
            asked = ByFacet({"type": ("project",), kind: (reference[1],)})
            hits = self.opened.search.search(SearchRequest(filters=asked, sort="year", limit=None))
            found = self._projects[reference] = tuple(hit.payload for hit in hits.hits)
        return found

    def read_records(self, references: Iterable[Reference]) -> None:
        """Read the rows of entities at once, which is quicker than one by one."""
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for kind, key in references:
            if (kind, key) not in self._records:
                missing[kind].append(key)
        for kind, keys in missing.items():
            for key, rows in self.opened.reader.records.things(kind, keys).items():
                self._records[kind, key] = rows.own

    def record(self, reference: Reference) -> Record | None:
        """Return the row of an entity, or None where it has none."""
        self.read_records([reference])
        return self._records[reference]

    def contact(self, reference: Reference, what: str) -> str:
        """Return the first that is known of a way to a local government, the most direct first.

        Args:
            reference: the local government; of a ward those of its city stand in.
            what: ``telephone``, ``email``, ``url`` or ``address``.
        """
        place = self.place(reference)
        routes = self.opened.relations.contacts
        listed = routes.get(place.code) or routes.get(place.parent) or ()
        return next((value for one in listed if (value := str(getattr(one, what)))), "")
