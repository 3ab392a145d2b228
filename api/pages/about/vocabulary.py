"""The view model of the vocabulary's page: its terms in words, and the trees of concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from api.wording.language import pick
from graph.store.formats import GRAPH_SUFFIXES
from ontology.concepts import Thesaurus
from ontology.kinds import CONCEPT_KINDS
from ontology.namespaces import TSN
from ontology.namespaces import curie as short
from ontology.vocabulary import Term, TermKind, header, terms

_SLUGS = {
    TermKind.CLASS: "classes",
    TermKind.OBJECT_PROPERTY: "object-properties",
    TermKind.DATATYPE_PROPERTY: "datatype-properties",
    TermKind.INDIVIDUAL: "individuals",
}
"""Name the headings (``page-vocabulary-…``) and their anchors, which end in ``-list`` so that no
term has the same."""


def vocabulary_view(opened: OpenRelease, lang: str) -> dict[str, Any]:
    """Return what the page shows.

    Args:
        opened: the release, for its thesauri.
        lang: language of the page.
    """
    known = terms()
    labels = {term.iri: pick(term.label, lang) for term in known}
    about = header()
    return {
        "title": pick(about.title, lang),
        "description": pick(about.description, lang),
        "version": about.version,
        "namespace_iri": str(TSN),
        "groups": [
            {
                "slug": slug,
                "terms": [_shown(term, known, labels, lang) for term in known if term.kind is kind],
            }
            for kind, slug in _SLUGS.items()
        ],
        "trees": [_tree(opened.thesaurus, scheme, lang) for scheme in CONCEPT_KINDS],
        "forms": [
            {"suffix": suffix, "media": media, "url": f"/ontology.{suffix}"}
            for suffix, media in GRAPH_SUFFIXES.items()
        ],
    }


def _shown(
    term: Term, known: Sequence[Term], labels: Mapping[str, str], lang: str
) -> dict[str, Any]:
    """Return a term with what is tied to it; ``used`` are the properties that a class has."""

    def reference(iri: str) -> dict[str, str]:
        own = iri in labels
        return {
            "text": labels[iri] if own else short(iri),
            "code": iri.removeprefix(str(TSN)) if own else "",
            "href": f"#{iri.removeprefix(str(TSN))}" if own else iri,
        }

    ties = {
        "super": term.super,
        "domain": term.domain,
        "range": term.range,
        "used": tuple(other.iri for other in known if term.iri in other.domain),
        "values": tuple(other.iri for other in known if term.iri in other.range),
        "sub": tuple(other.iri for other in known if term.iri in other.super),
    }
    return {
        "name": term.name,
        "iri": term.iri,
        "label": pick(term.label, lang),
        "definition": pick(term.definition, lang),
        "ties": {name: [reference(iri) for iri in iris] for name, iris in ties.items() if iris},
    }


def _tree(thesaurus: Thesaurus, scheme: str, lang: str) -> dict[str, Any]:
    kind = CONCEPT_KINDS[scheme]
    concepts = thesaurus.scheme(scheme)

    def branch(key: str) -> dict[str, Any]:
        return {
            "label": pick(thesaurus[key].pref, lang),
            "href": page_path(kind, key),
            "narrower": [branch(below) for below in thesaurus.narrower(key)],
        }

    return {
        "slug": scheme,
        "href": f"/doc/scheme/{scheme}",
        "count": len(concepts),
        "top": [branch(concept.key) for concept in concepts if not concept.broader],
    }
