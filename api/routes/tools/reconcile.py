"""``/reconcile``: the Reconciliation Service API 0.2 of the W3C Entity Reconciliation group.

Clients add parameters of their own (a time against caches, ``limit``), so that unknown ones are not
refused here. The contract of these addresses is the specification, with its JSON schemas; they do
not stand in ``/openapi.json``.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from api.answers.tools.reconciliation.candidates import description, reconciled
from api.answers.tools.reconciliation.entity_types import (
    TYPES,
    Reference,
    leaves_of,
    reference_of,
    type_item,
)
from api.answers.tools.reconciliation.extension import extended
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.manifest import manifest
from api.answers.tools.reconciliation.properties import PROPERTIES, proposed
from api.answers.tools.reconciliation.queries import read_extension, read_queries, too_large
from api.answers.tools.reconciliation.readings.found import EXACT, Found
from api.answers.tools.reconciliation.suggestions import entities, properties, types
from api.http.addresses.public import public_url
from api.http.dependencies import (
    READING,
    Language,
    Opened,
    body_of,
    current_language,
    json_response,
    pairs_of,
    utf8,
)
from api.http.parameters import clean
from api.http.problems import ApiProblem, bad, repeated
from api.pages.embeds.preview import flyout, preview
from api.release.following.current import CurrentRelease
from api.release.opened import OpenRelease
from api.wording.messages import message

router = APIRouter(prefix="/reconcile", include_in_schema=False)

MAX_BYTES = 1_000_000
"""Longest form that is read, in bytes: a hundred names of 200 characters take a fifth of it."""
_MAX_CURSOR = 10_000
_FORM = "application/x-www-form-urlencoded"
Given = Annotated[str, Query()]


@router.api_route("", methods=READING)
@router.post("")
async def service(request: Request) -> Response:
    """Answer queries or an extension; without either, describe the service (section 3.1).

    Raises:
        ApiProblem: what was sent cannot be read (400, 415), or is too much (413).
    """
    sent = await _sent(request)
    return await run_in_threadpool(_answer, request, sent)


async def _sent(request: Request) -> dict[str, str]:
    """Return what was sent, in the address and in the body.

    Raises:
        ApiProblem: it cannot be read, or is too much; a part of it stands twice.
    """
    pairs = pairs_of(request.scope["query_string"].decode("latin-1"), "query")
    if request.method == "POST":
        if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
            raise ApiProblem(415, "content-type", "reconcile-content-type")
        body = await body_of(request, MAX_BYTES, lambda: too_large("reconcile-bytes", MAX_BYTES))
        pairs = (*pairs, *pairs_of(utf8(body, "body"), "body"))
    for name in ("queries", "extend"):
        if [other for other, _ in pairs].count(name) > 1:
            raise repeated(name)
    sent = dict(pairs)
    if "callback" in sent:
        raise ApiProblem(400, "no-jsonp", "no-jsonp", parameter="callback")
    return sent


def _answer(request: Request, sent: dict[str, str]) -> Response:
    lang, base = current_language(request), public_url(request)
    holder = cast("CurrentRelease", request.app.state.holder)
    with holder.current() as opened:
        facts = Facts(opened, lang, base)
        if sent.get("queries"):
            batch = read_queries(sent["queries"])
            found = {key: {"result": reconciled(facts, query)} for key, query in batch.items()}
            return json_response(found)
        if sent.get("extend"):
            return json_response(extended(facts, read_extension(sent["extend"])))
        if request.method == "POST" or "queries" in sent or "extend" in sent:
            raise ApiProblem(400, "query-missing", "reconcile-empty")
        return json_response(manifest(opened, lang, base))


def _cursor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MAX_CURSOR)):
        raise bad("cursor", "reconcile-cursor")
    return min(int(text), _MAX_CURSOR)


@router.api_route("/suggest/entity", methods=READING)
def suggest_entity(
    opened: Opened,
    lang: Language,
    prefix: Given = "",
    cursor: Given = "0",
    type: Given = "",  # noqa: A002 - the name that clients send
) -> Response:
    """Return entities while somebody types a name; of a type, where a client says which."""
    wanted = leaves_of([type] if type in TYPES else [])
    found = entities(Facts(opened, lang), clean(prefix), wanted, _cursor(cursor))
    return json_response({"result": found})


@router.api_route("/suggest/type", methods=READING)
def suggest_type(lang: Language, prefix: Given = "", cursor: Given = "0") -> Response:
    """Return types while somebody types a name; all where nothing is typed."""
    return json_response({"result": types(lang, clean(prefix), _cursor(cursor))})


@router.api_route("/suggest/property", methods=READING)
def suggest_property(lang: Language, prefix: Given = "", cursor: Given = "0") -> Response:
    """Return properties while somebody types a name; all where nothing is typed."""
    return json_response({"result": properties(lang, clean(prefix), _cursor(cursor))})


@router.api_route("/properties", methods=READING)
def propose(
    lang: Language,
    type: Given = "",  # noqa: A002 - the name of the specification
    limit: Given = "",
) -> Response:
    """Return the properties with which entities of a type can be extended (section 7.2).

    Raises:
        ApiProblem: there is no such type.
    """
    if type and type not in TYPES:
        raise bad("type", "kind", text=type[:80], kinds=", ".join(TYPES))
    most = _cursor(limit) if limit else len(PROPERTIES)
    listed = [one.item(lang) for one in proposed(leaves_of([type] if type else []))]
    found: dict[str, Any] = {"properties": listed[:most]}
    if type:
        found["type"] = type
    return json_response(found | ({"limit": most} if limit else {}))


@router.api_route("/flyout/entity", methods=READING)
def flyout_entity(opened: Opened, lang: Language, id: Given = "") -> Response:  # noqa: A002
    """Return a few words on an entity (section 6.5)."""
    reference, facts = _entity(opened, id), Facts(opened, lang)
    said = description(facts, Found(reference, EXACT))
    return json_response({"id": id, "html": flyout(facts.name(reference), said)})


@router.api_route("/flyout/type", methods=READING)
def flyout_type(lang: Language, id: Given = "") -> Response:  # noqa: A002
    """Return a few words on a type."""
    if id not in TYPES:
        raise bad("id", "kind", text=id[:80], kinds=", ".join(TYPES))
    said = message(f"reconcile-type-{id}-is", lang)
    return json_response({"id": id, "html": flyout(type_item(id, lang)["name"], said)})


@router.api_route("/flyout/property", methods=READING)
def flyout_property(lang: Language, id: Given = "") -> Response:  # noqa: A002
    """Return a few words on a property."""
    if id not in PROPERTIES:
        raise bad("id", "kind", text=id[:80], kinds=", ".join(PROPERTIES))
    item = PROPERTIES[id].item(lang)
    return json_response({"id": id, "html": flyout(item["name"], item["description"])})


@router.api_route("/preview", methods=READING)
def preview_entity(
    request: Request,
    opened: Opened,
    lang: Language,
    id: Given = "",  # noqa: A002
) -> Response:
    """Return a small page on an entity, which any site may frame (section 5)."""
    return preview(request, Facts(opened, lang), _entity(opened, id))


@router.api_route("/view", methods=READING)
def view(request: Request, opened: Opened, id: Given = "") -> Response:  # noqa: A002
    """Lead to the page of an entity; a client writes the identifier as one part of an address."""
    kind, key = _entity(opened, id)
    return RedirectResponse(f"{public_url(request) or '/'}doc/{kind}/{key}", 303)


def _entity(opened: OpenRelease, id_: str) -> Reference:
    reference = reference_of(opened, clean(id_))
    if reference is None:
        raise bad("id", "reconcile-entity")
    return reference
