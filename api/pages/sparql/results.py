"""The view model of a SPARQL result: rows of cells in words, and points for the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from api.pages.sparql.charts import charts
from api.pages.sparql.places import points
from api.release.opened import OpenRelease
from graph.entities.resources import labels
from graph.sparql.results import ResultRows, Term, read_rows
from graph.sparql.workers.evaluator import QueryAnswer
from ontology.namespaces import TSN, curie
from ontology.vocabulary import terms

MOST_ROWS = 1_000
"""Most rows that a page shows."""
MOST_COLUMNS = 100
"""Most columns that a page shows."""
_MOST_CELLS = 30_000
_LONGEST = 2_000
"""Most characters of one value that a page shows."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_SIZES = ("integer", "long", "int", "short", "byte")
_NUMBERS = frozenset(
    _XSD + name
    for name in (
        *_SIZES,
        *(f"unsigned{size.capitalize()}" for size in _SIZES[1:]),
        *(f"{sign}Integer" for sign in ("positive", "negative", "nonPositive", "nonNegative")),
        *("decimal", "double", "float"),
    )
)
"""Datatypes of numbers (XML Schema 1.1, part 2)."""

Cell = dict[str, Any]


def result_view(opened: OpenRelease, answer: QueryAnswer, lang: str) -> dict[str, Any]:
    """Return what a page shows of a result.

    Args:
        opened: the release, for labels and the base of its IRIs.
        answer: the result in a format that ``graph.sparql.results`` reads.
        lang: language of the page.
    """
    found = read_rows(answer, MOST_ROWS, MOST_COLUMNS)
    if isinstance(found, bool):
        return {"form": "boolean", "answer": found, "points": [], "charts": []}
    words = _Words(opened, lang)
    kept = found.rows[: max(1, _MOST_CELLS // max(1, len(found.columns)))]
    rows = [[words.cell(term) for term in row] for row in kept]
    columns = _columns(found, rows)
    return {
        "form": "triples" if found.are_triples else "table",
        "columns": columns,
        "columns_total": found.columns_total,
        "rows": rows,
        "total": found.total,
        "shown": len(rows),
        "points": points(opened, kept, rows),
        "charts": [] if found.are_triples else charts(columns, rows),
    }


def _columns(found: ResultRows, rows: Sequence[Sequence[Cell | None]]) -> list[dict[str, Any]]:
    """Return the columns; one in which all values are numbers is headed like them."""
    columns = []
    for at, name in enumerate(found.columns):
        values = [cell["number"] for row in rows if (cell := row[at])]
        columns.append({"name": name, "number": bool(values) and all(values)})
    return columns


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    """Return the labels of every term of the vocabulary, by IRI."""
    return {term.iri: dict(term.label) for term in terms()}


class _Words:
    """Terms in words. Labels are read from the index of the store, once for each IRI."""

    def __init__(self, opened: OpenRelease, lang: str) -> None:
        self._store, self._iris, self._lang = opened.store, opened.iris, lang
        self._known: dict[str, Cell] = {}
        self._blanks: dict[str, str] = {}

    def cell(self, term: Term | None) -> Cell | None:
        """Return what a cell shows; nothing for what is not bound."""
        if term is None:
            return None
        if term.is_iri:
            found = self._known.get(term.text)
            if found is None:
                found = self._known[term.text] = self._iri(term.text)
            return found
        if term.is_literal:
            return self._literal(term)
        if term.text.startswith("_:"):
            name = self._blanks.setdefault(term.text, f"_:b{len(self._blanks) + 1}")
            return _cell(name, code=True)
        return _cell(term.text, code=True)

    def _iri(self, iri: str) -> Cell:
        if iri in _vocabulary():
            text, lang = self._label(_vocabulary()[iri])
            name = iri.removeprefix(str(TSN))
            return _cell(text, lang=lang, href=f"/ontology#{name}", iri=iri, note=curie(iri))
        place = self._iris.split(iri)
        if place:
            named = labels(self._store, iri)
            text, lang = self._label(named) if named else ("/".join(place), "")
            return _cell(
                text, lang=lang, href=f"/doc/{place[0]}/{place[1]}", iri=iri, code=not named
            )
        href = iri if iri.startswith(("http://", "https://")) else ""
        return _cell(curie(iri), href=href, iri=iri, code=True, external=True)

    def _label(self, named: Mapping[str, str]) -> tuple[str, str]:
        lang = self._lang if self._lang in named else next(iter(named))
        return named[lang], lang if lang != self._lang else ""

    def _literal(self, term: Term) -> Cell:
        is_number = term.datatype in _NUMBERS
        note = "" if is_number or not term.datatype else curie(term.datatype)
        return _cell(term.text, lang=term.language, number=is_number, note=note)


def _cell(text: str, **about: Any) -> Cell:
    """Return a cell; a text that is too long for a page is cut, and says so."""
    cell = {
        "text": text[:_LONGEST],
        "cut": len(text) > _LONGEST,
        "lang": "",
        "href": "",
        "iri": "",
        "note": "",
        "code": False,
        "external": False,
        "number": False,
    }
    return cell | about
