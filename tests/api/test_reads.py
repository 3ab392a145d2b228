"""A thing is read from the graph once for a request: counted at the real store."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.pages.entity.layout import HEADINGS, TABLES
from graph.entities.lists import LISTS, row_list
from graph.store.store import Store

MOST = 20
"""Most queries of one page, however much there is on it."""
THINGS = {
    "projects": (
        "mirai-2020-272299",
        "mirai-2020-082236",  # linked with another one, and the other with it
        "road-av-support-2020-082236",
        "mirai-2018-010006",  # with background
        "new-maas-meti-2022-244414",  # of most local governments
        "maas-mlit-2022-142018-b",
    ),
    "programmes": ("mirai", "smartcity-soumu", "maas-mlit", "road-av-support"),
    "municipalities": ("272299", "142018", "012106", "302040", "270008", "141003"),
    "councils": ("chichibu-mobility-logistics", "kozoji-smart-city", "compact-smart-city-platform"),
    "events": ("mirai-municipality-survey", "mirai-exchange-2022", "mirai-exchange-2022-day1"),
    "ministries": ("mlit", "soumu", "cao"),
    "technologies": ("maas", "automated-driving", "3d-city-model"),
    "challenges": ("tourism-promotion", "ageing-population"),
}
"""Some things of each kind, those of most rows among them, by the path of their JSON."""
KINDS = {
    "projects": "project",
    "programmes": "programme",
    "municipalities": "municipality",
    "councils": "council",
    "events": "event",
    "ministries": "ministry",
    "technologies": "technology",
    "challenges": "challenge",
}
JSON = [f"/api/{plural}/{key}" for plural, keys in THINGS.items() for key in keys]
PAGES = [f"/doc/{KINDS[plural]}/{key}" for plural, keys in THINGS.items() for key in keys]
FURTHER = [
    "/api/projects/mirai-2020-082236/related-programmes",
    "/api/municipalities/272051/introduction?to=142018",
    "/api/search?type=project&format=ttl",
    "/programmes/compare?compare=mirai&compare=smartcity-soumu&compare=maas-mlit",
]
"""What reads several things."""
KEPT = [
    "/",
    "/about",
    "/about/sources",
    "/peers",
    "/peers?municipality=272051&technology=automated-driving",
    "/programmes",
    "/programmes/match?technology=automated-driving",
    "/similar?project=mirai-2020-272299",
]
"""What is made of numbers that are the same for the whole release."""


@dataclass
class Reads:
    """What was asked of the store, and how many queries read each row."""

    queries: Counter[tuple[str, ...]] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)

    def note(self, query: str, bindings: Mapping[str, Any], solutions: Iterable[Any]) -> None:
        bound = sorted(f"{name} {term}" for name, term in bindings.items())
        self.queries[query, *bound] += 1
        whole = (s for s in solutions if isinstance(s, Mapping) and {"row", "p", "o"} <= set(s))
        self.rows.update({str(solution["row"]) for solution in whole})

    @property
    def repeated(self) -> list[object]:
        return [what for counts in (self.queries, self.rows) for what in counts if counts[what] > 1]


@pytest.fixture
def reads(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """The reads of what the test asks; what the release reads once for all is read before."""
    for thread in threading.enumerate():
        if thread.name == "release-warmer":
            thread.join()
    assert client.get("/ready").status_code == 200
    found = Reads()

    def counted(real: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def read(store: Store, query: str, *bindings: Mapping[str, Any]) -> list[Any]:
            solutions = real(store, query, *bindings)
            found.note(query, bindings[0] if bindings else {}, solutions)
            return solutions

        return read

    for name in ("select", "construct"):
        monkeypatch.setattr(Store, name, counted(getattr(Store, name)))
    return found


@pytest.mark.parametrize("path", [*JSON, *PAGES, *FURTHER])
def test_nothing_is_read_twice_for_one_request(client: TestClient, reads: Reads, path: str) -> None:
    assert client.get(path).status_code == 200
    assert reads.queries, "the counter sees nothing"
    assert reads.repeated == []
    assert reads.queries.total() <= MOST


@pytest.mark.parametrize("path", KEPT)
def test_what_holds_for_the_whole_release_is_not_read_again(
    client: TestClient, reads: Reads, path: str
) -> None:
    assert client.get(path).status_code == 200
    assert not reads.queries


def test_every_table_of_a_page_is_a_list_that_is_read() -> None:
    shown = [(kind, name) for kind, tables in TABLES.items() for name, _ in tables]
    assert {row_list(*pair).name for pair in shown}
    assert set(HEADINGS) <= set(shown)
    assert set(TABLES) == set(LISTS)
