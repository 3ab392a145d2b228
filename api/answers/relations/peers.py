"""Peers: what can be asked, and the answer, one for the API and for the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from api.answers.lookup import asker
from api.answers.relations.contacts import contact_items, contact_note
from api.answers.relations.files import FileFormat
from api.answers.relations.items import (
    answered_for_city,
    emptied_items,
    next_page,
    peer_item,
    project_item,
    reference,
)
from api.answers.relations.sentences import efforts, why
from api.answers.relations.weights import weight_field, weights_item, weights_table
from api.contract.relations import ChallengeMatch, ExplainedPeer, Peer, PeersAnswer, SureProject
from api.http.parameters import MAX_LIMIT, MAX_OFFSET, Parameters, given, keys_of
from api.release.opened import OpenRelease
from api.wording.columns import LABELS, PeerColumns
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.weights import ADDED, PEERS
from graph.relations.scores import Ranking, Related


class PeerParameters(Parameters):
    """Parameters of ``/api/municipalities/{code}/peers``."""

    technology: list[str] = Field([], description="Key, IRI or label; repeated: any of them")
    challenge: list[str] = Field(
        [], description="Key, IRI or label; repeated: any of them. It raises who works on it"
    )
    challenge_must: bool = Field(
        default=False, description="Only with a project on a challenge asked for; else it adds"
    )
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
    format: FileFormat = "json"
    columns: PeerColumns = LABELS
    weight_experience: float = weight_field(PEERS, "experience")
    weight_years: float = weight_field(PEERS, "years")
    weight_since: float = weight_field(PEERS, "since")
    weight_finished: float = weight_field(PEERS, "finished")
    weight_programmes: float = weight_field(PEERS, "programmes")
    weight_kindred: float = weight_field(PEERS, "kindred")
    weight_kind: float = weight_field(PEERS, "kind")
    weight_population: float = weight_field(PEERS, "population")
    weight_density: float = weight_field(PEERS, "density")
    weight_ageing: float = weight_field(PEERS, "ageing")
    weight_designations: float = weight_field(PEERS, "designations")
    weight_region: float = weight_field(PEERS, "region")
    weight_distance: float = weight_field(PEERS, "distance")
    weight_ties: float = weight_field(PEERS, "ties")
    weight_challenges: float = weight_field(PEERS, ADDED)


def peers_answer(
    opened: OpenRelease, code: str, parameters: PeerParameters, lang: str, path: str
) -> PeersAnswer:
    """Return local governments that have done what is asked, each with whom to contact.

    Args:
        opened: the release.
        code: code of who asks; of a ward its city is answered.
        parameters: what is asked, weights, page.
        lang: language of labels.
        path: path of the request, for the link to the next page. A file has all of them.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a filter names nothing, or several things.
    """
    who = asker(opened, code)
    asking = who.code
    question, table = _question(opened, parameters), weights_table(parameters, PEERS)
    whole = parameters.format != "json"
    limit, offset = (MAX_OFFSET, 0) if whole else (parameters.limit, parameters.offset)
    found = opened.relations.peers.peers(asking, question, table=table, limit=limit, offset=offset)
    answer: PeersAnswer = {
        "municipality": reference(opened, "municipality", asking, lang),
        "asked_for": reference(opened, "municipality", code, lang),
        "weights": weights_item(PEERS, table, lang),
        "total": found.total,
        "items": _peers(opened, asking, question, found, lang),
        "limit": parameters.limit,
        "offset": parameters.offset,
        "links": next_page(path, given(parameters), found),
    }
    if who.is_ward:
        answer["note"] = answered_for_city(answer["asked_for"], answer["municipality"], lang)
    if not found.total:
        without = opened.relations.peers.emptied(asking, question)
        answer["emptied_by"] = emptied_items(without, lang)
    return answer


def _question(opened: OpenRelease, parameters: PeerParameters) -> PeerQuestion:
    """Return what is asked, with keys in the stead of labels.

    Raises:
        UnresolvedName: a label names nothing, or several things.
    """
    technologies, challenges, programmes = (
        opened.search.resolve(kind, keys_of(getattr(parameters, kind), opened.iris))
        for kind in ("technology", "challenge", "programme")
    )
    return PeerQuestion(
        technologies=technologies,
        challenges=challenges,
        close=_same_field(opened, challenges),
        challenge_must=parameters.challenge_must,
        programmes=programmes,
        stage=parameters.stage,
        max_km=parameters.max_km,
        same_kind=parameters.same_kind,
        prefectures=parameters.include == "prefecture",
    )


def _same_field(opened: OpenRelease, challenges: Iterable[str]) -> list[str]:
    """Return the challenges of the same field: those above some, and all that is below these."""
    around: dict[str, None] = {}
    for key in challenges:
        for above in opened.thesaurus.ancestors(key):
            around |= dict.fromkeys((above, *opened.thesaurus.descendants(above)))
    return [key for key in around if key not in set(challenges)]


def _peers(
    opened: OpenRelease, asking: str, question: PeerQuestion, found: Ranking, lang: str
) -> list[Peer]:
    return [_peer(opened, asking, question, peer, lang) for peer in found.items]


def _peer(
    opened: OpenRelease, asking: str, question: PeerQuestion, peer: Related, lang: str
) -> Peer:
    contacts = opened.relations.contacts[peer.key]
    projects = [_named_project(opened, key, lang) for key in _projects(peer)]
    item: ExplainedPeer = {
        **peer_item(opened, peer, lang),
        **_challenge_match(opened, peer, lang),
        "projects": projects,
        "efforts": efforts(opened, projects, lang),
        "contact": contact_items(opened, contacts, lang),
        "contact_note": contact_note(contacts, lang),
        "links": {
            "vcard": f"/api/municipalities/{peer.key}/contact.vcf",
            "introduction": f"/api/municipalities/{asking}/introduction?to={peer.key}",
        },
    }
    return {**item, "why": why(opened, item, question.technologies, lang)}


def _challenge_match(opened: OpenRelease, peer: Related, lang: str) -> ChallengeMatch:
    """Return whether a peer works on a challenge asked for (``same``, ``close``), and on which."""
    evidence = next((part.evidence for part in peer.parts if part.kind == ADDED), None)
    if evidence is None:
        return {"challenge_match": None, "shared_challenges": []}
    return {
        "challenge_match": "same" if evidence["same"] else "close",
        "shared_challenges": [
            reference(opened, "challenge", key, lang) for key in evidence["challenges"]
        ],
    }


def _named_project(opened: OpenRelease, key: str, lang: str) -> SureProject:
    """Return what a project is called, and how sure its row is."""
    confidence = project_item(opened, key, lang)["confidence"]
    return {**reference(opened, "project", key, lang), "confidence": confidence}


def _projects(peer: Related) -> list[str]:
    """Return the projects on which the experience of a peer rests."""
    return [key for part in peer.parts for key in part.evidence.get("projects", ())
            if part.kind == "experience"]  # fmt: skip
