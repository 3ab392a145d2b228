"""The view models of what the types of problems mean (RFC 9457, section 4: they lead somewhere)."""

from __future__ import annotations

from typing import Any

from api.contract.problems import problem_type
from api.http.problems import ApiProblem
from api.wording.messages import message, messages

_TEXT = "problem-type-"


def problem_types(lang: str) -> list[dict[str, Any]]:
    """Return every type of problem, by name, in a language."""
    slugs = sorted(key.removeprefix(_TEXT) for key in messages() if key.startswith(_TEXT))
    return [problem_type_view(slug, lang) for slug in slugs]


def problem_type_view(slug: str, lang: str) -> dict[str, Any]:
    """Return what a type of problem means.

    Raises:
        ApiProblem: there is no such type.
    """
    if f"{_TEXT}{slug}" not in messages():
        raise ApiProblem(404, "not-found", "no-problem-type")
    return {
        "type": problem_type(slug),
        "name": slug,
        "path": f"/problem/{slug}",
        "meaning": message(f"{_TEXT}{slug}", lang),
    }
