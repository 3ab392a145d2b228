"""Conditions that a form offers by name: technologies, challenges, programmes, prefectures."""

from __future__ import annotations

from api.answers.labels import label_of, place_label
from api.release.opened import Service
from api.things.kinds import CONCEPT_KINDS
from api.wording.language import pick

Choice = tuple[str, str]
"""A key and its label."""
_SCHEMES = {kind: scheme for scheme, kind in CONCEPT_KINDS.items()}


def search_choices(service: Service, lang: str) -> dict[str, list[Choice]]:
    """Return what the search form offers, by the name of its parameter.

    Args:
        service: the release.
        lang: language of labels.
    """
    places = service.search.gazetteer.places.values()
    prefectures = [place.code for place in places if place.kind == "prefecture"]
    return {
        "technology": main_concepts(service, "technology", lang),
        "challenge": main_concepts(service, "challenge", lang),
        "programme": [
            (key, label_of(service, "programme", key, lang)) for key in service.programmes.facts
        ],
        "prefecture": [(code, place_label(service, code, lang)) for code in prefectures],
    }


def main_concepts(service: Service, kind: str, lang: str) -> list[Choice]:
    """Return the concepts of a thesaurus that have none above them, in its order.

    Args:
        service: the release.
        kind: ``technology`` or ``challenge``.
        lang: language of labels.
    """
    concepts = service.thesaurus.scheme(_SCHEMES[kind])
    return [(concept.key, pick(concept.pref, lang)) for concept in concepts if not concept.broader]
