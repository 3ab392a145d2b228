"""The entries of a feed, whatever its format: one for each thing and each release that changed it.

Their ids are names in the sense of RFC 9562, section 5.5, made of the thing and the release. An
entry that says no more than that a thing is in the data has one of the thing alone, so that it
stays the same entry when old releases are removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from numpy.typing import NDArray

from api.answers.changes import changed_thing, told
from api.answers.labels import label_of, told_apart
from api.answers.tools.feeds.history import History
from api.release.opened import OpenRelease
from api.things.listing import Listing, Thing
from api.wording.messages import message
from graph.description.differences.changes import ADDED, REMOVED

_MOST_LINES = 20
"""Changes of one thing that its entry tells; ``/api/releases/{id}/changes`` has them all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Args:
        id: its name, the same in every feed and every language.
        kind: kind of the thing.
        key: key of the thing.
        iri: IRI of the thing.
        title: what happened to which thing.
        text: what changed in it, a line each.
        updated: when the release was built (ISO 8601 with an offset).
    """

    id: str
    kind: str
    key: str
    iri: str
    title: str
    text: str
    updated: str


Change = tuple[Thing, Mapping[str, Any], Mapping[str, Any] | None]
"""A thing, the release, and what the release changed in it; None where it only holds it."""


class Timeline:
    """The changes of what a search finds, the newest first, of which a feed shows a part.

    Args:
        listed: the things of the release that is served.
        found: for each of them whether it belongs here.
        known: how that release came about.
    """

    def __init__(self, listed: Listing, found: NDArray[np.bool_], known: History) -> None:
        self._listed, self._first = listed, known.first
        self._changes: list[Change] = []
        rest = found.copy()
        for step in known.steps:
            for entity in step.entities:
                thing = (entity["kind"], entity["key"])
                place = listed.places.get(thing)
                if place is None or not found[place] or entity["change"] == REMOVED:
                    continue
                self._changes.append((thing, step.release, entity))
                if entity["change"] == ADDED or step.release["id"] == known.first["id"]:
                    rest[place] = False
        self._rest = np.flatnonzero(rest)

    @property
    def total(self) -> int:
        """How many entries there are."""
        return len(self._changes) + len(self._rest)

    @property
    def updated(self) -> str:
        """When the newest release that changed anything here was built."""
        return str(self._changes[0][1]["built_at"] if self._changes else self._first["built_at"])

    def part(self, offset: int, limit: int) -> list[Change]:
        """Return some of the changes.

        Args:
            offset: how many to pass over.
            limit: at most so many.
        """
        shown = self._changes[offset : offset + limit]
        start = max(0, offset - len(self._changes))
        rest = self._rest[start : start + limit - len(shown)]
        return shown + [(self._listed.things[place], self._first, None) for place in rest]


def entry(opened: OpenRelease, change: Change, lang: str) -> Entry:
    """Return a change in words.

    Args:
        opened: the release that is served.
        change: it.
        lang: language of the words.
    """
    (kind, key), release, entity = change
    iri = str(opened.iris.entity(kind, key))
    text, happened = "", message("feed-held", lang)
    if entity is not None:
        (thing,) = told({"entities": [changed_thing(entity, opened.iris, lang)]}, lang)
        text, happened = _lines(thing.details, lang), thing.change
    return Entry(
        id=uuid5(NAMESPACE_URL, f"{iri}#{release['id']}" if entity else iri).urn,
        kind=kind,
        key=key,
        iri=iri,
        title=message("feed-entry", lang).format(
            change=happened,
            kind=message(f"kind-{kind}", lang),
            label=told_apart(opened, key, lang)
            if kind == "municipality"
            else label_of(opened, kind, key, lang),
        ),
        text=text or message("feed-text", lang).format(release=release["id"]),
        updated=release["built_at"],
    )


def _lines(details: Sequence[str], lang: str) -> str:
    """Return what changed, a line each, and how much more there is."""
    more = len(details) - _MOST_LINES
    rest = [message("feed-more", lang).format(count=f"{more:,}")] if more > 0 else []
    return "\n".join([*details[:_MOST_LINES], *rest])
