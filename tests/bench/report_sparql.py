"""Markdown tables of the figures of SPARQL over HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bombs import DOORS
from endpoints import CLIENTS, NATIVE, OURS, RDFLIB, ROUNDS, SECONDS
from report import share, table

_LOADS = {"describe": "small describes", "mixed": "mixed queries"}
_DOORS = {"search": "`/api/search`", "sparql": "small SPARQL"}


def sparql_tables(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the requests a second beside the others, and the ratios."""
    head = (
        f"{CLIENTS} clients, {ROUNDS} rounds of {SECONDS:.0f} s in turn, no cache",
        *("requests/s", "p50 ms", "p95 ms", "errors", "server's CPUs", "clients' share of a CPU"),
    )
    lines = [
        (f"{row['statements']:,} statements, {_LOADS[load]}: {name}", *_cells(figures))
        for row in rows
        for load, servers in row["loads"].items()
        for name, figures in servers.items()
    ]
    notes = [
        f"{name} is not measured at {row['statements']:,} statements: {why}."
        for row in rows
        for name, why in row.get("left_out", {}).items()
    ]
    checked = [
        f"{row['statements']:,} statements, {_LOADS[load]}: all answers to {found['queries']}"
        f" queries ({found['rows']:,} rows) agree."
        for row in rows
        for load, found in row["compared"].items()
    ]
    return "\n".join((table(head, lines), _ratios(rows), "", *checked, *notes))


def _cells(figures: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{figures['per_second']:,.0f}",
        f"{figures['p50']:.1f}",
        f"{figures['p95']:.1f}",
        str(figures["errors"]),
        f"{figures['server_cpu']:.2f}",
        share(figures["cpu_share"]),
    )


def _ratios(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        (f"{row['statements']:,} statements", *(_ratio(row, *pair) for pair in _PAIRS))
        for row in rows
    ]
    head = ("requests/s", *(f"{_LOADS[load]} ÷ {other}" for load, other in _PAIRS))
    return table(head, lines)


_PAIRS = [(load, other) for load in _LOADS for other in (NATIVE, RDFLIB)]


def _ratio(row: Mapping[str, Any], load: str, other: str) -> str:
    servers = row["loads"][load]
    if not servers.get(other, {}).get("per_second"):
        return "–"
    return f"{servers[OURS]['per_second'] / servers[other]['per_second']:.2f}"


def bombs_tables(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what others notice of bombs, and what becomes of the bombs."""
    return table(
        ("bombs from ten clients", *(row["name"] for row in rows)),
        [
            *(line for door in DOORS for line in _latency(door, rows)),
            ("bombs answered, a second", *(f"{row['bombs_per_second']:.1f}" for row in rows)),
            ("their statuses (0: we hung up)", *(_statuses(row["bombs"]) for row in rows)),
            ("broken answers under 200", *(str(row["broken"]) for row in rows)),
            ("longest life of a slow worker, s", *(f"{row['longest_s']:.1f}" for row in rows)),
            ("slow workers gone after the end, s", *(f"{row['gone_s']:.1f}" for row in rows)),
            (
                "processes, idle / most",
                *(f"{row['processes']['idle']} / {row['processes']['most']}" for row in rows),
            ),
            ("most memory of all, MB", *(f"{row['resident_mb']:,.0f}" for row in rows)),
            ("bombers' share of a CPU", *(share(row["bombs_cpu_share"]) for row in rows)),
        ],
    )


def _latency(door: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    name = _DOORS[door]
    return [
        *(
            (f"{name} {label}, ms p50 / p95", *(_times(row[moment][door]) for row in rows))
            for moment, label in (("idle", "idle"), ("during", "beside bombs"), ("after", "after"))
        ),
        (f"{name}, p95 beside bombs ÷ idle", *(f"{row['ratio'][door]:.1f}" for row in rows)),
        (f"{name} beside bombs, not answered with 200", *(_failed(row, door) for row in rows)),
        (
            f"{name}, last answer above 3 × idle p95, s after the end",
            *(f"{row['late'][door]:.1f}" for row in rows),
        ),
    ]


def _times(figures: Mapping[str, float]) -> str:
    return f"{figures['p50']:.1f} / {figures['p95']:.1f}"


def _failed(row: Mapping[str, Any], door: str) -> str:
    statuses: Mapping[str, int] = row["during"][door]["statuses"]
    failed = sum(number for status, number in statuses.items() if status != "200")
    return f"{failed} of {sum(statuses.values())}"


def _statuses(kinds: Mapping[str, Mapping[str, int]]) -> str:
    found: Counter[str] = Counter()
    for numbers in kinds.values():
        found.update(numbers)
    return ", ".join(f"{status}: {number}" for status, number in sorted(found.items()))
