"""The examples of proxies run as they are, with the service behind them under a path."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from browser_chromium import chromium, launched
from deployed import (
    DEPLOY,
    PUBLIC,
    asked,
    is_up,
    program,
    proxy,
    service,
    with_ports,
    within_nginx,
)
from ports import free_port
from waiting import until

from api.release.releases import Release
from api.release.settings import Settings

ROOT_PATH = "/tsunagu/"
SEEDS = (
    "", "peers?municipality=271004", "similar", "programmes", "programmes/compare", "developers",
    "docs", "help", "about", "about/sources", "about/licences", "about/releases", "ontology",
    "doc/municipality/271004", "doc/programme/mirai", "network?focus=municipality/271004", "sparql",
    "?q=%E8%87%AA%E5%8B%95%E9%81%8B%E8%BB%A2", "api/search?q=%E5%A4%A7%E9%98%AA", "dump",
    "feed.atom",
    "api/municipalities/271004/peers", "sitemap.xml", "sitemap-0.xml", "catalog", "llms.txt",
    "openapi.json", "reconcile", "opensearch.xml", "embed/card/municipality/271004", "no-such-page",
    "id/municipality/271004", "doc/municipality/271004/", "ns", "api/views", "problem",
    "robots.txt",
)  # fmt: skip
"""Where the crawl begins: a page of each door."""
MOST = 120
"""Addresses that are asked; after them new ones are only looked at. The doors, and the first
pages that the first of them lead to: what follows is made by the same templates."""
_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')#][^\"')]*)")
_IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
_ABSOLUTE_IN_SCRIPT = re.compile(r"""["'`](/(?:api|static|doc|sparql|network|\?)[^"'`]*)""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINK = re.compile(r"<([^>]+)>")
_XML = re.compile(r"<loc>([^<]+)</loc>|(?:href|template|src)=\"([^\"]+)\"")
_MEMBERS = frozenset({"href", "url", "next", "self", "uncompressed_url", "checksums", "feed_url"})


@dataclass(frozen=True)
class Behind:
    port: int
    log: Path


class References(HTMLParser):
    """Collects what a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = value or ""
            is_data = name.startswith("data-") and re.match(r"/[a-z?]", text)
            if name in {"href", "src", "action", "formaction"} or is_data:
                self.found.append(text)
            elif name == "data-points":
                self.found += [one["href"] for one in json.loads(text) if one.get("href")]


def of_json(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and (name in _MEMBERS or one.startswith("/api/")):
                yield one
            else:
                yield from of_json(one)
    elif isinstance(value, list):
        for one in value:
            yield from of_json(one)


def references(headers: dict[str, str], body: bytes) -> list[str]:
    """Return every reference of an answer, in its body and in its headers."""
    found = [headers[name] for name in ("location", "content-location") if name in headers]
    found += _LINK.findall(headers.get("link", ""))
    kind = headers.get("content-type", "").partition(";")[0]
    text = body.decode("utf-8", "replace")
    if kind == "text/html":
        page = References()
        page.feed(text)
        return found + page.found
    if kind == "text/css":
        return found + _IN_CSS.findall(text)
    if kind in {"text/javascript", "application/javascript"}:
        text = _COMMENT.sub("", text)
        return found + _IN_SCRIPT.findall(text) + _ABSOLUTE_IN_SCRIPT.findall(text)
    if kind.endswith("json") and "openapi" not in text[:20]:
        return found + list(of_json(json.loads(text)))
    if kind.endswith("xml"):
        return found + [one for pair in _XML.findall(text) for one in pair if one]
    return found


@pytest.fixture(scope="module")
def port(
    release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """The service, which knows that it is public under a path."""
    assert release.folder.is_dir()
    number, log = free_port(), tmp_path_factory.mktemp("deploy") / "log"
    with service(
        settings.out, log, "--port", str(number), TSUNAGU_PUBLIC_URL=PUBLIC,
        TSUNAGU_LOG_FORMAT="json", TSUNAGU_ACCESS_LOG="1",
    ) as process:  # fmt: skip
        until(lambda: is_up(number) or process.poll() is not None, "the service is ready")
        yield Behind(number, log)


@pytest.fixture(scope="module")
def nginx(port: Behind, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The example of nginx, in front of it."""
    number, root = free_port(), tmp_path_factory.mktemp("nginx")
    site = root / "etc/nginx/conf.d/tsunagu.conf"
    site.parent.mkdir(parents=True)
    site.write_text(
        with_ports((DEPLOY / "nginx.conf").read_text("utf-8"), port.port, number), "utf-8"
    )
    command = [program("nginx"), *within_nginx(root)]
    assert subprocess.run([*command, "-t"], capture_output=True, check=False).returncode == 0
    with proxy(command, number, f"{ROOT_PATH}ready"):
        yield number


@pytest.mark.slow
def test_no_reference_leaves_the_path(nginx: int) -> None:
    base = "https://example.jp"
    waiting = [f"{base}{ROOT_PATH}{seed}" for seed in SEEDS]
    seen, left, failed, counted = set(waiting), set(), set(), 0
    answered = 0
    while waiting and answered < MOST:
        address = waiting.pop(0)
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        status, headers, body = asked(nginx, path, {"Accept": "text/html, */*;q=0.5"})
        answered += 1
        if status >= 400 and "no-such-page" not in path:
            failed.add((status, path))
        for reference in references(headers, body):
            target = urldefrag(urljoin(address, reference))[0]
            if urlsplit(target).netloc != "example.jp":
                continue
            counted += 1
            if not urlsplit(target).path.startswith(ROOT_PATH):
                left.add((path, reference))
            elif target not in seen and "{" not in target:
                seen.add(target)
                waiting.append(target)
    assert left == set()
    assert failed == set()
    assert counted > 2_000


@pytest.mark.browser
def test_scripts_ask_under_the_path(nginx: int) -> None:
    executable = chromium()
    if executable is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    paths: list[str] = []
    base = f"http://127.0.0.1:{nginx}{ROOT_PATH}"
    with launched(executable) as browser:
        page = browser.new_page()
        page.on("request", lambda request: paths.append(urlsplit(request.url).path))
        for path in ("doc/municipality/271004", "network?focus=municipality/271004", "sparql"):
            page.goto(base + path, wait_until="networkidle")
        page.goto(f"{base}?q=%E5%A4%A7%E9%98%AA", wait_until="networkidle")
        page.goto(base, wait_until="networkidle")
        page.locator("input[data-suggest]").first.press_sequentially("おおさか")
        page.locator(".completions li").first.wait_for()
    assert [path for path in paths if not path.startswith(ROOT_PATH)] == []
    assert {f"{ROOT_PATH}api/suggest", f"{ROOT_PATH}api/graph"} <= set(paths)
    assert f"{ROOT_PATH}static/vendor/leaflet/leaflet.js" in paths


def test_a_redirect_of_nginx_and_of_ours_stays_under_the_path(nginx: int) -> None:
    for path, target in {
        "/tsunagu": "/tsunagu/",
        "/tsunagu/peers/": "/tsunagu/peers",
        "/tsunagu/ns": "/tsunagu/ontology",
        "/tsunagu/id/municipality/271004.html": "/tsunagu/doc/municipality/271004",
    }.items():
        status, headers, _ = asked(nginx, path, {"Host": "evil.example"})
        assert 300 <= status < 400
        assert headers["location"] == target


def line_of(log: Path, name: str) -> str:
    """Return the line of a request, whose end was written; it comes after the answer."""
    lines = log.read_text("utf-8").splitlines(keepends=True)
    return next((line for line in lines if name in line and line.endswith("\n")), "")


def test_a_request_has_the_id_that_the_trusted_proxy_gave(nginx: int, port: Behind) -> None:
    _, headers, _ = asked(nginx, "/tsunagu/health?q=secret", {"X-Forwarded-For": "203.0.113.7"})
    name = headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", name)
    own = json.loads(until(lambda: line_of(port.log, name), "the line is written"))
    assert own["status"] == 200
    assert own["path"] == "/health"
    assert own["client"] == "203.0.113.7"
    assert "secret" not in json.dumps(own)


def test_haproxy_passes_requests_on_under_the_path(port: Behind, tmp_path: Path) -> None:
    number, whole = free_port(), tmp_path / "haproxy.cfg"
    text = (DEPLOY / "haproxy.cfg").read_text("utf-8")
    whole.write_text(with_ports(text, port.port, number), "utf-8")
    command = [program("haproxy"), "-f", str(whole)]
    assert subprocess.run([*command, "-c"], capture_output=True, check=False).returncode == 0
    with proxy([*command, "-db"], number, "/tsunagu/ready"):
        status, headers, body = asked(number, "/tsunagu/", {"Accept": "text/html"})
        assert status == 200
        assert b'href="/tsunagu/static/tsunagu.css"' in body
        assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-request-id"])
        assert asked(number, "/tsunagu")[1]["location"] == "/tsunagu/"
        assert asked(number, "/")[0] == 404
