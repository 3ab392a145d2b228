"""The search inside SPARQL: answers the ``SERVICE tsn:search`` clauses of a query."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import orjson
from fastapi.concurrency import run_in_threadpool

from api.answers.search.answer import snippet_html
from api.http.observing.steps import step
from api.http.parameters import clean
from api.http.sparql.problems import sparql_problems
from api.release.opened import OpenRelease
from api.wording.faults import fault_texts
from graph.sparql.guard import has_service
from graph.sparql.search_service.plan import (
    Found,
    FullText,
    Pending,
    SearchPlan,
    ServiceHit,
    ServiceMistake,
    read_services,
)
from graph.sparql.search_service.terms import Literal
from graph.sparql.workers.evaluator import QueryAnswer, QueryRequest, QueryTimeoutError
from graph.sparql.workers.queues import Seats
from search.model.request import SearchRequest, UnresolvedName
from search.model.result import Hit
from search.query.fields.faults import FieldSyntaxError

MAX_TEXT = 1000
"""Longest text that is searched for, in characters; the same as ``q`` has by default."""
SECONDS = 10.0
"""Most seconds for all searches of one query."""
_WAITING = 32
"""Most queries that wait for their turn to search."""
_JSON = "application/sparql-results+json"
_SHOWN = 80


_turns: WeakKeyDictionary[OpenRelease, Seats] = WeakKeyDictionary()
"""One query searches at a time, so that those who use the search itself hardly notice; clients
take turns."""


async def evaluated(
    opened: OpenRelease,
    request: QueryRequest,
    seconds: float | None = None,
    client: str = "",
    text_limit: int = MAX_TEXT,
) -> QueryAnswer:
    """Answer a query within the limits; its services of search are resolved first.

    Args:
        opened: the release that answers.
        request: the query and what goes with it.
        seconds: a shorter time than the limit.
        client: who asks.
        text_limit: longest text that is searched for, in characters.

    Raises:
        ApiProblem: the query is wrong, refused, or needs more than it may use.
    """
    with step("sparql"), sparql_problems():
        if has_service(request.text):
            request = await expanded(opened, request, seconds, client, text_limit)
        return await opened.sparql.evaluate(request, seconds, client)


async def expanded(
    opened: OpenRelease,
    request: QueryRequest,
    seconds: float | None = None,
    client: str = "",
    text_limit: int = MAX_TEXT,
) -> QueryRequest:
    """Return a request whose query has the hits in the place of its services.

    A request whose query has no service comes back with a query that is safe for an engine.

    Args:
        opened: the release that answers.
        request: the query and what goes with it.
        seconds: a shorter time than the limit.
        client: who asks.
        text_limit: longest text that is searched for, in characters.

    Raises:
        ServiceMistake: a service is not as it must be, or its text cannot be understood.
        RefusedQuery: the query has another service, or is refused for another reason.
        QueryTimeoutError: the searches ran past their time.
        TooBusyError: too many queries wait to search.
        QueryError: what binds a text cannot be parsed or evaluated; and what else ``evaluate``
            raises.
    """
    deadline = time.monotonic() + min(seconds or SECONDS, SECONDS)
    bound, most = dict(request.bindings), opened.sparql.engine.max_rows
    plan = await run_in_threadpool(read_services, request.text, bound, most)
    if plan is None:
        return request
    while (pending := plan.pending()) is not None:
        texts = pending.texts
        if texts is None:
            texts = await _bound(opened, request, plan, pending, (_left(deadline), client))
        seats = _turns.setdefault(opened, Seats(1, _WAITING))
        await seats.take(_left(deadline), client)
        try:
            limits = deadline, text_limit
            await run_in_threadpool(_resolve, opened, plan, pending, texts, limits)
        finally:
            seats.give(client)
    return replace(request, text=await run_in_threadpool(plan.text))


async def _bound(
    opened: OpenRelease,
    request: QueryRequest,
    plan: SearchPlan,
    pending: Pending,
    asking: tuple[float, str],
) -> tuple[Literal, ...]:
    """Return the texts that the query itself binds."""
    asked = replace(request, text=pending.query or "", results=(_JSON,), graphs=(), encodings=())
    answer = await opened.sparql.evaluate(asked, *asking)
    return plan.texts(orjson.loads(answer.body))


def _resolve(
    opened: OpenRelease,
    plan: SearchPlan,
    pending: Pending,
    texts: Sequence[Literal],
    limits: tuple[float, int],
) -> None:
    deadline, longest = limits
    search = full_text(opened)
    found = []
    for text in texts:
        _left(deadline)
        if len(text.value) > longest:
            raise ServiceMistake(
                f"the text has {len(text.value):,} characters; at most {longest:,} are understood."
            )
        found.append(Found(text, search(text.value, pending.limit, snippets=pending.snippets)))
    plan.resolve(found)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise QueryTimeoutError
    return left


def full_text(opened: OpenRelease) -> FullText:
    """Return the search of a release as SPARQL needs it: what ``/api/search?q=…`` gives."""

    def search(text: str, limit: int | None, *, snippets: bool) -> Sequence[ServiceHit]:
        try:
            result = opened.search.search(SearchRequest(query=clean(text), limit=limit))
        except FieldSyntaxError as error:
            where = f"the text {text[:_SHOWN]!r}, character {error.position + 1}"
            raise ServiceMistake(f"{where}: {fault_texts(error)['en']}.") from error
        except UnresolvedName as error:
            named = f"{error.parameter}: {error.text[:_SHOWN]!r}"
            what = "fits several things" if error.candidates else "names nothing"
            raise ServiceMistake(f"{named} {what}.") from error
        return [_hit(hit, rank, snippets=snippets) for rank, hit in enumerate(result.hits, 1)]

    return search


def _hit(hit: Hit, rank: int, *, snippets: bool) -> ServiceHit:
    """Return a hit with the numbers and the snippet that ``/api/search`` shows."""
    distance = None if hit.distance_km is None else round(hit.distance_km, 3)
    snippet = snippet_html(hit.snippet) if snippets else None
    return ServiceHit(str(hit.payload["iri"]), hit.score, distance, rank, snippet)
