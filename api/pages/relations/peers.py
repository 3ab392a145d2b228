"""The view model of the page of peers: who asks what, who has done it, whom to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import Field

from api.answers.labels import label_of, place_label
from api.answers.relations.peers import PeerParameters
from api.http.parameters import keys_of
from api.pages.parts.choices import Choice
from api.pages.parts.forms import offered, pages, sliders
from api.pages.parts.paths import entity_path
from api.pages.parts.state import SearchState
from api.release.opened import OpenRelease
from api.wording.messages import message
from search.model.request import UnresolvedName

PATH = "/peers"
STAGES = ("experienced", "current", "finished")
_MOST_SHOWN = 3
"""Ways to one body that are shown at once; further ones are folded."""
EXAMPLE = {"municipality": "272051", "technology": "automated-driving"}
"""A question that shows what the page does: 吹田市, which is in no programme, and 自動運転."""


class PeerPage(PeerParameters):
    """Parameters of the page: those of the API, and who asks."""

    municipality: str = Field("", max_length=200)
    typed_technology: str = ""
    typed_challenge: str = ""


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
        "example": f"{PATH}?{urlencode(EXAMPLE)}",
        "defaults": state.url(
            {name: None for name in state.values if name.startswith("weight_")}, PATH
        ),
        "answer": None,
        "problem": None,
    }


def _name(opened: OpenRelease, text: str, lang: str) -> str:
    """Return what the field of who asks holds: of a code its name, if nothing else has it."""
    place = opened.search.places.get(text)
    if place is None:
        return text
    name = place.full_name if lang == "ja" else place.english
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
    place = opened.search.places[code]
    if lang == "ja" or code == place.prefecture:
        return code, place.full_name if lang == "ja" else place.english
    return code, f"{place.english}, {place_label(opened, place.prefecture, lang)}"


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
    return {
        "answer": {"note": None, **answer},
        "items": [_item(opened, item, asking, topic, lang) for item in answer["items"]],
        "clear": f"{PATH}?{urlencode({'municipality': answer['asked_for']['key']})}",
        "sliders": sliders(answer["weights"], lang),
        "moved": any(w["value"] != w["default"] for w in answer["weights"].values()),
        "pages": pages(answer, state, PATH),
        "topic": [label_of(opened, kind, key, lang) for kind, key in topic],
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
    opened: OpenRelease,
    item: Mapping[str, Any],
    asking: str,
    topic: Sequence[tuple[str, str]],
    lang: str,
) -> dict[str, Any]:
    place = opened.search.places[item["key"]]
    within = "" if place.code == place.prefecture else place_label(opened, place.prefecture, lang)
    pairs = [("to", item["key"]), *topic, ("lang", lang), ("format", "text")]
    return {
        **item,
        "within": within,
        "contacts": _by_whom(item["contact"], lang),
        "url": entity_path("municipality", item["key"]),
        "vcard": f"{item['links']['vcard']}?lang={lang}",
        "letter": f"/api/municipalities/{asking}/introduction?{urlencode(pairs)}",
    }


def _by_whom(contacts: Sequence[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return contacts with all ways to the same body together, in the order of the first."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in contacts:
        dated = message(f"contact-date-{one['date_kind']}", lang).format(date=one["date"])
        ways = found.setdefault((one["name"], one["kind_label"]), [])
        ways.append({**one, "dated": dated})
    return [
        {"name": name, "kind": kind, "ways": ways[:_MOST_SHOWN], "more": ways[_MOST_SHOWN:]}
        for (name, kind), ways in found.items()
    ]
