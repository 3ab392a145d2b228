"""Reads models from the graph: dossiers of things, projects, local governments, sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from graph.entities.efforts import effort_keys
from graph.entities.lists import BACKGROUND, DIRECT, LISTS, SURVEY
from graph.entities.models import (
    Body,
    Census,
    DerivedArea,
    Dossier,
    Mention,
    Participant,
    Project,
    SourceRef,
)
from graph.entities.named_queries import named_query
from graph.entities.records import Named, Record, Rows
from graph.entities.rows import Records
from graph.store.store import Store
from ontology.kinds import KIND_TABLES
from ontology.namespaces import Iris

_LINKED_BY = "linked_by"
"""The list of a project whose rows are other projects': their sources are not its own."""


class EntityReader:
    """What the graph knows, as models.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self.iris = iris
        self._store = store
        self.records = Records(store, iris)
        self._read_bodies: dict[str, Body] = {}

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        """Every local government by code; read once, which takes seconds: for the build."""
        found = (_body(record) for record in self.records.all("municipalities"))
        return MappingProxyType({body.key: body for body in found})

    @cached_property
    def census(self) -> Census:
        """The latest population and the latest share of old people; read once."""
        population: dict[str, int] = {}
        as_of: dict[str, str] = {}
        aged: dict[str, float] = {}
        for row in self._store.select(named_query("census")):
            place = self.iris.split(str(row["body"]))
            if place:
                population[place[1]] = int(str(row["population"]))
                as_of[place[1]] = str(row["as_of"])
                if "aged" in row:
                    aged[place[1]] = float(str(row["aged"]))
        return Census(population, as_of, aged)

    @cached_property
    def designations(self) -> Mapping[str, tuple[str, ...]]:
        """What each local government is designated as, where that says something of the whole.

        A city with one island is no island; one with a depopulated part is counted among those that
        are, as the act on their support does (過疎地域の持続的発展の支援に関する特別措置法 3条).
        """
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for record in self.records.all("designations"):
            names = (record.named(column) for column in ("body", "designation", "extent"))
            body, kind, extent = ("" if name is None else name.key for name in names)
            if body and kind and (extent not in {"", "part"} or kind == "depopulated"):
                found[body] += (kind,)
        return MappingProxyType(found)

    @cached_property
    def sources(self) -> Mapping[str, Record]:
        """Every source by key; read once."""
        return MappingProxyType({record.key: record for record in self.records.all("sources")})

    @cached_property
    def rows_by_source(self) -> Mapping[str, int]:
        """How many rows of the data rest on each source, by its key; counted once."""
        named = (
            (self.iris.split(str(row["source"])), row["rows"])
            for row in self._store.select(named_query("source_rows"))
        )
        return MappingProxyType({place[1]: int(count) for place, count in named if place})

    @cached_property
    def retired(self) -> Mapping[str, tuple[Named, ...]]:
        """The local governments that replaced each retired code; read once."""
        found: defaultdict[str, tuple[Named, ...]] = defaultdict(tuple)
        for record in self.records.all("retired_codes"):
            successor = record.named("replaced_by")
            if successor:
                found[record.text("code")] += (successor,)
        return MappingProxyType(found)

    @cached_property
    def efforts(self) -> Mapping[str, str]:
        """The key of the effort of each project that is linked with others; read once."""
        return MappingProxyType(effort_keys(self.records.all("project_links")))

    def boundaries(self, prefecture: str) -> dict[str, str]:
        """Return the simplified boundaries of what lies in a prefecture, as WKT by code.

        Args:
            prefecture: its code; of another thing there are none.
        """
        bound = {"prefecture": self.iris.entity("municipality", prefecture)}
        rows = self._store.select(named_query("boundaries"), bound)
        places = ((self.iris.split(str(row["body"])), str(row["wkt"])) for row in rows)
        return {place[1]: wkt for place, wkt in places if place}

    def successors(self, code: str) -> tuple[Named, ...]:
        """Return the local governments that replaced a retired code; empty when it is none."""
        return self.retired.get(code, ())

    def dossier(self, kind: str, key: str) -> Dossier | None:
        """Return a thing with all that is about it, read once; None where there is no such row.

        A concept has no row: that it is there is for its thesaurus to say.

        Args:
            kind: one of those of ``graph.entities.lists.DIRECT`` and ``LISTS``.
            key: its key.
        """
        rows = self.records.things(kind, (key,), LISTS.get(kind, ()))[key]
        if rows.own is None and kind in KIND_TABLES:
            return None
        project = self._projects({key: rows})[0] if kind == "project" else None
        lists = dict(rows.lists)
        if project:
            lists["background"] = self._background(project)
        elif kind == "programme":
            lists["survey"] = self._survey(rows)
        pointing = self.records.pointing(kind, key, DIRECT.get(kind, {}))
        return Dossier(kind, key, rows.own, MappingProxyType(lists), tuple(pointing), project)

    def _background(self, project: Project) -> tuple[Record, ...]:
        """Return what is said of a project's places and of no project there."""
        codes = [body.key for body in project.located_in]
        found = self.records.about("municipality", codes, (BACKGROUND,))
        return tuple(
            record
            for code in codes
            for record in found[code][BACKGROUND.name]
            if record.named("project") is None
        )

    def _survey(self, rows: Rows) -> tuple[Record, ...]:
        """Return the numbers of the surveys at a programme's events."""
        events = [event.key for row in rows.lists["events"] if (event := row.named("event"))]
        found = self.records.about("event", events, (SURVEY,))
        return tuple(record for event in events for record in found[event][SURVEY.name])

    def project(self, key: str) -> Project | None:
        """Return one project, or None."""
        return next(iter(self.projects_among([key])), None)

    def projects_among(self, keys: Iterable[str]) -> list[Project]:
        """Return the projects that some keys name, in their order; few queries for all."""
        found = self.records.things("project", keys, LISTS["project"])
        return self._projects(found)

    @cached_property
    def projects(self) -> list[Project]:
        """Every project, by key; read once, which takes seconds: for the build."""
        self._read_bodies.update(self.bodies)
        tables = {one.table: self.records.all(one.table) for one in LISTS["project"]}
        grouped = {one.name: _group(tables[one.table], one.column) for one in LISTS["project"]}
        return self._projects(
            {
                own.key: Rows(own, {name: tuple(rows[own.key]) for name, rows in grouped.items()})
                for own in self.records.all("projects")
            }
        )

    def _projects(self, found: Mapping[str, Rows]) -> list[Project]:
        bodies = (
            record.named("body")
            for rows in found.values()
            for name in ("applicants", "areas", "areas_derived")
            for record in rows.lists[name]
        )
        self._read_bodies_of(body.key for body in bodies if body)
        return [self._project(rows.own, rows.lists) for rows in found.values() if rows.own]

    def _project(self, core: Record, parts: Mapping[str, Sequence[Record]]) -> Project:
        status = max(parts["statuses"], key=lambda row: row.text("as_of"), default=None)
        own = (records for name, records in parts.items() if name != _LINKED_BY)
        programme = core.named("programme")
        if programme is None:
            message = f"the project {core.key} has no programme"
            raise LookupError(message)
        return Project(
            key=core.key,
            labels=core.labels,
            programme=programme,
            fiscal_year=core.integer("fiscal_year"),
            selection_kind=core.named("selection_kind"),
            confidence=core.named("confidence"),
            applicants=self._participants(parts["applicants"]),
            areas=self._participants(parts["areas"]),
            areas_derived=self._derived_areas(parts["areas_derived"]),
            bidder=core.text("bidder_as_printed"),
            technologies=mentions(_ordered(parts["technologies"]), "technology"),
            technologies_derived=mentions(parts["technologies_derived"], "technology"),
            technologies_open=core.flag("technologies_open"),
            challenges=mentions(parts["challenges"], "challenge"),
            status=status.named("status") if status else None,
            status_as_of=status.text("as_of") if status else "",
            status_certainty=status.named("certainty") if status else None,
            road_av_support=core.flag("road_av_support"),
            listed_number=core.integer("listed_number") or None,
            titles=tuple(_ordered(parts["titles"])),
            descriptions=tuple(parts["descriptions"]),
            councils=tuple(
                council for record in parts["councils"] if (council := record.named("council"))
            ),
            linked=(*parts["links"], *parts[_LINKED_BY]),
            note=core.text("note"),
            sources=_sources([core, *chain.from_iterable(own)]),
        )

    def _participants(self, records: Iterable[Record]) -> tuple[Participant, ...]:
        found = []
        for record in _ordered(records):
            body = record.named("body")
            found.append(
                Participant(
                    self._read_bodies[body.key] if body else None, record.text("as_printed")
                )
            )
        return tuple(found)

    def _derived_areas(self, records: Iterable[Record]) -> tuple[DerivedArea, ...]:
        return tuple(
            DerivedArea(
                body=self._read_bodies[body.key],
                rule=rule.key if (rule := record.named("rule")) else "",
                evidence=record.text("evidence"),
            )
            for record in records
            if (body := record.named("body"))
        )

    def _read_bodies_of(self, codes: Iterable[str]) -> None:
        """Read the local governments among these that were not yet asked for."""
        missing = [code for code in dict.fromkeys(codes) if code not in self._read_bodies]
        for code, rows in self.records.things("municipality", missing).items():
            if rows.own is None:
                message = f"there is no local government {code}"
                raise LookupError(message)
            self._read_bodies[code] = _body(rows.own)

    def projects_of(self, kind: str, key: str) -> list[Named]:
        """Return the projects that point to a thing directly: a body, a concept, a programme."""
        found = self.records.pointing(kind, key, DIRECT.get(kind, {}))
        return [thing for thing in found if thing.kind == "project"]


