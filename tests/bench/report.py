"""Markdown tables of the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_BUSY = 0.8
"""Share of one CPU above which the clients may have been slower than the service."""


def summarise(load: dict[str, Any]) -> dict[str, Any]:
    """Replace the times of a load by their percentiles."""
    times = load.pop("times_ms")
    del load["at"], load["kinds"]
    load["requests"] = len(times)
    load["p50"], load["p95"] = (float(np.percentile(times, p)) if times else 0.0 for p in (50, 95))
    return load


def rounded(value: object) -> object:
    """Return figures with four significant digits: the rest is noise."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {name: rounded(inner) for name, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def own_table(own: Mapping[str, float]) -> str:
    """Return the figures of the project's own data."""
    return table(
        ("own data", "figure"),
        [
            ("build of everything from nothing", f"{own['build_s']:.1f} s"),
            ("build when nothing changed", f"{own['build_again_s']:.1f} s"),
            ("size of the release", f"{own['release_mb']:.0f} MB"),
            ("cold start to the first answer, median of 5", f"{own['start_s']:.2f} s"),
            ("whole search call, median", f"{own['search_p50_ms']:.1f} ms"),
            ("whole search call, 95th percentile", f"{own['search_p95_ms']:.1f} ms"),
        ],
    )


def speed_tables(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return size and start, times beside the baselines, and the ratios, by number of projects."""
    head = ("", *(f"{row['projects']:,} projects" for row in rows))
    return "\n".join((_sizes(head, rows), _times(head, rows), _ratios(head, rows)))


def _sizes(head: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    return table(
        head,
        [
            ("documents", *(f"{row['documents']:,}" for row in rows)),
            ("content words of a project", *(f"{row['tokens_per_project']:.0f}" for row in rows)),
            ("build of the search, s", *(f"{row['build_s']:.1f}" for row in rows)),
            ("peak memory of the build, MB", *(f"{row['build_peak_mb']:.0f}" for row in rows)),
            ("size of the search folder, MB", *(f"{row['index_mb']:.0f}" for row in rows)),
            ("of it Whoosh's index, MB", *(f"{row['whoosh_mb']:.0f}" for row in rows)),
            ("start of `SearchEngine`, s", *(f"{row['start_s']:.2f}" for row in rows)),
            ("its first answer, ms", *(f"{row['first_ms']:.0f}" for row in rows)),
            ("memory when started, MB", *(_memory(row["loaded"]) for row in rows)),
            ("memory after the queries, MB", *(_memory(row["used"]) for row in rows)),
        ],
    )


def _memory(figures: Mapping[str, float]) -> str:
    return f"{figures['resident']:.0f} ({figures['private']:.0f} private)"


_NAMES = {
    "text": "`search()`, three words left as text",
    "mixed": "`search()`, queries of all sorts",
    "tantivy": "tantivy, the same words, first 20 only",
    "whoosh_top": "stock Whoosh, the same words, first 20 only",
    "whoosh_whole": "stock Whoosh, the same words (bigrams if it holds them), total, four facets",
}


def _times(head: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for name, label in _NAMES.items():
        for kind, prefix in (("wall", ""), ("CPU", "cpu_")):
            cells = (
                f"{row[name][f'{prefix}p50']:.2f} / {row[name][f'{prefix}p95']:.2f}" for row in rows
            )
            lines.append((f"{label}: {kind} ms p50 / p95", *cells))
    return table(head, lines)


def _ratios(head: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    return table(
        head,
        [
            *(
                (f"{name}, p50 / p95", *(_ratio(row, above, below) for row in rows))
                for name, above, below in (
                    ("`search()` ÷ tantivy", "text", "tantivy"),
                    ("stock Whoosh whole ÷ `search()`", "whoosh_whole", "text_same"),
                    ("stock Whoosh top 20 ÷ `search()`", "whoosh_top", "text_same"),
                )
            ),
            ("queries asked of stock Whoosh", *(str(r["whoosh_top"]["queries"]) for r in rows)),
            ("queries left wholly as text, of 200", *(str(r["left_as_text"]) for r in rows)),
            ("mean total of a text query", *(f"{r['mean_total']:,.0f}" for r in rows)),
        ],
    )


def _ratio(row: Mapping[str, Any], above: str, below: str) -> str:
    return " / ".join(f"{row[above][p] / row[below][p]:.1f}" for p in ("p50", "p95"))


def http_tables(found: Mapping[str, Any]) -> str:
    """Return the figures over HTTP."""
    lines = [
        (f"{int(size):,} projects, `/api/{name}`", *_load(load[name]))
        for size, load in found["loads"].items()
        for name in ("search", "suggest")
        if name in load
    ]
    for load in found.get("switching", ()):
        first, second = load["sizes"]
        owners = ", ".join(f"{name}: {count}" for name, count in sorted(load["owners"].items()))
        done = f"{load['switches']} completed switches {first:,} ⇄ {second:,}"
        name = f"{done} (answers by release: {owners})"
        lines.append((name, *_load(load)))
    starts = [
        (f"start of the service, {int(size):,} projects", f"{load['service_start_s']:.2f} s")
        for size, load in found["loads"].items()
    ]
    head = ("8 clients", "requests/s", "p50 ms", "p95 ms", "errors", "clients' share of a CPU")
    return table(head, lines) + "\n" + table(("start", "figure"), starts)


def _load(load: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{load['per_second']:.0f}",
        f"{load['p50']:.1f}",
        f"{load['p95']:.1f}",
        str(load["errors"]),
        share(load["cpu_share"]),
    )


def share(cpu: float) -> str:
    """Return what clients used of one CPU, and whether they may have been the limit."""
    return f"{cpu:.2f}{' (the clients were the limit)' if cpu > _BUSY else ''}"
