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

HOLDS = {
    "sources": "documents, pages, registers and statutes, each with publisher, address and licence",
    "municipalities": "prefectures, municipalities, wards of designated cities",
    "retired_codes": "codes no longer in use and what replaced them, one row a pair",
    "census_observations": "people, ages, households: census of 2020, and 2025 (preliminary)",
    "area_observations": "area and habitable area of 2024",
    "government_offices": "main office of each local government: address, telephone, point",
    "official_sites": "address of the official site; a second list's where it differs",
    "designations": "depopulated areas, islands, heavy snow, capitals, kinds of cities",
    "former_municipalities": "municipalities abolished since 1969, with code and successor",
    "former_names": "municipalities abolished from 1920 to 1969, for search only",
    "informal_regions": "regions that are no administrative units (会津, 瀬戸内, 県北 …)",
    "informal_region_members": "their municipalities or prefectures, whole or in part",
    "neighbours": "municipalities that share a border on land, in both directions",
    "islands": "inhabited islands under the acts on remote islands",
    "stations": "railway stations with their points, end of 2022",
    "railway_lines": "lines by operator, end of 2022",
    "station_lines": "which lines stop at a station",
    "regions": "regions (関東, 近畿, 首都圏 …) with reading and kind",
    "region_prefectures": "which prefectures a region has",
    "organisations": "ministries, bureaus, divisions, offices, regional bureaus, other bodies",
    "organisation_parents": "what belongs to what; `run-by` for the public-private bodies",
    "councils": "local implementation councils, consortia, transport and national councils",
    "council_programmes": "programme and year of a council whose source names the programme",
    "council_projects": "the project that a council carries",
    "council_bodies": "municipalities and prefectures of a council: stated, or read from its name",
    "council_members": "members as printed, one a row",
    "programmes": "the five jointly screened programmes and others of the ministries",
    "programme_names": "official, former and later names with their years",
    "programme_organisations": "ministry, bureau and secretariat of each programme",
    "programme_issues": "regional issues that a source states for a programme, as printed",
    "programme_groups": "groups of programmes that sources count together",
    "programme_group_members": "the programmes of each group",
    "programme_counts": "numbers selected, applied, supported …, one row a source",
    "programme_budgets": "budgets as printed; budget and execution of the administrative review",
    "programme_offices": "where to ask, with e-mail as printed and as usable",
    "programme_terms": "rates, limits, periods, calls, identifiers of the review",
    "support_measures": "what the Cabinet Office does for the selected bodies",
    "transition_steps": "what happens when support ends",
    "programme_relations": "linked support, areas selected by both, complementary support",
    "programme_successions": "which name of a programme followed which",
    "programme_support": "form (advice, subsidy, commission) and stage of what is supported",
    "projects": "one row a selection (or mention) of a project under a programme in a year",
    "project_titles": "official titles, variants and names of plans, each with its own source",
    "project_statuses": "supported, finishing or ended, as of the date of the source",
    "project_applicants": "municipalities and prefectures in printed order",
    "project_areas": "target areas: districts, regions, municipalities of others' bids",
    "project_areas_derived": "places that the words for an area name, where none is printed",
    "project_technologies": "technologies that a source prints, and the concept of each",
    "project_technologies_derived": "technologies found by rule, with the words that support them",
    "project_challenges": "challenges found by rule, with the words that support them",
    "project_links": "the ※: a project and the road bureau's support of the same effort",
    "project_descriptions": "descriptions in our own words, with what ties them to the programme",
    "description_sources": "second and further sources of a description",
    "events": "meetings, symposiums, exhibitions, screenings, the survey",
    "event_programmes": "programme of an event whose source names it",
    "event_projects": "the projects that an event presented",
    "event_feedback": "remarks of participants, in our own words",
    "event_attendance": "people (or bodies) by category, and totals",
    "survey_observations": "the survey of 35 municipalities: items, answers and values",
    "payments": "payees of five budget projects, fiscal years 2023 and 2024",
    "programme_technologies": "technologies that name, aim or support of a programme says, by rule",
    "programme_challenges": "challenges that name, aim or support of a programme says, by rule",
    "council_technologies": "technologies that the name of a council says, by rule",
    "council_challenges": "challenges that the name of a council says, by rule",
    "event_technologies": "technologies that name or content of an event says, by rule",
    "event_challenges": "challenges that name or content of an event says, by rule",
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
        raise ValueError(f"{PAGE} lacks the marker {start} or {end}")
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
