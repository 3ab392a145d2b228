"""Measures one size in a fresh process: start-up, memory, the whole search, the baselines."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
from telling import tell

TEXT, MIXED = "text", "mixed"
_SLOW = {2_000: 200, 20_000: 60}
"""Most queries for stock Whoosh by number of documents; it gets fewer where each takes long."""
_FEWEST = 40

Times = list[tuple[float, float]]
"""Wall and CPU milliseconds of each query."""


def memory_mb() -> dict[str, float]:
    """Return the resident memory of this process: all of it, and what is not mapped from files."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return {
        name: int(values[key].split()[0]) / 1024
        for name, key in (("resident", "VmRSS"), ("private", "RssAnon"))
    }


def clock(call: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and CPU milliseconds of a call."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def measure(folder: Path) -> dict[str, object]:
    """Return every figure of one prepared size.

    Each query is asked once and no two are the same, so that nothing can answer from memory.
    """
    from queries import WARM_UP  # noqa: PLC0415 - nothing of ours before the memory is read

    from search.engine import SearchEngine  # noqa: PLC0415
    from search.model.request import SearchRequest  # noqa: PLC0415

    before = memory_mb()
    started = time.perf_counter()
    engine = SearchEngine(folder / "search")
    start = time.perf_counter() - started
    loaded = memory_mb()
    queries: dict[str, list[str]] = orjson.loads((folder / "queries.json").read_bytes())
    found: dict[str, object] = {"start_s": start, "imported": before, "loaded": loaded}

    def search(query: str) -> object:
        return engine.search(SearchRequest(query=query))

    found["first_ms"] = clock(lambda: search(queries[MIXED][0]))[0]
    for query in (*queries[MIXED][1:WARM_UP], *queries[TEXT][:WARM_UP]):
        search(query)
    found[MIXED] = [clock(lambda q=query: search(q)) for query in queries[MIXED][WARM_UP:]]  # type: ignore[misc]
    text = queries[TEXT][WARM_UP:]
    found |= _beside(folder, search, queries[TEXT])
    found["used"] = memory_mb()
    # only now: an answer given before the measuring could have been kept
    results = [engine.search(SearchRequest(query=query, limit=0)) for query in text]
    found["left_as_text"] = sum(not result.interpretation.spans for result in results)
    found["mean_total"] = sum(result.total for result in results) / len(results)
    found |= _stock(folder, queries[TEXT])
    engine.close()
    return found


def _beside(
    folder: Path, search: Callable[[str], object], text: Sequence[str]
) -> dict[str, object]:
    """Ask the search and tantivy the same queries, in turn."""
    from baselines import Tantivy, terms  # noqa: PLC0415
    from queries import WARM_UP  # noqa: PLC0415

    tokenizer = _tokenizer(folder / "search")
    bare = Tantivy(folder / "tantivy")
    words = [terms(tokenizer, query) for query in text]
    for few in words[:WARM_UP]:
        bare.top(few)
    ours: Times = []
    theirs: Times = []
    for query, few in zip(text[WARM_UP:], words[WARM_UP:], strict=True):
        theirs.append(clock(lambda w=few: bare.top(w)))  # type: ignore[misc]
        ours.append(clock(lambda q=query: search(q)))  # type: ignore[misc]
    return {TEXT: ours, "tantivy": theirs}


def _stock(folder: Path, text: Sequence[str]) -> dict[str, object]:
    """Ask stock Whoosh as many of the same queries as there is time for."""
    from baselines import StockWhoosh, terms  # noqa: PLC0415
    from queries import WARM_UP  # noqa: PLC0415

    tokenizer = _tokenizer(folder / "search")
    columns = orjson.loads((folder / "columns.json").read_bytes())
    stock = StockWhoosh(folder / "search" / "whoosh", columns)
    size = int(orjson.loads((folder / "built.json").read_bytes())["projects"])
    few = next((count for most, count in _SLOW.items() if size <= most), _FEWEST)
    asked = [(terms(tokenizer, query), query) for query in text[: WARM_UP + few]]
    for each in asked[:WARM_UP]:
        stock.top(*each)
        stock.whole(*each)
    found = {
        "whoosh_top": [clock(lambda a=each: stock.top(*a)) for each in asked[WARM_UP:]],  # type: ignore[misc]
        "whoosh_whole": [clock(lambda a=each: stock.whole(*a)) for each in asked[WARM_UP:]],  # type: ignore[misc]
    }
    stock.close()
    return found


def _tokenizer(folder: Path) -> object:
    """Return the tokenizer of a search folder, with its user dictionary where it has one."""
    from search.text.tokens import Tokenizer  # noqa: PLC0415

    return Tokenizer(next(iter(sorted(folder.glob("*.dic"))), None))


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    tell(measure(given.folder))


if __name__ == "__main__":
    main()
