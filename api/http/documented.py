"""What ``/openapi.json`` says of answers: their types, media types, statuses and problems.

A route says what its answer is; what every answer of the service may be, and what its problems are,
is added in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from importlib import resources
from threading import Lock
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from api.contract.problems import MEDIA_TYPE, STATUSES, problems_of

EXAMPLES_FILE = "examples.json"
"""File of examples, in ``api/contract``."""
Responses = dict[int | str, dict[str, Any]]
_JSON = "application/json"
_REF = "#/components/{}/{}"
_EVERYWHERE = (400, 408, 414, 421, 429, 431, 500, 503)
"""Problems that any request can have: no name or a wrong one for the service, too slow, too long a
line or head, too many of one client or of all, what nobody foresaw."""
_NOT_MODIFIED = "NotModified"
_OK = "200"
_RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
_TYPES: list[Any] = []
"""Types of answers in the order in which routes told them. The framework does not know them: it
would make a validator of each before the first request is answered, and never use it."""
_OF_TYPE = "answer:"
_MAKING = Lock()
_SAID = frozenset({"title", "description"})
"""What a parameter says of itself, beside its schema."""
_TEXTUAL = ("text/", "application/n-", "application/trig", "+xml", "+rdf")
"""Parts of the media types whose answers are texts."""


def answers(
    model: Any = None, media: Iterable[str] = (), problems: Iterable[int] = ()
) -> Responses:
    """Return what a route says of its answers, for ``responses``.

    Args:
        model: type of the JSON; None where there is none.
        media: further media types of a 200.
        problems: statuses of the problems that it may have, beside those that any may have.
    """
    names = (name.partition(";")[0] for name in media)
    content = {name: {"schema": _schema(name)} for name in names}
    if model is not None:
        content |= in_json(model)
    told: dict[str, Any] = {"content": content} if content else {}
    return {**({200: told} if told else {}), **{status: {} for status in problems}}


def in_json(model: Any) -> dict[str, Any]:
    """Return the content of an answer in JSON, as the description of an operation has it.

    Args:
        model: type of the answer; ``openapi`` puts its schema here.
    """
    _TYPES.append(model)
    return {_JSON: {"schema": {"$ref": f"{_OF_TYPE}{len(_TYPES) - 1}"}}}


def files(media: Iterable[str], problems: Iterable[int] = ()) -> Responses:
    """Return what a route says of compressed files: of what is in them, and of parts of them.

    Args:
        media: media types of what is in them.
        problems: statuses of its problems, likewise.
    """
    told = answers(None, ("application/gzip", *media, "text/plain"), problems)
    parts = {**told[200]["content"], "multipart/byteranges": {}}
    text = {"text/plain": {"schema": {"type": "string"}}}
    told[206] = {"description": "A part of the file", "content": parts}
    told[400] = {"description": "The header Range cannot be read", "content": text}
    told[416] = {"description": "The file has no such part", "content": text}
    return told


def read_by_hand(
    name: str, description: str, schema: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a parameter that a route reads by itself, as OpenAPI has it; it may stand once.

    Args:
        name: of the parameter.
        description: what it takes.
        schema: of its value, if that is not any text.
    """
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": dict(schema or {"type": "string"}),
    }


