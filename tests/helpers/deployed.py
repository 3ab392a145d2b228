"""Starts the service, and what stands before it, as an operator does."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from paths import ROOT
from small_data import TSUNAGU
from waiting import until

DEPLOY = ROOT / "deploy"
PUBLIC = "https://example.jp/tsunagu/"


def program(name: str) -> str:
    """Return the path of a program, or skip the test where it is not installed."""
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if found is None:
        pytest.skip(f"{name} is not installed (.ci/run installs it)")
    return found


def asked(
    port: int, path: str, headers: Mapping[str, str] | None = None, source: str = "127.0.0.1"
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer.

    Args:
        port: who is asked.
        path: what for.
        headers: further ones.
        source: the address that the request comes from.
    """
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(source, 0)
    )
    try:
        connection.request("GET", path, headers={"Host": "example.jp", **(headers or {})})
        answer = connection.getresponse()
        named = {name.casefold(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


def is_up(port: int, path: str = "/ready") -> bool:
    try:
        return asked(port, path)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


@contextmanager
def service(
    out: Path, log: Path, *options: str, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service; whoever asks it waits until it is up."""
    environment = {**os.environ, **settings}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(TSUNAGU), "serve", "--out", str(out), *options], env=environment, stderr=stream
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def proxy(command: list[str], port: int, path: str) -> Iterator[None]:
    """Run a proxy until it answers, and stop it at the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: is_up(port, path) or process.poll() is not None, f"{command[0]} answers")
        assert process.poll() is None, f"{command[0]} ended"
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def within_nginx(root: Path) -> list[str]:
    """Return the options with which nginx runs unprivileged, with the sites below a root.

    Args:
        root: what stands for ``/``; sites are in ``etc/nginx/conf.d``.
    """
    folder = root / "run/nginx"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n"
        f"include {root}/etc/nginx/conf.d/*.conf;\n}}\n",
        "utf-8",
    )
    return ["-e", f"{folder}/error", "-c", str(whole)]


def with_ports(text: str, service_port: int, proxy_port: int) -> str:
    """Return an example of ``deploy`` that uses other ports."""
    text = re.sub(r"127\.0\.0\.1:8000", f"127.0.0.1:{service_port}", text)
    return re.sub(r"127\.0\.0\.1:8080", f"127.0.0.1:{proxy_port}", text)
