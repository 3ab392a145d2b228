"""What stands near an entity: similar projects, peers, programmes, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import place_label
from api.answers.lookup import asker
from api.answers.relations.items import peer_item, similar_project
from api.answers.relations.programmes import PageParameters, of_project_answer, related_answer
from api.pages.parts import paths
from api.release.opened import OpenRelease
from graph.entities.models import Dossier
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.weights import PEERS
from graph.relations.scores import values
from graph.relations.similar.weights import SIMILAR

_ALL = PageParameters.model_validate({})
"""The first page; there are fewer programmes than stand on one."""
SHOWN = 5
"""Related things of one list that a page shows."""


@dataclass(frozen=True, slots=True)
class RelatedList:
    """A short list of related things.

    Args:
        slug: names its heading (``page-related-…``) and its anchor.
        items: the things as the API gives them, each with ``url``; peers with ``within`` too, the
            name of the prefecture.
        total: how many there are in all.
        more: address of the whole list.
    """

    slug: str
    items: Sequence[Mapping[str, Any]] = field(hash=False)
    total: int
    more: str


def related_lists(opened: OpenRelease, dossier: Dossier, lang: str) -> list[RelatedList]:
    """Return the lists of an entity that hold anything.

    Args:
        opened: the release.
        dossier: the entity, read.
        lang: language of labels.
    """
    making = _LISTS.get(dossier.kind, ())
    return [found for make in making if (found := make(opened, dossier, lang)).items]


def _with_url(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{**item, "url": paths.entity_path(item["type"], item["key"])} for item in items]


def _similar(opened: OpenRelease, dossier: Dossier, lang: str) -> RelatedList:
    relations, key = opened.relations.similar, dossier.key
    if relations.number(key) is None:
        return RelatedList("similar", (), 0, "")
    found = relations.similar(key, table=values(SIMILAR), among=None, limit=SHOWN, offset=0)
    items = [similar_project(opened, one, lang) for one in found.items]
    more = f"{paths.SIMILAR}?" + urlencode({"project": key})
    return RelatedList("similar", _with_url(items), found.total, more)


def _peers(opened: OpenRelease, dossier: Dossier, lang: str) -> RelatedList:
    key = dossier.key
    found = opened.relations.peers.peers(
        asker(opened, key).code, PeerQuestion(), table=values(PEERS), limit=SHOWN, offset=0
    )
    items = [
        {**peer_item(opened, one, lang), "within": _within(opened, one.key, lang)}
        for one in found.items
    ]
    more = f"{paths.PEERS}?" + urlencode({"municipality": key})
    return RelatedList("peers", _with_url(items), found.total, more)


def _within(opened: OpenRelease, code: str, lang: str) -> str:
    """Return the prefecture of a municipality, as pages name it; of a prefecture nothing."""
    place = opened.search.places[code]
    return place_label(opened, place.prefecture, lang) if place.code != place.prefecture else ""


def _programmes(opened: OpenRelease, dossier: Dossier, lang: str) -> RelatedList:
    """Return programmes as a list; there are few, and all of a page of them are shown."""
    if dossier.project:
        items = of_project_answer(opened, dossier.project, _ALL, lang, "")["items"]
    else:
        items = related_answer(opened, dossier.key, _ALL, lang, "")["items"]
    return RelatedList("programmes", _with_url(items), len(items), "")


_LISTS: Mapping[str, Sequence[Callable[[OpenRelease, Dossier, str], RelatedList]]] = {
    "project": (_similar, _programmes),
    "municipality": (_peers,),
    "programme": (_programmes,),
}
