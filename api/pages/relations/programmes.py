"""The view models of programmes: the list, the comparison, and which of them fits."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from api.answers.labels import full_name, label_of
from api.answers.relations.programmes import MatchParameters, match_answer
from api.http.parameters import Parameters
from api.pages.entity.page import Section, entity_sections
from api.pages.parts.cells import Cell, Cells
from api.pages.parts.charts import Charts
from api.pages.parts.coverage import coverage_line
from api.pages.parts.forms import offered, resolved, unresolved
from api.pages.parts.paths import COMPARE, MATCH, PROGRAMMES, entity_path
from api.pages.parts.state import SearchState
from api.release.opened import OpenRelease
from search.model.request import UnresolvedName

MOST_COMPARED = 5
STAGES = ("planning", "demonstration", "implementation", "finishing")
SECTIONS = (
    "facts", "organisations", "offices", "names", "forms", "terms", "budgets", "support_measures",
    "transition_steps", "groups", "technologies_derived",
)  # fmt: skip
"""Parts of a programme's page that are compared, in this order; numbers selected are drawn."""


class ComparePage(Parameters):
    """Parameters of the comparison."""

    compare: list[str] = Field([])


class MatchPage(MatchParameters):
    """Parameters of the match as a page: those of the API, and what was typed."""

    typed_technology: str = ""
    typed_challenge: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One part of the comparison.

    Args:
        slug: names its heading (``page-section-…``).
        cells: for each programme its lines, each of values side by side.
    """

    slug: str
    cells: Sequence[Sequence[Sequence[Cell]]] = field(hash=False)


def programmes_view(opened: OpenRelease, parameters: MatchPage, lang: str) -> dict[str, Any]:
    """Return the list of programmes and the form of the match.

    Args:
        opened: the release.
        parameters: what the form holds.
        lang: language of labels.
    """
    projects = {value.key: value.total for value in opened.search.totals("programme")}
    place = opened.search.places.get(parameters.municipality)
    own = place and full_name(place, lang)
    return {
        "programmes": [_listed(opened, key, projects, lang) for key in opened.programmes.facts],
        "asked": parameters,
        "asking": own or parameters.municipality,
        "technologies": offered(opened, "technology", parameters.technology, lang),
        "challenges": offered(opened, "challenge", parameters.challenge, lang),
        "stages": STAGES,
        "most": MOST_COMPARED,
        "answer": None,
        "problem": None,
    }


def _listed(
    opened: OpenRelease, key: str, projects: Mapping[str, int], lang: str
) -> dict[str, Any]:
    return {
        "key": key,
        "label": label_of(opened, "programme", key, lang),
        "url": entity_path("programme", key),
        "owners": opened.programmes.owners(key, lang),
        "projects": projects.get(key, 0),
        "coverage": coverage_line(opened, key, lang),
        "joint": opened.programmes.is_joint(key),
    }


def compare_view(opened: OpenRelease, keys: Sequence[str], lang: str) -> dict[str, Any]:
    """Return programmes side by side, with one list of sources for all.

    Args:
        opened: the release.
        keys: keys of the programmes, each known.
        lang: language of labels.
    """
    cells = Cells(opened, lang)
    dossiers = [known for key in keys if (known := opened.reader.dossier("programme", key))]
    listed = [
        {section.slug: section for section in entity_sections(opened, dossier, cells, lang)}
        for dossier in dossiers
    ]
    charts = [Charts(opened, cells, lang).of(dossier) for dossier in dossiers]
    selected = [
        next((chart for chart in found if chart.slug == "selected"), None) for found in charts
    ]
    rows = [
        ComparedRow(slug, [_lines(sections.get(slug)) for sections in listed]) for slug in SECTIONS
    ]
    return {
        "columns": [
            {
                "key": key,
                "label": label_of(opened, "programme", key, lang),
                "url": entity_path("programme", key),
                "without": _compare_url([other for other in keys if other != key]),
                "coverage": coverage_line(opened, key, lang),
            }
            for key in keys
        ],
        "rows": [row for row in rows if any(row.cells)],
        "selected": selected,
        "most": max((chart.most for chart in selected if chart), default=0.0),
        "further": [
            {"label": label_of(opened, "programme", key, lang), "url": _compare_url([*keys, key])}
            for key in opened.programmes.facts
            if key not in keys and len(keys) < MOST_COMPARED
        ],
        "sources": cells.sources(),
    }


def _compare_url(keys: Sequence[str]) -> str:
    return f"{COMPARE}?{urlencode([('compare', key) for key in keys])}" if keys else PROGRAMMES


def _lines(section: Section | None) -> list[list[Cell]]:
    """Return the rows of a section without what is empty or said before in the same row."""
    if section is None:
        return []
    lines = []
    for row in section.rows:
        said: dict[str, Cell] = {}
        for cell in filter(None, row):
            # what was printed with wide letters says the same as what was read
            said.setdefault(unicodedata.normalize("NFKC", " ".join(v.text for v in cell)), cell)
        lines.append(list(said.values()))
    return lines


def match_view(
    opened: OpenRelease, parameters: MatchPage, answer: Mapping[str, Any], lang: str
) -> dict[str, Any]:
    """Return the ranked programmes as the page shows them.

    Args:
        opened: the release.
        parameters: the request, with keys in the stead of labels.
        answer: the answer of the API.
        lang: language of the lines.
    """
    state = SearchState.of(parameters)
    keys = [item["key"] for item in answer["items"]]
    fiscal = opened.programmes.ranked.data.last_year
    return {
        "answer": {"note": None, **answer},
        "items": [
            {
                **item,
                "url": entity_path("programme", item["key"]),
                "coverage": coverage_line(opened, item["key"], lang),
            }
            for item in answer["items"]
        ],
        "compare": _compare_url(keys[:MOST_COMPARED]),
        "until": fiscal,
        "emptied": [
            {**one, "url": state.url({one["parameter"]: None}, MATCH)}
            for one in answer.get("emptied_by", ())
            if one["count"]
        ],
        "json": state.url({}, "/api/programmes/match"),
    }


def _matched(opened: OpenRelease, given: MatchPage, lang: str) -> dict[str, Any]:
    """Return the view of an answered question.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
        UnresolvedName: a name fits nothing, or several things.
    """
    asked = resolved(opened, given)
    answer = match_answer(opened, asked, lang, MATCH)
    who = answer["asked"].get("asked_for") or answer["asked"]["municipality"]
    shown = asked.model_copy(update={"municipality": who["key"]}) if who else asked
    return programmes_view(opened, shown, lang) | match_view(opened, shown, answer, lang)


def match_page_view(opened: OpenRelease, given: MatchPage, lang: str) -> tuple[dict[str, Any], int]:
    """Return what the page of the match shows, and its HTTP status.

    Args:
        opened: the release.
        given: what is wanted, by whom.
        lang: language of labels.

    Raises:
        ApiProblem: there is no such local government; 410 with its successors for a retired code.
    """
    view, status = programmes_view(opened, given, lang), 200
    try:
        view |= _matched(opened, given, lang)
    except UnresolvedName as error:
        view["problem"] = unresolved(error, SearchState.of(given), MATCH)
        status = HTTPStatus.BAD_REQUEST
    return view, status
