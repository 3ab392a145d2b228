"""Checks that need more than one row: keys, references, codes, and rules between columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from graph.ingest.cells import shown
from graph.ingest.problems import Problem, Problems
from graph.ingest.reading import Row
from graph.mapping.schema import Concept, Ref
from ontology.codelists import CodeLists
from ontology.concepts import Thesaurus, fold_label

Rows = Mapping[str, list[Row]]
"""Rows by table name."""

Spellings = Mapping[str, set[str]]
"""Labels of each concept of the thesauri, normalised for comparison with print."""


def check(rows: Rows, thesaurus: Thesaurus, codes: CodeLists) -> list[Problem]:
    """Return every problem that shows only between rows, tables and thesauri.

    Args:
        rows: rows by table name. Those that are not sound only lend their keys; a table that is
            not there could not be read, and whatever refers to it is taken to be right.
        thesaurus: technologies and challenges.
        codes: the code lists.
    """
    keys = {name: {row.key for row in table_rows} for name, table_rows in rows.items()}
    known = _known_concepts(thesaurus, codes)
    spellings = _spellings(thesaurus)
    problems = Problems(_duplicates(rows))
    for name, table_rows in rows.items():
        rule = _RULES.get(name)
        for row in table_rows:
            if not row.sound:
                continue
            problems += _references(row, keys, known)
            problems += _order(row)
            if rule:
                problems += rule(row, spellings)
    problems += _orphans(rows)
    problems += _circles(rows)
    problems += _derived_areas(rows)
    return problems


def _known_concepts(thesaurus: Thesaurus, codes: CodeLists) -> dict[str, set[str]]:
    known = {name: set(members) for name, members in codes.items()}
    known["technology"] = {concept.key for concept in thesaurus.scheme("technologies")}
    known["challenge"] = {concept.key for concept in thesaurus.scheme("challenges")}
    return known


def _duplicates(rows: Rows) -> Iterator[Problem]:
    for table_rows in rows.values():
        first: dict[str, Row] = {}
        for row in table_rows:
            column = "+".join(row.table.key)
            if not row.key:
                if row.sound:
                    yield row.problem(column, "the row has no key")
            elif row.key in first:
                yield row.problem(
                    column,
                    f"the key {row.key!r} stands already in row {first[row.key].number};"
                    " a key may stand once",
                )
            else:
                first[row.key] = row


_ORDERED = (
    ("date_start", "date_end"),
    ("fiscal_year", "fiscal_year_end"),
    ("fiscal_year_from", "fiscal_year_to"),
    ("amount_yen", "amount_yen_max"),
    ("times_per_year_min", "times_per_year_max"),
)
"""Pairs of columns of which the first may not be greater (SHACL cannot compare partial dates)."""


def _order(row: Row) -> Iterator[Problem]:
    for first, last in _ORDERED:
        low, high = row.cells.get(first, ""), row.cells.get(last, "")
        if not low or not high:
            continue
        shorter = min(len(low), len(high)) if "-" in low + high else max(len(low), len(high))
        if low.rjust(shorter)[:shorter] > high.rjust(shorter)[:shorter]:
            yield row.problem(last, f"{high!r} lies before {first} {low!r}")


def _references(
    row: Row, keys: Mapping[str, set[str]], known: Mapping[str, set[str]]
) -> Iterator[Problem]:
    for column in row.table.columns:
        text = row.cells[column.name]
        if not text:
            continue
        if isinstance(column.value, Ref):
            if _is_dangling(text, column.value.tables, keys):
                files = " or ".join(f"{table}.csv" for table in column.value.tables)
                yield row.problem(column.name, f"{shown(text)} is not a key in {files}")
        elif isinstance(column.value, Concept):
            yield from _concept(row, column.name, column.value.scheme, text, known)
    source = row.cells.get("source")
    if source is not None and _is_dangling(source, ("sources",), keys):
        yield row.problem("source", f"{shown(source)} is not a key in sources.csv")


def _is_dangling(key: str, tables: Iterable[str], keys: Mapping[str, set[str]]) -> bool:
    """Tell whether a key stands in none of the tables, all of which could be read."""
    return all(table in keys and key not in keys[table] for table in tables)


def _concept(
    row: Row, column: str, scheme: str, text: str, known: Mapping[str, set[str]]
) -> Iterator[Problem]:
    members = known.get(scheme, set())
    if text not in members:
        hint = ", ".join(sorted(members)[:12]) or "the list is empty"
        yield row.problem(column, f"{shown(text)} is not a {scheme}; known are: {hint}")


def _spellings(thesaurus: Thesaurus) -> Spellings:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for label in thesaurus.labels():
        found[label.key].add(fold_label(label.text))
    return found


def _project_key(row: Row, _: Spellings) -> Iterator[Problem]:
    """Check the key against programme and fiscal year (docs/design.md, section 5)."""
    start = f"{row.cells['programme']}-{row.cells['fiscal_year']}-"
    if not row.key.startswith(start):
        yield row.problem("key", f"the key {row.key!r} must begin with {start!r}")


def _printed_technology(row: Row, spellings: Spellings) -> Iterator[Problem]:
    """What is printed must hold a label of the concept that the row claims for it."""
    key, printed = row.cells["technology"], row.cells["as_printed"]
    if key in spellings and not any(label in fold_label(printed) for label in spellings[key]):
        yield row.problem(
            "as_printed",
            f"no label of the concept {key!r} stands in {printed!r};"
            " add the spelling to the thesaurus as a hidden label, or name another concept",
        )


def _description_tie(row: Row, _: Spellings) -> Iterator[Problem]:
    """A page that does not name the programme is background, not the project's own text."""
    tie, project = row.cells["programme_tie"], row.cells["project"]
    if tie == "not-stated" and project:
        yield row.problem("project", "must be empty where programme_tie is not-stated")
    if tie == "same-effort" and not project:
        yield row.problem("project", "must name the project where programme_tie is same-effort")
    if not row.cells["project"] and not row.cells["body"]:
        yield row.problem("body", "a description needs a project or a body")


