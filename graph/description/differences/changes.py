"""What changed between two graphs, as values: ``comparison`` beside it finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
DATA, VOCABULARY, OWN_RDF = "data", "vocabulary", "own-rdf"
COMPUTED, THESAURI = "computed", "thesauri"
PARTS = (DATA, COMPUTED, THESAURI, VOCABULARY, OWN_RDF)
"""What a statement can belong to, in the order in which the parts are told."""
MOST_LISTED = 1_000
"""Things that are listed with what changed in them; more are counted."""

CHANGES_FILE = "changes.json"
"""File of a release with what changed since the one before; the first has none."""


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property that has other values.

    Args:
        property: its IRI.
        column: its column in the table, or an empty string.
        record: kind and key of the row about the thing that has it; empty for the thing itself.
        before: the values that it has no longer, sorted; things as ``kind/key``.
        after: the values that it has now, sorted.
    """

    property: str
    column: str
    record: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """A thing that came, went or changed.

    Args:
        kind: its kind.
        key: its key.
        change: ``added``, ``removed`` or ``changed``.
        labels: its names by language, the later ones.
        properties: what has other values; of what came or went nothing.
        records: rows about it that came and went, by table and by ``added`` or ``removed``.
    """

    kind: str
    key: str
    change: str
    labels: Mapping[str, str]
    properties: tuple[PropertyChange, ...]
    records: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one graph to another.

    Args:
        statements: statements that came and went, by part and by ``added`` or ``removed``.
        tables: rows by table and by what happened to them.
        kinds: things by kind and by what happened to them.
        entities: the things, by kind and key; at most ``MOST_LISTED``.
        truncated: whether there are more.
    """

    statements: Mapping[str, Mapping[str, int]]
    tables: Mapping[str, Mapping[str, int]]
    kinds: Mapping[str, Mapping[str, int]]
    entities: tuple[EntityChange, ...]
    truncated: bool

    def write(self, folder: Path, **ends: object) -> None:
        """Write the file of a release.

        Args:
            folder: folder of the release.
            ends: what is said of the two ends, ``before`` and ``after``.
        """
        (folder / CHANGES_FILE).write_bytes(orjson.dumps({**ends, **self.as_json()}))

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, names in every language."""
        found: dict[str, Any] = orjson.loads(orjson.dumps(self))
        return found


def read_changes(folder: Path) -> dict[str, Any] | None:
    """Return what ``Changes.write`` wrote into a release; None where it wrote nothing.

    Raises:
        ValueError: the file is damaged.
    """
    path = folder / CHANGES_FILE
    return orjson.loads(path.read_bytes()) if path.is_file() else None
