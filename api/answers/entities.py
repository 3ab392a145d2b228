"""The JSON of one entity of each kind, read from the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from api.answers.unknown import unknown
from api.release.opened import OpenRelease
from api.things.items import mention, named, project_payload, sources
from api.wording.language import LANGUAGES, Texts
from graph.entities.reader import mentions
from graph.entities.records import Named, Record, Value
from ontology.namespaces import TSN, Iris

_HIDDEN = frozenset({"key", "code"})


def entity(opened: OpenRelease, kind: str, key: str) -> dict[str, Any] | None:
    """Return an entity in neutral form (see ``api.things.items``), or None when there is none.

    Args:
        opened: the release to read.
        kind: one of ``search.model.kinds.KINDS``.
        key: its key.
    """
    return _READERS[kind](opened, key)


def _project(opened: OpenRelease, key: str) -> dict[str, Any] | None:
    project = opened.reader.project(key)
    if project is None:
        return None
    iris = opened.iris
    background = [
        record
        for body in project.located_in
        for record in opened.reader.records.about(
            "project_descriptions", "body", "municipality", body.key
        )
        if record.named("project") is None
    ]
    return {
        **project_payload(project, iris),
        "title_variants": [_record(record, iris) for record in project.titles],
        "description": " ".join(r.text("description_ja") for r in project.descriptions) or None,
        "descriptions": [_record(record, iris) for record in project.descriptions],
        "background": [_record(record, iris) for record in background],
        "councils": [named(council, iris) for council in project.councils],
        "note": project.note or None,
        "sources": sources(
            ((place.key, place.locator) for place in project.sources), opened.reader.sources
        ),
    }


def _value(value: Value, iris: Iris) -> Any:
    return named(value, iris) if isinstance(value, Named) else value


def _record(record: Record, iris: Iris) -> dict[str, Any]:
    """Return a record with its two languages joined and its source named."""
    found: dict[str, Any] = {}
    for column, value in record.values.items():
        stem, _, lang = column.rpartition("_")
        if lang in LANGUAGES and stem:
            found.setdefault(stem, Texts())[lang] = str(value)
        elif column not in _HIDDEN:
            found[column] = _value(value, iris)
    return {**found, "source": record.source, "locator": record.locator}


def _base(opened: OpenRelease, kind: str, record: Record) -> dict[str, Any]:
    facts = _record(record, opened.iris)
    facts.pop("name", None)
    facts.pop("source")
    facts.pop("locator")
    thing = named(Named(kind, record.key, record.labels), opened.iris)
    return {**thing, **{name: value for name, value in facts.items() if name not in thing}}


def _with_sources(
    opened: OpenRelease, found: dict[str, Any], records: Iterable[Record]
) -> dict[str, Any]:
    places = [(record.source, record.locator) for record in records]
    found["sources"] = sources(places, opened.reader.sources)
    return found


def _list(
    opened: OpenRelease, table: str, column: str, kind: str, key: str
) -> tuple[list[Record], list[dict[str, Any]]]:
    records = opened.reader.records.about(table, column, kind, key)
    return records, [_record(record, opened.iris) for record in records]


def _projects(opened: OpenRelease, kind: str, key: str) -> list[dict[str, Any]]:
    return [named(thing, opened.iris) for thing in opened.reader.projects_of(kind, key)]


_Lists = tuple[tuple[str, str, str], ...]
"""Name of a list, its table, and the column that points to the entity."""

_RECORDS: dict[str, tuple[str, _Lists]] = {
    "municipality": (
        "municipalities",
        (
            ("events", "events", "municipality"),
            ("payments", "payments", "body"),
            ("background", "project_descriptions", "body"),
            ("regions", "region_prefectures", "prefecture"),
        ),
    ),
    "programme": (
        "programmes",
        (
            ("names", "programme_names", "programme"),
            ("organisations", "programme_organisations", "programme"),
            ("groups", "programme_group_members", "programme"),
            ("counts", "programme_counts", "programme"),
            ("budgets", "programme_budgets", "programme"),
            ("offices", "programme_offices", "programme"),
            ("terms", "programme_terms", "programme"),
            ("support_measures", "support_measures", "programme"),
            ("transition_steps", "transition_steps", "programme"),
            ("forms", "programme_support", "programme"),
            ("relations", "programme_relations", "programme"),
            ("payments", "payments", "programme"),
            ("councils", "council_programmes", "programme"),
            ("events", "event_programmes", "programme"),
        ),
    ),
    "ministry": (
        "organisations",
        (
            ("parents", "organisation_parents", "organisation"),
            ("children", "organisation_parents", "parent"),
            ("programmes", "programme_organisations", "organisation"),
            ("offices", "programme_offices", "organisation"),
        ),
    ),
    "council": (
        "councils",
        (
            ("programmes", "council_programmes", "council"),
            ("projects", "council_projects", "council"),
            ("bodies", "council_bodies", "council"),
            ("members", "council_members", "council"),
            ("payments", "payments", "council"),
        ),
    ),
    "event": (
        "events",
        (
            ("programmes", "event_programmes", "event"),
            ("attendance", "event_attendance", "event"),
            ("observations", "survey_observations", "survey"),
            ("parts", "events", "part_of"),
        ),
    ),
}
"""For each kind that is a row of a table: the table, and the lists of what points to the row."""


_DERIVED = frozenset({"programme", "council", "event"})
"""Kinds with tables of the technologies and challenges that are derived for them."""


def _derived(
    opened: OpenRelease, kind: str, key: str
) -> tuple[list[Record], dict[str, list[dict[str, Any]]]]:
    """Return the rows of what is derived for a thing, and what an answer shows of them."""
    rows: list[Record] = []
    shown = {}
    for name, column, table in (
        ("technologies_derived", "technology", f"{kind}_technologies"),
        ("challenges", "challenge", f"{kind}_challenges"),
    ):
        records = opened.reader.records.about(table, kind, kind, key)
        rows += records
        shown[name] = [mention(found) for found in mentions(records, column)]
    return rows, shown


def _tabular(kind: str) -> Callable[[OpenRelease, str], dict[str, Any] | None]:
    """Return the reader of a kind in ``_RECORDS``."""
    table, lists = _RECORDS[kind]

    def read(opened: OpenRelease, key: str) -> dict[str, Any] | None:
        record = opened.reader.records.one(table, key)
        if record is None:
            return None
        found = _base(opened, kind, record)
        used = [record]
        for name, other, column in lists:
            records, found[name] = _list(opened, other, column, kind, key)
            used += records
        if kind in _DERIVED:
            records, derived = _derived(opened, kind, key)
            found |= derived
            used += records
        return _with_sources(opened, found, used)

    return read


def _municipality(opened: OpenRelease, key: str) -> dict[str, Any] | None:
    found = _tabular("municipality")(opened, key)
    if found is None:
        return None
    councils = opened.reader.records.pointing(TSN.coversBody, "municipality", key)
    return {
        **found,
        "code": key,
        "projects": _projects(opened, "municipality", key),
        "councils": [named(thing, opened.iris) for thing in councils if thing.kind == "council"],
    }


def _programme(opened: OpenRelease, key: str) -> dict[str, Any] | None:
    found = _tabular("programme")(opened, key)
    return found and {**found, "projects": _projects(opened, "programme", key)}


def _concept(kind: str) -> Callable[[OpenRelease, str], dict[str, Any] | None]:
    def read(opened: OpenRelease, key: str) -> dict[str, Any] | None:
        if key not in opened.thesaurus:
            return None
        concept = opened.thesaurus[key]
        if not concept.iri.startswith(f"{opened.iris.base}id/{kind}/"):
            return None

        def reference(other: str) -> dict[str, Any]:
            return named(Named(kind, other, opened.thesaurus[other].pref), opened.iris)

        return {
            **named(Named(kind, key, concept.pref), opened.iris),
            "definition": Texts(concept.definition),
            "alternative_labels": [{"text": t, "lang": lang} for t, lang in concept.alt],
            "broader": [reference(other) for other in concept.broader],
            "narrower": [reference(other) for other in opened.thesaurus.narrower(key)],
            "related": [reference(other) for other in concept.related],
            "projects": _projects(opened, kind, key),
            "sources": sources([("tsunagu-thesaurus", key)], opened.reader.sources),
        }

    return read


_READERS: dict[str, Callable[[OpenRelease, str], dict[str, Any] | None]] = {
    "project": _project,
    "municipality": _municipality,
    "programme": _programme,
    "technology": _concept("technology"),
    "challenge": _concept("challenge"),
    "ministry": _tabular("ministry"),
    "council": _tabular("council"),
    "event": _tabular("event"),
}


def found_entity(opened: OpenRelease, kind: str, key: str) -> dict[str, Any]:
    """Return an entity in neutral form.

    Raises:
        ApiProblem: there is no such entity; 410 with its successors for a retired code.
    """
    found = entity(opened, kind, key)
    if found is None:
        raise unknown(opened, kind, key)
    return found
