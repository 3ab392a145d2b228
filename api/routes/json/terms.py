"""``/api/vocabulary/terms``: the classes and properties in use, for an editor to complete."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.answers.descriptions import vocabulary_terms
from api.contract.views import TermsAnswer
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers
from api.http.parameters import EntityQuery, once

router = APIRouter(prefix="/api/vocabulary", dependencies=[Depends(once)])


@router.get(
    "/terms",
    summary="Classes and properties, with how often they are used",
    operation_id="vocabulary_terms",
    responses=answers(TermsAnswer, problems=(400,)),
)
def used_terms(opened: Opened, parameters: EntityQuery, lang: Language) -> Response:
    """Return the prefixes, and every class and property of the graph, the most used first.

    Counts are those of VoID; own terms that the data do not use (such as those of
    ``SERVICE tsn:search``) have 0.
    """
    del parameters  # only ``lang``, which is read already
    return json_response(vocabulary_terms(opened.release, lang))
