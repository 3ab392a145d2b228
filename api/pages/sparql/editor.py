"""The view model of the SPARQL page: the form, the examples, what became of a query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from api.http.dependencies import current_language
from api.http.problems import ApiProblem
from api.pages.parts.rendering import render, translator
from api.pages.sparql.results import result_view
from api.pages.sparql.snippets import snippets
from api.release.opened import OpenRelease
from api.wording.messages import messages
from graph.description.examples import Example, examples, own_number
from graph.sparql.guard import has_service
from graph.sparql.workers.evaluator import QueryAnswer
from ontology.namespaces import PREFIXES

FORMATS = (
    ("html", ""),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("json", "JSON"),
    ("xml", "XML"),
    ("ttl", "Turtle"),
    ("jsonld", "JSON-LD"),
    ("nt", "N-Triples"),
    ("rdf", "RDF/XML"),
)
"""Values of ``format`` and their names; the page itself is named in the reader's language."""
_DOWNLOADS = {
    "table": ("csv", "tsv", "json", "xml"),
    "boolean": ("csv", "tsv", "json", "xml"),
    "triples": ("ttl", "nt", "jsonld", "rdf"),
}
_GROUPS: dict[str, tuple[int, ...]] = {
    "projects": (2, 12, 16, 17, 18, 29, 34, 35, 36, 37),
    "technologies": (13, 14, 15, 19, 20, 26, 27, 33, 42),
    "programmes": (1, 8, 22, 23, 24, 39, 40, 41),
    "numbers": (3, 4, 5, 6, 7, 10, 11, 21, 25),
    "bodies": (9, 28, 30, 31, 32, 38),
}
"""Numbers of the competency questions (tests/competency) by subject; a new one that is in none
stands in the last group."""
_ROWS = (6, 18)
"""Fewest and most lines of the text field."""
_PLACE = re.compile(r"line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and what became of it.

    Args:
        query: what the text field holds; empty for the first example.
        kept: further parameters of the protocol, which the same query needs again.
        answer: the result, in the format that ``result_view`` reads.
        seconds: how long it took.
        problem: why there is no result.
    """

    query: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    answer: QueryAnswer | None = None
    seconds: float = 0.0
    problem: ApiProblem | None = None


def sparql_view(opened: OpenRelease, asked: Asked, lang: str) -> dict[str, Any]:
    """Return what the SPARQL page shows.

    Args:
        opened: the release.
        asked: the query and what became of it.
        lang: language of labels.
    """
    result = result_view(opened, asked.answer, lang) if asked.answer else None
    known = examples()
    query = asked.query or (known[0].under(opened.iris.base) if known else "")
    return {
        "query": query,
        "lines": max(_ROWS[0], min(_ROWS[1], query.count("\n") + 2)),
        "kept": asked.kept,
        "formats": FORMATS,
        "prefixes": PREFIXES,
        "base": opened.iris.base,
        "groups": _groups(opened, known, lang),
        "result": result,
        "seconds": asked.seconds,
        "downloads": _downloads(asked, result["form"]) if result else [],
        "failure": _failure(asked, lang) if asked.problem else None,
    }


def _groups(opened: OpenRelease, known: tuple[Example, ...], lang: str) -> list[dict[str, Any]]:
    """Return the examples by subject: those on search and places, then the questions."""
    first = own_number()
    questions = dict(enumerate(known[first:], 1))
    grouped = {number for numbers in _GROUPS.values() for number in numbers}
    left = tuple(number for number in questions if number not in grouped)
    found: dict[str, list[Example]] = {"search": list(known[:first])}
    for name, numbers in _GROUPS.items():
        listed = (*numbers, *left) if name == list(_GROUPS)[-1] else numbers
        found[name] = [questions[number] for number in listed if number in questions]
    return [
        {"name": name, "examples": [_example(opened, one, lang) for one in listed]}
        for name, listed in found.items()
    ]


def _example(opened: OpenRelease, example: Example, lang: str) -> dict[str, str]:
    text = example.under(opened.iris.base)
    return {"title": example.title(lang), "url": "/sparql?" + urlencode({"edit": text})}


def _downloads(asked: Asked, form: str) -> list[dict[str, str]]:
    """Return the addresses of the same result in the formats of the protocol."""
    titles = dict(FORMATS)
    return [
        {
            "title": titles[name],
            "file": f"result.{name}",
            "url": "/sparql?" + urlencode([("query", asked.query), *asked.kept, ("format", name)]),
        }
        for name in _DOWNLOADS[form]
    ]


def _failure(asked: Asked, lang: str) -> dict[str, Any]:
    """Return a problem in the language of the page, with its place where it is known.

    The engine counts in what it was given: in a query with a search in it, that is no place of
    the query that was sent.
    """
    problem = asked.problem
    assert problem is not None  # noqa: S101 - asked for only then
    translate, slug = translator(lang), problem.slug
    found = _PLACE.search(problem.details["en"])
    place = None if has_service(asked.query) else found
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    lines = asked.query.splitlines()
    notes = []
    if place:
        notes.append(translate("sparql-problem-place", line=line, column=column))
    elif found:
        notes.append(translate("sparql-problem-no-place"))
    if slug == "query-error" and "prefix" in problem.details["en"]:
        notes.append(translate("sparql-problem-prefix"))
    advice = f"sparql-advice-{slug}"
    if _is_text(advice):
        notes.append(translate(advice))
    said = bool(notes) and slug != "query-refused"
    title = f"sparql-problem-{slug}"
    return {
        "title": translate(title if _is_text(title) else "sparql-problem-other"),
        "notes": notes,
        "detail": "" if said else problem.details[lang],
        "line": line,
        "column": column,
        "excerpt": lines[line - 1] if 0 < line <= len(lines) else "",
    }


def _is_text(key: str) -> bool:
    return f"page-{key}" in messages()


def kept_parameters(
    sent: Iterable[tuple[str, tuple[str, ...]]],
) -> tuple[tuple[str, str], ...]:
    """Return names with each of their values as pairs, in order."""
    return tuple((name, value) for name, values in sent for value in values)


def sparql_page(request: Request, opened: OpenRelease, asked: Asked) -> Response:
    """Return the SPARQL page: the form, and below it what became of a query.

    Args:
        request: its parameter ``edit`` fills the form when nothing was asked.
        opened: the release.
        asked: the query and its result or problem.
    """
    lang = current_language(request)
    if not asked.query:
        asked = replace(asked, query=request.query_params.get("edit") or "")
    view, problem = sparql_view(opened, asked, lang), asked.problem
    endpoint = str(request.url.replace(query="", fragment=""))
    view["snippets"] = snippets(endpoint, view["query"], asked.kept)
    page = render(request, "sparql.html", lang, view, problem.status if problem else 200)
    page.headers.update(problem.headers if problem else {})
    return page
