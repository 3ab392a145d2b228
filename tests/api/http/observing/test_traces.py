"""Traces of requests: a real service, its exporter, and a collector that reads what comes."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from ports import free_port
from served import Served, served
from waiting import SECONDS, until

from api.app import create_app
from api.http.observing.traces import Traces
from api.release.settings import Settings, SettingsError

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"traceparent: 00-{TRACE}-00f067aa0ba902b7-01"
SEARCHED = "zzquery"


class Collector(ThreadingHTTPServer):
    """Keeps the spans that are sent to it (OTLP over HTTP)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.resources: list[dict[str, Any]] = []
        self.spans: list[Span] = []

    def requests(self) -> list[Span]:
        return [span for span in self.spans if span.kind == Span.SPAN_KIND_SERVER]

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        sent = ExportTraceServiceRequest()
        sent.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/traces"
        for one in sent.resource_spans:
            self.server.resources.append(_values(one.resource))
            self.server.spans += [span for scope in one.scope_spans for span in scope.spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _values(of: Span | Resource) -> dict[str, Any]:
    return {
        a.key: a.value.string_value or a.value.int_value or a.value.bool_value
        for a in of.attributes
    }


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@contextmanager
def traced(
    settings: Settings,
    folder: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    more: dict[str, object] | None = None,
) -> Iterator[Served]:
    """Serve with traces that go to a port."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")  # milliseconds
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial")
    given = {"TRACES": "1", "SPARQL_WORKERS": "1", **(more or {})}
    with served(settings.out, folder / "log", given) as found:
        yield found


def test_a_request_is_a_span_with_its_steps_within_the_trace_of_a_trusted_proxy(
    settings: Settings, tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(settings, tmp_path, collector.server_port, monkeypatch) as service:
        assert service.get(f"/api/search?q={SEARCHED}", headers=[PARENT])[0] == 200
        assert service.get(f"/?q={SEARCHED}", "127.0.0.9", [PARENT])[0] == 200
        assert service.get("/sparql?query=ASK%20%7B%7D")[0] == 200
        assert service.get("/doc/municipality/999999")[0] == 404
        wanted = {"GET /api/search", "GET /", "GET /sparql", "GET /doc/{kind}/{key}"}
        until(lambda: wanted <= {span.name for span in collector.spans}, "all have come")

    assert SEARCHED not in repr(collector.spans)
    (searched,) = collector.named("GET /api/search")
    assert searched.trace_id.hex() == TRACE
    assert searched.kind == Span.SPAN_KIND_SERVER
    told = _values(searched)
    assert (told["http.route"], told["url.path"]) == ("/api/search", "/api/search")
    assert (told["http.request.method"], told["http.response.status_code"]) == ("GET", 200)
    inside = [span for span in collector.spans if span.parent_span_id == searched.span_id]
    assert {span.name for span in inside} == {"wait", "search"}
    for span in inside:
        assert searched.start_time_unix_nano <= span.start_time_unix_nano
        assert span.end_time_unix_nano <= searched.end_time_unix_nano

    (page,) = collector.named("GET /")
    assert page.trace_id.hex() != TRACE  # whoever is no proxy begins no trace of ours
    steps = {span.name for span in collector.spans if span.parent_span_id == page.span_id}
    assert steps == {"wait", "search", "render"}
    (asked,) = collector.named("GET /sparql")
    assert [s.name for s in collector.spans if s.parent_span_id == asked.span_id] == ["sparql"]
    (missing,) = collector.named("GET /doc/{kind}/{key}")
    assert missing.status.code == Status.STATUS_CODE_UNSET  # the client's fault is none of ours
    (own, *_) = collector.resources
    assert own["service.name"] == "tsunagu"
    assert own["deployment.environment.name"] == "trial"


def test_what_was_searched_is_told_by_no_error(
    settings: Settings, tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = (
        f"/api/search?programme={SEARCHED}",
        f"/api/search?q=programme:{SEARCHED}&syntax=fields",
        f"/sparql?query=SELECT%20{SEARCHED}",
    )
    with traced(settings, tmp_path, collector.server_port, monkeypatch) as service:
        assert [service.get(path)[0] for path in wrong] == [400] * len(wrong)
        until(lambda: len(collector.requests()) == len(wrong), "all have come")
    assert SEARCHED not in repr(collector.spans)
    assert {span.status.code for span in collector.spans} == {Status.STATUS_CODE_UNSET}
    assert not any(span.events for span in collector.spans)


def test_queries_are_told_only_where_asked(
    settings: Settings, tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(
        settings, tmp_path, collector.server_port, monkeypatch, {"LOG_QUERIES": "1"}
    ) as service:
        assert service.get(f"/api/suggest?q={SEARCHED}")[0] == 200
        until(lambda: collector.named("GET /api/suggest"), "it has come")
    assert _values(collector.named("GET /api/suggest")[0])["url.query"] == f"q={SEARCHED}"


def test_a_collector_that_is_not_there_changes_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(settings, tmp_path, free_port(), monkeypatch) as service:
        assert service.get("/api/suggest?q=a")[0] == 200
        service.signal(signal.SIGTERM)
        assert service.process.wait(SECONDS) in {0, -signal.SIGTERM}


def test_a_collector_that_never_answers_does_not_hold_the_end_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What sends is still at it, for the ten seconds of the exporter, when the service goes on."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        before = set(threading.enumerate())
        traces = Traces(queries=False)
        scope = {
            "method": "GET",
            "path": "/x",
            "scheme": "http",
            "headers": [],
            "query_string": b"",
        }
        with traces.request(scope) as ended:
            ended("/x", 200)
        traces.close()
        assert len(set(threading.enumerate()) - before) == 2  # the sender, and who waits for it


def test_a_variable_that_cannot_be_used_is_an_error_of_settings(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "100")  # less than what is sent at once
    with pytest.raises(SettingsError, match="OTEL_"):
        create_app(replace(settings, traces=True))


def test_without_the_extra_it_is_said_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "api.http.observing.traces", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(SettingsError, match=r"pip install 'tsunagu\[traces\]'"):
        create_app(replace(settings, traces=True))
