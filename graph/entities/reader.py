"""Reads models from the graph: one project or all of them, local governments, any record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from graph.entities.models import Body, Mention, Participant, Project, SourceRef
from graph.entities.records import Named, Record, Records
from graph.store.store import Store
from ontology.namespaces import TSN, Iris

_PROJECT_TABLES = (
    "project_applicants",
    "project_areas",
    "project_technologies",
    "project_technologies_derived",
    "project_challenges",
    "project_statuses",
    "project_titles",
)
_SIDE_TABLES = ("project_descriptions", "council_projects", "project_links")
"""Tables whose rows say something of a project that is not one of its own fields."""


class EntityReader:
    """What the graph knows, as models.

    Args:
        store: an open store.
        iris: maker of IRIs, of the base with which the store was built.
    """

    def __init__(self, store: Store, iris: Iris) -> None:
        self.iris = iris
        self.records = Records(store, iris)
        self._read_bodies: dict[str, Body] = {}

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        """Every local government by code; read once, which takes seconds: for the build."""
        found = (_body(record) for record in self.records.all("municipalities"))
        return MappingProxyType({body.key: body for body in found})

    @cached_property
    def sources(self) -> Mapping[str, Record]:
        """Every source by key; read once."""
        return MappingProxyType({record.key: record for record in self.records.all("sources")})

    def successors(self, code: str) -> list[Named]:
        """Return the local governments that replaced a retired code; empty when it is none."""
        return [
            successor
            for record in self._retired
            if record.text("code") == code and (successor := record.named("replaced_by"))
        ]

    @cached_property
    def _retired(self) -> list[Record]:
        return self.records.all("retired_codes")

    def project(self, key: str) -> Project | None:
        """Return one project, or None."""
        core = self.records.one("projects", key)
        if core is None:
            return None
        parts: dict[str, list[Record]] = {
            table: self.records.about(table, "project", "project", key)
            for table in (*_PROJECT_TABLES, *_SIDE_TABLES)
        }
        backwards = self.records.about("project_links", "linked", "project", key)
        return self._project(core, parts, [*parts["project_links"], *backwards])

    @cached_property
    def projects(self) -> list[Project]:
        """Every project, by key; read once, which takes seconds: for the build."""
        self._read_bodies.update(self.bodies)
        grouped: dict[str, defaultdict[str, list[Record]]] = {}
        for table in (*_PROJECT_TABLES, *_SIDE_TABLES):
            grouped[table] = _group(self.records.all(table), "project")
        backward = _group(self.records.all("project_links"), "linked")
        return [
            self._project(
                core,
                {table: grouped[table][core.key] for table in grouped},
                [*grouped["project_links"][core.key], *backward[core.key]],
            )
            for core in self.records.all("projects")
        ]

    def _project(
        self,
        core: Record,
        parts: Mapping[str, list[Record]],
        links: Iterable[Record],
    ) -> Project:
        status = next(iter(parts["project_statuses"]), None)
        rows = [core, *(record for records in parts.values() for record in records)]
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
            applicants=self._participants(parts["project_applicants"]),
            areas=self._participants(parts["project_areas"]),
            bidder=core.text("bidder_as_printed"),
            technologies=mentions(_ordered(parts["project_technologies"]), "technology"),
            technologies_derived=mentions(parts["project_technologies_derived"], "technology"),
            technologies_open=core.flag("technologies_open"),
            challenges=mentions(parts["project_challenges"], "challenge"),
            status=status.named("status") if status else None,
            status_as_of=status.text("as_of") if status else "",
            road_av_support=core.flag("road_av_support"),
            listed_number=core.integer("listed_number") or None,
            titles=tuple(_ordered(parts["project_titles"])),
            descriptions=tuple(parts["project_descriptions"]),
            councils=tuple(
                council
                for record in parts["council_projects"]
                if (council := record.named("council"))
            ),
            linked=tuple(links),
            note=core.text("note"),
            sources=_sources(rows),
        )

    def _participants(self, records: Iterable[Record]) -> tuple[Participant, ...]:
        found = []
        for record in _ordered(records):
            body = record.named("body")
            found.append(
                Participant(self._body(body.key) if body else None, record.text("as_printed"))
            )
        return tuple(found)

    def _body(self, code: str) -> Body:
        """Return one local government, read when it is first asked for."""
        if code not in self._read_bodies:
            record = self.records.one("municipalities", code)
            if record is None:
                message = f"there is no local government {code}"
                raise LookupError(message)
            self._read_bodies[code] = _body(record)
        return self._read_bodies[code]

    def projects_of(self, kind: str, key: str) -> list[Named]:
        """Return the projects that point to a thing directly: a body, a concept, a programme."""
        properties = {
            "municipality": (TSN.applicant, TSN.targetArea),
            "programme": (TSN.programme,),
            "technology": (TSN.technology, TSN.derivedTechnology),
            "challenge": (TSN.challenge,),
        }
        found = {
            named.key: named
            for prop in properties.get(kind, ())
            for named in self.records.pointing(prop, kind, key)
            if named.kind == "project"
        }
        return [found[name] for name in sorted(found)]


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
        named = record.named(column)
        if named:
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
