"""Markdown tables of the figures of relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from report import table

_STEPS = {
    "words_s": "words of the projects, from the search index",
    "arrays_s": "arrays",
    "nearest_s": "ten nearest of every project",
    "groups_s": "groups and betweenness",
    "lines_s": "statements",
    "build_s": "all of it",
}
ANSWERS = ("similar", "peers", "search")


def relations_tables(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the build of relations takes, and an answer, beside a search of the same size."""
    head = ("projects", *(f"{row['projects']:,}" for row in rows))
    lines = [(f"{name}, s", *(f"{row[key]:.1f}" for row in rows)) for key, name in _STEPS.items()]
    lines += [
        ("comparing every pair in Python, s", *(_seconds(row) for row in rows)),
        (
            "memory of the build + of each worker, MB",
            *(f"{row['peak_mb']:,.0f} + {row['worker_peak_mb']:,.0f}" for row in rows),
        ),
        ("statements", *(f"{row['statements']:,}" for row in rows)),
    ]
    lines += [
        (
            f"one answer: {name}, CPU ms p50 / p95",
            *(f"{row[name]['cpu_p50']:.1f} / {row[name]['cpu_p95']:.1f}" for row in rows),
        )
        for name in ANSWERS
    ]
    first = rows[0]
    lines += [
        (
            f"{name} ÷ {name} of {first['projects']:,} projects, p50",
            *(f"{row[name]['cpu_p50'] / first[name]['cpu_p50']:.1f}" for row in rows),
        )
        for name in ANSWERS
    ]
    return table(head, lines)


def _seconds(row: Mapping[str, Any]) -> str:
    return f"{row['naive_s']:.1f}" if "naive_s" in row else "–"
