"""The tools: their names, what they take and give, and what answers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from api.answers.tools.assistants import outputs
from api.answers.tools.assistants.asking import Asking
from api.answers.tools.assistants.budget import ToolAnswer
from api.answers.tools.assistants.calls.querying import sparql, vocabulary
from api.answers.tools.assistants.calls.reading import get
from api.answers.tools.assistants.calls.related import match_programmes, peers, similar
from api.answers.tools.assistants.calls.searching import search
from api.answers.tools.assistants.inputs import (
    GetInput,
    MatchInput,
    PeersInput,
    SearchInput,
    SimilarInput,
    SparqlInput,
    ToolParameters,
    VocabularyInput,
)


@dataclass(frozen=True, slots=True)
class AssistantTool:
    """A tool.

    Args:
        name: its name; ``assistant-tool-{name}`` are the keys of its texts.
        takes: what it takes.
        gives: what it gives.
        answers: gives its answer, in a thread.
        waits: gives its answer in the event loop, where most of it is waiting.
    """

    name: str
    takes: type[ToolParameters]
    gives: type[BaseModel]
    answers: Callable[[Asking, Any], ToolAnswer] | None = None
    waits: Callable[[Asking, Any], Awaitable[ToolAnswer]] | None = None

    async def answer(self, asking: Asking, given: Mapping[str, Any]) -> ToolAnswer:
        """Return the answer of a call.

        Args:
            asking: the release, and the language of the answer.
            given: arguments of the call.

        Raises:
            ValidationError: an argument cannot be used; and what the tool itself raises.
        """
        asked = self.takes.model_validate(given)
        if self.waits is not None:
            return await self.waits(asking, asked)
        assert self.answers is not None  # noqa: S101 - a tool has one of the two
        return await run_in_threadpool(self.answers, asking, asked)


TOOLS: Mapping[str, AssistantTool] = {
    tool.name: tool
    for tool in (
        AssistantTool("search", SearchInput, outputs.SearchOutput, search),
        AssistantTool("get", GetInput, outputs.GetOutput, get),
        AssistantTool("peers", PeersInput, outputs.PeersOutput, peers),
        AssistantTool("similar", SimilarInput, outputs.SimilarOutput, similar),
        AssistantTool("match_programmes", MatchInput, outputs.MatchOutput, match_programmes),
        AssistantTool("sparql", SparqlInput, outputs.SparqlOutput, waits=sparql),
        AssistantTool("vocabulary", VocabularyInput, outputs.VocabularyOutput, vocabulary),
    )
}
"""Every tool by its name, in the order in which they are listed."""


@cache
def input_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of what a tool takes."""
    return _plain(TOOLS[name].takes.model_json_schema(by_alias=True))


@cache
def output_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of what a tool gives."""
    return _plain(TOOLS[name].gives.model_json_schema(mode="validation"))


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema without the titles and the docstrings of models: every assistant reads it."""
    return {
        name: _properties(inner) if name in {"properties", "$defs"} else _inner(inner)
        for name, inner in schema.items()
        if name != "title" and not (name == "description" and "properties" in schema)
    }


def _properties(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(inner) for name, inner in named.items()}


def _inner(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    return [_inner(one) for one in value] if isinstance(value, list) else value
