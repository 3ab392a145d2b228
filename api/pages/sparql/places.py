"""Where the things among the values of a result are: points, and the places of things of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from api.pages.parts.paths import page_path
from api.release.opened import OpenRelease
from graph.sparql.results import Row, Term
from ontology.namespaces import GEO
from search.model.corpus import Place

MOST_THINGS = 500
"""Most things of ours whose places are looked up; a map of more says nothing."""
_WKT = str(GEO.wktLiteral)
_POINT = re.compile(
    r"\s*(?:<[^>]*>)?\s*POINT\s*\(\s*([-+0-9.eE]+)\s+([-+0-9.eE]+)\s*\)\s*", re.IGNORECASE
)
_POINT_LENGTH = 300
_FURTHEST = (90.0, 180.0)
"""Most degrees of latitude and longitude."""

Cell = dict[str, Any]


def points(
    opened: OpenRelease, rows: Sequence[Row], shown: Sequence[Sequence[Cell | None]]
) -> list[dict[str, Any]]:
    """Return where things of a result are, each with what it is and its page.

    Points among the values come first: whoever asks for them means them. Without any, the things
    of ours that have places are shown there.

    Args:
        opened: the release, for the places of its things.
        rows: the rows of the result.
        shown: the same as cells of the page.
    """
    return _said(rows, shown) or _known(opened, rows, shown)


def _said(rows: Sequence[Row], shown: Sequence[Sequence[Cell | None]]) -> list[dict[str, Any]]:
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


def _known(
    opened: OpenRelease, rows: Sequence[Row], shown: Sequence[Sequence[Cell | None]]
) -> list[dict[str, Any]]:
    """Return the places of the things of ours, each thing once at each of its places."""
    things: dict[str, str] = {}
    for row, cells in zip(rows, shown, strict=True):
        for term, cell in zip(row, cells, strict=True):
            if term and cell and term.is_iri and len(things) < MOST_THINGS:
                things.setdefault(term.text, cell["text"])
    return [
        {"lat": place.latitude, "lon": place.longitude, "label": label, "href": page_path(*own)}
        for iri, label in things.items()
        if (own := opened.iris.split(iri))
        for place in _places(opened, *own)
    ]


def _places(opened: OpenRelease, kind: str, key: str) -> list[Place]:
    """Return where a thing is: a local government itself, the local governments of the others."""
    known = opened.search.places
    if kind == "municipality":
        return [known[key]] if key in known else []
    stored = opened.search.document(kind, key) if kind in {"project", "council", "event"} else None
    if stored is None:
        return []
    found = stored.payload
    codes = [
        *(place["code"] for place in found.get("locations") or ()),
        *(row["body"]["key"] for row in found.get("bodies") or () if row.get("body")),
    ]
    if found.get("municipality"):
        codes.append(found["municipality"]["key"])
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def _point(term: Term | None) -> tuple[float, float] | None:
    """Return latitude and longitude of a WKT point (GeoSPARQL: longitude comes first)."""
    if term is None or term.datatype != _WKT:
        return None
    match = _POINT.fullmatch(term.text[:_POINT_LENGTH])
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
