"""The view model of the page of peers: who asks what, who has done it, whom to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from api.naming import label_of
from api.pages.questions import offered, pages, sliders
from api.pages.rendering import entity_path
from api.pages.state import SearchState
from api.relation_parameters import PeerParameters
from api.service import Service

PATH = "/peers"
STAGES = ("experienced", "current", "finished")
EXAMPLE = {"municipality": "272051", "technology": "automated-driving"}
"""A question that shows what the page does: 吹田市, which is in no programme, and 自動運転."""


class PeerPage(PeerParameters):
    """Parameters of the page: those of the API, and who asks."""

    municipality: str = ""
    typed_technology: str = ""
    typed_challenge: str = ""


def question_view(service: Service, parameters: PeerPage, lang: str) -> dict[str, Any]:
    """Return the form, with what was asked in it.

    Args:
        service: the release.
        parameters: the request.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    return {
        "asked": parameters,
        "asking": _name(service, parameters.municipality, lang),
        "technologies": offered(service, "technology", parameters.technology, lang),
        "challenges": offered(service, "challenge", parameters.challenge, lang),
        "stages": STAGES,
        "example": f"{PATH}?{urlencode(EXAMPLE)}",
        "defaults": state.url(
            {name: None for name in state.values if name.startswith("weight_")}, PATH
        ),
        "answer": None,
        "problem": None,
    }


def _name(service: Service, text: str, lang: str) -> str:
    """Return what the field of who asks holds: of a code its name that nothing else has."""
    place = service.search.gazetteer.places.get(text)
    if place is None:
        return text
    return place.full_name if lang == "ja" else place.english


def answer_view(
    service: Service, parameters: PeerPage, answer: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return the ranked list as the page shows it.

    Args:
        service: the release.
        parameters: the request, with keys in the stead of labels.
        answer: the answer of the API.
        lang: language of labels.
    """
    state = SearchState.of(parameters)
    topic = [("technology", key) for key in parameters.technology]
    topic += [("challenge", key) for key in parameters.challenge]
    asking = answer["municipality"]["key"]
    return {
        "answer": {"note": None, **answer},
        "items": [_item(item, asking, topic, lang) for item in answer["items"]],
        "sliders": sliders(answer["weights"], lang),
        "moved": any(w["value"] != w["default"] for w in answer["weights"].values()),
        "pages": pages(answer, state, PATH),
        "topic": [label_of(service, kind, key, lang) for kind, key in topic],
        "emptied": [
            {**one, "url": state.url(dict.fromkeys(one["conditions"]), PATH)}
            for one in answer.get("emptied_by", ())
            if one["count"]
        ],
        "json": state.url(
            {"municipality": None, "lang": lang},
            f"/api/municipalities/{quote(asking, safe='')}/peers",
        ),
    }


def _item(
    item: Mapping[str, Any], asking: str, topic: Sequence[tuple[str, str]], lang: str
) -> dict[str, Any]:
    pairs = [("to", item["key"]), *topic, ("lang", lang), ("format", "text")]
    return {
        **item,
        "url": entity_path("municipality", item["key"]),
        "vcard": f"{item['links']['vcard']}?lang={lang}",
        "letter": f"/api/municipalities/{asking}/introduction?{urlencode(pairs)}",
    }
