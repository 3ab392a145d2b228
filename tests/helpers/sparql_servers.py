"""SPARQL servers of others, as their operators start them, and one that does what it is told."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from deployed import is_up
from ports import free_port
from waiting import until

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@contextmanager
def oxigraph(folder: Path, *options: str, copy_of: Path | None = None) -> Iterator[str]:
    """Run Oxigraph's server; give its address without a path.

    Args:
        folder: an empty one, or a store.
        options: further ones.
        copy_of: the store of a release, which is copied and served for reading only; the default
            graph of it is what ours is.
    """
    if not OXIGRAPH.exists():
        pytest.skip("oxigraph is not installed (make setup)")
    if copy_of is not None:
        shutil.copytree(copy_of, folder, dirs_exist_ok=True)
    port = free_port()
    how, bind = "serve" if copy_of is None else "serve-read-only", f"127.0.0.1:{port}"
    process = subprocess.Popen(
        [str(OXIGRAPH), how, "--location", str(folder), "--bind", bind, *options],
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: is_up(port, "/") or process.poll() is not None, "the server listens")
        assert process.poll() is None
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


class Told:
    """What a stand-in for a server answers, and what it was asked.

    Attributes:
        queries: every query, in order.
        graphs: for each, the graph that was asked for by name.
        answer: writes an answer into a request.
    """

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.graphs: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = answers(b'{"head":{}}')
        self.going_on = threading.Event()


def answers(
    body: bytes,
    status: int = 200,
    media: str = "application/sparql-results+json",
    **headers: str,
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return what gives one answer."""

    def given(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return given


@contextmanager
def told() -> Iterator[tuple[str, Told]]:
    """Run a stand-in for a server that does what none should; give its address, and itself."""
    state = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.queries.append(form["query"][0])
            state.graphs.append(form.get("default-graph-uri", [""])[0])
            state.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql", state
        finally:
            state.going_on.set()
            server.shutdown()
            thread.join()
