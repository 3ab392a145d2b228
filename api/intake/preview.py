"""What an import would do, as JSON for programs and as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from api.intake.bodies import Named
from api.intake.plan import Plan
from api.intake.proposals import Proposal, State
from api.intake.sheets.sheet import Doubt, letter

_WORDS = {
    State.new: "to be added",
    State.changed: "to be completed",
    State.same: "as it is",
    State.unclear: "in doubt",
}


def as_json(plan: Plan, *, written: bool) -> dict[str, Any]:
    """Return a preview as JSON values.

    Args:
        plan: what the list would add.
        written: whether it was added.
    """
    header = plan.header
    return {
        "list": {
            "file": plan.sheet.file,
            "sheet": plan.sheet.name,
            "encoding": plan.sheet.encoding,
            "header_row": header.number,
            "columns": {
                field: {"column": letter(column), "heading": header.headings[column]}
                for field, column in header.columns.items()
            },
        },
        "programme": plan.aim.programme,
        "fiscal_year": plan.aim.year,
        "source": plan.aim.source,
        "counts": counts(plan),
        "rows": [_row(plan, proposal) for proposal in plan.proposals],
        "skipped": [
            {"first": rows.first, "last": rows.last, "reason": rows.reason} for rows in plan.skipped
        ],
        "tables": plan.added,
        "written": written,
    }


def counts(plan: Plan) -> dict[str, int]:
    """Return how many rows come to what, and how many doubts there are."""
    found = Counter(proposal.state for proposal in plan.proposals)
    skipped = sum(rows.last - rows.first + 1 for rows in plan.skipped)
    states = {state.value: found[state] for state in State}
    return {**states, "doubts": len(plan.doubts), "skipped": skipped}


def _row(plan: Plan, proposal: Proposal) -> dict[str, Any]:
    entry = proposal.entry
    return {
        "row": entry.row,
        "state": proposal.state.value,
        "key": proposal.key or None,
        "applicants": [_named(plan, named) for named in entry.applicants],
        "bidder": entry.bidder or None,
        "areas": [_named(plan, named) for named in entry.areas],
        "title": entry.title or None,
        "technologies": [
            {"as_printed": found.printed, "technology": found.concept}
            for found in entry.technologies
        ],
        "technologies_open": entry.technologies_open,
        "marked": entry.marked,
        "adds": {table: len(rows) for table, rows in proposal.added.items()},
        "notes": list(proposal.notes),
        "doubts": [_doubt(plan, doubt) for doubt in proposal.doubts],
    }


def _named(plan: Plan, named: Named) -> dict[str, str | None]:
    name = plan.labels.get(named.code)
    return {"code": named.code or None, "name": name, "as_printed": named.printed}


def _doubt(plan: Plan, doubt: Doubt) -> dict[str, Any]:
    return {
        "column": doubt.column,
        "heading": doubt.heading,
        "message": doubt.message,
        "candidates": [{"key": key, "name": plan.labels.get(key)} for key in doubt.candidates],
    }


def show(plan: Plan, console: Console, *, written: bool) -> None:
    """Print a preview for people: rows, doubts, what was skipped, and the sum of it.

    Args:
        plan: what the list would add.
        console: where to.
        written: whether it was added.
    """
    header = plan.header
    used = ", ".join(f"{field} = {letter(c)}" for field, c in header.columns.items())
    console.print(
        _text(f"{plan.sheet.file}, header in row {header.number}: {used}"), soft_wrap=True
    )
    names = ("row", "what", "key", "who", "title", "technologies")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for proposal in plan.proposals:
        table.add_row(*(_text(cell) for cell in _cells(proposal)))
    console.print(table)
    for proposal in plan.proposals:
        for note in proposal.notes:
            console.print(_text(f"Note, row {proposal.entry.row}: {note}"), soft_wrap=True)
    for doubt in plan.doubts:
        console.print(_text(f"Doubt, {doubt.where}: {doubt.message}"), soft_wrap=True)
        for key in doubt.candidates:
            if key in plan.labels:
                console.print(_text(f"    {key} {plan.labels[key]}"), soft_wrap=True)
    for rows in plan.skipped:
        number = (
            f"row {rows.first}" if rows.first == rows.last else f"rows {rows.first}-{rows.last}"
        )
        console.print(_text(f"Skipped, {number}: {rows.reason}"), soft_wrap=True)
    console.print(_text(_sum(plan, written=written)), soft_wrap=True)


def _cells(proposal: Proposal) -> Sequence[str]:
    entry = proposal.entry
    who = [*(f"{named.printed} {named.code}" for named in entry.applicants)]
    technologies = [f"{found.printed} ({found.concept})" for found in entry.technologies]
    if entry.technologies_open:
        technologies.append("等")
    return (
        str(entry.row),
        _WORDS[proposal.state],
        proposal.key,
        "\n".join([*who, *filter(None, [entry.bidder])]),
        entry.title,
        "\n".join(technologies),
    )


def _sum(plan: Plan, *, written: bool) -> str:
    found = counts(plan)
    said = ", ".join(f"{found[state.value]} {_WORDS[state]}" for state in State)
    rows = sum(map(len, plan.added.values()))
    if written:
        return f"{said}. Written: {rows} rows in {len(plan.added)} tables."
    if found["doubts"]:
        return f"{said}. Nothing is written while there are doubts: {found['doubts']}."
    return f"{said}. Nothing written: {rows} rows would be, with --write."


def _text(text: str) -> Text:
    """Return a text that a terminal shows as it is, without markup."""
    return Text(text)
