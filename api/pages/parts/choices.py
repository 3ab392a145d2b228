"""Conditions that a form offers by name: technologies, challenges, programmes, prefectures."""

from __future__ import annotations

from api.answers.labels import label_of, place_label
from api.release.opened import OpenRelease
from api.things.kinds import CONCEPT_KINDS
from api.wording.language import pick

Choice = tuple[str, str]
"""A key and its label."""
_SCHEMES = {kind: scheme for scheme, kind in CONCEPT_KINDS.items()}


def search_choices(opened: OpenRelease, lang: str) -> dict[str, list[Choice]]:
    """Return what the search form offers, by the name of its parameter.

    Args:
        opened: the release.
        lang: language of labels.
    """
    places = opened.search.places.values()
    prefectures = [place.code for place in places if place.kind == "prefecture"]
    return {
        "technology": main_concepts(opened, "technology", lang),
        "challenge": main_concepts(opened, "challenge", lang),
        "programme": [
            (key, label_of(opened, "programme", key, lang)) for key in opened.programmes.facts
        ],
        "prefecture": [(code, place_label(opened, code, lang)) for code in prefectures],
    }


def main_concepts(opened: OpenRelease, kind: str, lang: str) -> list[Choice]:
    """Return the concepts of a thesaurus that have none above them, in its order.

    Args:
        opened: the release.
        kind: ``technology`` or ``challenge``.
        lang: language of labels.
    """
    concepts = opened.thesaurus.scheme(_SCHEMES[kind])
    return [(concept.key, pick(concept.pref, lang)) for concept in concepts if not concept.broader]