_RULES: dict[str, Callable[[Row, Spellings], Iterable[Problem]]] = {
    "projects": _project_key,
    "project_technologies": _printed_technology,
    "project_descriptions": _description_tie,
}


def _orphans(rows: Rows) -> Iterator[Problem]:
    """Every project needs somebody or somewhere: an applicant, an area or a bidder."""
    if not {"project_applicants", "project_areas"} <= rows.keys():
        return
    held = {
        row.cells["project"]
        for name in ("project_applicants", "project_areas")
        for row in rows.get(name, ())
    }
    for row in rows.get("projects", ()):
        if row.sound and row.key not in held and not row.cells["bidder_as_printed"]:
            yield row.problem(
                "key", "the project has no row in project_applicants.csv or project_areas.csv"
            )


_ABOVE = {
    "municipalities": ("", "parent"),
    "organisation_parents": ("organisation", "parent"),
    "programme_successions": ("name", "successor"),
    "events": ("", "part_of"),
}
"""Columns of what is below and what is above it, by table; no name: the row itself is below."""


def _circles(rows: Rows) -> Iterator[Problem]:
    """Nothing is above itself, however many steps it takes to get there."""
    for table, (below, above) in _ABOVE.items():
        ties: defaultdict[str, set[str]] = defaultdict(set)
        places: dict[tuple[str, str], Row] = {}
        for row in rows.get(table, ()):
            low, high = row.cells[below] if below else row.key, row.cells[above]
            if row.sound and high:
                ties[low].add(high)
                places[low, high] = row
        try:
            TopologicalSorter(ties).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            row = next(places[pair] for pair in pairwise(reversed(circle)) if pair in places)
            yield row.problem(above, f"what is above leads back to it: {' → '.join(circle[::-1])}")


_WORDS = {"project_areas": "as_printed", "project_titles": "title"}
"""Where the words stand from which areas are derived, by table."""


def _derived_areas(rows: Rows) -> Iterator[Problem]:
    """An area is derived from words of the project, and only where no place is printed."""
    if not {"project_applicants", *_WORDS} <= rows.keys():
        return
    placed = {
        row.cells["project"]
        for name in ("project_applicants", "project_areas")
        for row in rows[name]
        if row.cells["body"]
    }
    words: defaultdict[str, str] = defaultdict(str)
    for name, column in _WORDS.items():
        for row in rows[name]:
            words[row.cells["project"]] += row.cells[column] + "\n"
    for row in rows.get("project_areas_derived", ()):
        project, evidence = row.cells["project"], row.cells["evidence"]
        if row.sound and project in placed:
            yield row.problem("project", f"{project!r} has a printed place: nothing is derived")
        if row.sound and evidence not in words[project]:
            files = " or ".join(f"{name}.csv" for name in _WORDS)
            yield row.problem("evidence", f"{evidence!r} does not stand in {files} of {project!r}")
