"""The JSON of things: language-neutral at build time, one language when it is sent.

A neutral value holds its texts by language, as a ``Texts`` or under ``labels`` (``names``) where it
was stored as JSON; ``localise`` puts one text (``label``, ``name``) in their stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.contract.parts import Citation, Source
from graph.entities.models import Body, DerivedArea, Mention, Participant, Project
from graph.entities.records import Named, Record
from ontology.namespaces import Iris


def named(thing: Named, iris: Iris) -> dict[str, Any]:
    """Return a reference to a thing."""
    return {
        "iri": str(iris.entity(thing.kind, thing.key)),
        "type": thing.kind,
        "key": thing.key,
        "labels": dict(thing.labels) or {"ja": thing.key},
    }


def _short(thing: Named) -> dict[str, Any]:
    return {"key": thing.key, "labels": dict(thing.labels)}


def project_payload(project: Project, iris: Iris, efforts: Mapping[str, str]) -> dict[str, Any]:
    """Return a project as an item of a list (docs/design.md, section 5).

    Args:
        project: the project.
        iris: maker of IRIs.
        efforts: the key of the effort of each project that is linked with others.
    """
    return {
        "iri": str(iris.entity("project", project.key)),
        "type": "project",
        "key": project.key,
        "labels": dict(project.labels),
        "programme": _short(project.programme),
        "fiscal_year": project.fiscal_year,
        "selection_kind": project.selection_kind.key if project.selection_kind else None,
        "confidence": project.confidence.key if project.confidence else None,
        "applicants": [_participant(p) for p in project.applicants],
        "areas": [_participant(p) for p in project.areas],
        "areas_derived": [_derived_area(area) for area in project.areas_derived],
        "place_basis": _place_basis(project),
        "bidder": project.bidder or None,
        "technologies": [mention(m) for m in project.technologies],
        "technologies_derived": [mention(m) for m in project.technologies_derived],
        "technologies_open": project.technologies_open,
        "challenges": [mention(m) for m in project.challenges],
        "status": project.status.key if project.status else None,
        "status_as_of": project.status_as_of or None,
        "status_certainty": project.status_certainty.key if project.status_certainty else None,
        "road_av_support": project.road_av_support,
        "linked": _linked(project, iris),
        "effort": efforts.get(project.key, project.key),
        "locations": [
            {"code": b.key, "latitude": b.latitude, "longitude": b.longitude}
            for b in project.located_in
        ],
        "sources": cited((source.key, source.locator) for source in project.sources),
    }


def cited(places: Iterable[tuple[str, str]]) -> list[Citation]:
    """Return the sources of an item of a list: keys and places; an entity's page says the rest."""
    return [{"id": key, "locator": locator} for key, locator in dict.fromkeys(places)]


def _participant(participant: Participant) -> dict[str, Any]:
    body = participant.body
    if body is None:
        return {"code": None, "name": participant.printed, "prefecture": None}
    return _body(body)


def _derived_area(area: DerivedArea) -> dict[str, Any]:
    return {**_body(area.body), "rule": area.rule, "evidence": area.evidence}


def _place_basis(project: Project) -> str:
    """Return how it is known where a project is: ``stated``, ``derived`` or ``none``."""
    if project.areas_derived:
        return "derived"
    return "stated" if project.located_in else "none"


def _body(body: Body) -> dict[str, Any]:
    return {
        "code": body.key,
        "names": dict(body.labels),
        "prefecture": {"code": body.prefecture, "names": dict(body.prefecture_labels)},
    }


def mention(concept: Mention) -> dict[str, Any]:
    """Return a concept with what is printed, or with the rule and the words behind it."""
    found: dict[str, Any] = _short(concept.concept)
    if concept.printed:
        found["printed"] = concept.printed
    if concept.rule:
        found["rule"] = concept.rule
        found["evidence"] = concept.evidence
    return found


def _linked(project: Project, iris: Iris) -> list[dict[str, Any]]:
    found = []
    for record in project.linked:
        other = record.named("linked")
        if other is None or other.key == project.key:
            other = record.named("project")
        relation = record.named("relation")
        if other is not None:
            found.append({**named(other, iris), "relation": relation.key if relation else None})
    return found


def entity_payload(
    kind: str, key: str, labels: Mapping[str, str], iris: Iris, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return any other kind of thing as an item of a list."""
    return {**named(Named(kind, key, dict(labels)), iris), **facts}


def source_item(record: Record, locator: str) -> Source:
    """Return a source and the place in it."""
    return {
        "id": record.key,
        "title": record.text("title"),
        "publisher": record.text("publisher"),
        "url": record.text("url") or None,
        "locator": locator,
        "licence": record.text("licence"),
        "retrieved": record.text("date_retrieved"),
    }


def sources(places: Iterable[tuple[str, str]], reader: Mapping[str, Record]) -> list[Source]:
    """Return sources by key and locator, each once, in the order given."""
    return [
        source_item(reader[key], locator) for key, locator in dict.fromkeys(places) if key in reader
    ]
