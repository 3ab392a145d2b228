"""The answers of similar projects and of peers: one for the API and for the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.answers.relations.contacts import contact_items, contact_note
from api.answers.relations.items import emptied_items, page, reference, related_item, weights_item
from api.answers.relations.parameters import PeerParameters, SimilarParameters, weights_table
from api.answers.unknown import unknown
from api.http.parameters import Parameters, keys_of
from api.release.opened import OpenRelease
from api.wording.messages import message
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.weights import PEERS
from graph.relations.scores import Ranking, Related
from graph.relations.similar.weights import SIMILAR
from search.model.request import SearchRequest


def similar_answer(
    opened: OpenRelease, key: str, parameters: SimilarParameters, lang: str, path: str
) -> dict[str, Any]:
    """Return the projects most like one; filters as in search, weights as given.

    Args:
        opened: the release.
        key: key of the project.
        parameters: filters, weights, page.
        lang: language of labels.
        path: path of the request, for the link to the next page.

    Raises:
        ApiProblem: there is no such project.
        UnresolvedName: a filter names nothing, or several things.
    """
    relations = opened.relations.similar
    if relations.number(key) is None:
        raise unknown(opened, "project", key)
    table = weights_table(parameters, SIMILAR)
    conditions = parameters.conditions(opened.iris)

    def ranked(asked: SearchRequest, *, limit: int, offset: int = 0) -> Ranking:
        filtered = asked.filters or asked.near
        among = opened.search.meeting(asked)[opened.project_documents] if filtered else None
        return relations.similar(key, table=table, among=among, limit=limit, offset=offset)

    found = ranked(conditions, limit=parameters.limit, offset=parameters.offset)
    items = [related_item(opened, related, lang) for related in found.items]
    answer = {
        "project": reference(opened, "project", key, lang),
        "linked": [reference(opened, "project", other, lang) for other in relations.linked(key)],
        "weights": weights_item(SIMILAR, table, lang),
        **page(path, _given(parameters), found, items),
    }
    if not found.total:
        others = {
            name: replace(conditions, filters=conditions.filters | {name: ()})
            for name in conditions.filters
        }
        if conditions.near:
            others["near"] = replace(conditions, near="")
        without = {name: ranked(other, limit=1).total for name, other in others.items()}
        answer["emptied_by"] = emptied_items(without, lang)
    return answer


def peers_answer(
    opened: OpenRelease, code: str, parameters: PeerParameters, lang: str, path: str
) -> dict[str, Any]:
    """Return local governments that have done what is asked, each with whom to contact.

    Args:
        opened: the release.
        code: code of who asks; of a ward its city is answered.
        parameters: what is asked, weights, page.
        lang: language of labels.
        path: path of the request, for the link to the next page.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a filter names nothing, or several things.
    """
    place = opened.search.gazetteer.places.get(code)
    if place is None:
        raise unknown(opened, "municipality", code)
    asking = place.parent or code
    question, table = _question(opened, parameters), weights_table(parameters, PEERS)
    found = opened.relations.peers.peers(
        asking, question, table=table, limit=parameters.limit, offset=parameters.offset
    )
    answer = {
        "municipality": reference(opened, "municipality", asking, lang),
        "asked_for": reference(opened, "municipality", code, lang),
        "weights": weights_item(PEERS, table, lang),
        **page(path, _given(parameters), found, _peers(opened, asking, found, lang)),
    }
    if asking != code:
        answer["note"] = message("answered-for-city", lang).format(
            ward=answer["asked_for"]["label"], city=answer["municipality"]["label"]
        )
    if not found.total:
        without = opened.relations.peers.emptied(asking, question)
        answer["emptied_by"] = emptied_items(without, lang)
    return answer


def _question(opened: OpenRelease, parameters: PeerParameters) -> PeerQuestion:
    """Return what is asked, with keys in the stead of labels.

    Raises:
        UnresolvedName: a label names nothing, or several things.
    """
    resolver, iris = opened.search.resolver, opened.iris
    technologies, challenges, programmes = (
        resolver.keys(kind, kind, keys_of(getattr(parameters, kind), iris))
        for kind in ("technology", "challenge", "programme")
    )
    return PeerQuestion(
        technologies=technologies,
        challenges=challenges,
        programmes=programmes,
        stage=parameters.stage,
        max_km=parameters.max_km,
        same_kind=parameters.same_kind,
        prefectures=parameters.include == "prefecture",
    )


def _peers(opened: OpenRelease, asking: str, found: Ranking, lang: str) -> list[dict[str, Any]]:
    contacts = opened.relations.contacts
    return [
        {
            **related_item(opened, peer, lang),
            "projects": [reference(opened, "project", key, lang) for key in _projects(peer)],
            "contact": contact_items(opened, contacts[peer.key], lang),
            "contact_note": contact_note(contacts[peer.key], lang),
            "links": {
                "vcard": f"/api/municipalities/{peer.key}/contact.vcf",
                "introduction": f"/api/municipalities/{asking}/introduction?to={peer.key}",
            },
        }
        for peer in found.items
    ]


def _projects(peer: Related) -> list[str]:
    """Return the projects on which the experience of a peer rests."""
    return [key for part in peer.parts for key in part.evidence.get("projects", ())
            if part.kind == "experience"]  # fmt: skip


def _given(parameters: Parameters) -> dict[str, Any]:
    given = parameters.model_dump(by_alias=True, exclude_defaults=True)
    return {**given, **{name: getattr(parameters, name) for name in ("limit", "offset")}}
