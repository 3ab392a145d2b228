"""Write ``api/pages/static/japan.geojson``: the coast of Japan, and lines between its prefectures.

The coast is that of Natural Earth 4.1, 1:10 million (public domain), as npm's ``world-atlas`` 2.0.2
(ISC) carries it. The lines are those of the Python package ``japanmap`` 0.6.0 (Apache-2.0), which
has no islands; so land comes from the one and lines from the other, and they meet within a few
kilometres. Natural Earth counts the islands east of Nemuro as another country's; the register of
local governments has their six villages in Hokkaido, so they are drawn as land too, and no border
of a country is drawn anywhere.

    python data/scripts/outlines.py countries-10m.json japan.json
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[2] / "api" / "pages" / "static" / "japan.geojson"
DECIMALS = 3
"""Decimals of degrees that are kept: about 100 m."""
NORTHERN_ISLANDS = ((145.3, 149.0), (43.2, 45.6))
"""Longitudes and latitudes between which land east of Nemuro lies."""
SEA = 0
"""The neighbour that is no prefecture."""

Point = tuple[float, float]


def rings(topology: dict[str, Any], name: str) -> list[list[list[Point]]]:
    """Return the polygons of a country of a TopoJSON file, each a list of rings."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(number: int) -> list[Point]:
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((round(x * sx + tx, DECIMALS), round(y * sy + ty, DECIMALS)))
        return points if number >= 0 else points[::-1]

    found = next(
        shape
        for shape in topology["objects"]["countries"]["geometries"]
        if shape["properties"]["name"] == name
    )
    return [[_ring([arc(n) for n in ring]) for ring in polygon] for polygon in found["arcs"]]


def _ring(arcs: list[list[Point]]) -> list[Point]:
    points = [point for arc in arcs for point in arc]
    return [points[0], *(after for before, after in pairwise(points) if after != before)]


def northern(polygons: list[list[list[Point]]]) -> list[list[list[Point]]]:
    """Return the polygons that lie among the islands east of Nemuro."""
    (west, east), (south, north) = NORTHERN_ISLANDS
    return [
        polygon
        for polygon in polygons
        if all(west < x < east and south < y < north for x, y in polygon[0])
    ]


def borders(shapes: list[Any]) -> list[list[Point]]:
    """Return the lines between prefectures, each once."""
    points, prefectures = shapes
    return [
        [(round(points[n][0][0], DECIMALS), round(points[n][0][1], DECIMALS)) for n in numbers]
        for code, edges in enumerate(prefectures, start=1)
        for neighbour, numbers in edges
        if neighbour != SEA and code < neighbour and len(numbers) > 1
    ]


def main(countries: str, prefectures: str) -> None:
    """Write the file from the two sources."""
    topology = json.loads(Path(countries).read_text("utf-8"))
    land = rings(topology, "Japan") + northern(rings(topology, "Russia"))
    lines = borders(json.loads(Path(prefectures).read_text("utf-8")))
    shapes = {"land": ("MultiPolygon", land), "prefectures": ("MultiLineString", lines)}
    features = [
        {
            "type": "Feature",
            "properties": {"kind": kind},
            "geometry": {"type": type_, "coordinates": coordinates},
        }
        for kind, (type_, coordinates) in shapes.items()
    ]
    content = {"type": "FeatureCollection", "features": features}
    OUT.write_text(json.dumps(content, separators=(",", ":")) + "\n", "utf-8")
    print(f"{OUT}: {len(land)} islands, {len(lines)} lines, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
