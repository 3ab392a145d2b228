"""The JSON of one thing of each kind, made of its dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from api.answers.unknown import unknown
from api.release.opened import OpenRelease
from api.things.items import mention, named, project_payload, sources
from api.wording.language import LANGUAGES, Texts
from graph.entities.lists import LISTS
from graph.entities.models import Dossier
from graph.entities.reader import mentions
from graph.entities.records import Named, Record, Value
from ontology.kinds import SCHEMES, THESAURUS_SOURCE
from ontology.namespaces import Iris

_HIDDEN = frozenset({"key", "code"})


def found_dossier(opened: OpenRelease, kind: str, key: str) -> Dossier:
    """Read an entity with all that is about it.

    Args:
        opened: the release to read.
        kind: one of ``ontology.kinds.KINDS``.
        key: its key.

    Raises:
        ApiProblem: there is no such entity; 410 with its successors for a retired code.
    """
    found = opened.reader.dossier(kind, key) if _may_be(opened, kind, key) else None
    if found is None:
        raise unknown(opened, kind, key)
    return found


def _may_be(opened: OpenRelease, kind: str, key: str) -> bool:
    """Tell whether a thing may be in the graph; of a concept its thesaurus says."""
    if kind not in SCHEMES:
        return True
    concept = opened.thesaurus.concepts.get(key)
    return concept is not None and concept.scheme == SCHEMES[kind]


def entity(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    """Return a thing in neutral form (see ``api.things.items``).

    Args:
        opened: the release that it was read from.
        dossier: what is about it.
    """
    return _ANSWERS.get(dossier.kind, _tabular)(opened, dossier)


def _project(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    project, iris = dossier.project, opened.iris
    if project is None:
        raise LookupError(f"the dossier of {dossier.key} holds no project")
    return {
        **project_payload(project, iris, opened.reader.efforts),
        "title_variants": [_record(record, iris) for record in project.titles],
        "description": " ".join(r.text("description_ja") for r in project.descriptions) or None,
        "descriptions": [_record(record, iris) for record in project.descriptions],
        "background": [_record(record, iris) for record in dossier.rows["background"]],
        "councils": [named(council, iris) for council in project.councils],
        "events": [_record(record, iris) for record in dossier.rows["events"]],
        "statuses": [_record(record, iris) for record in dossier.rows["statuses"]],
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


def _base(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    own = dossier.own
    if own is None:
        raise LookupError(f"the dossier of {dossier.key} holds no row")
    facts = _record(own, opened.iris)
    facts.pop("name", None)
    facts.pop("source")
    facts.pop("locator")
    thing = named(Named(dossier.kind, own.key, own.labels), opened.iris)
    return {**thing, **{name: value for name, value in facts.items() if name not in thing}}


_DERIVED = {"technologies_derived": "technology", "challenges": "challenge"}
"""Lists of what is derived for a thing, and the column with the concept."""


def _tabular(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    """Return a row of a table with the lists of what is about it."""
    found = _base(opened, dossier)
    for name, records in _lists(dossier):
        found[name] = (
            [mention(concept) for concept in mentions(records, _DERIVED[name])]
            if name in _DERIVED
            else [_record(record, opened.iris) for record in records]
        )
    cited = [record for _, records in _lists(dossier) for record in records]
    places = [(r.source, r.locator) for r in (dossier.own, *cited) if r]
    found["sources"] = sources(places, opened.reader.sources)
    return found


def _lists(dossier: Dossier) -> Iterator[tuple[str, Sequence[Record]]]:
    for one in LISTS[dossier.kind]:
        yield one.name, dossier.rows[one.name]


def _municipality(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    return {
        **_tabular(opened, dossier),
        "code": dossier.key,
        "projects": [named(thing, opened.iris) for thing in dossier.projects],
        "councils": [named(thing, opened.iris) for thing in dossier.councils],
        "neighbours": [named(thing, opened.iris) for thing in dossier.neighbours],
    }


def _programme(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    projects = [named(thing, opened.iris) for thing in dossier.projects]
    return {**_tabular(opened, dossier), "projects": projects}


def _concept(opened: OpenRelease, dossier: Dossier) -> dict[str, Any]:
    kind, key = dossier.kind, dossier.key
    concept = opened.thesaurus[key]

    def reference(other: str) -> dict[str, Any]:
        return named(Named(kind, other, opened.thesaurus[other].pref), opened.iris)

    return {
        **named(Named(kind, key, concept.pref), opened.iris),
        "definition": Texts(concept.definition),
        "alternative_labels": [{"text": t, "lang": lang} for t, lang in concept.alt],
        "broader": [reference(other) for other in concept.broader],
        "narrower": [reference(other) for other in opened.thesaurus.narrower(key)],
        "related": [reference(other) for other in concept.related],
        "projects": [named(thing, opened.iris) for thing in dossier.projects],
        "sources": sources([(THESAURUS_SOURCE, key)], opened.reader.sources),
    }


_ANSWERS: Mapping[str, Callable[[OpenRelease, Dossier], dict[str, Any]]] = {
    "project": _project,
    "municipality": _municipality,
    "programme": _programme,
    "technology": _concept,
    "challenge": _concept,
}
"""What answers for a kind, where it is more than a row with its lists."""
