"""What clients send: batches of queries and of extensions, read strictly and within bounds.

Source: Reconciliation Service API 0.2, sections 4.1 and 7.3, and their JSON schemas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from api.answers.tools.reconciliation.entity_types import TYPES, leaves_of
from api.answers.tools.reconciliation.properties import PROPERTIES
from api.http.parameters import clean
from api.http.problems import ApiProblem, bad, shortened

BATCH = 100
"""Most queries of one batch."""
ENTITIES = 1000
"""Most entities that are extended at once."""
MAX_LIMIT, LIMIT = 100, 10
"""Most candidates of a query, and how many without a word."""
_MOST_PROPERTIES, _MOST_VALUES = 10, 10
_STRICTNESS = ("any", "should", "all")
_QUERY = frozenset({"query", "type", "type_strict", "limit", "properties"})
"""What a query may hold."""

_COUNT = re.compile(r"[0-9]{1,6}(?:\.0)?", re.ASCII)
_TRUE = frozenset({"true", "on", "1"})

Given = str | int | float | bool
"""A value to compare with: of an entity that was given its identifier."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a batch.

    Args:
        text: the name to look for; may be empty where there are properties.
        types: types that are wanted, those that entities have directly.
        limit: at most so many candidates.
        properties: values that are given for properties, by their identifiers.
    """

    text: str
    types: frozenset[str]
    limit: int
    properties: Mapping[str, Sequence[Given]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A property that is to be read.

    Args:
        id: its identifier.
        limit: at most so many values of one entity; 0 for all.
        count: whether the number of values is wanted in their stead.
        lang: language of names, or empty for that of the request.
    """

    id: str
    limit: int = 0
    count: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """Entities, and what is to be read of them."""

    ids: Sequence[str]
    properties: Sequence[Wanted]


def read_queries(text: str) -> dict[str, Query]:
    """Return a batch of queries by their keys.

    Raises:
        ApiProblem: it cannot be read (400), or holds too many queries (413).
    """
    batch = _object("queries", _json("queries", text))
    if len(batch) > BATCH:
        raise too_large("reconcile-batch", BATCH)
    return {clean(key): _query(clean(key), value) for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """Return what is to be read of which entities.

    Raises:
        ApiProblem: it cannot be read (400), or names too many entities (413).
    """
    sent = _object("extend", _json("extend", text))
    ids, properties = sent.get("ids"), sent.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise bad("extend", "reconcile-ids")
    if not isinstance(properties, list) or len(properties) > len(PROPERTIES):
        raise bad("extend", "reconcile-extended", most=len(PROPERTIES))
    if len(ids) > ENTITIES:
        raise too_large("reconcile-entities", ENTITIES)
    return Extension([clean(one) for one in ids], [_wanted(one) for one in properties])


def too_large(said: str, limit: int) -> ApiProblem:
    """Return something that is more than is taken at once as a problem.

    Args:
        said: key of the text, without ``problem-``.
        limit: how much is taken.
    """
    return ApiProblem(413, "batch-too-large", said, {"limit": limit}, limit=limit)


def _json(parameter: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise bad(parameter, "reconcile-json") from error


def _object(parameter: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad(parameter, "reconcile-object")
    return value


def _query(key: str, sent: Any) -> Query:
    if not isinstance(sent, dict):
        raise _wrong(key, "object")
    unknown = sorted(sent.keys() - _QUERY)
    if unknown:
        raise _wrong(key, "member", text=shortened(clean(unknown[0])))
    text = sent.get("query", "")
    if not isinstance(text, str):
        raise _wrong(key, "text")
    if sent.get("type_strict") not in (None, *_STRICTNESS):
        raise _wrong(key, "strict")
    properties = _properties(key, sent.get("properties") or [])
    if not text.strip() and not properties:
        raise _wrong(key, "nothing")
    return Query(clean(text), _types(key, sent.get("type")), _limit(key, sent), properties)


def _types(key: str, sent: Any) -> frozenset[str]:
    ids = [sent] if isinstance(sent, str) else sent or []
    if not isinstance(ids, list):
        raise _wrong(key, "type", known=", ".join(TYPES))
    ids = [one["id"] if isinstance(one, dict) and "id" in one else one for one in ids]
    filled = [one for one in ids if one != ""]
    if not all(isinstance(one, str) and one in TYPES for one in filled):
        raise _wrong(key, "type", known=", ".join(TYPES))
    return leaves_of(filled)


def _limit(key: str, sent: Mapping[str, Any]) -> int:
    limit = sent.get("limit")
    if limit is None:
        return LIMIT
    is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    if not is_number or not 1 <= limit <= MAX_LIMIT or limit != int(limit):
        raise _wrong(key, "limit", most=MAX_LIMIT)
    return int(limit)


def _properties(key: str, sent: Any) -> dict[str, Sequence[Given]]:
    if not isinstance(sent, list) or len(sent) > _MOST_PROPERTIES:
        raise _wrong(key, "properties", most=_MOST_PROPERTIES)
    found: dict[str, Sequence[Given]] = {}
    for one in sent:
        name = one.get("pid") if isinstance(one, dict) else None
        if not isinstance(name, str) or name not in PROPERTIES:
            raise _wrong(key, "pid", known=", ".join(PROPERTIES))
        values = one.get("v") if isinstance(one.get("v"), list) else [one.get("v")]
        if len(values) > _MOST_VALUES:
            raise _wrong(key, "values", property=name, most=_MOST_VALUES)
        given = [_given(key, name, value) for value in values]
        filled = [value for value in given if value is not None]
        if filled:
            found[name] = [*found.get(name, ()), *filled]
    return found


def _given(key: str, name: str, value: Any) -> Given | None:
    """Return a value to compare with; nothing of an empty cell."""
    if isinstance(value, dict):
        value = value.get("id")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, (str, int, float, bool)):
        raise _wrong(key, "value", property=name)
    return clean(value) if isinstance(value, str) else value


def _wrong(key: str, said: str, **shown: Any) -> ApiProblem:
    return bad("queries", f"reconcile-{said}", of=shortened(key), **shown)


def _wanted(sent: Any) -> Wanted:
    name = sent.get("id") if isinstance(sent, dict) else None
    if not isinstance(name, str) or name not in PROPERTIES:
        raise bad("extend", "reconcile-property", known=", ".join(PROPERTIES))
    settings = sent.get("settings") or {}
    if not isinstance(settings, dict):
        raise bad("extend", "reconcile-settings")
    limit, lang = str(settings.get("limit") or 0), settings.get("lang") or ""
    if not _COUNT.fullmatch(limit) or lang not in ("", "ja", "en"):
        raise bad("extend", "reconcile-settings")
    return Wanted(name, int(float(limit)), str(settings.get("count")).lower() in _TRUE, lang)
