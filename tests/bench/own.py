"""What docs/figures.md says of the project's own data: build from nothing, cold start, search."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import clock
from real import ROOT
from service import TSUNAGU, serving

from search.engine import SearchEngine
from search.model.request import SearchRequest

QUERIES = (
    "自動運転 projects near Osaka",
    "R4に採択されたクラウドの事業",
    "九州のドローン",
    "self-driving near Ōsaka",
    "遠隔医療",
    "河内長野市",
    "防災 データ連携基盤",
    "MaaS 観光",
)


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _build(out: Path) -> None:
    subprocess.run(
        [str(TSUNAGU), "build", "--out", str(out)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT
    )


def _cold_start(out: Path) -> float:
    with serving(out) as served:
        return served.seconds


def _searches(out: Path) -> list[float]:
    """Return the wall milliseconds of each query, warmed up, 50 times each."""
    engine = SearchEngine(out / "current" / "search")
    requests = [SearchRequest(query=query) for query in QUERIES]
    for request in requests:
        engine.search(request)
    found = [
        clock(lambda r=request: engine.search(r))[0]  # type: ignore[misc]
        for _ in range(50)
        for request in requests
    ]
    engine.close()
    return found


def own_data() -> dict[str, float]:
    """Return the figures of the project's own data."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-bench-"))
    try:
        build = _timed(lambda: _build(folder))
        again = _timed(lambda: _build(folder))
        starts = [_cold_start(folder) for _ in range(5)]
        searches = _searches(folder)
        release = (folder / "current").resolve()
        size = sum(path.stat().st_size for path in release.rglob("*"))
    finally:
        shutil.rmtree(folder)
    return {
        "build_s": build,
        "build_again_s": again,
        "release_mb": size / 1e6,
        "start_s": statistics.median(starts),
        "search_p50_ms": statistics.median(searches),
        "search_p95_ms": statistics.quantiles(searches, n=20)[-1],
    }
