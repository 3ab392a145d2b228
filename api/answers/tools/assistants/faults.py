"""What went wrong with a call, in a sentence that says what to do, in the language asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from api.answers.tools.assistants.asking import Asking
from api.answers.unknown import syntax_problem, unresolved_problem
from api.http.problems import ApiProblem, validation_problem
from api.wording.language import localise, pick
from search.model.request import UnresolvedName
from search.query.fields.faults import FieldSyntaxError

_LOG = logging.getLogger("tsunagu")
_MOST = 10
"""Candidates that are named."""


def fault_text(asking: Asking, error: Exception) -> str:
    """Return what is wrong, which parameter it is, and what could be meant.

    Args:
        asking: the release, and the language of the sentence.
        error: what a tool raised; one that nobody foresaw is logged, and nothing is said of it.
    """
    problem = _problem(asking, error)
    lines = [problem.details[asking.lang]]
    names = dict.fromkeys(_parameters(problem.extra))
    if names:
        lines.append(asking.say("parameters", names=", ".join(names)))
    candidates = [_candidate(one, asking.lang) for one in problem.extra.get("candidates", ())]
    if candidates:
        lines.append(asking.say("candidates"))
        lines += [f"- {one}" for one in candidates[:_MOST]]
    return "\n".join(lines)


def _problem(asking: Asking, error: Exception) -> ApiProblem:
    if isinstance(error, ApiProblem):
        return error
    if isinstance(error, ValidationError):
        return validation_problem([{**one, "loc": one["loc"][:1]} for one in error.errors()])
    if isinstance(error, UnresolvedName):
        return unresolved_problem(asking.opened, error)
    if isinstance(error, FieldSyntaxError):
        return syntax_problem(asking.opened, error)
    _LOG.error("unexpected error in a tool for assistants", exc_info=error)
    return ApiProblem(500, "internal", "internal")


def _parameters(extra: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the parameters that are wrong, as the tools call them."""
    for one in (extra, *extra.get("errors", ())):
        name = one.get("parameter")
        if name:
            yield "query" if name == "q" else name


def _candidate(one: Any, lang: str) -> str:
    """Return a candidate: what to give in its stead, and what it is called."""
    if not isinstance(one, Mapping):
        return str(localise(one, lang))
    named = one.get("label") or one.get("labels") or ""
    label = pick(named, lang) if isinstance(named, Mapping) else str(named)
    key = one.get("iri") or "/".join(filter(None, (one.get("type"), one.get("key"))))
    return f"{key}: {label}" if label else str(key)
