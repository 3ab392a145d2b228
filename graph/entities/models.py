"""Frozen models of what the graph knows, as the other packages see it: no RDF in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.entities.records import Named, Record


@dataclass(frozen=True, slots=True)
class Body:
    """A local government: prefecture, municipality or ward.

    Args:
        key: its 6-digit code.
        labels: its names by language.
        kind: key in the code list ``body-kind``.
        full_name: name with its prefecture (``大阪府河内長野市``).
        reading: hiragana.
        romaji: name without suffix in Hepburn without macrons.
        romaji_suffix: ``-shi``, ``-machi`` …, or empty.
        latitude: degrees, of its office.
        longitude: degrees.
        prefecture: code of its prefecture; its own code for a prefecture.
        prefecture_labels: names of its prefecture by language.
        parent: code of a ward's city, or an empty string.
    """

    key: str
    labels: Mapping[str, str] = field(hash=False)
    kind: str
    full_name: str
    reading: str
    romaji: str
    romaji_suffix: str
    latitude: float
    longitude: float
    prefecture: str
    prefecture_labels: Mapping[str, str] = field(hash=False)
    parent: str

    @property
    def named(self) -> Named:
        """The body as a reference."""
        return Named("municipality", self.key, self.labels)


@dataclass(frozen=True, slots=True)
class Census:
    """The latest figures of every local government, by its code.

    Args:
        population: inhabitants.
        as_of: day for which that is so.
        aged_percent: share of people of 65 and over among those whose age is known, in per cent.
    """

    population: Mapping[str, int] = field(hash=False)
    as_of: Mapping[str, str] = field(hash=False)
    aged_percent: Mapping[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Participant:
    """An applicant of a project or one of its target areas, in printed order."""

    body: Body | None
    printed: str


@dataclass(frozen=True, slots=True)
class DerivedArea:
    """A local government that the words for a project's area name, where none is printed.

    Args:
        body: the local government.
        rule: key in ``derivation-rule``.
        evidence: the words from which it is derived.
    """

    body: Body
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept of a project, and how it is known.

    Args:
        concept: the technology or challenge.
        printed: what the source prints; empty when the concept is derived.
        rule: key in ``derivation-rule``; empty when it is printed.
        evidence: the words from which it is derived.
        source: key of the source.
    """

    concept: Named
    printed: str
    rule: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where statements stand: a source and the place in it."""

    key: str
    locator: str


@dataclass(frozen=True, slots=True)
class Project:
    """One selected project."""

    key: str
    labels: Mapping[str, str] = field(hash=False)
    programme: Named
    fiscal_year: int
    selection_kind: Named | None
    confidence: Named | None
    applicants: tuple[Participant, ...]
    areas: tuple[Participant, ...]
    areas_derived: tuple[DerivedArea, ...]
    bidder: str
    technologies: tuple[Mention, ...]
    technologies_derived: tuple[Mention, ...]
    technologies_open: bool | None
    challenges: tuple[Mention, ...]
    status: Named | None
    status_as_of: str
    status_certainty: Named | None
    road_av_support: bool | None
    listed_number: int | None
    titles: tuple[Record, ...]
    descriptions: tuple[Record, ...]
    councils: tuple[Named, ...]
    linked: tuple[Record, ...]
    note: str
    sources: tuple[SourceRef, ...]

    @property
    def located_in(self) -> tuple[Body, ...]:
        """Where the project is: its municipalities, or its prefectures when it has none.

        Where no place is printed, it is where its words say; empty where they say nothing.
        """
        bodies = tuple(p.body for p in (*self.applicants, *self.areas) if p.body)
        printed = tuple(body for body in bodies if body.kind != "prefecture") or bodies
        return printed or tuple(area.body for area in self.areas_derived)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One thing with all that is about it: what its JSON and its page are made of.

    Args:
        kind: what it is.
        key: its key.
        own: its row; a concept has none.
        rows: rows by the name of their list, those of ``graph.entities.lists.LISTS``; of a
            project also ``background``, what is said of its places, and of a programme
            ``survey``, the numbers of the surveys at its events.
        pointing: projects and councils that point to it directly, by kind and key.
        project: the project, where it is one.
    """

    kind: str
    key: str
    own: Record | None
    rows: Mapping[str, tuple[Record, ...]] = field(hash=False)
    pointing: tuple[Named, ...]
    project: Project | None

    @property
    def projects(self) -> tuple[Named, ...]:
        """The projects that point to it directly, by key."""
        return tuple(thing for thing in self.pointing if thing.kind == "project")

    @property
    def councils(self) -> tuple[Named, ...]:
        """The councils that cover it, by key."""
        return tuple(thing for thing in self.pointing if thing.kind == "council")

    @property
    def neighbours(self) -> tuple[Named, ...]:
        """The local governments that share a border with it, by code."""
        return tuple(thing for thing in self.pointing if thing.kind == "municipality")
