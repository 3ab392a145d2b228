"""Write what can be counted into ``data/README.md``: the list of tables and the coverage.

    python data/scripts/describe_tables.py            write the two blocks
    python data/scripts/describe_tables.py --check    compare; exit code 1 on a difference

Each block stands between two marker comments. Rows, sources, licences and SHA-256 are read from the
tables, so the page cannot say what the tables do not. Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
PAGE = "README.md"
FEW_SOURCES = 3
"""Up to so many sources are named; more are counted."""
OWN_LICENCE = "CC0-1.0"
DOCUMENT = "mirai-fy2022"
"""Key of the Cabinet Office document, whose counts stand first."""
SOURCE_COLUMNS = ("source", "coordinate_source")
SOURCES_OF_COLUMNS = {"geonames_id": "geonames", "district": "japanpost-postal-codes"}
"""Columns whose values have one source of their own, which no cell of the row names."""
ROUNDS = ("second-round-selected", "third-round-selected")
"""Measures of further calls, which add to the first."""
NOT_SELECTIONS = frozenset({"priority", "hands-on", "bureau-project"})
"""Kinds of rows that the published numbers selected do not count."""

HOLDS: dict[str, str] = {
    name: said["en"]
    for name, said in tomllib.loads(
        (DATA.parent / "graph" / "description" / "tables" / "holds.toml").read_text("utf-8")
    ).items()
}
"""What each table holds, in few words."""

Rows = list[dict[str, str]]


def read(data: Path, name: str) -> Rows:
    """Return the rows of one table."""
    with (data / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sources_of(rows: Rows) -> list[str]:
    """Return the keys of the sources that rows name, sorted.

    A coordinate may name a retired code after a colon (``localgovjp:221317``).
    """
    named = {
        row[column].partition(":")[0]
        for row in rows
        for column in SOURCE_COLUMNS
        if row.get(column)
    }
    own = {
        source for row in rows for column, source in SOURCES_OF_COLUMNS.items() if row.get(column)
    }
    return sorted(named | own)


def table_list(data: Path) -> str:
    """Return the list of all tables as Markdown.

    Raises:
        ValueError: a table has no words in ``HOLDS``, or the other way round.
    """
    found = {path.stem for path in data.glob("*.csv")}
    if found != set(HOLDS):
        names = ", ".join(sorted(found ^ set(HOLDS)))
        raise ValueError(f"tables and their descriptions in HOLDS differ: {names}")
    licences = {row["key"]: row["licence"] for row in read(data, "sources")}
    lines = [
        "| file | rows | holds | sources | licence of the sources | SHA-256 |",
        "|---|---:|---|---|---|---|",
    ]
    for name, holds in HOLDS.items():
        rows = read(data, name)
        keys = sources_of(rows)
        few = ", ".join(f"`{key}`" for key in keys)
        shown = few if len(keys) <= FEW_SOURCES else f"{len(keys)} sources"
        terms = "; ".join(sorted({licences[key] for key in keys}))
        digest = hashlib.sha256((data / f"{name}.csv").read_bytes()).hexdigest()
        lines.append(
            f"| `{name}.csv` | {len(rows):,} | {holds} | {shown or '–'} | {terms or OWN_LICENCE} |"
            f" `{digest}` |"
        )
    return "\n".join(lines)


def coverage(data: Path) -> str:
    """Return projects here over numbers published, by programme and fiscal year, as Markdown."""
    here: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in read(data, "projects"):
        if row["selection_kind"] not in NOT_SELECTIONS:
            here[row["programme"], row["fiscal_year"]] += 1
    published = _published(read(data, "programme_counts"))
    years = sorted({year for _, year in here} | {year for _, year in published})
    lines = [f"| | {' | '.join(years)} |", f"|---|{'---:|' * len(years)}"]
    for programme in (row["key"] for row in read(data, "programmes")):
        cells = [
            f"{here[programme, year]} / {numbers or '?'}"
            if numbers or here[programme, year]
            else ""
            for year in years
            for numbers in (published.get((programme, year), ""),)
        ]
        lines.append(f"| `{programme}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _published(counts: Rows) -> dict[tuple[str, str], str]:
    """Return the numbers selected that sources give, the document's first, further rounds after +.

    A number that counts several years together is left out.
    """
    values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    rounds: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in sorted(counts, key=lambda row: row["source"] != DOCUMENT):
        place = row["programme"], row["fiscal_year"]
        if row["fiscal_year_end"]:
            continue
        if row["measure"] == "selected" and row["value"] not in values[place]:
            values[place].append(row["value"])
        elif row["measure"] in ROUNDS:
            rounds[place].append(row["value"])
    return {
        place: " + ".join([", ".join(values[place]) or "?", *rounds[place]])
        for place in sorted({*(place for place, numbers in values.items() if numbers), *rounds})
    }


def with_block(page: str, name: str, content: str) -> str:
    """Return a page whose block of a name holds a content.

    Raises:
        ValueError: the page lacks a marker.
    """
    start, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page lacks the marker {start} or {end}")
    return f"{before}{start}\n{content}\n{end}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Write or compare the blocks; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the counted parts of data/README.md.")
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the tables")
    options = parser.parse_args(arguments)
    path = options.data / PAGE
    old = path.read_text("utf-8")
    new = with_block(old, "tables", table_list(options.data))
    new = with_block(new, "coverage", coverage(options.data))
    if new == old:
        print(f"{PAGE} is up to date")
        return 0
    if options.check:
        print(f"{PAGE} is out of date; run python data/scripts/describe_tables.py")
        return 1
    path.write_text(new, "utf-8")
    print(f"{PAGE} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
