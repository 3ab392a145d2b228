"""Measures what the README says: build from nothing, cold start, search. One run, side by side.

    make bench

Prints a Markdown table. Absolute times depend on the machine; ratios are what to compare.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TSUNAGU = ROOT / ".venv" / "bin" / "tsunagu"
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


def timed(action: Callable[[], object]) -> float:
    """Return the wall-clock seconds of an action."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*arguments: str) -> None:
    """Run the command line, quietly."""
    subprocess.run([TSUNAGU, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def cold_start(out: Path) -> float:
    """Return the seconds from starting the service to its first answer on ``/ready``."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen([TSUNAGU, "serve", "--out", str(out), "--port", str(port)], cwd=ROOT)
    try:
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", "/ready")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.02)
            finally:
                connection.close()
    finally:
        process.terminate()
        process.wait()


def search_milliseconds(out: Path) -> list[float]:
    """Return the milliseconds of the whole search call for each query, warmed up, 50 times each."""
    sys.path.insert(0, str(ROOT))
    from search.engine import SearchEngine  # noqa: PLC0415
    from search.results import SearchRequest  # noqa: PLC0415

    engine = SearchEngine(out / "current" / "search")
    requests = [SearchRequest(query=query) for query in QUERIES]
    for request in requests:
        engine.search(request)
    return [
        1000 * timed(lambda r=request: engine.search(r)) for _ in range(50) for request in requests
    ]


def main() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-bench-"))
    try:
        build = timed(lambda: run("build", "--out", str(folder)))
        again = timed(lambda: run("build", "--out", str(folder)))
        starts = [cold_start(folder) for _ in range(5)]
        searches = search_milliseconds(folder)
        size = sum(path.stat().st_size for path in (folder / "current").resolve().rglob("*"))
    finally:
        shutil.rmtree(folder)
    slow = statistics.quantiles(searches, n=20)[-1]
    print(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print("| what | figure |\n|---|---:|")
    print(f"| build of everything from nothing | {build:.1f} s |")
    print(f"| build when nothing changed | {again:.1f} s |")
    print(f"| size of the release | {size / 1e6:.0f} MB |")
    print(f"| cold start to the first answer, median of 5 | {statistics.median(starts):.2f} s |")
    print(f"| whole search call, median | {statistics.median(searches):.1f} ms |")
    print(f"| whole search call, 95th percentile | {slow:.1f} ms |")


if __name__ == "__main__":
    main()
