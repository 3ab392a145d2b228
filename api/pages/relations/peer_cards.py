"""What the page shows of each peer: a card, the places on the map, the offices once for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import full_name, place_label
from api.answers.relations.files import own_contacts
from api.answers.relations.shortlist import MOST
from api.pages.parts.paths import PEERS, entity_path
from api.pages.parts.state import SearchState
from api.release.opened import OpenRelease
from api.wording.messages import message
from api.wording.values import date_label

STRENGTHS = (("strong", 1 / 2), ("medium", 1 / 4))
"""Words for a share, each from which value on; below the last it is weak."""
_MOST_SHOWN = 3
"""Ways to one body that are shown at once; further ones are folded."""


def strength(share: float) -> str:
    """Return the word for how much of what is possible a reason or a whole score has."""
    return next((word for word, least in STRENGTHS if share >= least), "weak")


class Cards:
    """Makes the cards of one answer.

    Args:
        opened: the release.
        answer: the answer of the API.
        state: the parameters of the request.
        topic: kinds and keys of what is asked about.
        chosen: codes of the shortlist.
        lang: language of labels.
    """

    def __init__(
        self,
        opened: OpenRelease,
        answer: Mapping[str, Any],
        state: SearchState,
        topic: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        lang: str,
    ) -> None:
        self._opened, self._answer, self._state = opened, answer, state
        self._topic, self._chosen, self._lang = topic, chosen, lang
        weights = answer["weights"]
        asked = any(kind == "challenge" for kind, _ in topic)
        counted = (w["value"] for name, w in weights.items() if asked or name != "challenges")
        self._possible = sum(counted)

    def cards(self) -> list[dict[str, Any]]:
        """Return a card for each peer."""
        first = self._answer["offset"] + 1
        return [self._card(item, rank) for rank, item in enumerate(self._answer["items"], first)]

    def _card(self, item: Mapping[str, Any], rank: int) -> dict[str, Any]:
        place = self._opened.search.places[item["key"]]
        asking = self._answer["municipality"]["key"]
        pairs = [("to", item["key"]), *self._topic, ("lang", self._lang), ("format", "text")]
        share = item["score"] / self._possible if self._possible else 0.0
        inside = place.code != place.prefecture
        return {
            **item,
            "rank": rank,
            "within": place_label(self._opened, place.prefecture, self._lang) if inside else "",
            "strength": strength(share),
            "reasons": [
                {**reason, "strength": strength(reason["detail"]["raw"])}
                for reason in item["reasons"]
            ],
            "contacts": by_whom(self._own(item["contact"]), self._lang),
            "url": entity_path("municipality", item["key"]),
            "vcard": f"{item['links']['vcard']}?lang={self._lang}",
            "letter": f"/api/municipalities/{asking}/introduction?{urlencode(pairs)}",
            **self._listing(item["key"]),
        }

    def _own(self, contacts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the ways to a body itself and to its councils, without the programmes'."""
        others = [
            one for one in contacts if one["kind"] in {"council", "prefecture"} and one["url"]
        ]
        return [*own_contacts(contacts), *others]

    def _listing(self, code: str) -> dict[str, Any]:
        """Return whether a peer is in the shortlist, and the address that puts it in or out."""
        listed = code in self._chosen
        codes = [one for one in self._chosen if one != code] + ([] if listed else [code])
        full = not listed and len(self._chosen) >= MOST
        changed = {"shortlist": ",".join(codes), "offset": self._answer["offset"] or None}
        return {
            "listed": listed,
            "list_url": None if full else f"{self._state.url(changed, PEERS)}#peer-{code}",
        }

    def points(self) -> list[dict[str, Any]]:
        """Return the places of the map: who asks, and each peer with its rank."""
        who = self._answer["municipality"]["key"]
        own = {**self._point(who), "kind": "you"}
        ranked = [
            {**self._point(item["key"]), "mark": str(rank)}
            for rank, item in enumerate(self._answer["items"], self._answer["offset"] + 1)
        ]
        return [own, *ranked]

    def _point(self, code: str) -> dict[str, Any]:
        place = self._opened.search.places[code]
        return {
            "lat": place.latitude,
            "lon": place.longitude,
            "label": place.name if self._lang == "ja" else full_name(place, self._lang),
            "href": entity_path("municipality", code),
            "code": code,
        }

    def offices(self) -> list[dict[str, Any]]:
        """Return the offices of the programmes of all cards, each once."""
        found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for item in self._answer["items"]:
            for one in item["contact"]:
                if one["kind"] == "programme-office":
                    programme = one["about"]["key"] if one["about"] else ""
                    found.setdefault((programme, one["name"], one["email"]), one)
        offices = sorted(found.values(), key=lambda one: one["about"]["key"])
        return [
            {
                **one,
                "dated": dated(one, self._lang),
                "url": one["url"] or "",
                "owner": ("、" if self._lang == "ja" else ", ").join(
                    self._opened.programmes.owners(one["about"]["key"], self._lang)
                ),
                "programme": {
                    **one["about"],
                    "url": entity_path("programme", one["about"]["key"]),
                },
            }
            for one in offices
        ]


def dated(contact: Mapping[str, Any], lang: str) -> str:
    """Return of when a contact is, in words."""
    day = date_label(contact["date"], lang)
    return message(f"contact-date-{contact['date_kind']}", lang).format(date=day)


def by_whom(contacts: Iterable[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return contacts with all ways to the same body together, in the order of the first."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in contacts:
        ways = found.setdefault((one["name"], one["kind_label"]), [])
        ways.append({**one, "dated": dated(one, lang)})
    return [
        {"name": name, "kind": kind, "ways": ways[:_MOST_SHOWN], "more": ways[_MOST_SHOWN:]}
        for (name, kind), ways in found.items()
    ]
