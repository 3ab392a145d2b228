"""Measures the service, one run, side by side, and prints Markdown tables.

    make bench                                  all of it
    make bench ONLY=speed SIZES=273,2000        some of it
    make bench ONLY=sparql STATEMENTS=5000      some of it

``ONLY`` takes ``own`` (the project's own data), ``speed`` (start, memory, search beside stock
Whoosh and tantivy), ``http``, ``relations`` (their build and their answers), ``sparql`` (beside
Oxigraph's own server and rdflib-endpoint) and ``bombs`` (what others notice of queries without
end), separated by commas. Absolute times depend on
the machine; ratios are what to compare. The figures of parts that were measured at all their sizes
are kept in ``results.json``, the growth in ``growth.svg``, and the tables of ``docs/figures.md``
are written of them.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import bombs
import endpoints
import numpy as np
import orjson
import report
import report_page
import report_relations
import report_sparql
from generate import SEED
from own import own_data
from plot import write_plot
from prepare import prepared
from service import under_load, while_switching

HERE = Path(__file__).resolve().parent
SIZES = (273, 2_000, 20_000, 100_000)
"""Numbers of projects: as many as there are, and what may come."""
PARTS = ("own", "speed", "http", "relations", "sparql", "bombs")
_CONTENDERS = ("text", "mixed", "tantivy", "whoosh_top", "whoosh_whole")
_LIBRARIES = (
    *("Whoosh-Reloaded", "tantivy", "SudachiPy", "numpy"),
    *("pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint"),
)


def percentiles(times: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return the median and 95th percentile of wall and CPU milliseconds."""
    wall, cpu = np.array(times).T
    return {
        "p50": float(np.percentile(wall, 50)),
        "p95": float(np.percentile(wall, 95)),
        "cpu_p50": float(np.percentile(cpu, 50)),
        "cpu_p95": float(np.percentile(cpu, 95)),
        "queries": len(times),
    }


def speed(size: int) -> dict[str, Any]:
    """Return the figures of one size, measured in a fresh process."""
    folder = prepared(size)
    command = [sys.executable, str(HERE / "measure.py"), str(folder)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, Any] = orjson.loads(output)
    same = found["text"][: len(found["whoosh_top"])]
    found |= {name: percentiles(found[name]) for name in _CONTENDERS}
    found["text_same"] = percentiles(same)  # the queries that stock Whoosh was asked too
    return found | orjson.loads((folder / "built.json").read_bytes())


def relations(size: int) -> dict[str, Any]:
    """Return the figures of relations of one size, measured in a fresh process."""
    command = [
        sys.executable,
        str(HERE / "relations.py"),
        str(prepared(size)),
        str(size),
        str(SEED),
    ]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, Any] = orjson.loads(output)
    return found | {name: percentiles(found[name]) for name in report_relations.ANSWERS}


def http(sizes: Sequence[int]) -> dict[str, Any]:
    """Return the figures over HTTP at the smallest and the largest size."""
    first, last = sizes[0], sizes[-1]
    loads = {str(size): under_load(size) for size in dict.fromkeys((first, last))}
    for load in loads.values():
        for name in ("search", "suggest"):
            if name in load:
                report.summarise(load[name])
    found: dict[str, Any] = {"loads": loads}
    if len(sizes) > 1:
        pairs = dict.fromkeys([(sizes[1], first), (last, first)])
        found["switching"] = [
            {"sizes": pair, **report.summarise(while_switching(pair))} for pair in pairs
        ]
    return found


def numbers(text: str, default: Sequence[int]) -> list[int]:
    """Return the numbers of an option in order, or its default."""
    return sorted(int(number) for number in text.split(",") if number) or list(default)


def measured(
    parts: Sequence[str], sizes: Sequence[int], statements: Sequence[int]
) -> dict[str, Any]:
    """Measure some parts, print each as soon as it is there, and return all figures."""
    results: dict[str, Any] = {
        "cores": os.cpu_count(),
        "versions": {
            "Python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
    }
    ways: dict[str, tuple[Callable[[], Any], Callable[[Any], str]]] = {
        "own": (own_data, report.own_table),
        "speed": (lambda: [speed(size) for size in sizes], report.speed_tables),
        "http": (lambda: http(sizes), report.http_tables),
        "relations": (
            lambda: [relations(size) for size in sizes],
            report_relations.relations_tables,
        ),
        "sparql": (
            lambda: [endpoints.of_size(size) for size in statements],
            report_sparql.sparql_tables,
        ),
        "bombs": (bombs.all_manners, report_sparql.bombs_tables),
    }
    for name, (measure, shown) in ways.items():
        if name in parts:
            results[name] = measure()
            print(shown(results[name]), flush=True)
    return results


def main() -> None:
    """Run what is asked for, print it and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help=f"parts: {','.join(PARTS)}")
    parser.add_argument("--sizes", default="", help="numbers of projects, separated by commas")
    parser.add_argument("--statements", default="", help="numbers of statements, likewise")
    given = parser.parse_args()
    parts = [part for part in given.only.split(",") if part] or list(PARTS)
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        parser.error(f"{unknown[0]} is not a part; known are {', '.join(PARTS)}")
    sizes = numbers(given.sizes, SIZES)
    statements = numbers(given.statements, endpoints.SIZES)
    results = measured(parts, sizes, statements)
    _keep(results, whole=tuple(sizes) == SIZES, every=tuple(statements) == endpoints.SIZES)


def _keep(results: dict[str, Any], *, whole: bool, every: bool) -> None:
    """Put the figures of parts that were measured at all their sizes in the place of the last.

    Args:
        results: what was measured now.
        whole: whether that was at all numbers of projects.
        every: whether at all numbers of statements.
    """
    of_size = dict.fromkeys(("speed", "http", "relations"), whole) | {"sparql": every}
    found = {name: results[name] for name in PARTS if name in results and of_size.get(name, True)}
    if not found:
        return  # the versions in the file are those that its figures were measured with
    told = {name: results[name] for name in ("cores", "versions")}
    kept = orjson.loads(report_page.RESULTS.read_bytes()) | told | found
    report_page.RESULTS.write_bytes(
        orjson.dumps(report.rounded(kept), option=orjson.OPT_INDENT_2) + b"\n"
    )
    if "speed" in found:
        figures = {name: [row[name] for row in found["speed"]] for name in _CONTENDERS}
        write_plot(HERE / "growth.svg", SIZES, figures)
    report_page.write()


if __name__ == "__main__":
    main()
