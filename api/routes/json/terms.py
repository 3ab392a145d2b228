"""``/api/vocabulary/terms``: the classes and properties in use, for an editor to complete."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Response

from api.contract.views import TermsAnswer, VocabularyTerm
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, once
from api.release.versions import numbers_of
from api.wording.language import pick
from ontology.namespaces import PREFIXES, curie
from ontology.vocabulary import TermKind, terms

router = APIRouter(prefix="/api/vocabulary", dependencies=[Depends(once)])


@router.get(
    "/terms",
    summary="Classes and properties, with how often they are used",
    operation_id="vocabulary_terms",
    responses=answers(TermsAnswer, problems=(400,)),
)
def vocabulary_terms(opened: Opened, parameters: EntityQuery, lang: Language) -> Response:
    """Return the prefixes, and every class and property of the graph, the most used first.

    Counts are those of VoID; own terms that the data do not use (such as those of
    ``SERVICE tsn:search``) have 0.
    """
    del parameters  # only ``lang``, which is read already
    found = numbers_of(opened.release).statistics
    classes = _own({TermKind.CLASS}) | found.classes
    properties = _own({TermKind.OBJECT_PROPERTY, TermKind.DATATYPE_PROPERTY}) | found.properties
    answer: TermsAnswer = {
        "prefixes": dict(PREFIXES),
        "classes": _listed(classes, lang),
        "properties": _listed(properties, lang),
    }
    return json_response(answer)


def _own(kinds: set[TermKind]) -> dict[str, int]:
    return {term.iri: 0 for term in terms() if term.kind in kinds}


def _listed(counts: Mapping[str, int], lang: str) -> list[VocabularyTerm]:
    own = {term.iri: term for term in terms()}
    found: list[VocabularyTerm] = [
        {
            "iri": iri,
            "name": curie(iri),
            "label": pick(own[iri].label, lang) if iri in own else None,
            "count": count,
        }
        for iri, count in counts.items()
    ]
    return sorted(found, key=lambda term: (-term["count"], term["iri"]))
