"""The view model of the page of peers: who asks what, who has done it, whom to call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import Field

from api.answers.labels import full_name, label_of, told_apart
from api.answers.lookup import find_body
from api.answers.relations.peers import PeerParameters, peers_answer
from api.answers.relations.shortlist import shortlisted
from api.http.parameters import keys_of
from api.http.problems import ApiProblem
from api.pages.parts.coverage import poorly_covered
from api.pages.parts.forms import (
    Choice,
    names_instead,
    offered,
    pages,
    resolved,
    sliders,
    unresolved,
)
from api.pages.parts.paths import PEERS
from api.pages.parts.state import Change, SearchState
from api.pages.relations.peer_cards import Cards
from api.pages.relations.shortlist import FILES, tray
from api.release.opened import OpenRelease
from api.wording.language import localise
from api.wording.messages import message
from search.model.request import UnresolvedName

STAGES = ("experienced", "current", "finished")
"""Stages of projects that can be asked for."""
EXAMPLE = {"municipality": "272051", "technology": "automated-driving"}
"""A question that shows what the page does: 吹田市, which is in no programme, and 自動運転."""
_MUST = {"challenge": "challenge_must"}
"""Conditions that leave nobody out by themselves, and the parameters that make musts of them."""
_MOST_MEANT = 5
"""Most local governments that are offered for a name that nothing has."""


class PeerPage(PeerParameters):
    """Parameters of the page: those of the API, and who asks."""

    municipality: str = Field("", max_length=200)
    typed_technology: str = ""
    typed_challenge: str = ""
    shortlist: str = Field("", max_length=100)


def question_view(opened: OpenRelease, parameters: PeerPage, lang: str) -> dict[str, Any]:
    """Return the form, with what was asked in it.

    Args:
        opened: the release.
        parameters: the request.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    known = {
        kind: _split(opened, kind, filter(None, [*chosen, typed]))
        for kind, chosen, typed in (
            ("technology", parameters.technology, parameters.typed_technology),
            ("challenge", parameters.challenge, parameters.typed_challenge),
        )
    }
    return {
        "asked": parameters,
        "asking": _name(opened, parameters.municipality, lang),
        "technologies": offered(opened, "technology", known["technology"][0], lang),
        "challenges": offered(opened, "challenge", known["challenge"][0], lang),
        "programmes": _programmes(opened, parameters.programme, lang),
        "typed": {kind: typed for kind, (_, typed) in known.items()},
        "stages": STAGES,
        "example": f"{PEERS}?{urlencode(EXAMPLE)}",
        "defaults": state.url(
            {name: None for name in state.values if name.startswith("weight_")}, PEERS
        ),
        "answer": None,
        "problem": None,
    }


def _name(opened: OpenRelease, text: str, lang: str) -> str:
    """Return what the field of who asks holds: of a code its name, if nothing else has it."""
    place = opened.search.places.get(text)
    if place is None:
        return text
    name = full_name(place, lang)
    try:
        (meant,) = opened.search.resolve("municipality", [name])
    except UnresolvedName:  # two cities have it, and the form must mean what it meant
        return text
    return name if meant == text else text


def _split(opened: OpenRelease, kind: str, texts: Iterable[str]) -> tuple[list[str], str]:
    """Return the keys that a condition names, and the first text in it that names none."""
    keys: list[str] = []
    unread = ""
    for text in texts:
        try:
            keys += opened.search.resolve(kind, keys_of([text], opened.iris))
        except UnresolvedName:
            unread = unread or text
    return keys, unread


def _programmes(opened: OpenRelease, asked: Iterable[str], lang: str) -> list[dict[str, Any]]:
    """Return every programme as a box of the form."""
    chosen, _ = _split(opened, "programme", asked)
    return [
        {
            "key": key,
            "label": label_of(opened, "programme", key, lang),
            "chosen": key in chosen,
        }
        for key in opened.programmes.facts
    ]


def place_candidate(opened: OpenRelease, code: str, lang: str) -> Choice:
    """Return a local government with a label that tells it from others of its name.

    Args:
        opened: the release.
        code: its code.
        lang: language of the label.
    """
    return code, told_apart(opened, code, lang)


