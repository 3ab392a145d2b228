"""Feeds over two real releases, read by a reader that people use; and hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from edits import CAME, GONE, NEW_TITLE, OLD_TITLE, RETITLED
from starlette.testclient import TestClient

from api.app import create_app
from api.release.releases import Releases
from api.release.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLIC = "https://tsunagu.example.jp/"


@pytest.fixture(scope="module")
def followed(edited_pair: Path) -> Iterator[TestClient]:
    """The application over the later of two releases."""
    settings = Settings(out=edited_pair / "out", sparql_workers=1, public_url=PUBLIC)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def earlier(small_out: Path) -> Iterator[TestClient]:
    """The application over the earlier one alone, which follows none."""
    settings = Settings(out=small_out, sparql_workers=1, public_url=PUBLIC)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def read(client: TestClient, path: str) -> Any:  # noqa: ANN401 - feedparser has no types
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def key(entry: Any) -> str:  # noqa: ANN401
    return str(entry.link.rpartition("/")[2])


def every(client: TestClient, path: str) -> list[Any]:
    """Follow a feed from page to page (RFC 5005, section 3)."""
    entries, following = [], path
    while following:
        found = read(client, following)
        entries += found.entries
        links = {link.rel: link.href for link in found.feed.links}
        assert links["first"].startswith(f"{PUBLIC}feed.atom?")
        following = links.get("next", "").removeprefix(PUBLIC[:-1])
    return entries


def test_the_newest_release_comes_first_with_what_it_changed(followed: TestClient) -> None:
    entries = read(followed, "/feed.atom?type=project&lang=ja").entries
    changed = {key(entry): entry for entry in entries[:2]}
    assert set(changed) == {RETITLED, CAME}
    assert changed[RETITLED].title == f"変更: プロジェクト「{NEW_TITLE}」"
    assert OLD_TITLE in changed[RETITLED].content[0].value
    assert changed[CAME].title.startswith("追加: プロジェクト「")
    assert changed[RETITLED].updated > entries[2].updated


def test_what_came_is_told_once_and_what_went_is_not(followed: TestClient) -> None:
    keys = [key(entry) for entry in every(followed, "/feed.atom?type=project&limit=3")]
    assert keys.count(CAME) == 1
    assert keys.count(RETITLED) == 2  # changed now, and in the data since the first release
    assert GONE not in keys
    assert len(keys) == len(set(keys)) + 1


def test_entries_keep_their_ids_from_release_to_release_and_in_every_feed(
    followed: TestClient, earlier: TestClient
) -> None:
    before = {entry.id: entry for entry in every(earlier, "/feed.atom?type=project&limit=100")}
    after = every(followed, "/feed.atom?type=project&limit=100&lang=en")
    held = [entry for entry in after if entry.id in before]
    assert {key(entry) for one, entry in before.items() if one not in {e.id for e in held}} == {
        GONE
    }
    assert {key(entry) for entry in after} - {key(entry) for entry in held} == {CAME}
    assert all(entry.updated == before[entry.id].updated for entry in held)
    assert len({entry.id for entry in after}) == len(after)
    programme = every(followed, "/feed.atom?programme=mirai&type=project&limit=100")
    assert {entry.id for entry in programme} <= {entry.id for entry in after}


def test_a_release_that_follows_none_lists_its_things_as_of_its_date(
    earlier: TestClient, small_out: Path
) -> None:
    found = read(earlier, "/feed.atom?type=programme")
    built = Releases(small_out).current().manifest["built_at"]
    assert {entry.updated for entry in found.entries} == {built} == {found.feed.updated}
    assert found.entries[0].title.startswith("掲載: 支援制度「")


@pytest.mark.parametrize(
    ("conditions", "kind"),
    [("programme=mirai", "programme"), ("municipality=041009", "municipality"),
     ("technology=drone", "technology"), ("q=ドローン", "project")],
)  # fmt: skip
def test_any_search_and_any_thing_has_a_feed(
    followed: TestClient, conditions: str, kind: str
) -> None:
    found = read(followed, f"/feed.atom?{conditions}&limit=100")
    total = followed.get(f"/api/search?{conditions}").json()["total"]
    assert kind in {entry.tags[0].term for entry in found.entries}
    assert len({key(entry) for entry in found.entries}) == total
    links = {link.rel: link for link in found.feed.links}
    assert links["alternate"].type == "text/html"
    assert followed.get(links["alternate"].href.removeprefix(PUBLIC[:-1])).status_code == 200
    assert links["self"].href.startswith(f"{PUBLIC}feed.atom?")


def test_who_has_a_feed_is_told_that_nothing_changed(followed: TestClient) -> None:
    path = "/feed.atom?programme=mirai"
    headers = followed.get(path).headers
    for name, value in (
        ("If-None-Match", headers["etag"]),
        ("If-Modified-Since", headers["last-modified"]),
    ):
        answer = followed.get(path, headers={name: value})
        assert (answer.status_code, answer.content) == (304, b"")
    both = {"If-None-Match": '"other"', "If-Modified-Since": headers["last-modified"]}
    assert followed.get(path, headers=both).status_code == 200
    old = {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
    assert followed.get(path, headers=old).status_code == 200


def test_json_feed_says_the_same(followed: TestClient) -> None:
    query = "type=project&limit=4&lang=ja"
    answer = followed.get(f"/feed.json?{query}")
    assert answer.headers["content-type"] == "application/feed+json"
    found, atom = answer.json(), read(followed, f"/feed.atom?{query}")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == atom.feed.title
    said = [
        [one[name] for name in ("id", "title", "url", "date_modified")] for one in found["items"]
    ]
    assert said == [[entry.id, entry.title, entry.link, entry.updated] for entry in atom.entries]
    assert followed.get(found["next_url"].removeprefix(PUBLIC[:-1])).json()["items"]


def test_a_page_of_a_feed_is_small_and_past_the_end_it_is_empty(followed: TestClient) -> None:
    assert len(read(followed, "/feed.atom").entries) == 20
    past = read(followed, "/feed.atom?offset=999999")
    assert not past.entries
    assert "next" not in {link.rel for link in past.feed.links}
    assert followed.get("/feed.atom?limit=101").status_code == 400


def test_what_is_wrong_is_a_problem(followed: TestClient) -> None:
    for query, slug in (("technology=zzz", "unknown-name"), ("sort=year", "bad-parameter"),
                        ("q=challenge:zzz", "query-syntax")):  # fmt: skip
        answer = followed.get(f"/feed.atom?{query}")
        assert answer.status_code == 400
        assert answer.json()["type"].endswith(f"/{slug}")


HOSTILE = "]]><script>alert(1)</script>&amp; \x0b\x00\ufffe\"'😀"


def test_a_hostile_query_leaves_the_feed_well_formed(followed: TestClient) -> None:
    answer = followed.get("/feed.atom", params={"q": HOSTILE})
    title = ET.fromstring(answer.content).findtext(f"{ATOM}title")  # noqa: S314 - our own
    assert title is not None
    assert "]]><script>alert(1)</script>&amp;" in title
    assert not {"\x0b", "\x00", "\ufffe"} & set(title)


def test_pages_lead_to_their_feeds(followed: TestClient) -> None:
    for path, conditions in (
        ("/doc/programme/mirai", "programme=mirai"),
        ("/doc/municipality/041009", "municipality=041009"),
        ("/doc/municipality/040002", "prefecture=040002"),
        ("/doc/technology/drone", "technology=drone"),
        ("/?programme=mirai&sort=year&limit=10", "programme=mirai"),
        ("/?q=zzqqxx", "q=zzqqxx"),
    ):
        page = followed.get(path, headers={"Accept": "text/html"}).text
        href = "/feed.atom?" + "&amp;".join(sorted((conditions, "lang=ja")))
        assert f'type="application/atom+xml" title="フィード" href="{href}"' in page
        assert f'<a class="button" href="{href}" type="application/atom+xml">フィード</a>' in page
        read(followed, href.replace("&amp;", "&"))
    page = followed.get(f"/doc/project/{RETITLED}", headers={"Accept": "text/html"}).text
    assert "/feed.atom" not in page
