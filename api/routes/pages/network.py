"""The page of a neighbourhood: a picture that can be walked, and the same as a list."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.http.dependencies import Language, Opened
from api.pages.parts.paths import NETWORK
from api.pages.parts.rendering import render
from api.pages.parts.ways_out import choice
from api.pages.relations.network import network_view
from api.routes.json.network import GraphParameters, around, graph_answer, once

router = APIRouter(include_in_schema=False, dependencies=[Depends(once)])


class NetworkPage(GraphParameters):
    """Parameters of the page: those of the API; without a thing it asks for one."""

    focus: str = Field("", max_length=1000, description="IRI, kind/key, key or label of a thing")


@router.api_route(NETWORK, methods=["GET", "HEAD"])
def network_page(
    request: Request,
    opened: Opened,
    given: Annotated[NetworkPage, Query()],
    lang: Language,
) -> Response:
    """Return the neighbourhood of one thing as a page; or the form that asks of which."""
    if not given.focus:
        view = choice(NETWORK, request.query_params.multi_items(), "focus", lang)
        return render(request, "choose.html", lang, {"page": "network", **view})
    answer = graph_answer(opened, given, around(opened, given, lang)[2], lang)
    return render(request, "network.html", lang, network_view(answer, given.kinds))