def answer_view(
    opened: OpenRelease, parameters: PeerPage, answer: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return the ranked list as the page shows it.

    Args:
        opened: the release.
        parameters: the request, with keys in the stead of labels.
        answer: the answer of the API.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    topic = [("technology", key) for key in parameters.technology]
    topic += [("challenge", key) for key in parameters.challenge]
    asking = answer["municipality"]["key"]
    chosen = shortlisted(opened, parameters.shortlist)
    making = Cards(opened, answer, state, topic, chosen, lang)
    api = f"/api/municipalities/{quote(asking, safe='')}/peers"
    files: dict[str, Change] = {
        "municipality": None, "shortlist": None, "limit": None, "lang": lang,
    }  # fmt: skip
    return {
        "answer": {"note": None, **answer},
        "items": making.cards(),
        "points": making.points(),
        "offices": making.offices(),
        "tray": tray(opened, parameters, chosen, lang),
        "musts": _musts(opened, parameters, lang),
        "exports": [
            {"label": label, "url": state.url({**files, "format": name}, api)}
            for name, label in FILES
        ],
        "clear": f"{PEERS}?{urlencode({'municipality': answer['asked_for']['key']})}",
        "sliders": sliders(answer["weights"], lang),
        "moved": any(w["value"] != w["default"] for w in answer["weights"].values()),
        "pages": pages(answer, state, PEERS),
        "poor": poorly_covered(opened, _concerned(opened, parameters, answer), lang),
        "topic": [label_of(opened, kind, key, lang) for kind, key in topic],
        "emptied": [
            {**one, "url": state.url({_MUST.get(c, c): None for c in one["conditions"]}, PEERS)}
            for one in answer.get("emptied_by", ())
            if one["count"]
        ],
        "json": state.url(
            {"municipality": None, "shortlist": None, "lang": lang},
            api,
        ),
    }


def _musts(opened: OpenRelease, parameters: PeerPage, lang: str) -> list[str]:
    """Return in words what leaves local governments out, besides the technologies."""
    said = [label_of(opened, "programme", key, lang) for key in parameters.programme]
    if parameters.challenge and parameters.challenge_must:
        said.append(message("page-peers-challenge-must", lang))
    if parameters.stage != "experienced":
        said.append(message(f"page-peers-stage-{parameters.stage}", lang))
    if parameters.max_km:
        said.append(message("page-peers-must-km", lang).format(km=f"{parameters.max_km:g}"))
    if parameters.same_kind:
        said.append(message("page-peers-same-kind", lang))
    if parameters.include:
        said.append(message("page-peers-prefectures", lang))
    return said


def _concerned(
    opened: OpenRelease, parameters: PeerPage, answer: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the programmes that are asked for, and those of the projects that are shown."""
    yield from parameters.programme
    for item in answer["items"]:
        for project in item["projects"]:
            document = opened.search.document("project", project["key"])
            if document:
                yield document.payload["programme"]["key"]


def _unresolved(
    opened: OpenRelease, error: UnresolvedName, given: PeerPage, lang: str
) -> dict[str, Any]:
    """Return what the page says of a name; who asks is offered with the prefecture."""
    problem = error
    if error.parameter == "municipality":
        codes = [code for code, _ in error.candidates] or [
            found.key for found in opened.search.suggest(error.text, _MOST_MEANT, ("municipality",))
        ]
        named = tuple(place_candidate(opened, code, lang) for code in codes)
        problem = UnresolvedName(error.parameter, given.municipality, named)
    named_instead = names_instead(opened, problem, lang)
    view = unresolved(problem, SearchState.of(given), PEERS, named_instead)
    return {**view, "several": bool(error.candidates)}


def _no_such_code(problem: ApiProblem, given: PeerPage, lang: str) -> dict[str, Any]:
    """Return what the page says of a code: the words and the candidates of the API."""
    listed = localise(problem.extra, lang).get("candidates", ())
    named = tuple((one["key"], one["label"]) for one in listed)
    error = UnresolvedName("municipality", given.municipality, named)
    view = unresolved(error, SearchState.of(given), PEERS)
    return {**view, "said": problem.details[lang]}


def _answered(opened: OpenRelease, given: PeerPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: the code of who asks is not there (404) or no longer in use (410).
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    code = find_body(opened, "municipality", given.municipality)
    answer = peers_answer(opened, code, asked, lang, PEERS)
    named = asked.model_copy(update={"municipality": code})
    return question_view(opened, named, lang) | answer_view(opened, named, answer, lang)


def peers_view(opened: OpenRelease, given: PeerPage, lang: str) -> tuple[dict[str, Any], int]:
    """Return what the page shows, and its HTTP status.

    Args:
        opened: the release.
        given: the request; without who asks it is the form alone.
        lang: language of labels.
    """
    view, status = question_view(opened, given, lang), 200
    if given.municipality:
        try:
            view |= _answered(opened, given, lang)
        except UnresolvedName as error:
            view["problem"] = _unresolved(opened, error, given, lang)
            status = HTTPStatus.BAD_REQUEST
        except ApiProblem as problem:  # a code that is not there, or no longer in use
            view["problem"] = _no_such_code(problem, given, lang)
            status = problem.status
    return view, status
