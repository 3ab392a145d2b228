"""The page of a neighbourhood: a picture that can be walked, and the same as a list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import CurrentService, Language
from api.pages.network import network_view
from api.pages.rendering import render
from api.routes_graph import GraphParameters, around, graph_answer, once

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])


@router.api_route("/network", methods=["GET", "HEAD"])
def network_page(
    request: Request,
    service: CurrentService,
    given: Annotated[GraphParameters, Query()],
    lang: Language,
) -> Response:
    """Return the neighbourhood of one thing as a page."""
    answer = graph_answer(service, given, around(service, given, lang)[2], lang)
    return render(request, "network.html", lang, network_view(answer, given.kinds))
