"""``/api/views``: named, parameterised queries for those who build on the data."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api.answers.views import formats as view_formats
from api.answers.views.answer import MEDIA, formats, paged, runnable, view_item
from api.answers.views.files import asked_columns, view_file
from api.answers.views.parameters import DEFAULT_LIMIT, Taken, ViewParameters, own_and_common, take
from api.contract.views import ViewAnswer, ViewsAnswer
from api.http.addresses.rooted import rooted_json
from api.http.connections.clients import asking
from api.http.dependencies import Language, Opened, json_response
from api.http.documented import answers, described
from api.http.negotiation import acceptable, prefers_html
from api.http.observing.steps import step
from api.http.parameters import EntityQuery
from api.http.problems import ApiProblem, bad, shortened, validation_problem
from api.http.sparql.problems import sparql_problems
from api.release.opened import OpenRelease
from graph.sparql.views import View, views
from graph.sparql.workers.evaluator import QueryRequest

router = APIRouter(prefix="/api/views")

_VARY = {"Vary": "Accept, Accept-Language"}
_SPARQL_JSON = (MEDIA["sparql-json"],)
_SPARQL = "application/sparql-query"
_OWN = {
    "name": "own",
    "in": "query",
    "description": "The parameters of the view itself, which /api/views tells",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
"""How OpenAPI says that each view has parameters of its own."""
_PAGED = frozenset({"json", "jsonld"})
"""Formats that say the total and lead to the next page; the others are files."""


@router.get(
    "",
    summary="The views there are",
    operation_id="views",
    responses=answers(ViewsAnswer, problems=(400,)),
)
def all_views(opened: Opened, _: EntityQuery, lang: Language) -> Response:
    """List the views with their parameters, formats and SPARQL."""
    items = [view_item(opened, view, lang) for view in views().values()]
    total = len(items)
    answer: ViewsAnswer = {
        "total": total,
        "items": items,
        "limit": total,
        "offset": 0,
        "links": {"next": None},
    }
    return json_response(answer)


@router.get(
    "/{name}",
    summary="The rows of a view",
    operation_id="view",
    openapi_extra={"parameters": [*described(ViewParameters), _OWN]},
    responses=answers(ViewAnswer, tuple(MEDIA.values())[1:], (400, 404, 406, 410, 413, 503, 504)),
)
async def view(request: Request, name: str, opened: Opened, lang: Language) -> Response:
    """Answer a view; ``/api/views`` says which parameters each has.

    Things are named by key, IRI or label, and the answer says which was taken. All rows are read
    each time, so ``total`` is exact; what a view may cost is bounded as for any SPARQL query.
    """
    taken, common = await _taken(request, name, opened, lang)
    format_ = _format(taken.view, common.format, request.headers.get("accept"))
    asked_columns(taken.view, common.columns)
    text = taken.view.text(opened.iris.base, taken.given)
    if format_ == "sparql-json":
        body = await _evaluate(opened, request, text + _cut(common), taken)
        return Response(body, media_type=MEDIA[format_], headers=_VARY)
    content = await _evaluate(opened, request, text, taken)
    return await run_in_threadpool(_answer, opened, taken, common, format_, content)


@router.get(
    "/{name}/query",
    summary="The SPARQL of a view",
    operation_id="view_query",
    openapi_extra={"parameters": [*described(ViewParameters), _OWN]},
    responses=answers(None, (_SPARQL,), (400, 404, 410)),
)
async def query(request: Request, name: str, opened: Opened, lang: Language) -> Response:
    """Return a query with the same rows for ``/sparql``: the parameters stand in ``VALUES``."""
    taken, _ = await _taken(request, name, opened, lang)
    return Response(
        runnable(opened, taken),
        media_type=f"{_SPARQL}; charset=utf-8",
        headers=_VARY,
    )


async def _taken(
    request: Request, name: str, opened: OpenRelease, lang: str
) -> tuple[Taken, ViewParameters]:
    found = views().get(name)
    if found is None:
        known = ", ".join(views())
        shown = {"text": shortened(name), "known": known}
        raise ApiProblem(404, "not-found", "no-view", shown)
    own, rest = own_and_common(found, request.query_params.multi_items())
    common = _common(rest)
    return await run_in_threadpool(take, opened, found, own, lang), common


def _common(sent: Mapping[str, str]) -> ViewParameters:
    try:
        return ViewParameters.model_validate(dict(sent))
    except ValidationError as error:
        raise validation_problem(error.errors()[:1]) from error


def _format(view: View, named: str | None, accept: str | None) -> str:
    available = formats(view)
    if named:
        if named not in available:
            raise bad("format", "format", text=shortened(named), formats=", ".join(available))
        return named
    if prefers_html(accept):
        return available[0]
    order = acceptable(accept, [MEDIA[name] for name in available])
    if not order:
        listed = [MEDIA[name] for name in available]
        shown = {"formats": ", ".join(listed)}
        raise ApiProblem(406, "not-acceptable", "formats", shown, available=listed)
    return next(name for name in available if MEDIA[name] == order[0])


def _cut(common: ViewParameters) -> str:
    limit = f"LIMIT {common.limit}\n" if common.limit else ""
    return limit + (f"OFFSET {common.offset}\n" if common.offset else "")


async def _evaluate(opened: OpenRelease, request: Request, text: str, taken: Taken) -> bytes:
    """Return the rows of a query as SPARQL-JSON.

    Raises:
        ApiProblem: it needed more than a query may use.
    """
    wanted = QueryRequest(text=text, results=_SPARQL_JSON, bindings=taken.bindings)
    client = asking(request.scope)
    with step("sparql"), sparql_problems():
        return (await opened.sparql.evaluate(wanted, client=client)).body


def _answer(
    opened: OpenRelease, taken: Taken, common: ViewParameters, format_: str, content: bytes
) -> Response:
    rows = view_formats.read_rows(taken.view, opened.iris, content)
    limit = common.limit or (DEFAULT_LIMIT if format_ in _PAGED else len(rows))
    page = rows[common.offset : common.offset + limit]
    if format_ in _PAGED:
        answer = paged(opened, taken, common, page, len(rows))
        if format_ == "json":
            whole: ViewAnswer = {**answer, "items": view_formats.json_items(page)}
            return json_response(whole)
        linked = {"@context": view_formats.context(taken.view), **rooted_json(answer)}
        body = orjson.dumps({**linked, "items": view_formats.linked_items(page)})
        return Response(body, media_type=MEDIA[format_], headers=_VARY)
    return view_file(opened, taken, page, format_, asked_columns(taken.view, common.columns))
