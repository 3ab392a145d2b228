"""What others notice while ten clients keep ten queries without end running.

The search and small SPARQL queries, all different, are asked at a steady rate: first alone, then
beside the bombs, then after them. A time counts from when a question was due, so that no delay
hides behind a client that waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from subprocess import Popen
from typing import Any
from urllib.parse import quote

import numpy as np
import orjson
from clients import asked, finished, started
from generate import SEED
from load import NUMBER
from prepare import prepared
from processes import keep_to_two_cores, tree
from real import graph_store
from service import SMALLEST, Serving, release_of, serving
from templates import JSON, TRIPLES, Parameters

IDLE_SECONDS = 10.0
BOMB_SECONDS = 20.0
AFTER_SECONDS = 5.0
RATE = 20.0
"""Questions a second at each door."""
DOORS = ("search", "sparql")
_CLIENTS = 8
_LEAD = 1.0
"""Seconds that the bombs run before anybody measures, and after."""
_POLL = 0.1
_GONE_LIMIT = 60.0
_YIELDING = 19
"""Niceness of a worker that has a query which takes long."""
_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
_ANY = "<urn:none>"

BOMBS: Mapping[str, str] = {
    "cross join": f"SELECT * {{ {_CROSS} }}",
    "ORDER BY": f"SELECT * {{ {_CROSS} }} ORDER BY ?c ?f ?i",
    "COUNT": f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}",
    "DISTINCT": f"SELECT DISTINCT ?a ?e ?i {{ {_CROSS} }}",
    "GROUP BY": f"SELECT ?a (COUNT(?i) AS ?n) {{ {_CROSS} }} GROUP BY ?a ORDER BY DESC(?n)",
    "regex": "SELECT * { ?a ?b ?c . ?d ?e ?f"
    ' FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "((a|.a)+b){2,40}(.*c){20}$", "i")) }',
    "path *": f"SELECT (COUNT(*) AS ?n) {{ ?a (!{_ANY}|^!{_ANY})* ?b }}",
    "path +/+": f"SELECT * {{ ?a (!{_ANY})+/(^!{_ANY})+/(!{_ANY})+ ?b }} ORDER BY ?b",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?all)"
    " { ?a ?b ?c . ?d ?e ?f }",
    "CONSTRUCT": f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {_CROSS} }}",
}
"""Queries that no machine answers, by what makes them long."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the bombs come.

    Args:
        name: what it is called.
        polite: the clients wait as long as ``Retry-After`` says.
        varied: no text is sent twice.
        source: the address that they come from; all others come from 127.0.0.1.
    """

    name: str
    polite: bool = False
    varied: bool = False
    source: str = ""


MANNERS = (
    Manner("polite, one address with all others", polite=True),
    Manner("at once again, one address with all others"),
    Manner("at once again, each text new, one address with all others", varied=True),
    Manner(
        "at once again, each text new, an address of their own", varied=True, source="127.0.0.2"
    ),
)


class Questions:
    """Gives questions for each door; none is ever given twice."""

    def __init__(self) -> None:
        queries = orjson.loads((prepared(SMALLEST) / "queries.json").read_bytes())["http"]
        parameters = Parameters(graph_store() / "store", SEED)
        describes = parameters.describes(len(queries))
        self._left: dict[str, Iterator[Any]] = {
            "search": iter([f"/api/search?q={query}" for query in queries]),
            "sparql": iter(
                [
                    {"path": f"/sparql?query={quote(query.text, safe='')}", "accept": query.accept}
                    for query in describes
                ]
            ),
        }

    def next(self, door: str, count: int) -> list[Any]:
        """Return the next questions.

        Raises:
            ValueError: there are no more.
        """
        found = list(islice(self._left[door], count))
        if len(found) < count:
            raise ValueError(f"too few different questions for {door}")
        return found


@dataclass
class Watch:
    """What happens to the processes of a service meanwhile.

    Args:
        pid: the service.
        seen: for each process that yields: when it was first and last seen so.
        processes: most of them at once.
        resident_mb: most memory of all of them together.
    """

    pid: int
    seen: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    processes: int = 0
    resident_mb: float = 0.0

    def look(self) -> int:
        """Look once and return how many processes yield."""
        now, found = time.perf_counter(), tree(self.pid)
        slow = [process for process in found if process.nice == _YIELDING]
        for process in slow:
            key = (process.pid, process.started)
            self.seen[key] = (self.seen.get(key, (now, now))[0], now)
        self.processes = max(self.processes, len(found))
        self.resident_mb = max(self.resident_mb, sum(process.resident_mb for process in found))
        return len(slow)

    def until(self, stop: threading.Event) -> None:
        """Look again and again."""
        while not stop.wait(_POLL):
            self.look()

    def longest(self) -> float:
        """Return the longest time that a process yielded."""
        return max((last - first for first, last in self.seen.values()), default=0.0)


def _started(port: int, questions: Questions, seconds: float) -> dict[str, Popen[bytes]]:
    return {
        door: started(
            port,
            questions.next(door, int(RATE * seconds) + 1),
            clients=_CLIENTS,
            seconds=seconds,
            rate=RATE,
        )
        for door in DOORS
    }


def _figures(found: Mapping[str, Any]) -> dict[str, Any]:
    times = found["times_ms"]
    return {
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "most": float(np.max(times)),
        "requests": len(times),
        "statuses": found["statuses"],
        "cpu_share": found["cpu_share"],
    }


def _waited(clients: Mapping[str, Popen[bytes]]) -> dict[str, dict[str, Any]]:
    return {door: finished(process) for door, process in clients.items()}


def beside(served: Serving, manner: Manner, questions: Questions) -> dict[str, Any]:
    """Return what one manner of bombs does."""
    idle = {
        door: _figures(found)
        for door, found in _waited(_started(served.port, questions, IDLE_SECONDS)).items()
    }
    processes = len(tree(served.pid))
    watch, stop = Watch(served.pid), threading.Event()
    watcher = threading.Thread(target=watch.until, args=(stop,))
    watcher.start()
    bombs = started(
        served.port,
        [_bomb(kind, text, manner) for kind, text in BOMBS.items()],
        clients=len(BOMBS),
        seconds=BOMB_SECONDS,
        own=True,
        polite=manner.polite,
        source=manner.source,
        drain=0.0,
    )
    time.sleep(_LEAD)
    during = _waited(_started(served.port, questions, BOMB_SECONDS - 2 * _LEAD))
    exploded = finished(bombs)
    ended = time.perf_counter()
    after = _started(served.port, questions, AFTER_SECONDS)
    while watch.look() and time.perf_counter() - ended < _GONE_LIMIT:
        time.sleep(_POLL / 2)
    gone = time.perf_counter() - ended
    calm = _waited(after)
    stop.set()
    watcher.join()
    return {
        "name": manner.name,
        "idle": idle,
        "during": {door: _figures(found) for door, found in during.items()},
        "after": {door: _figures(found) for door, found in calm.items()},
        "ratio": {
            door: float(np.percentile(during[door]["times_ms"], 95)) / idle[door]["p95"]
            for door in DOORS
        },
        "late": {door: _last_late(calm[door], 3 * idle[door]["p95"]) for door in DOORS},
        "bombs": exploded["kinds"],
        "bombs_per_second": exploded["per_second"],
        "bombs_cpu_share": exploded["cpu_share"],
        "broken": exploded["broken"],
        "longest_s": watch.longest(),
        "gone_s": gone,
        "processes": {"idle": processes, "most": watch.processes},
        "resident_mb": watch.resident_mb,
    }


def _bomb(kind: str, text: str, manner: Manner) -> dict[str, str]:
    mark = quote(" # ", safe="") + NUMBER if manner.varied else ""
    accept = TRIPLES if kind == "CONSTRUCT" else JSON
    return {
        "path": f"/sparql?query={quote(text, safe='')}{mark}",
        "accept": accept,
        "kind": kind,
    }


def _last_late(found: Mapping[str, Any], limit: float) -> float:
    """Return the seconds after which no answer takes longer than a limit."""
    late = [at for at, took in zip(found["at"], found["times_ms"], strict=True) if took > limit]
    return max(late, default=0.0)


def all_manners(manners: Sequence[Manner] = MANNERS) -> list[dict[str, Any]]:
    """Return what each manner of bombs does to the service over the real data."""
    keep_to_two_cores()
    release_of(SMALLEST)
    questions = Questions()
    with serving() as served:
        for door in DOORS:
            asked(served.port, questions.next(door, 100), clients=2, seconds=2.0)
        return [beside(served, manner, questions) for manner in manners]
