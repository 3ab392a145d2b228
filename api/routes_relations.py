"""Similar projects and peers of local governments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.contacts import contact_items, contact_note
from api.dependencies import CurrentService, Language, json_response
from api.messages import message
from api.parameters import MAX_LIMIT, MAX_OFFSET, Filters, Parameters, keys_of, once
from api.relation_answers import (
    emptied_items,
    page,
    reference,
    related_item,
    weights_item,
)
from api.service import Service
from api.unknown import unknown
from graph.relations.experience import PeerQuestion
from graph.relations.parts import Related
from graph.relations.similar import Ranking
from graph.relations.weights import PEERS, SIMILAR, Weight
from search.results import SearchRequest

router = APIRouter(prefix="/api", dependencies=[Depends(once)])

_MOST_WEIGHT = 10.0
_FIELDS = {
    "technologies": "technology",
    "challenges": "challenge",
    "programmes": "programme",
    "prefectures": "prefecture",
    "municipalities": "municipality",
    "ministries": "ministry",
    "regions": "region",
    "applicant_kinds": "applicant_kind",
    "statuses": "status",
    "years": "fiscal_year",
    "near": "near",
}
"""Conditions of a search and the parameters that state them."""


def _weight(table: Mapping[str, Weight], part: str) -> Any:
    weight = table[part]
    return Field(
        weight.value, ge=0, le=_MOST_WEIGHT, allow_inf_nan=False, description=weight.reason
    )


class SimilarParameters(Filters):
    """Parameters of ``/api/projects/{key}/similar``."""

    weight_technologies: float = _weight(SIMILAR, "technologies")
    weight_challenges: float = _weight(SIMILAR, "challenges")
    weight_text: float = _weight(SIMILAR, "text")
    weight_programme: float = _weight(SIMILAR, "programme")
    weight_road_support: float = _weight(SIMILAR, "road_support")
    weight_councils: float = _weight(SIMILAR, "councils")
    weight_years: float = _weight(SIMILAR, "years")
    weight_distance: float = _weight(SIMILAR, "distance")
    weight_municipality: float = _weight(SIMILAR, "municipality")
    weight_same_place: float = _weight(SIMILAR, "same_place")


class PeerParameters(Parameters):
    """Parameters of ``/api/municipalities/{code}/peers``."""

    technology: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    challenge: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    programme: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    stage: Literal["experienced", "current", "finished"] = Field(
        "experienced",
        description="experienced: any project; current: supported at the date of the source; "
        "finished: at the end of its support, or beyond",
    )
    max_km: float | None = Field(None, gt=0, le=3000, allow_inf_nan=False)
    same_kind: bool = Field(default=False, description="Only the same kind of local government")
    include: Literal["prefecture"] | None = Field(None, description="Prefectures as well")
    limit: int = Field(20, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
    weight_experience: float = _weight(PEERS, "experience")
    weight_years: float = _weight(PEERS, "years")
    weight_finished: float = _weight(PEERS, "finished")
    weight_programmes: float = _weight(PEERS, "programmes")
    weight_kindred: float = _weight(PEERS, "kindred")
    weight_kind: float = _weight(PEERS, "kind")
    weight_population: float = _weight(PEERS, "population")
    weight_region: float = _weight(PEERS, "region")
    weight_distance: float = _weight(PEERS, "distance")
    weight_ties: float = _weight(PEERS, "ties")


def _table(parameters: Parameters, parts: Mapping[str, Weight]) -> dict[str, float]:
    return {part: float(getattr(parameters, f"weight_{part}")) for part in parts}


@router.get("/projects/{key}/similar", summary="Similar projects, and why")
def similar(
    request: Request,
    key: str,
    service: CurrentService,
    parameters: Annotated[SimilarParameters, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one; filters as in search, weights as given."""
    relations = service.relations.similar
    if relations.number(key) is None:
        raise unknown(service, "project", key)
    table = _table(parameters, SIMILAR)
    conditions = parameters.conditions(service.iris)
    stated = [name for name in _FIELDS if getattr(conditions, name)]

    def ranked(asked: SearchRequest, *, limit: int, offset: int = 0) -> Ranking:
        filtered = any(getattr(asked, name) for name in _FIELDS)
        among = service.search.meeting(asked)[service.project_documents] if filtered else None
        return relations.similar(key, table=table, among=among, limit=limit, offset=offset)

    found = ranked(conditions, limit=parameters.limit, offset=parameters.offset)
    items = [related_item(service, related, lang) for related in found.items]
    answer = {
        "project": reference(service, "project", key, lang),
        "linked": [reference(service, "project", other, lang) for other in relations.linked(key)],
        "weights": weights_item(SIMILAR, table, lang),
        **page(request.url.path, _given(parameters), found, items),
    }
    if not found.total:
        none = SearchRequest()
        others: dict[str, dict[str, Any]] = {name: {name: getattr(none, name)} for name in stated}
        without = {
            _FIELDS[name]: ranked(replace(conditions, **change), limit=1).total
            for name, change in others.items()
        }
        answer["emptied_by"] = emptied_items(without, lang)
    return json_response(answer)


@router.get("/municipalities/{code}/peers", summary="Local governments to contact, and why")
def peers(
    request: Request,
    code: str,
    service: CurrentService,
    parameters: Annotated[PeerParameters, Query()],
    lang: Language,
) -> Response:
    """Return local governments that have done what is asked, each with whom to contact."""
    place = service.search.gazetteer.places.get(code)
    if place is None:
        raise unknown(service, "municipality", code)
    asking = place.parent or code
    question, table = _question(service, parameters), _table(parameters, PEERS)
    found = service.relations.peers.peers(
        asking, question, table=table, limit=parameters.limit, offset=parameters.offset
    )
    answer = {
        "municipality": reference(service, "municipality", asking, lang),
        "asked_for": reference(service, "municipality", code, lang),
        "weights": weights_item(PEERS, table, lang),
        **page(request.url.path, _given(parameters), found, _peers(service, asking, found, lang)),
    }
    if asking != code:
        answer["note"] = message("answered-for-city", lang).format(
            ward=answer["asked_for"]["label"], city=answer["municipality"]["label"]
        )
    if not found.total:
        without = service.relations.peers.emptied(asking, question)
        answer["emptied_by"] = emptied_items(without, lang)
    return json_response(answer)


def _question(service: Service, parameters: PeerParameters) -> PeerQuestion:
    """Return what is asked, with keys in the stead of labels.

    Raises:
        UnresolvedName: a label names nothing, or several things.
    """
    resolver, iris = service.search.resolver, service.iris
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


def _peers(service: Service, asking: str, found: Ranking, lang: str) -> list[dict[str, Any]]:
    contacts = service.relations.contacts
    return [
        {
            **related_item(service, peer, lang),
            "projects": [reference(service, "project", key, lang) for key in _projects(peer)],
            "contact": contact_items(service, contacts[peer.key], lang),
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
