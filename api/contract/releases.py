"""Answers about releases: what changed, their files, what leads from one to the next."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from api.contract.parts import Iri, Key, Kind, Label, documented


@documented
class ReleaseEnd(TypedDict):
    """One of the two ends of a comparison."""

    id: str | None
    """Null for the tables themselves, of which no release was built."""
    built_at: str | None


class StatementCounts(TypedDict):
    """Statements that came and went."""

    added: int
    removed: int


class ChangeCounts(StatementCounts):
    """What came, went and changed."""

    changed: int


@documented
class ChangedProperty(TypedDict):
    """A property that has other values."""

    property: str
    """Its IRI."""
    column: str
    """Its column in the table, or empty."""
    record: str
    """Kind and key of the row about the thing that has it; empty for the thing itself."""
    before: list[str]
    after: list[str]
    label: Label


@documented
class ChangedThing(TypedDict):
    """A thing that came, went or changed."""

    iri: Iri
    type: Kind
    key: Key
    label: Label
    change: Literal["added", "removed", "changed"]
    properties: list[ChangedProperty]
    records: dict[str, dict[str, int]]
    """Rows about it that came and went, by table."""


@documented
class Changes(TypedDict):
    """What changed from one release to the next."""

    before: ReleaseEnd | None
    """Null where the release follows none."""
    after: ReleaseEnd
    changed: bool
    statements: dict[str, StatementCounts]
    kinds: dict[str, ChangeCounts]
    """Things, by kind."""
    tables: dict[str, ChangeCounts]
    """Rows, by table."""
    truncated: bool
    """Whether more things changed than are listed."""
    entities: list[ChangedThing]


class ChangesLinks(TypedDict):
    """Links of a comparison."""

    releases: str
    self: str


class ChangesAnswer(Changes):
    """What changed in a release since the one before."""

    links: ChangesLinks


@documented
class FileItem(TypedDict):
    """A compressed file, and what is in it."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    uncompressed_bytes: int
    uncompressed_sha256: str
    statements_left_out: int
    """Statements that its format cannot hold."""
    url: str
    uncompressed_url: str


@documented
class DumpsAnswer(TypedDict):
    """The dumps and the tables of a release."""

    release: str
    built_at: str
    checksums: str
    """Path of the checksums of all files."""
    total: int
    """Number of dumps."""
    items: list[FileItem]
    tables: list[FileItem]


class DeltaEnd(TypedDict):
    """A release, and the checksum of its statements."""

    id: str
    sha256: str


class DeltaAnswer(TypedDict):
    """What leads to a release from the one before."""

    before: DeltaEnd
    after: DeltaEnd
    checksums: str
    removed: FileItem
    added: FileItem


class Health(TypedDict):
    """The process is alive."""

    status: Literal["ok"]


class ReleaseCounts(TypedDict):
    """What a release holds."""

    quads: int
    entailed: int
    documents: int
    rows: dict[str, int]


class Wrong(TypedDict):
    """One thing that is wrong with the service."""

    reason: str
    detail: str


class Ready(TypedDict):
    """Which release answers, and what is wrong."""

    status: Literal["ready", "degraded", "not-ready"]
    reasons: list[Wrong]
    release: str
    built_at: str
    counts: ReleaseCounts
    prepared: str | None
    """The next release, where it is open already."""
    switch_at: str | None
    """When it is to be current; null while that is not known."""
