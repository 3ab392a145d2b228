"""Pages of relations: peers, similar projects, programmes, networks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.answers.lookup import find, find_body
from api.answers.relations.files import peers_file, shortlist_file, similar_file
from api.answers.relations.neighbourhood import (
    GraphParameters,
    around,
    graph_answer,
    once_but_kinds,
)
from api.answers.relations.peers import peers_answer
from api.answers.relations.shortlist import shortlist_answer
from api.answers.relations.similar import similar_answer
from api.http.dependencies import READING, Language, Opened
from api.http.parameters import clean, keys_of, once, once_but_concepts
from api.http.problems import ApiProblem, repeated
from api.pages.parts.forms import resolved
from api.pages.parts.paths import COMPARE, MATCH, NETWORK, PEERS, PROGRAMMES, SHORTLIST, SIMILAR
from api.pages.parts.rendering import render
from api.pages.parts.ways_out import choice
from api.pages.relations.comparison import MOST_COMPARED, ComparePage, compare_view
from api.pages.relations.network import network_view
from api.pages.relations.peers import (
    PeerPage,
    peers_view,
)
from api.pages.relations.programmes import MatchPage, match_page_view, programmes_view
from api.pages.relations.shortlist import ShortlistPage, shortlist_view
from api.pages.relations.similar import SimilarPage, similar_view

router = APIRouter(include_in_schema=False)


def _once_municipality(request: Request) -> None:
    """Refuse a second municipality, which a search may have.

    Raises:
        ApiProblem: there is one.
    """
    if len(list(filter(None, request.query_params.getlist("municipality")))) > 1:
        raise repeated("municipality")


@router.api_route(PEERS, methods=READING, dependencies=[Depends(once)])
def peers_page(
    request: Request,
    opened: Opened,
    given: Annotated[PeerPage, Query()],
    lang: Language,
) -> Response:
    """Return the form, and the ranked list when it is said who asks; also as a file.

    Raises:
        ApiProblem: it is said twice who asks.
    """
    _once_municipality(request)
    if given.municipality and given.format != "json":
        code = find_body(opened, "municipality", given.municipality)
        answer = peers_answer(opened, code, resolved(opened, given), lang, PEERS)
        return peers_file(opened, answer, given.format, lang, given.columns)
    view, status = peers_view(opened, given, lang)
    return render(request, "peers.html", lang, view, status)


@router.api_route(SHORTLIST, methods=READING, dependencies=[Depends(once)])
def shortlist_page(
    request: Request, opened: Opened, given: Annotated[ShortlistPage, Query()], lang: Language
) -> Response:
    """Return up to four local governments side by side; without who asks it leads to the peers.

    Raises:
        ApiProblem: it is said twice who asks, or there are too many.
        UnresolvedName: a name fits nothing, or several things.
    """
    _once_municipality(request)
    if given.municipality and given.format != "json":
        code = find_body(opened, "municipality", given.municipality)
        answer = shortlist_answer(opened, code, given, lang)
        return shortlist_file(opened, answer, given.format, lang, given.columns)
    if not given.municipality:
        view, status = peers_view(opened, PeerPage.model_validate({}), lang)
        return render(request, "peers.html", lang, view, status)
    view = shortlist_view(opened, given, lang)
    return render(request, "shortlist.html", lang, view)


@router.api_route(SIMILAR, methods=READING, dependencies=[Depends(once)])
def similar_page(
    request: Request,
    opened: Opened,
    given: Annotated[SimilarPage, Query()],
    lang: Language,
) -> Response:
    """Return the projects most like one, as a page or a file; or the form that asks of which.

    Raises:
        ApiProblem: there is no such project.
        UnresolvedName: several projects are called so, or a filter names nothing or several things.
    """
    if not given.project:
        view = choice(SIMILAR, request.query_params.multi_items(), "project", lang)
        return render(request, "choose.html", lang, {"page": "similar", **view})
    _, key = find(opened, "project", clean(given.project), lang, ("project",))
    asked = resolved(opened, given, ("technology",))
    answer = similar_answer(opened, key, asked, lang, SIMILAR)
    if given.format != "json":
        return similar_file(opened, answer, given.format, lang, given.columns)
    return render(request, "similar.html", lang, similar_view(opened, asked, answer, lang))


@router.api_route(PROGRAMMES, methods=READING)
def programmes_page(
    request: Request, opened: Opened, given: Annotated[MatchPage, Query()], lang: Language
) -> Response:
    """Return the list of programmes, and the form that asks which fits."""
    return render(request, "programmes.html", lang, programmes_view(opened, given, lang))


@router.api_route(COMPARE, methods=READING)
def compare_page(
    request: Request,
    opened: Opened,
    given: Annotated[ComparePage, Query()],
    lang: Language,
) -> Response:
    """Return up to five programmes side by side; none chosen leads to the list."""
    wanted = keys_of(given.compare, opened.iris)
    keys = list(dict.fromkeys(opened.search.resolve("programme", wanted)))
    if len(keys) > MOST_COMPARED:
        raise ApiProblem(
            400,
            "bad-parameter",
            "compare",
            {"count": len(keys), "most": MOST_COMPARED},
            parameter="compare",
        )
    if not keys:
        empty = programmes_view(opened, MatchPage.model_validate({}), lang)
        return render(request, "programmes.html", lang, empty)
    view = compare_view(opened, keys, lang, given.only)
    return render(request, "programmes_compare.html", lang, view)


@router.api_route(MATCH, methods=READING, dependencies=[Depends(once_but_concepts)])
def match_page(
    request: Request, opened: Opened, given: Annotated[MatchPage, Query()], lang: Language
) -> Response:
    """Return the programmes that fit what is wanted."""
    view, status = match_page_view(opened, given, lang)
    return render(request, "programmes.html", lang, view, status)


class NetworkPage(GraphParameters):
    """Parameters of the page: those of the API; without a thing it asks for one."""

    focus: str = Field("", max_length=1000, description="IRI, kind/key, key or label of a thing")


@router.api_route(NETWORK, methods=READING, dependencies=[Depends(once_but_kinds)])
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
