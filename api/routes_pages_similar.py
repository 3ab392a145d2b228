"""The page of similar projects: the whole ranked list, with weights to move."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import CurrentService, Language
from api.pages.questions import resolved
from api.pages.rendering import render
from api.pages.similar import PATH, SimilarPage, similar_view
from api.parameters import keys_of, once
from api.ranked_answers import similar_answer

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])


@router.api_route(PATH, methods=["GET", "HEAD"])
def similar_page(
    request: Request,
    service: CurrentService,
    given: Annotated[SimilarPage, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one, as a page."""
    (key,) = keys_of([given.project], service.iris)
    asked = resolved(service, given, ("technology",))
    answer = similar_answer(service, key, asked, lang, PATH)
    return render(request, "similar.html", lang, similar_view(service, asked, answer, lang))
