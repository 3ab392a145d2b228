"""How much a tool gives at once: its answer in two forms, cut to a number of bytes.

A client shows an assistant either the structured content or the text. Both together stay in the
budget; the text says the same in lines, or, where that is too much, only what each thing is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import BaseModel

SEARCH_BYTES = 12_000
"""Largest answer of a search, in bytes of UTF-8, both forms together."""
MOST_BYTES = 24_000
"""Largest answer of any other tool."""

_ITEMS = frozenset({"items", "relaxed"})
"""Lists with a line for each of their things, also where that is only a name."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """An answer in its two forms.

    Args:
        structured: as the output schema of the tool says.
        text: the same in lines.
    """

    structured: Mapping[str, Any]
    text: str

    @property
    def size(self) -> int:
        """How many bytes the two forms have."""
        return len(orjson.dumps(self.structured)) + len(self.text.encode())


def told(output: BaseModel, *, names_only: bool = False) -> ToolAnswer:
    """Return an output in its two forms.

    Args:
        output: what a tool gives.
        names_only: whether the text says of things only what they are called, and no sources.
    """
    structured = output.model_dump(exclude_none=True)
    shown = _names(structured) if names_only else structured
    return ToolAnswer(structured, "\n".join(_lines(shown)))


def fitted(
    made: Callable[[int], BaseModel], most: int, limit: int, *, names_only: bool = False
) -> ToolAnswer:
    """Return the longest answer that stays in a budget; an empty one where none does.

    Args:
        made: makes the output with so many items.
        most: how many items there are.
        limit: the budget, in bytes.
        names_only: as ``told`` takes it.
    """
    whole = told(made(most), names_only=names_only)
    if whole.size <= limit:
        return whole
    fits, cut = 0, most
    best = told(made(0), names_only=names_only)
    while cut - fits > 1:
        middle = (fits + cut) // 2
        answer = told(made(middle), names_only=names_only)
        if answer.size <= limit:
            fits, best = middle, answer
        else:
            cut = middle
    return best


def _names(structured: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with only the names of things, and without sources."""
    return {
        name: [f"{one['label']} ({_kind_and_key(one['iri'])})" for one in value]
        if isinstance(value, list) and value and isinstance(value[0], Mapping) and "iri" in value[0]
        else value
        for name, value in structured.items()
        if name != "sources"
    }


def _kind_and_key(iri: str) -> str:
    """Return what every tool takes in the stead of an IRI."""
    return "/".join(iri.rsplit("/", 2)[1:])


def _lines(value: Mapping[str, Any]) -> Iterable[str]:
    """Yield an answer line by line; sources come last."""
    for name, inner in sorted(value.items(), key=lambda pair: pair[0] == "sources"):
        if name == "sources":
            yield "sources:"
            yield from (f"- {_source(one)}" for one in inner)
        elif name == "rows":
            yield from ("\t".join(cell or "" for cell in row) for row in inner)
        elif name == "triples":
            yield from inner
        elif name in _ITEMS or (isinstance(inner, list) and _has_rows(inner)):
            yield f"{name}:"
            yield from (f"- {_said(one)}" for one in inner)
        elif isinstance(inner, Mapping) and "iri" not in inner:
            yield f"{name}:"
            yield from (f"  {line}" for line in _lines(inner))
        else:
            yield f"{name}: {_said(inner)}"


def _has_rows(values: Sequence[Any]) -> bool:
    return any(isinstance(one, Mapping) for one in values)


def _source(one: Mapping[str, Any]) -> str:
    url = f" {one['url']}" if "url" in one else ""
    return f"{one['key']}: {one['title']}{url}"


def _said(value: Any) -> str:
    """Return a value in one line; what has an IRI begins with what it is called."""
    if isinstance(value, Mapping):
        return _said_thing(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        apart = "; " if _has_rows(value) else ", "
        return apart.join(_said(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said_thing(value: Mapping[str, Any]) -> str:
    rest = {name: inner for name, inner in value.items() if name not in {"iri", "type", "label"}}
    parts = []
    if "iri" in value:
        parts.append(f"{value.get('label', '')} <{value['iri']}>".strip())
    elif "label" in value:
        parts.append(str(value["label"]))
    cited = rest.pop("cited", None)
    parts += [f"{name}: {_bracketed(inner)}" for name, inner in rest.items()]
    if cited:
        parts.append(f"[{'; '.join(_place(one) for one in cited)}]")
    return "; ".join(parts)


def _bracketed(value: Any) -> str:
    nested = isinstance(value, Mapping) or (isinstance(value, list) and _has_rows(value))
    return f"({_said(value)})" if nested else _said(value)


def _place(one: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (one["source"], one.get("locator"))))
