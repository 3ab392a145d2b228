"""Several services behind a balancer: one service to whoever asks, whatever is restarted below."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, groupby
from pathlib import Path

import pytest
from deployed import DEPLOY, asked, is_up, program, proxy, service
from ports import free_port
from small_data import tsunagu
from waiting import SECONDS, until

from api.release.releases import Releases
from api.release.settings import Settings

HEADER = "tsunagu-release"
EQUAL = (
    "/", "/?q=%E5%8C%97%E6%B5%B7%E9%81%93", "/api/search?q=%E8%87%AA%E5%8B%95%E9%81%8B%E8%BB%A2",
    "/api/suggest?q=%E3%83%89", "/doc/municipality/011002", "/data/municipality/011002.ttl",
    "/data/municipality/011002.jsonld", "/api/municipalities/011002/peers", "/programmes", "/peers",
    "/api/search?type=project&format=csv", "/dump", "/dump/tsunagu.nq", "/feed.atom", "/catalog",
    "/openapi.json", "/sitemap.xml", "/network?focus=municipality/011002", "/no-such-page",
    "/sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D%20ORDER%20BY%20?s%20?p%20?o%20LIMIT%2020",
    "/api/views/programme-contacts", "/about/releases", "/static/tsunagu.css",
)  # fmt: skip
"""An address of every kind."""
OWN = {"date", "x-request-id", "server", "connection", "keep-alive"}
"""Headers that a balancer or the moment decides."""
QUERY = b"query=ASK%7B%7D"
DRAIN = "2"
"""Seconds; longer than HAProxy takes to see it."""
PAUSE = 0.01


@dataclass
class Replica:
    """A service that can be started again at its port."""

    port: int
    out: Path
    log: Path
    running: ExitStack

    def start(self) -> None:
        settings = {"SPARQL_WORKERS": "1", "DRAIN_SECONDS": DRAIN, "KEEP_SECONDS": "600",
            "METRICS": "1", "ACCESS_LOG": "1", "LOG_FORMAT": "json"}  # fmt: skip
        environment = {f"TSUNAGU_{name}": value for name, value in settings.items()}
        process = self.running.enter_context(
            service(self.out, self.log, "--port", str(self.port), **environment)
        )
        until(lambda: is_up(self.port) or process.poll() is not None, "the service is ready")
        assert process.poll() is None, self.log.read_text("utf-8")

    def stop(self) -> None:
        """End it as systemd does, and wait until it has ended."""
        self.running.close()


@pytest.fixture
def replicas(two: Settings, ids: tuple[str, str], tmp_path: Path) -> Iterator[list[Replica]]:
    """Two services on one folder; the older release is current."""
    Releases(two.out).switch(ids[0])
    found = [
        Replica(free_port(), two.out, tmp_path / f"log{number}", ExitStack()) for number in range(2)
    ]
    with ExitStack() as ends:
        for replica in found:
            ends.callback(replica.stop)
            replica.start()
        yield found


def adapted(name: str, replicas: list[Replica], number: int) -> str:
    text = (DEPLOY / name).read_text("utf-8")
    for port, used in ((8001, replicas[0].port), (8002, replicas[1].port), (8080, number)):
        text = re.sub(rf"127\.0\.0\.1:{port}\b", f"127.0.0.1:{used}", text)
    return text


@contextmanager
def haproxy(replicas: list[Replica], folder: Path) -> Iterator[int]:
    number, whole = free_port(), folder / "haproxy.cfg"
    whole.write_text(adapted("haproxy-replicas.cfg", replicas, number), "utf-8")
    command = [program("haproxy"), "-f", str(whole)]
    assert subprocess.run([*command, "-c"], capture_output=True, check=False).returncode == 0
    with proxy([*command, "-db"], number, "/ready"):
        yield number


@contextmanager
def nginx(replicas: list[Replica], folder: Path) -> Iterator[int]:
    number, whole = free_port(), folder / "nginx.conf"
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in names)
    site = adapted("nginx-replicas.conf", replicas, number)
    whole.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;\n"
        "events {}\nhttp { access_log off; proxy_max_temp_file_size 0;"
        f" {temporary}\n{site}\n}}\n",
        "utf-8",
    )
    command = [program("nginx"), "-e", f"{folder}/error", "-c", str(whole)]
    with proxy(command, number, "/ready"):
        yield number


BALANCERS: dict[str, Callable[..., object]] = {"haproxy": haproxy, "nginx": nginx}


class Client(threading.Thread):
    """Asks over one kept connection, and notes which releases answered and what was lost.

    Args:
        port: of the balancer.
        stop: when to end.
        pins: whether it says the release back that it had first.
        posts: whether it sends queries by POST.
    """

    def __init__(
        self, port: int, stop: threading.Event, *, pins: bool = False, posts: bool = False
    ) -> None:
        super().__init__()
        self._port, self._stop_asking, self._pins, self._posts = port, stop, pins, posts
        self.seen: list[str] = []
        self.lost: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        for path in cycle(("/api/search?q=x", "/api/suggest?q=a", "/about/releases")):
            if self._stop_asking.wait(PAUSE):
                break
            try:
                self._ask(connection, path)
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(repr(error))
                connection.close()
        connection.close()

    def _ask(self, connection: http.client.HTTPConnection, path: str) -> None:
        headers = {"Host": "example.jp"}
        if self._pins and self.seen:
            headers["Tsunagu-Release"] = self.seen[0]
        if self._posts:
            form = "application/x-www-form-urlencoded"
            connection.request("POST", "/sparql", QUERY, {**headers, "Content-Type": form})
        else:
            connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            self.lost.append(f"{answer.status} {path}")
        self.seen.append(answer.headers[HEADER])


@contextmanager
def load(port: int, **kinds: dict[str, bool]) -> Iterator[list[Client]]:
    """Ask without end meanwhile."""
    stop = threading.Event()
    clients = [Client(port, stop, **kind) for kind in kinds.values()]
    for client in clients:
        client.start()
    try:
        until(lambda: all(client.seen for client in clients), "everybody is answered")
        yield clients
    finally:
        stop.set()
        for client in clients:
            client.join()


@pytest.mark.slow
@pytest.mark.parametrize("name", BALANCERS)
def test_a_rolling_restart_and_a_switch_lose_nothing_and_nobody_goes_back(
    name: str, replicas: list[Replica], ids: tuple[str, str], tmp_path: Path
) -> None:
    older, newer = ids
    with BALANCERS[name](replicas, tmp_path) as port:  # type: ignore[attr-defined]
        for path in EQUAL:
            answers = [asked(one, path) for one in (replicas[0].port, replicas[1].port, port)]
            for status, headers, body in answers:
                assert (status, body) == (answers[0][0], answers[0][2]), path
                own = {key: value for key, value in headers.items() if key not in OWN}
                first = {key: value for key, value in answers[0][1].items() if key not in OWN}
                assert own == first, path
        with load(port, plain={}, pinned={"pins": True}, posting={"posts": True}) as clients:
            urls = [f"http://127.0.0.1:{replica.port}" for replica in replicas]
            options = [option for url in urls for option in ("--when-ready", url)]
            done = tsunagu(
                "releases", "use", newer, "--at", "+2", *options, "--out", replicas[0].out
            )
            assert done.returncode == 0, done.stderr
            until(lambda: clients[0].seen[-1] == newer, "it is switched")
            many = [len(client.seen) + 20 for client in clients]
            until(
                lambda: all(len(c.seen) > n for c, n in zip(clients, many, strict=True)),
                "everybody goes on",
            )
        for client in clients:
            assert client.lost == []
        changes = [[id_ for id_, _ in groupby(client.seen)] for client in clients]
        assert changes == [[older, newer], [older], [older, newer]]
        with load(port, getting={}, posting={"posts": True}) as clients:
            for replica in replicas:
                replica.stop()
                replica.start()
                # a balancer sees with its next look that it is back
                until(lambda: _both_answer(port, replicas), "both answer again")
        for client in clients:
            assert client.lost == []
            assert set(client.seen) == {newer}


def _both_answer(port: int, replicas: list[Replica]) -> bool:
    """Tell whether both services have answered something lately."""
    before = [_count(replica) for replica in replicas]
    for _ in range(4):
        asked(port, "/api/suggest?q=a")
    return all(_count(one) > old for one, old in zip(replicas, before, strict=True))


def _count(replica: Replica) -> int:
    status, _, body = asked(replica.port, "/metrics")
    assert status in {200, 404}
    return sum(
        int(float(line.split()[-1]))
        for line in body.decode().splitlines()
        if line.startswith("tsunagu_answers_total") and "/api/suggest" in line
    )


def test_limits_are_of_clients_not_of_the_balancer(replicas: list[Replica], tmp_path: Path) -> None:
    """A client cannot choose its address: HAProxy replaces what it says."""
    with haproxy(replicas, tmp_path) as port:
        for _ in replicas:
            asked(port, "/api/suggest?q=a", {"X-Forwarded-For": "203.0.113.9"}, "127.0.0.7")
        for replica in replicas:
            until(lambda r=replica: _logged(r), "it is logged")  # type: ignore[misc]
            assert [line["client"] for line in _logged(replica)] == ["127.0.0.7"]


def _logged(replica: Replica) -> list[dict[str, str]]:
    """Return the whole lines of requests that were not asked by balancers."""
    whole = replica.log.read_text("utf-8").rpartition("\n")[0].splitlines()
    lines = [json.loads(line) for line in whole if line.startswith("{")]
    return [line for line in lines if line.get("path") == "/api/suggest"]
