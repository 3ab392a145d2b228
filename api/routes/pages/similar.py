"""The page of similar projects: the whole ranked list, with weights to move."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers.lookup import find
from api.answers.relations.similar import similar_answer
from api.http.dependencies import Language, Opened
from api.http.parameters import clean, once
from api.pages.parts.forms import resolved
from api.pages.parts.rendering import render
from api.pages.parts.ways_out import choice
from api.pages.relations.similar import PATH, SimilarPage, similar_view

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])


@router.api_route(PATH, methods=["GET", "HEAD"])
def similar_page(
    request: Request,
    opened: Opened,
    given: Annotated[SimilarPage, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one, as a page; or the form that asks of which.

    Raises:
        ApiProblem: there is no such project.
        UnresolvedName: several projects are called so, or a filter names nothing or several things.
    """
    if not given.project:
        view = choice(PATH, request.query_params.multi_items(), "project", lang)
        return render(request, "choose.html", lang, {"page": "similar", **view})
    _, key = find(opened, "project", clean(given.project), lang, ("project",))
    asked = resolved(opened, given, ("technology",))
    answer = similar_answer(opened, key, asked, lang, PATH)
    return render(request, "similar.html", lang, similar_view(opened, asked, answer, lang))