def described(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters of a model that a route reads by itself.

    Args:
        model: its fields are the parameters.
    """
    found = []
    for name, member in model.model_json_schema()["properties"].items():
        schema = {key: value for key, value in member.items() if key not in _SAID}
        found.append(read_by_hand(name, member.get("description", ""), schema))
    return found


def document(app: FastAPI) -> bytes:
    """Return the description of an application as it is sent; it is made once.

    Args:
        app: the application.
    """
    state = app.state
    with _MAKING:
        if not hasattr(state, "description"):
            state.description = orjson.dumps(app.openapi())
    found: bytes = state.description
    return found


def _schema(media: str) -> dict[str, Any]:
    """Return what is said of a media type beside its name: whether it is a text or an object."""
    if media.endswith("json"):
        return {"type": "object"}
    return {"type": "string"} if any(part in media for part in _TEXTUAL) else {}


@cache
def examples() -> Mapping[str, Any]:
    """Return examples of answers by the id of their operation: real ones, made short.

    ``tests/api/contract/write_examples.py`` writes them; the tests hold them to their types.
    """
    found = resources.files("api.contract").joinpath(EXAMPLES_FILE)
    known: dict[str, Any] = orjson.loads(found.read_bytes())
    return known


def openapi(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application: what its routes say, and what holds for all.

    Args:
        app: the application.
    """
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=_servers(app),
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)  # of 422, which never comes
    problems, further = _problems()
    told, of_answers = _of_answers()
    schemas |= further | of_answers
    made["components"]["responses"] = problems
    for methods in made["paths"].values():
        for method, operation in methods.items():
            _complete(operation, told, is_read=method == "get")
    _without_titles(schemas)
    return made


def _of_answers() -> tuple[Sequence[Mapping[str, Any]], dict[str, Any]]:
    """Return the schema of each type of an answer, and the schemas that they refer to by name."""
    adapters: list[tuple[int, Any, TypeAdapter[Any]]] = [
        (number, "serialization", TypeAdapter(model)) for number, model in enumerate(_TYPES)
    ]
    template = _REF.format("schemas", "{model}")
    told, found = TypeAdapter.json_schemas(adapters, ref_template=template)
    return [told[number, "serialization"] for number in range(len(_TYPES))], found["$defs"]


def _servers(app: FastAPI) -> list[dict[str, Any]] | None:
    """Return where the paths begin, where that is set; else they begin where this was read."""
    public = app.state.settings.public_url
    return [{"url": public.rstrip("/")}] if public else None


def _problems() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the answers of problems by name, and the schemas of their types."""
    adapters: list[tuple[int, Any, TypeAdapter[Any]]] = [
        (status, "serialization", TypeAdapter(problems_of(status))) for status in STATUSES
    ]
    template = _REF.format("schemas", "{model}")
    by_status, found = TypeAdapter.json_schemas(adapters, ref_template=template)
    told: dict[str, Any] = {
        _NOT_MODIFIED: {"description": "The client has this answer already (If-None-Match)"}
    }
    for (status, _), schema in by_status.items():
        content = {MEDIA_TYPE: {"schema": schema}, "text/html": {"schema": {"type": "string"}}}
        told[_name(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    for status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        told[_name(status)]["headers"] = _RETRY
    return told, found["$defs"]


def _name(status: int) -> str:
    words = HTTPStatus(status).phrase.replace("-", " ").split()
    return "".join(word.capitalize() for word in words)


def _complete(
    operation: dict[str, Any], schemas: Sequence[Mapping[str, Any]], *, is_read: bool
) -> None:
    """Add to an operation what its answers are, what holds for all, and an example."""
    told = operation["responses"]
    for one in told.values():
        for content in one.get("content", {}).values():
            number = content.get("schema", {}).get("$ref", "").removeprefix(_OF_TYPE)
            if number.isdecimal():
                content["schema"] = dict(schemas[int(number)])
    told.pop("422", None)
    own = {int(status) for status, one in told.items() if "content" not in one}
    own &= set(STATUSES)
    everywhere = {status for status in _EVERYWHERE if "content" not in told.get(str(status), {})}
    for status in sorted({*own, *everywhere}):
        told[str(status)] = {"$ref": _REF.format("responses", _name(status))}
    if _OK not in told:
        return
    content = told[_OK].get("content", {})
    if content.get(_JSON) == {"schema": {}}:
        del content[_JSON]
    example = examples().get(operation["operationId"])
    if example is not None:
        content[_JSON]["example"] = example
    if is_read:
        told["304"] = {"$ref": _REF.format("responses", _NOT_MODIFIED)}


def _without_titles(schemas: Mapping[str, Any]) -> None:
    """Leave out the titles of members, which say their names once more."""
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            member.pop("title", None)
