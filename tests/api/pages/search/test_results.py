"""The search page: choices in facets, corrections, and queries that cannot be read."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import Page
from starlette.testclient import TestClient

from api.pages.search.facets import SHOWN_VALUES, as_trees
from search.model.facets import BY_NAME

HEADERS = {"Accept": "text/html", "Accept-Language": "ja"}


def page(client: TestClient, address: str = "/", status: int = 200, **params: str) -> Page:
    response = client.get(address, params=params or None, headers=HEADERS)
    assert response.status_code == status
    return Page(response.text)


def answer(client: TestClient, address: str) -> dict[str, Any]:
    query = parse_qs(urlsplit(address).query)
    found: dict[str, Any] = client.get("/api/search", params=query).json()
    return found


def choice(found: Page, start: str, name: str, key: str) -> str:
    """Return the address behind a value of a facet."""
    for href, text, _ in found.links():
        if text.startswith(start) and key in parse_qs(urlsplit(href).query).get(name, []):
            return href
    raise AssertionError(f"{name}={key} cannot be chosen")


def chosen(found: Page) -> list[str]:
    return [href for href, text, _ in found.links() if text.startswith("☑")]


def test_every_facet_is_on_the_page(client: TestClient) -> None:
    names = {href for href, text, _ in page(client, "/", q="ドローン").links() if "☐" in text}
    for facet in BY_NAME:
        assert any(f"{facet}=" in href for href in names), facet


@pytest.mark.parametrize("facet", BY_NAME)
def test_a_second_value_is_an_alternative_and_can_be_taken_back(
    client: TestClient, facet: str
) -> None:
    start = "/?q=&type=project" if facet != "type" else "/?q=ドローン"
    first, second = (value["key"] for value in answer(client, start)["facets"][facet][:2])
    one = choice(page(client, start), "☐", facet, first)
    alone = answer(client, one)["total"]
    two = choice(page(client, one), "☐", facet, second)
    assert parse_qs(urlsplit(two).query)[facet][-2:] == [first, second]
    both = answer(client, two)
    assert both["total"] >= alone
    values = {value["key"]: value for value in both["facets"][facet]}
    assert values[first]["selected"]
    assert values[second]["selected"]
    back = [
        href
        for href in chosen(page(client, two))
        if parse_qs(urlsplit(href).query).get(facet, [])[-1:] == [first]
        and second not in parse_qs(urlsplit(href).query)[facet]
    ]
    assert [answer(client, href)["total"] for href in back] == [alone]


@pytest.mark.parametrize(
    "q",
    ["ドローン", "2021年度の自動運転", "technology:ドローン prefecture:北海道",
     "status:supported applicant_kind:town", "municipality:札幌市 type:project"],
)  # fmt: skip
def test_what_the_query_chose_can_be_unchosen(client: TestClient, q: str) -> None:
    before = answer(client, f"/?q={q}")
    selected = sum(value["selected"] for values in before["facets"].values() for value in values)
    ways = chosen(page(client, "/", q=q))
    assert len(ways) == selected > 0
    for way in ways:
        after = answer(client, way)
        left = sum(value["selected"] for values in after["facets"].values() for value in values)
        assert left < selected, way


def test_a_value_takes_the_place_of_several_that_are_asked_for_at_once(client: TestClient) -> None:
    q = "ドローン AI"
    values = answer(client, f"/?q={q}")["facets"]["technology"]
    other = next(value for value in values if not value["selected"])
    way = choice(page(client, "/", q=q), "☐", "technology", other["key"])
    assert parse_qs(urlsplit(way).query)["technology"] == [other["key"]]
    assert answer(client, way)["total"] == other["count"]


def test_what_is_narrower_stands_below_what_is_broader(client: TestClient) -> None:
    values = answer(client, "/?type=project")["facets"]["technology"][:SHOWN_VALUES]
    source = client.get("/", params={"type": "project"}, headers=HEADERS).text
    facet = source.split("<summary>技術</summary>")[1].split("<details>")[0]
    depths = {}
    for match in re.finditer(r"☐</span> ([^<]+)</a>", facet):
        before = facet[: match.start()]
        depths[match[1].strip()] = before.count("<ul>") - before.count("</ul>")
    labels = {value["key"]: value["label"] for value in values}
    below = [value for value in values if set(value["above"]) & set(labels)]
    assert below
    assert set(depths) == set(labels.values())
    for value in values:
        above = [depths[labels[key]] for key in value["above"] if key in labels]
        assert (depths[value["label"]] - 1 in above) if above else depths[value["label"]] == 1


def test_trees_hold_every_value_once_in_order() -> None:
    values = [
        {"key": "a", "above": []},
        {"key": "b", "above": ["a", "z"]},
        {"key": "c", "above": ["z"]},
        {"key": "d", "above": ["c", "b"]},
        {"key": "e", "above": ["a"]},
    ]

    def shape(nodes: list[dict[str, Any]]) -> list[Any]:
        return [(node["key"], shape(node["below"])) for node in nodes]

    wanted = [("a", [("b", []), ("e", [])]), ("c", [("d", [])])]
    assert shape(as_trees(values)) == wanted


def test_a_correction_is_a_link(client: TestClient) -> None:
    found = page(client, "/", q="2021年度 ドローソ", type="project", drop="s0-6")
    (offer,) = answer(client, "/?q=2021年度 ドローソ&type=project")["did_you_mean"]
    assert "もしかして" in " ".join(found.text_of("p"))
    (way,) = (href for href, text, _ in found.links() if text == offer["q"])
    assert parse_qs(urlsplit(way).query) == {"q": [offer["q"]], "type": ["project"]}
    assert answer(client, way)["total"] == offer["total"]
    assert f"（{offer['total']}件）" in " ".join(found.text_of("p"))


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        ("technology:ドローン foo:bar", "f"),
        ("technology:<b>まほう</b>", "<"),
        ('type:project "ドローン" OR', "O"),
    ],
)
def test_an_error_is_marked_below_the_box(client: TestClient, q: str, marked: str) -> None:
    found = page(client, "/", 400, q=q, programme="mirai")
    assert not [tag for tag, _ in found.elements if tag == "b"]
    box = next(attrs for tag, attrs in found.elements if attrs.get("id") == "q")
    assert box["value"] == q
    kept = [attrs for _, attrs in found.elements if attrs.get("type") == "hidden"]
    assert [(attrs["name"], attrs["value"]) for attrs in kept] == [("programme", "mirai")]
    assert found.text_of("mark") == [marked]
    assert q in [text.replace("\n", " ") for text in found.text_of("p")]


@pytest.mark.parametrize("q", ["municipality:府中市 ドローン", '"実証" municipality:"府中市"'])
def test_a_value_that_is_several_things_is_one_click_away(client: TestClient, q: str) -> None:
    problem = client.get("/api/search", params={"q": q}).json()
    found = page(client, "/", 400, q=q)
    ways = [href for href, _, attrs in found.links() if attrs.get("rel") == "nofollow"]
    keys = [candidate["key"] for candidate in problem["candidates"]]
    wanted = [q.replace("府中市", key) for key in keys]
    assert [parse_qs(urlsplit(way).query)["q"] for way in ways] == [[text] for text in wanted]
    assert all(page(client, way).text_of("h1") for way in ways)


@pytest.mark.parametrize(
    "q",
    [
        "ドローン 2035年度",
        "technology:ドローン year:2035",
        'technology:ドローン "そんなことばはない"',
        "technology:ドローン (prefecture:東京都 OR year:2035) -programme:mirai",
        "(text:そんなことばはない OR year:2035) type:project -technology:ドローン",
        "ドローン 東京 以外 -status:supported year:2035",
    ],
)
def test_every_way_out_of_nothing_finds_what_it_says(client: TestClient, q: str) -> None:
    found = answer(client, f"/?q={q}")
    assert found["total"] == 0
    assert found["emptied_by"]
    ways = [href for href, text, _ in page(client, "/", q=q).links() if "の条件を外す（" in text]
    counts = [cause["count"] for cause in found["emptied_by"]]
    assert [answer(client, way)["total"] for way in ways] == counts


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/?q=ドローン projects near Osaka&radius_km=1", "radius"),
        ("/?q=ドローン 2035年度", "years"),
        ("/?q=ドローン&municipality=271004", "area"),
        ("/?technology=drone&status=supported&fiscal_year=2035", "years"),
    ],
)
def test_the_nearest_question_with_results_is_a_link(
    client: TestClient, address: str, kind: str
) -> None:
    found = answer(client, address)
    assert found["total"] == 0
    assert kind in [widening["kind"] for widening in found["widenings"]]
    links = {text: href for href, text, _ in page(client, address).links()}
    for widening in found["widenings"]:
        if any(widening["parameters"].values()):
            way = links[f"{widening['label']} （{widening['total']}件）"]
            assert answer(client, way)["total"] == widening["total"] > 0


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/doc/council/chichibu-drone", "council"),
        ("/doc/event/chichibu-exhibition-2021", "event"),
        ("/doc/programme/mirai", "programme"),
    ],
)
def test_what_is_derived_is_told_from_what_is_printed(
    client: TestClient, path: str, owner: str
) -> None:
    key = path.rsplit("/", 1)[1]
    entity = client.get(f"/api/{owner}s/{key}", params={"lang": "ja"}).json()
    source = client.get(path, headers=HEADERS).text
    assert entity["technologies_derived"] or entity["challenges"]
    for name in ("technologies_derived", "challenges"):
        for concept in entity[name]:
            section = source.split(f'id="{name}"')[1].split("</section>")[0]
            assert concept["label"] in section
            assert concept["evidence"] in section
            assert "名称" in section


def test_the_api_page_lists_every_parameter(client: TestClient) -> None:
    source = client.get("/docs", headers=HEADERS).text
    assert "/api/suggest" in source
    operation = client.get("/openapi.json").json()["paths"]["/api/search"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert BY_NAME.keys() <= names
    section = source.split("GET /api/search</code>")[1].split("</section>")[0]
    for name in names:
        assert f"<code>{name}</code>" in section


@pytest.mark.parametrize(
    ("readings", "offered"),
    [("", "北海道（地方）として検索"), ("s0-3:hokkaido", "北海道（都道府県）として検索")],
)
def test_readings_with_one_name_are_told_apart(
    client: TestClient, readings: str, offered: str
) -> None:
    def others(found: Page) -> dict[str, str]:
        return {text: href for href, text, _ in found.links() if text.endswith("として検索")}

    found = others(page(client, q="北海道", **({"as": readings} if readings else {})))
    assert list(found) == [offered]
    assert offered not in others(page(client, found[offered]))


@pytest.mark.parametrize(
    ("q", "others"), [("ドローンを使う町", False), ("協議会がある市", False), ("美郷町", True)]
)
def test_only_names_can_be_taken_as_something_else(
    client: TestClient, q: str, *, others: bool
) -> None:
    links = page(client, q=q).links()
    taken = [href for href, _, _ in links if "as" in parse_qs(urlsplit(href).query)]
    assert bool(taken) is others


@pytest.mark.parametrize(
    ("lang", "label"), [("ja", "ended 支援終了"), ("en", "ended Support ended")]
)
def test_values_to_choose_from_are_in_the_language_of_the_page(
    client: TestClient, lang: str, label: str
) -> None:
    found = page(client, status=400, q="status:foo", lang=lang)
    assert label in [" ".join(text.split()) for _, text, _ in found.links()]


@pytest.mark.parametrize(
    ("q", "gone", "left"),
    [
        ("大阪の近くの自動運転", "大阪", "自動運転"),
        ("automated driving near Osaka", "Osaka", "automated driving"),
        ("ドローン 北海道 2021年度", "北海道", "ドローン 2021年度"),
        ("東京都以外のドローン", "東京都", "ドローン"),
        ("-大阪 自動運転", "大阪", "自動運転"),
        ("technology:ドローン prefecture:北海道", "北海道", "technology:ドローン"),
    ],
)
def test_the_box_holds_only_what_still_counts(
    client: TestClient, q: str, gone: str, left: str
) -> None:
    spans = client.get("/api/search", params={"q": q}).json()["interpretation"]["spans"]
    (span,) = [span for span in spans if gone in span["text"]]
    found = page(client, "/", q=q, drop=span["id"])
    (box,) = [attrs for tag, attrs in found.elements if attrs.get("id") == "q"]
    assert box["value"] == left
    again = answer(client, f"/?q={left}")["total"]
    assert again == client.get("/api/search", params={"q": q, "drop": span["id"]}).json()["total"]


def test_where_little_is_found_it_is_said_which_programmes_are_covered_in_part(
    client: TestClient,
) -> None:
    text = client.get("/", params={"q": "九州のドローン"}, headers=HEADERS).text
    covered = text.split('<details class="covered">', 1)[1].split("</details>", 1)[0]
    assert "一部のみ収録の支援制度" in covered
    assert "/doc/programme/" in covered


def test_the_same_work_under_another_programme_says_which(client: TestClient) -> None:
    key, other = "mirai-2020-272299", "road-av-support-2020-272299"
    item = client.get(f"/api/projects/{key}", params={"lang": "ja"}).json()
    linked = client.get(f"/api/projects/{other}", params={"lang": "ja"}).json()
    query = {"q": item["label"], "type": "project"}
    text = client.get("/", params=query, headers=HEADERS).text
    beside = text.split(f'/doc/project/{key}"', 1)[1].split("</article>", 1)[0]
    assert f"/doc/project/{other}" in beside
    assert linked["programme"]["label"] in beside


def test_projects_of_one_effort_are_one_item_with_the_linked_support_inside(
    client: TestClient,
) -> None:
    """Totals and pages go on counting projects, as the files, the map and the API do."""
    query = {"q": "自動運転", "type": "project"}
    items: list[dict[str, Any]] = []
    while (
        len(items)
        < (found := answer(client, f"/?q=自動運転&type=project&offset={len(items)}&limit=100"))[
            "total"
        ]
    ):
        items += found["items"]
    efforts = {item["effort"] for item in items}
    assert len(efforts) < len(items)
    titles: list[str] = []
    last = 0
    for offset in range(0, len(items), 20):
        shown = page(client, "/", **query, offset=str(offset))
        titles += shown.text_of("h3")
        numbers = re.search(r"(\d+)〜(\d+)件目", " ".join(shown.text_of("small")))
        if not shown.text_of("h3"):
            continue
        assert numbers
        assert int(numbers[1]) == last + 1
        last = int(numbers[2])
    assert last == len(items)
    assert len([title for title in titles if title]) == len(efforts)


def test_beside_what_is_chosen_a_number_says_what_it_adds(client: TestClient) -> None:
    before = answer(client, "/?q=&type=project&technology=drone")
    value = next(v for v in before["facets"]["technology"] if not v["selected"] and v["count"] > 1)
    html = client.get("/?type=project&technology=drone", headers=HEADERS).text
    assert f'<span class="count">+{value["count"]}</span>' in html
    after = answer(client, f"/?q=&type=project&technology=drone&technology={value['key']}")
    assert after["total"] == before["total"] + value["count"]


def test_where_work_stands_once_both_numbers_are_said(client: TestClient) -> None:
    whole = answer(client, "/?q=四條畷市&limit=50")
    shown = {
        item["effort"] if item["type"] == "project" else item["iri"] for item in whole["items"]
    }
    assert len(shown) < whole["total"] == len(whole["items"])
    text = client.get("/", params={"q": "四條畷市", "limit": "5"}, headers=HEADERS).text
    assert f"{whole['total']}件" in text
    assert f"（同じ取組をまとめて{len(shown)}件）" in text
    alone = client.get("/", params={"q": "四條畷市", "type": "event"}, headers=HEADERS).text
    assert "同じ取組をまとめて" not in alone


@pytest.mark.parametrize(
    ("lang", "q", "one"),
    [
        ("ja", "大阪府の自治体", "団体</span>"),
        ("en", "municipalities in Osaka", "local governments</span>"),
    ],
)
def test_local_governments_are_counted_as_such(
    client: TestClient, lang: str, q: str, one: str
) -> None:
    text = client.get("/", params={"q": q, "lang": lang}, headers=HEADERS).text
    assert one in text.partition('class="total">')[2][:60]
