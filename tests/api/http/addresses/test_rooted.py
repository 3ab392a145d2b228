"""Everything that leaves has the path of the public address, and nothing else is touched."""

from __future__ import annotations

from api.http.addresses.rooted import (
    enter,
    path_of,
    rooted,
    rooted_headers,
    rooted_json,
    rooted_page,
)
from api.release.settings import Settings

HTML = (
    '<a href="/peers">/peers</a><form action="/"><img src="//cdn.example/x">'
    '<a href="https://e.jp/a">&#34; href=&#34;/b</a><div data-url="/api/map" data-kind="/">'
)


def test_the_path_is_that_of_the_public_address() -> None:
    assert path_of(Settings(public_url="https://e.jp/a/b/")) == "/a/b"
    assert path_of(Settings(public_url="https://e.jp/")) == path_of(Settings()) == ""


def test_a_page_has_it_in_its_attributes_and_not_in_its_texts() -> None:
    enter("/t")
    assert rooted_page(HTML) == (
        '<a href="/t/peers">/peers</a><form action="/t/"><img src="//cdn.example/x">'
        '<a href="https://e.jp/a">&#34; href=&#34;/b</a><div data-url="/t/api/map" data-kind="/t/">'
    )


def test_json_has_it_in_its_links_and_not_in_what_was_asked() -> None:
    enter("/t")
    answer = {
        "query": {"q": "/api"},
        "links": {"self": "/api/search", "next": None, "other": "https://e.jp/"},
        "items": [{"url": "/dump/x", "label": "/dump/x"}],
    }
    assert rooted_json(answer) == {
        "query": {"q": "/api"},
        "links": {"self": "/t/api/search", "next": None, "other": "https://e.jp/"},
        "items": [{"url": "/t/dump/x", "label": "/dump/x"}],
    }


def test_headers_have_it() -> None:
    enter("/t")
    given = [(b"location", b"/a"), (b"link", b'</b>; rel="next", <https://e.jp/>'), (b"x", b"/c")]
    assert rooted_headers(given) == [
        (b"location", b"/t/a"),
        (b"link", b'</t/b>; rel="next", <https://e.jp/>'),
        (b"x", b"/c"),
    ]
    assert rooted("//evil.example") == "//evil.example"


def test_at_the_root_nothing_changes() -> None:
    enter("")
    assert rooted_page(HTML) == HTML
    assert rooted("/a") == "/a"
