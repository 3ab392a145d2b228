"""The service as an operator runs it: systemd, sockets, both families, a container's steps."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from deployed import DEPLOY, asked, is_up, program, service
from paths import ROOT
from ports import free_port
from waiting import until

from api.release.releases import Release
from api.release.settings import PREFIX, Settings, read_settings

UNIT = DEPLOY / "tsunagu.service"
CONTAINERFILE = DEPLOY / "Containerfile"


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = tmp_path / "tsunagu.service"
    here = UNIT.read_text("utf-8").replace("/opt/tsunagu/bin/tsunagu", sys.executable)
    unit.write_text(here, "utf-8")
    command = [program("systemd-analyze"), "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_is_shut_in(tmp_path: Path) -> None:
    unit = tmp_path / "tsunagu.service"
    unit.write_text(UNIT.read_text("utf-8"), "utf-8")
    command = [
        program("systemd-analyze"),
        "security",
        "--offline=true",
        "--threshold=20",
        str(unit),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_service_tells_systemd_when_it_listens_and_that_it_lives(
    release: Release, settings: Settings, tmp_path: Path
) -> None:
    assert release.folder.is_dir()
    path, number = tmp_path / "notify", free_port()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(120)
        told = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "3000000"}
        with service(settings.out, tmp_path / "log", "--port", str(number), **told):
            assert manager.recv(100) == b"READY=1\nWATCHDOG=1"
            assert is_up(number)
            assert manager.recv(100) == b"WATCHDOG=1"


def listens(path: Path) -> bool:
    """Tell whether somebody listens at a socket, which is there a moment before."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


def test_the_service_listens_on_a_socket_and_says_so_first(
    release: Release, settings: Settings, tmp_path: Path
) -> None:
    path, log = tmp_path / "http", tmp_path / "log"
    with service(settings.out, log, "--uds", str(path)) as process:
        until(lambda: listens(path) or process.poll() is not None, "it listens")
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
    first = log.read_text("utf-8").splitlines()[0]
    assert f"unix:{path}" in first
    assert release.id in first


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="there is no IPv6 here")
def test_two_colons_are_both_families(release: Release, settings: Settings, tmp_path: Path) -> None:
    assert release.folder.is_dir()
    number = free_port()
    with service(settings.out, tmp_path / "log", "--host", "::", "--port", str(number)) as process:
        until(lambda: is_up(number) or process.poll() is not None, "it is ready")
        assert asked(number, "/health")[0] == 200
        with socket.create_connection(("::1", number)) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: [::1]\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_what_clients_break_off_is_no_error(
    release: Release, settings: Settings, tmp_path: Path
) -> None:
    assert release.folder.is_dir()
    number, log = free_port(), tmp_path / "log"
    half = b"Content-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nquery="
    with service(settings.out, log, "--port", str(number)) as process:
        until(lambda: is_up(number) or process.poll() is not None, "it is ready")
        for path in ("/sparql", "/reconcile", "/mcp") * 10:
            with socket.create_connection(("127.0.0.1", number)) as connection:
                connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\n".encode() + half)
            with socket.create_connection(("127.0.0.1", number)) as connection:
                connection.sendall(b"GET /dump/graph.nq.gz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert is_up(number)
    assert len(log.read_text("utf-8").splitlines()) == 1  # of the start


def test_the_container_copies_what_there_is_and_sets_what_there_is() -> None:
    """Also where its steps cannot be run (``test_container``)."""
    text = CONTAINERFILE.read_text("utf-8").replace("\\\n", " ")
    assert len(re.findall(r"^FROM ", text, re.MULTILINE)) == 2
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0|root)\S+$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    for sources in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    read_settings(dict(re.findall(rf"({PREFIX}\w+)=(\S+)", text)))


def test_the_composition_is_read_only_and_sets_what_there_is() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    own = composed["services"]["tsunagu"]
    assert own["read_only"] is True
    assert own["cap_drop"] == ["ALL"]
    read_settings(own["environment"])
    for volume in composed["services"]["proxy"]["volumes"]:
        assert (DEPLOY / volume.partition(":")[0]).is_file()


def test_the_proxy_of_the_composition_differs_in_its_addresses_only() -> None:
    alone = (DEPLOY / "nginx.conf").read_text("utf-8").splitlines()
    composed = (DEPLOY / "nginx-container.conf").read_text("utf-8").splitlines()
    changed = [line for line in composed if line not in alone]
    assert len(changed) == 3
    assert "server tsunagu:8000;" in changed[1]


@pytest.mark.parametrize("path", sorted([*DEPLOY.glob("nginx*"), *DEPLOY.glob("haproxy*")]))
def test_a_proxy_lets_no_client_begin_a_trace(path: Path) -> None:
    """The service believes what a trusted proxy tells, and that passes on what it does not know."""
    text = path.read_text("utf-8")
    for header in ("traceparent", "tracestate"):
        assert re.search(
            rf'proxy_set_header {header} "";|http-request del-header {header}$', text, re.MULTILINE
        )


def test_alerts_and_dashboard_can_be_read() -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    assert all(rule["expr"] and rule["annotations"]["summary"] for rule in rules)
    panels = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
