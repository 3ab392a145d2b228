"""Where things lie, as search needs it: what people call a region, stations, neighbours.

What is said here comes from tables that only say what lies where; their rows are read as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.ingest.reading import Row
from search.model.corpus import Region, Station

Tables = Mapping[str, Sequence[Row]]
"""Rows of tables of ``data/`` by the name of the table."""
TABLES = (
    "former_names", "informal_regions", "informal_region_members", "neighbours", "stations",
    "station_lines",
)  # fmt: skip
"""Tables that search reads beside the graph."""

_KINDS = (
    "sub-region", "statutory", "everyday-name", "forecast-area", "forecast-office-area",
    "municipality-group", "jma-usage",
)  # fmt: skip
"""Kinds of regions; of two of one name that of the earlier kind is meant."""
_SUFFIXES = ("地方", "地域", "地区")


def said_regions(tables: Tables, taken: Iterable[str]) -> Iterator[Region]:
    """Yield regions that people say and that no list is made by, one for each name.

    Names that say nothing without their prefecture (東部, 北部) are left out. A place that lies
    partly in a region counts, but for prefectures, of which most lies elsewhere.

    Args:
        tables: rows of tables.
        taken: names that mean something else.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in tables.get("informal_region_members", ()):
        prefecture_in_part = row.cells["extent"] == "part" and row.cells["member"][2:5] == "000"
        if not prefecture_in_part:
            members[row.cells["region"]].append(row.cells["member"])
    known = set(taken)
    rows = tables.get("informal_regions", ())
    for row in sorted(rows, key=lambda row: (_KINDS.index(row.cells["kind"]), row.key)):
        cells = row.cells
        names = [cells["name_ja"], cells["kana"], cells["name_en"]]
        short = _short(cells["name_ja"])
        said = [name for name in dict.fromkeys(filter(None, (*names, short))) if name not in known]
        is_new = known.isdisjoint((cells["name_ja"], short or cells["name_ja"]))
        if cells["generic_name"] == "false" and is_new and members[row.key]:
            known.update(said)
            english = cells["name_en"] or cells["name_ja"]
            yield Region(row.key, tuple(said), (), english, tuple(members[row.key]))


def _short(name: str) -> str:
    """Return a name without the word for region (十勝地方 is 十勝), or nothing."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return ""


def stations(tables: Tables) -> Iterator[Station]:
    """Yield the stations of which the municipality is known."""
    lines = Counter(row.cells["station"] for row in tables.get("station_lines", ()))
    for row in tables.get("stations", ()):
        cells = row.cells
        if cells["municipality"]:
            yield Station(
                row.key,
                cells["name"],
                cells["municipality"],
                float(cells["latitude"]),
                float(cells["longitude"]),
                lines[row.key],
            )


def neighbours(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return the codes of the municipalities beside each one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in tables.get("neighbours", ()):
        found[row.cells["body"]].append(row.cells["neighbour"])
    return {code: tuple(beside) for code, beside in found.items()}
