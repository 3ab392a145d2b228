"""Problems (RFC 9457): the type of each by the last part of its ``type``, and those of a status.

What a type means is told by its text (``problem-type-*``), here as on ``/problem/{slug}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, Union

from pydantic import Field
from typing_extensions import TypedDict

from api.contract.parts import Key, Label, Labelled, made
from api.wording.messages import message

MEDIA_TYPE = "application/problem+json"
_BASE = "https://w3id.org/tsunagu/problem/"


def problem_type(slug: str) -> str:
    """Return the address that names a type of problem; ``/problem/{slug}`` says what it means."""
    return f"{_BASE}{slug}"


class WrongParameter(TypedDict):
    """A parameter that cannot be read, and why."""

    parameter: str
    message: str


class Candidate(TypedDict):
    """A thing that was probably meant."""

    type: str
    key: Key
    label: Label


_PARAMETER = Annotated[str, Field(description="The parameter that is wrong")]
_MAYBE_PARAMETER = NotRequired[_PARAMETER]
_FORMATS = Annotated[list[str], Field(description="The media types that there are")]


class _Problem(NamedTuple):
    """A type of problem: the statuses that it comes with, and its further members."""

    statuses: tuple[int, ...]
    members: Mapping[str, Any] = {}


_PROBLEMS: Mapping[str, _Problem] = {
    "bad-parameter": _Problem(
        (400,), {"errors": NotRequired[list[WrongParameter]], "parameter": _MAYBE_PARAMETER}
    ),
    "repeated-parameter": _Problem((400,), {"parameter": _PARAMETER}),
    "unknown-name": _Problem(
        (400,), {"parameter": _PARAMETER, "candidates": NotRequired[list[Labelled]]}
    ),
    "ambiguous-name": _Problem((400,), {"parameter": _PARAMETER, "candidates": list[Labelled]}),
    "query-syntax": _Problem(
        (400,),
        {
            "parameter": _PARAMETER,
            "position": Annotated[int, Field(description="Character of the query; the first is 0")],
            "candidates": list[Labelled],
        },
    ),
    "query-error": _Problem((400,), {"line": NotRequired[int], "column": NotRequired[int]}),
    "query-missing": _Problem((400,)),
    "query-refused": _Problem((400,)),
    "update-refused": _Problem((400,)),
    "charset": _Problem((400, 415)),
    "content-type": _Problem((415,)),
    "no-jsonp": _Problem((400,), {"parameter": _PARAMETER}),
    "batch-too-large": _Problem((413,), {"limit": int}),
    "origin-refused": _Problem((403,)),
    "not-implemented": _Problem((501,)),
    "not-found": _Problem(
        (404,),
        {
            "parameter": _MAYBE_PARAMETER,
            "candidates": NotRequired[list[Candidate]],
            "kinds": NotRequired[
                Annotated[list[str], Field(description="Kinds that were probably meant")]
            ],
            "suffixes": NotRequired[
                Annotated[list[str], Field(description="The suffixes that there are")]
            ],
        },
    ),
    "no-such-page": _Problem((404,), {"parameter": _PARAMETER, "pages": int}),
    "method-not-allowed": _Problem((405,)),
    "not-acceptable": _Problem((406,), {"available": NotRequired[_FORMATS]}),
    "retired-code": _Problem(
        (410,), {"parameter": _MAYBE_PARAMETER, "candidates": list[Candidate]}
    ),
    "release-gone": _Problem(
        (410,), {"current": Annotated[str, Field(description="The release that is current")]}
    ),
    "request-timeout": _Problem((408,)),
    "query-too-large": _Problem((413,)),
    "result-too-large": _Problem((413,)),
    "query-too-long": _Problem((413, 414), {"parameter": _MAYBE_PARAMETER}),
    "request-too-long": _Problem((414, 431)),
    "too-many-requests": _Problem((429,)),
    "wrong-host": _Problem((400, 421)),
    "http": _Problem((400,)),
    "internal": _Problem((500,)),
    "search-unavailable": _Problem((503,)),
    "too-busy": _Problem((503,)),
    "too-many-slow": _Problem((503,)),
    "too-many-connections": _Problem((503,)),
    "worker-lost": _Problem((503,)),
    "engine-unreachable": _Problem((503,)),
    "query-timeout": _Problem((504,)),
}

SLUGS = tuple(_PROBLEMS)
"""The last part of ``type`` of every problem."""
STATUSES = tuple(sorted({status for one in _PROBLEMS.values() for status in one.statuses}))
"""The statuses that problems come with."""


def _of_slug(slug: str) -> Any:
    """Return the type of a problem."""
    statuses, further = _PROBLEMS[slug]
    name = "".join(word.capitalize() for word in slug.split("-"))
    members = {
        "type": Literal[problem_type(slug)],
        "title": str,
        "status": Literal[statuses],
        "detail": Annotated[str, Field(description="What is wrong, and what would be right")],
        **further,
    }
    return made(f"{name}Problem", message(f"problem-type-{slug}", "en"), members)


_TYPES = {slug: _of_slug(slug) for slug in SLUGS}


@cache
def problems_of(status: int) -> Any:
    """Return the type of what may come with a status: any of its problems, told by ``type``.

    Args:
        status: one of ``STATUSES``.
    """
    found = tuple(_TYPES[slug] for slug, one in _PROBLEMS.items() if status in one.statuses)
    if len(found) == 1:
        return found[0]
    return Annotated[Union[found], Field(discriminator="type")]  # noqa: UP007 - known at run time
