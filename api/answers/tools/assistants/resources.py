"""Resources: the vocabulary, and every thing by its IRI, as JSON or as Turtle."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs

import orjson

from api.answers.entities import entity, found_dossier
from api.answers.unknown import unknown
from api.http.parameters import check_page
from api.release.opened import OpenRelease
from api.wording.language import localise
from graph.entities.linked import Wanted, entity_rdf, exists
from ontology.kinds import KINDS
from ontology.vocabulary import ONTOLOGY, vocabulary_rdf

TURTLE, JSON = "text/turtle", "application/json"
VOCABULARY = str(ONTOLOGY)
"""IRI of the vocabulary."""
_TURTLE_SUFFIX = ".ttl"


class ResourceText(NamedTuple):
    """What a resource holds."""

    media_type: str
    text: str


def templates(opened: OpenRelease) -> dict[str, str]:
    """Return the templates of addresses (RFC 6570), by what they give."""
    thing = f"{opened.iris.base}id/{{kind}}/{{key}}"
    return {"thing": thing, "data": f"{thing}{_TURTLE_SUFFIX}{{?page}}"}


def resource_text(opened: OpenRelease, uri: str, lang: str) -> ResourceText | None:
    """Return what an address holds, or None where it is none of ours.

    Args:
        opened: the release.
        uri: the vocabulary's or a thing's IRI; with ``.ttl`` its statements as Turtle, and
            ``?page=`` turns their pages.
        lang: language of labels in JSON.

    Raises:
        ApiProblem: there is no such thing, or no such page.
    """
    if uri == VOCABULARY:
        return ResourceText(TURTLE, vocabulary_rdf(TURTLE).decode())
    iri, _, query = uri.partition("?")
    place = opened.iris.split(iri)
    if place is None:
        return None
    kind, key = place
    stem = key.removesuffix(_TURTLE_SUFFIX)
    if stem == key or exists(opened.store, opened.iris, kind, key):  # a key may end so
        if kind in KINDS:
            answer = entity(opened, found_dossier(opened, kind, key))
            return ResourceText(JSON, orjson.dumps(localise(answer, lang)).decode())
        stem = key
    return ResourceText(TURTLE, _statements(opened, kind, stem, _page(query)))


def _page(query: str) -> int:
    number = parse_qs(query).get("page", ["1"])[0]
    return max(1, int(number)) if number.isascii() and number.isdigit() else 1


def _statements(opened: OpenRelease, kind: str, key: str, page: int) -> str:
    """Return a page of what is said of a thing.

    Raises:
        ApiProblem: there is no such thing, or no such page.
    """
    wanted = Wanted(TURTLE, page, opened.release.manifest["built_at"])
    found = entity_rdf(opened.store, opened.iris, kind, key, wanted)
    if found is None:
        raise unknown(opened, kind, key)
    check_page(page, found.pages)
    return found.body.decode()
