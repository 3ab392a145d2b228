"""The view model of a SPARQL result: rows of cells in words, and points for the map.

The engine answers in the formats that have one line for each row (TSV) or triple (N-Triples), so
that a large result is counted by its lines and only the lines that are shown are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import pyoxigraph

from api.pages.resources import short
from api.service import Service
from graph.resources import labels
from graph.sparql import QueryAnswer
from ontology.namespaces import GEO, TSN
from ontology.vocabulary import terms

RESULTS = "text/tab-separated-values"
GRAPHS = "application/n-triples"
"""What ``result_view`` reads: one line a row."""
MOST_ROWS = 1_000
"""Most rows that a page shows."""
MOST_COLUMNS = 100
"""Most columns that a page shows."""
_MOST_CELLS = 30_000
_LONGEST = 2_000
"""Most characters of one value that a page shows."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(
    _XSD + name
    for name in (
        "integer decimal double float long int short byte nonNegativeInteger positiveInteger"
        " nonPositiveInteger negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"
    ).split()
)
_PLAIN = frozenset({f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_WKT = str(GEO.wktLiteral)
_POINT = re.compile(
    r"\s*(?:<[^>]*>)?\s*POINT\s*\(\s*([-+0-9.eE]+)\s+([-+0-9.eE]+)\s*\)\s*", re.IGNORECASE
)
_POINT_LENGTH = 300
_FURTHEST = (90.0, 180.0)
"""Most degrees of latitude and longitude."""

Row = Sequence[Any]
"""Terms, or nothing where a variable is not bound."""
Cell = dict[str, Any]


def result_view(service: Service, answer: QueryAnswer, lang: str) -> dict[str, Any]:
    """Return what a page shows of a result.

    Args:
        service: the release, for labels and the base of its IRIs.
        answer: the result as ``RESULTS`` or ``GRAPHS``, not compressed.
        lang: language of the page.
    """
    if answer.media_type == GRAPHS:
        head = _lines(answer.body, MOST_ROWS)
        triples = pyoxigraph.parse(head, format=pyoxigraph.RdfFormat.N_TRIPLES)
        rows: list[Row] = [(one.subject, one.predicate, one.object) for one in triples]
        return _table(service, rows, answer.body.count(b"\n"), lang) | {"form": "triples"}
    head = _lines(answer.body, MOST_ROWS + 1)
    found = pyoxigraph.parse_query_results(head, pyoxigraph.QueryResultsFormat.TSV)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return {"form": "boolean", "answer": bool(found)}
    names = [variable.value for variable in found.variables]
    most = min(MOST_ROWS, max(1, _MOST_CELLS // max(1, min(len(names), MOST_COLUMNS))))
    rows = [
        [solution[number] for number in range(min(len(names), MOST_COLUMNS))]
        for solution, _ in zip(found, range(most), strict=False)
    ]
    total = answer.body.count(b"\n") - 1
    about = {"form": "table", "columns": names[:MOST_COLUMNS], "columns_total": len(names)}
    return _table(service, rows, total, lang) | about


def _lines(body: bytes, number: int) -> bytes:
    """Return the first lines of a text."""
    end = -1
    for _ in range(number):
        end = body.find(b"\n", end + 1)
        if end < 0:
            return body
    return body[: end + 1]


def _table(service: Service, rows: Sequence[Row], total: int, lang: str) -> dict[str, Any]:
    words = _Words(service, lang)
    shown = [[words.cell(term) for term in row] for row in rows]
    return {"rows": shown, "total": total, "shown": len(shown), "points": _points(rows, shown)}


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    """Return the labels of every term of the vocabulary, by IRI."""
    return {term.iri: dict(term.label) for term in terms()}


class _Words:
    """Terms in words. Labels are read from the index of the store, once for each IRI."""

    def __init__(self, service: Service, lang: str) -> None:
        self._store, self._iris, self._lang = service.store, service.iris, lang
        self._known: dict[str, Cell] = {}
        self._blanks: dict[str, str] = {}

    def cell(self, term: object) -> Cell | None:
        """Return what a cell shows; nothing for what is not bound."""
        if term is None:
            return None
        if isinstance(term, pyoxigraph.NamedNode):
            found = self._known.get(term.value)
            if found is None:
                found = self._known[term.value] = self._iri(term.value)
            return found
        if isinstance(term, pyoxigraph.Literal):
            return self._literal(term)
        if isinstance(term, pyoxigraph.BlankNode):
            name = self._blanks.setdefault(term.value, f"_:b{len(self._blanks) + 1}")
            return _cell(name, code=True)
        return _cell(str(term), code=True)

    def _iri(self, iri: str) -> Cell:
        if iri in _vocabulary():
            text, lang = self._label(_vocabulary()[iri])
            name = iri.removeprefix(str(TSN))
            return _cell(text, lang=lang, href=f"/ontology#{name}", iri=iri, note=short(iri))
        place = self._iris.split(iri)
        if place:
            named = labels(self._store, iri)
            text, lang = self._label(named) if named else ("/".join(place), "")
            return _cell(
                text, lang=lang, href=f"/doc/{place[0]}/{place[1]}", iri=iri, code=not named
            )
        href = iri if iri.startswith(("http://", "https://")) else ""
        return _cell(short(iri), href=href, iri=iri, code=True, external=True)

    def _label(self, named: Any) -> tuple[str, str]:  # noqa: ANN401 - any mapping of labels
        lang = self._lang if self._lang in named else next(iter(named))
        return named[lang], lang if lang != self._lang else ""

    def _literal(self, term: pyoxigraph.Literal) -> Cell:
        datatype = term.datatype.value
        return _cell(
            term.value,
            lang=term.language or "",
            number=datatype in _NUMBERS,
            note="" if datatype in _PLAIN or datatype in _NUMBERS else short(datatype),
        )


def _cell(text: str, **about: Any) -> Cell:  # noqa: ANN401 - members of a cell
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


def _points(rows: Sequence[Row], shown: Sequence[Sequence[Cell | None]]) -> list[dict[str, Any]]:
    """Return the points among the values, each with what its row is about."""
    found: dict[tuple[float, float, str], dict[str, Any]] = {}
    for row, cells in zip(rows, shown, strict=True):
        for term in row:
            place = _point(term)
            if place:
                label, href = _about(row, cells, place)
                point = {"lat": place[0], "lon": place[1], "label": label, "href": href}
                found.setdefault((*place, label), point)
    return list(found.values())


def _point(term: object) -> tuple[float, float] | None:
    """Return latitude and longitude of a WKT point (GeoSPARQL: longitude comes first)."""
    if not isinstance(term, pyoxigraph.Literal) or term.datatype.value != _WKT:
        return None
    match = _POINT.fullmatch(term.value[:_POINT_LENGTH])
    if not match:
        return None
    try:
        longitude, latitude = float(match[1]), float(match[2])
    except ValueError:
        return None
    inside = abs(latitude) <= _FURTHEST[0] and abs(longitude) <= _FURTHEST[1]
    return (latitude, longitude) if inside else None


def _about(row: Row, cells: Iterable[Cell | None], place: tuple[float, float]) -> tuple[str, str]:
    """Return label and page of the first thing of ours in a row, else its first other value."""
    values = [cell for term, cell in zip(row, cells, strict=True) if cell and _point(term) is None]
    things = [cell for cell in values if cell["href"].startswith("/doc/")]
    named = [cell for cell in things if not cell["code"]] or things
    texts = [cell for cell in values if not cell["iri"] and not cell["number"]]
    first = next(iter((*named, *texts, *values)), None)
    if first is None:
        return f"{place[0]:g}, {place[1]:g}", ""
    return first["text"], named[0]["href"] if named else ""