def _body(record: Record) -> Body:
    prefecture, parent, kind = (record.named(n) for n in ("prefecture", "parent", "kind"))
    return Body(
        key=record.key,
        labels=record.labels,
        kind=kind.key if kind else "",
        full_name=record.text("full_name"),
        reading=record.text("kana"),
        romaji=record.text("romaji"),
        romaji_suffix=record.text("romaji_suffix"),
        latitude=record.number("latitude") or 0.0,
        longitude=record.number("longitude") or 0.0,
        prefecture=prefecture.key if prefecture else record.key,
        prefecture_labels=prefecture.labels if prefecture else record.labels,
        parent=parent.key if parent else "",
    )


def _group(records: Iterable[Record], column: str) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        if named := record.named(column):
            found[named.key].append(record)
    return found


def _ordered(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: record.integer("position"))


def mentions(records: Iterable[Record], column: str) -> tuple[Mention, ...]:
    """Return the concepts that records name in a column, each with what stands behind it."""
    return tuple(
        Mention(
            concept=concept,
            printed=record.text("as_printed"),
            rule=rule.key if (rule := record.named("rule")) else "",
            evidence=record.text("evidence"),
            source=record.source,
        )
        for record in records
        if (concept := record.named(column))
    )


def _sources(rows: Iterable[Record]) -> tuple[SourceRef, ...]:
    """Return the distinct places of a project's rows, those of its own row first."""
    places = dict.fromkeys((row.source, row.locator) for row in rows if row.source)
    return tuple(SourceRef(key, locator) for key, locator in places)
