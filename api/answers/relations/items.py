"""The JSON of similar projects and of peers: items, reasons in words, what emptied an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import label_of
from api.answers.relations.reasons import Relation, reason
from api.answers.search.answer import emptied
from api.contract.parts import EmptiedBy, NextPage, Page, Reference
from api.contract.relations import Related as RelatedBy
from api.contract.relations import RelatedMunicipality, SimilarProject
from api.contract.things import MunicipalityItem, ProjectItem
from api.release.opened import OpenRelease
from api.wording.language import localise
from api.wording.messages import message
from graph.relations.scores import Ranking, Related
from search.model.result import Emptied


def project_item(opened: OpenRelease, key: str, lang: str) -> ProjectItem:
    """Return a project as search shows it.

    Raises:
        LookupError: search has no such project.
    """
    item: ProjectItem = localise(_stored(opened, "project", key), lang)
    return item


def municipality_item(opened: OpenRelease, key: str, lang: str) -> MunicipalityItem:
    """Return a local government as search shows it.

    Raises:
        LookupError: search has no such local government.
    """
    item: MunicipalityItem = localise(_stored(opened, "municipality", key), lang)
    return item


def _stored(opened: OpenRelease, kind: str, key: str) -> Mapping[str, Any]:
    document = opened.search.document(kind, key)
    if document is None:
        raise LookupError(f"the search index has no {kind} {key}")
    return document.payload


def reference(opened: OpenRelease, kind: str, key: str, lang: str) -> Reference:
    """Return what a thing is called."""
    iri = str(opened.iris.entity(kind, key))
    return {"iri": iri, "type": kind, "key": key, "label": label_of(opened, kind, key, lang)}


def answered_for_city(ward: Reference, city: Reference, lang: str) -> str:
    """Return the note of an answer that is its city's where a ward asked.

    Args:
        ward: reference to who asked.
        city: reference to who is answered.
        lang: language of the note.
    """
    return message("answered-for-city", lang).format(ward=ward["label"], city=city["label"])


def similar_project(opened: OpenRelease, related: Related, lang: str) -> SimilarProject:
    """Return a similar project, with its score, its distance and its reasons."""
    found = _related(opened, "similar", related, lang)
    return {**project_item(opened, related.key, lang), **found}


def peer_item(opened: OpenRelease, related: Related, lang: str) -> RelatedMunicipality:
    """Return a local government with experience, likewise."""
    found = _related(opened, "peer", related, lang)
    return {**municipality_item(opened, related.key, lang), **found}


def _related(opened: OpenRelease, relation: Relation, related: Related, lang: str) -> RelatedBy:
    return {
        "score": related.score,
        "distance_km": related.distance_km,
        "reasons": [reason(opened, relation, part, lang) for part in related.parts],
    }


def page(path: str, given: Mapping[str, Any], ranking: Ranking) -> Page:
    """Return the members that every list has beside its items.

    Args:
        path: path of the request.
        given: its parameters, ``limit`` and ``offset`` among them.
        ranking: what was found.
    """
    return {
        "total": ranking.total,
        "limit": given["limit"],
        "offset": given["offset"],
        "links": next_page(path, given, ranking),
    }


def next_page(path: str, given: Mapping[str, Any], ranking: Ranking) -> NextPage:
    """Return the link to the next page of a list.

    Args:
        path: path of the request.
        given: its parameters, ``limit`` and ``offset`` among them.
        ranking: what was found.
    """
    limit, offset = given["limit"], given["offset"]
    if offset + len(ranking.items) >= ranking.total:
        return {"next": None}
    return {"next": f"{path}?{urlencode({**given, 'offset': offset + limit}, doseq=True)}"}


def emptied_items(without: Mapping[str, int], lang: str) -> list[EmptiedBy]:
    """Return the conditions without which there would be something, and how much."""
    return [emptied(Emptied((name,), count), lang) for name, count in without.items()]
