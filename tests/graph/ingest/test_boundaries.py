"""Boundaries: TopoJSON to WKT, and what is said of a file that is none."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyoxigraph
import pytest
from paths import DATA
from rdflib import Literal

from graph.ingest.boundaries import boundary_files, boundary_quads, read_boundaries
from ontology.namespaces import GEO, Iris

SQUARE = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [135.0, 34.0]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
    ],
    "objects": {
        "towns": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "272051", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "id": "272078", "arcs": [[[2, -1]]]},
            ],
        }
    },
}
"""Two squares side by side that share a line: the second has it backwards."""


def written(folder: Path, content: bytes) -> list[Path]:
    (folder / "boundaries").mkdir()
    (folder / "boundaries" / "x.topojson").write_bytes(content)
    return boundary_files(folder)


def test_lines_become_rings(tmp_path: Path) -> None:
    files = written(tmp_path, orjson.dumps(SQUARE))
    found, problems = read_boundaries(files, ["272051", "272078"])
    assert problems == []
    west = "136.0000 34.0000,136.0000 35.0000,135.0000 35.0000,135.0000 34.0000,136.0000 34.0000"
    assert found["272051"].endswith(f"MULTIPOLYGON((({west})))")
    east = found["272078"].partition("MULTIPOLYGON")[2].strip("()").split(",")
    assert east[0] == east[-1]
    assert set(east) == {
        "136.0000 34.0000", "137.0000 34.0000", "137.0000 35.0000", "136.0000 35.0000"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "not TopoJSON"),
        (b"no json", "not TopoJSON"),
        (b'{"transform": 1, "arcs": [], "objects": {}}', "not TopoJSON"),
        (orjson.dumps({**SQUARE, "arcs": SQUARE["arcs"][:1]}), "not TopoJSON"),
    ],
)
def test_what_is_no_topojson_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    found, (problem,) = read_boundaries(written(tmp_path, content), ["272051", "272078"])
    assert found == {}
    assert problem.file == "boundaries/x.topojson"
    assert said in problem.message


def test_an_unknown_code_is_named(tmp_path: Path) -> None:
    files = written(tmp_path, orjson.dumps(SQUARE))
    found, (problem,) = read_boundaries(files, ["272051"])
    assert set(found) == {"272051"}
    assert "272078" in problem.message


def test_offices_lie_within_their_boundaries() -> None:
    """All but those that stand elsewhere, or nearer to the coast than the boundary is true."""
    codes = [
        line.split(",")[0] for line in (DATA / "municipalities.csv").read_text("utf-8").splitlines()
    ][1:]
    boundaries, problems = read_boundaries(boundary_files(DATA), codes)
    assert problems == []
    assert len(boundaries) == 1741 + 47
    store = pyoxigraph.Store()
    query = (
        "PREFIX geof: <http://www.opengis.net/def/function/geosparql/>"
        " PREFIX geo: <http://www.opengis.net/ont/geosparql#>"
        ' ASK {{ FILTER(geof:sfWithin("{point}"^^geo:wktLiteral, "{area}"^^geo:wktLiteral)) }}'
    )
    crs = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    suita = f"{crs} POINT(135.5168 34.7594)"
    assert store.query(query.format(point=suita, area=boundaries["272051"]))
    assert store.query(query.format(point=suita, area=boundaries["270008"]))
    assert not store.query(query.format(point=suita, area=boundaries["272035"]))


def test_a_boundary_is_the_default_geometry() -> None:
    quads = list(boundary_quads({"272051": "x"}, Iris("http://e.jp/")))
    assert (GEO.hasDefaultGeometry, GEO.asWKT) == (quads[0][1], quads[2][1])
    assert quads[2][2] == Literal("x", datatype=GEO.wktLiteral)
    assert {str(quad[3]) for quad in quads} == {"http://e.jp/id/source/mlit-n03-2025"}
