"""The page of peers as a browser without JavaScript gets it: who did it before, whom to call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from html_pages import HOSTILE, Page

from api.answers.relations.peers import PeerParameters
from api.pages.parts.forms import unresolved
from api.pages.parts.state import SearchState
from api.wording.values import date_label
from graph.relations.peers.weights import PEERS
from search.model.request import UnresolvedName

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

SUITA, SHIJONAWATE, TSUSHIMA = "272051", "272299", "422096"
DRIVING = "自動運転"
Asked = str | list[str]


def shown(client: TestClient, lang: str = "ja", **asked: Asked) -> tuple[httpx.Response, Page]:
    headers = {"Accept": "text/html", "Accept-Language": lang}
    response = client.get("/peers", params=asked, headers=headers)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response, Page(response.text)


def again(client: TestClient, page: Page, lang: str = "ja") -> tuple[httpx.Response, Page]:
    """Send the form of a page as it stands."""
    headers = {"Accept": "text/html", "Accept-Language": lang}
    response = client.get("/peers", params=page.fields(), headers=headers)
    return response, Page(response.text)


def order(page: Page) -> list[str]:
    """Return the codes of the peers in their order: each has one vCard."""
    codes = (
        re.search(r"/municipalities/(\d{6})/contact\.vcf", href) for href, _, _ in page.links()
    )
    return [match[1] for match in codes if match]


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def peers(client: TestClient, code: str, **asked: Asked) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/municipalities/{code}/peers", params=asked).json()
    return answer


def test_without_a_question_there_is_a_form_and_an_example(client: TestClient) -> None:
    response, page = shown(client)
    assert response.status_code == 200
    box = next(attrs for _, attrs in page.elements if attrs.get("name") == "municipality")
    assert box["data-suggest"] == "municipality"
    assert any(attrs.get("data-suggest") == "technology" for _, attrs in page.elements)
    assert not order(page)
    example = next(href for href, _, _ in page.links() if f"municipality={SUITA}" in href)
    answer = client.get(example, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert SHIJONAWATE in order(Page(answer.text))


def test_the_story_of_a_city_in_no_programme(client: TestClient) -> None:
    _, page = shown(client, municipality="吹田市", technology=DRIVING, limit="50")
    ranked = order(page)
    assert ranked.index(SHIJONAWATE) < ranked.index(TSUSHIMA)
    assert ranked == [
        i["key"] for i in peers(client, SUITA, technology=DRIVING, limit="50")["items"]
    ]


STORY = {"municipality": "吹田市", "technology": DRIVING, "challenge": "交通弱者"}


def test_a_challenge_never_empties_the_story(client: TestClient) -> None:
    response, page = shown(client, **STORY)
    plain = peers(client, SUITA, technology=DRIVING, limit="100")
    asked = peers(client, SUITA, technology=DRIVING, challenge="交通弱者", limit="100")
    assert len(order(page)) == 20
    assert asked["total"] == plain["total"] >= 20
    matched = {i["key"]: i for i in asked["items"] if i["challenge_match"]}
    assert matched
    assert all(item["shared_challenges"] for item in matched.values())
    shown_badges = [a for _, a in page.elements if "badge" in (a.get("class") or "").split()]
    assert len(shown_badges) == len(matched.keys() & set(order(page)))
    assert "課題も近い" in response.text
    before, after = ({i["key"]: r for r, i in enumerate(a["items"])} for a in (plain, asked))
    assert sum(after[key] for key in matched) < sum(before[key] for key in matched)


def test_the_very_challenge_is_called_the_same(client: TestClient) -> None:
    asked = {"municipality": SUITA, "technology": DRIVING, "challenge": "public-transport"}
    response, _ = shown(client, **asked)
    assert "課題も一致" in response.text
    assert "Same challenge too" in shown(client, "en", **asked)[0].text


def test_a_challenge_is_a_must_only_where_it_is_marked(client: TestClient) -> None:
    _, page = shown(client, **STORY, challenge_must="true")
    assert not order(page)
    outs = [query_of(href) for href, _, _ in page.links() if href.startswith("/peers?")]
    assert any("challenge_must" not in one and one.get("challenge") for one in outs)


def test_a_sentence_says_why(client: TestClient) -> None:
    response, _ = shown(client, municipality=SUITA, technology=DRIVING)
    assert "約11km、同じ大阪府、令和2年度から自動運転、2つの支援制度を経験" in response.text
    english, _ = shown(client, "en", municipality=SUITA, technology=DRIVING)
    assert "About 11 km away, in the same prefecture" in english.text


def test_an_effort_under_two_programmes_is_one_item(client: TestClient) -> None:
    items = peers(client, SUITA, technology=DRIVING)["items"]
    item = next(one for one in items if one["key"] == "272299")
    (effort,) = item["efforts"]
    assert effort["key"] == "mirai-2020-272299"
    assert [one["key"] for one in effort["linked"]] == ["road-av-support-2020-272299"]
    assert {one["key"] for one in item["projects"]} == {
        effort["key"],
        *(one["key"] for one in effort["linked"]),
    }


def test_strength_is_said_in_words_and_figures_are_folded(client: TestClient) -> None:
    response, _ = shown(client, municipality=SUITA, technology=DRIVING)
    cards = response.text.split('class="peer"')[1:]
    assert len(cards) == 20
    for card in cards:
        before, folded = card.split("<details", 1)
        assert re.search("関連: (強い|中|弱い)", before)
        assert not re.search(r"\b0\.\d\d\b", before)
        assert re.search(r"\b0\.\d\d\b", folded)


def test_offices_of_programmes_stand_once_a_page_apart_from_the_cards(client: TestClient) -> None:
    response, _ = shown(client, municipality=SUITA, technology=DRIVING)
    cards, _, rest = response.text.partition('class="offices"')
    assert "g.mirai.s5m@cao.go.jp" not in cards
    assert rest.count("mailto:g.mirai.s5m@cao.go.jp") == 1
    assert "2023年3月時点" in rest


def test_contacts_are_shown_with_source_and_date(client: TestClient) -> None:
    response, page = shown(client, municipality=SUITA, technology=DRIVING, limit="1")
    (item,) = peers(client, SUITA, technology=DRIVING, limit="1")["items"]
    hrefs = {href for href, _, _ in page.links()}
    reached = [c for c in item["contact"] if c["url"] or c["email"] or c["telephone"]]
    assert len(reached) > 1
    for contact in reached:
        assert contact["name"] in response.text
        assert date_label(contact["date"], "ja") in response.text
        assert contact["source"]["title"] in response.text
        assert not contact["url"] or contact["url"] in hrefs
        assert not contact["email"] or f"mailto:{contact['email']}" in hrefs
        assert not contact["telephone"] or contact["telephone"] in response.text
    for project in item["projects"]:
        assert f"/doc/project/{project['key']}" in hrefs
    for reason in item["reasons"]:
        assert (reason["label"] in response.text) == (f"{reason['weight']:.2f}" != "0.00")


def test_a_peer_without_a_contact_says_so(client: TestClient) -> None:
    for offset in range(0, 300, 50):
        asked = {"limit": "50", "offset": str(offset)}
        notes = {item["contact_note"] for item in peers(client, SUITA, **asked)["items"]} - {None}
        if notes:
            response, _ = shown(client, municipality=SUITA, **asked)
            assert all(note in response.text for note in notes)
            return
    pytest.skip("every peer of 吹田市 has a direct contact in these data")


def test_the_letter_and_the_cards_are_where_the_links_say(client: TestClient) -> None:
    _, page = shown(client, municipality=SUITA, technology=DRIVING, limit="2")
    links = [href for href, _, _ in page.links()]
    letter = next(href for href in links if "/introduction?" in href)
    query = query_of(letter)
    assert urlsplit(letter).path == f"/api/municipalities/{SUITA}/introduction"
    asked = {"technology": DRIVING, "limit": "1"}
    (first,) = client.get(f"/api/municipalities/{SUITA}/peers", params=asked).json()["items"]
    assert (query["to"], query["format"]) == ([first["key"]], ["text"])
    answer = client.get(letter)
    assert answer.headers["content-type"].startswith("text/plain")
    assert DRIVING in answer.text
    assert first["label"] in answer.text
    card = client.get(next(href for href in links if ".vcf" in href))
    assert card.headers["content-type"].startswith("text/vcard")


def test_weights_change_the_order_and_have_a_way_back(client: TestClient) -> None:
    plain = order(shown(client, municipality=SUITA, technology=DRIVING)[1])
    asked = {"municipality": SUITA, "technology": DRIVING, "weight_distance": "0"}
    _, page = shown(client, **asked)
    moved = order(page)
    assert moved != plain
    assert moved == [
        item["key"]
        for item in peers(client, SUITA, technology=DRIVING, weight_distance="0")["items"]
    ]
    assert page.fields()["weight_distance"] == ["0"]
    same = [
        href
        for href, _, _ in page.links()
        if href.startswith("/peers?") and f"municipality={SUITA}" in href and "weight_" not in href
    ]
    assert any(
        order(Page(client.get(href, headers={"Accept": "text/html"}).text)) == plain
        for href in same
    )


def test_every_weight_is_labelled_with_its_default_and_reason(client: TestClient) -> None:
    response, page = shown(client, municipality=SUITA)
    labels = {attrs.get("for") for tag, attrs in page.elements if tag == "label"}
    for name, weight in PEERS.items():
        (field,) = (a for _, a in page.elements if a.get("name") == f"weight_{name}")
        assert field["id"] in labels
        assert float(field["value"]) == weight.value
        assert weight.japanese in response.text


@pytest.mark.parametrize("value", ["5", "0.125", "10"])
def test_the_form_keeps_every_weight_that_the_api_takes(client: TestClient, value: str) -> None:
    _, page = shown(client, municipality=SUITA, weight_ties=value)
    (field,) = (a for _, a in page.elements if a.get("name") == "weight_ties")
    assert float(field["value"]) == float(value)
    assert float(field["max"]) >= float(value)
    step = field["step"]
    assert step == "any" or (float(value) / float(step)) % 1 < 1e-9


def test_a_ward_is_answered_as_its_city(client: TestClient) -> None:
    response, page = shown(client, municipality="271021", limit="3")
    note = peers(client, "271021", limit="1")["note"]
    assert note in response.text
    letters = [href for href, _, _ in page.links() if "/introduction?" in href]
    assert all("/271004/introduction" in href for href in letters)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_name_that_fits_several_offers_them(client: TestClient, lang: str) -> None:
    response, page = shown(client, lang, municipality="府中市", technology=DRIVING)
    assert response.status_code == 400
    assert page.fields()["municipality"] == ["府中市"]
    offered = {
        query_of(href)["municipality"][0]: (href, text)
        for href, text, _ in page.links()
        if href.startswith("/peers?") and "municipality" in query_of(href)
    }
    assert {"132063", "342084"} <= set(offered)
    assert offered["132063"][1] != offered["342084"][1]
    for code in ("132063", "342084"):
        assert query_of(offered[code][0])["technology"]
        answer = client.get(offered[code][0], headers={"Accept": "text/html"})
        assert answer.status_code == 200


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", ["132063", "342084", SUITA, "271021", "270008", "014010"])
def test_the_form_can_be_sent_again_as_it_stands(client: TestClient, lang: str, code: str) -> None:
    first, page = shown(client, lang, municipality=code, technology=DRIVING)
    if first.status_code != 200:
        pytest.skip(f"{code} is not in the register")
    second, other = again(client, page, lang)
    assert second.status_code == 200
    assert order(other) == order(page)
    assert other.fields() == page.fields()


def test_a_question_round_trips_through_the_form(client: TestClient) -> None:
    _, page = shown(
        client,
        municipality=SUITA,
        technology=[DRIVING, "ドローン"],
        challenge=peers_challenge(client),
        programme="mirai",
        stage="finished",
        max_km="500",
        same_kind="true",
        include="prefecture",
        weight_kind="0.2",
        limit="5",
    )
    sent = page.fields()
    assert len(set(sent["technology"])) == 2
    assert len(sent["challenge"]) == 1
    assert sent["stage"] == ["finished"]
    assert [float(sent[name][0]) for name in ("max_km", "weight_kind")] == [500.0, 0.2]
    assert (sent["same_kind"], sent["include"]) == (["true"], ["prefecture"])
    assert sent["programme"] == ["mirai"]
    assert again(client, page)[1].fields() == sent


def peers_challenge(client: TestClient) -> str:
    found = client.get("/api/search", params={"type": "project", "limit": "1"}).json()
    return str(found["facets"]["challenge"][0]["key"])


@pytest.mark.parametrize("name", ["technology", "challenge"])
@pytest.mark.parametrize("start", ["typed_", ""])
def test_what_cannot_be_read_stays_to_be_mended(client: TestClient, name: str, start: str) -> None:
    response, page = shown(client, municipality=SUITA, **{f"{start}{name}": "無いもの"})
    assert response.status_code == 400
    assert page.fields()[f"typed_{name}"] == ["無いもの"]
    assert name not in page.fields()
    assert not order(page)


def test_what_is_chosen_takes_the_place_of_what_was_typed() -> None:
    """A link that chooses must not bring along the text that could not be read."""
    error = UnresolvedName("technology", "両義", (("drone", "ドローン"), ("ai", "AI")))
    state = SearchState({"municipality": (SUITA,), "typed_technology": ("両義",)})
    links = [query_of(one["url"]) for one in unresolved(error, state, "/peers")["candidates"]]
    assert links == [{"municipality": [SUITA], "technology": [key]} for key in ("drone", "ai")]


def test_unknown_names_are_answered_on_the_same_page(client: TestClient) -> None:
    response, page = shown(client, municipality="無い市")
    assert response.status_code == 400
    assert page.fields()["municipality"] == ["無い市"]
    response, page = shown(client, municipality="しじょうなわ")
    assert response.status_code == 400
    assert any(query_of(href).get("municipality") == [SHIJONAWATE] for href, _, _ in page.links())


def test_a_retired_code_offers_its_successors(client: TestClient) -> None:
    status = client.get("/api/municipalities/221317/peers").status_code
    response, page = shown(client, municipality="221317")
    assert response.status_code == status == 410
    successors = client.get("/api/municipalities/221317/peers").json()["candidates"]
    offered = {c for href, _, _ in page.links() for c in query_of(href).get("municipality", ())}
    assert {one["key"] for one in successors} <= offered
    assert "municipality" in page.fields()


def test_an_unknown_code_is_answered_on_the_same_page(client: TestClient) -> None:
    response, page = shown(client, municipality="999999")
    assert response.status_code == 404
    assert "municipality" in page.fields()


def test_an_empty_answer_has_ways_out(client: TestClient) -> None:
    response, page = shown(client, municipality=SUITA, technology="blockchain", max_km="5")
    assert response.status_code == 200
    assert not order(page)
    outs = [
        query_of(href)
        for href, _, _ in page.links()
        if href.startswith("/peers?municipality") or "municipality=" in href
    ]
    outs = [one for one in outs if one.get("municipality") == [SUITA] and "lang" not in one]
    assert any("max_km" not in one and one.get("technology") for one in outs)


def test_an_answer_that_several_conditions_empty_has_a_way_out(client: TestClient) -> None:
    asked = {"technology": "blockchain", "max_km": "1", "stage": "finished", "programme": "mirai"}
    answer = peers(client, SUITA, **asked)
    assert answer["total"] == 0
    _, page = shown(client, municipality=SUITA, **asked)
    assert any(
        query_of(href) == {"municipality": [SUITA]}
        or (answer["emptied_by"] and query_of(href).get("municipality") == [SUITA])
        for href, _, _ in page.links()
        if href.startswith("/peers")
    )


def test_pages_follow_each_other(client: TestClient) -> None:
    asked = {"municipality": SUITA, "technology": DRIVING, "limit": "10"}
    _, page = shown(client, **asked)
    found = order(page)
    while following := [h for h, _, a in page.links() if a.get("rel") == "next"]:
        page = Page(client.get(following[0], headers={"Accept": "text/html"}).text)
        found += order(page)
    answer = peers(client, SUITA, technology=DRIVING, limit="100")
    assert found == [item["key"] for item in answer["items"]]
    assert len(found) == answer["total"]


def test_past_the_end_is_not_taken_for_nothing_found(client: TestClient) -> None:
    response, page = shown(client, municipality=SUITA, technology=DRIVING, offset="500")
    assert response.status_code == 200
    assert "条件に合うものは見つかりませんでした" not in response.text
    back = [
        href
        for href, _, _ in page.links()
        if href.startswith("/peers?")
        and query_of(href).get("offset", ["0"]) != ["480"]
        and "lang" not in query_of(href)
        and query_of(href).get("municipality") == [SUITA]
    ]
    assert any(order(Page(client.get(h, headers={"Accept": "text/html"}).text)) for h in back)


def test_the_english_page_is_english(client: TestClient) -> None:
    response, page = shown(client, "en", municipality=SUITA, technology=DRIVING, limit="2")
    assert '<html lang="en">' in response.text
    assert "Osaka" in response.text
    assert any("lang=en" in href for href, _, _ in page.links() if "/introduction?" in href)
    marked = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', "", response.text, flags=re.DOTALL)
    body = re.sub(r"<[^>]*>", "", marked.partition("<main")[2].partition("</main>")[0])
    assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", body)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["municipality", "technology", "challenge", "programme"])
def test_hostile_values_are_only_text(client: TestClient, name: str, text: str) -> None:
    asked = {"municipality": SUITA, name: text}
    response, page = shown(client, **asked)
    assert response.status_code == 400
    assert "<script>alert" not in response.text
    assert "<img src=x" not in response.text
    assert "49" not in [value for values in page.fields().values() for value in values]


@pytest.mark.parametrize(
    "query",
    [
        "municipality=272051&max_km=-1",
        "municipality=272051&stage=never",
        "municipality=272051&weight_ties=nan",
        "municipality=272051&unknown=1",
        "municipality=272051&municipality=272299",
        "municipality=272051&stage=current&stage=finished",
    ],
)
def test_wrong_parameters_are_refused(client: TestClient, query: str) -> None:
    response = client.get(f"/peers?{query}", headers={"Accept": "text/html"})
    assert response.status_code == 400


WAYS_TO_WRITE = (
    "吹田市",
    "272051",
    "吹田",
    "大阪府吹田市",
    "すいたし",
    "Suita",
    "https://w3id.org/tsunagu/id/municipality/272051",
    "２７２０５１",  # as an input method gives it
)


@pytest.mark.parametrize("text", WAYS_TO_WRITE)
def test_who_asks_may_be_written_in_any_form(client: TestClient, text: str) -> None:
    response, page = shown(client, municipality=text, limit="1")
    assert response.status_code == 200
    assert order(page)


def test_every_condition_of_the_api_stands_in_the_form(client: TestClient) -> None:
    _, page = shown(client, municipality=SUITA)
    names = {a.get("name") for t, a in page.elements if t in {"input", "select"}}
    others = {"lang", "limit", "offset", "format", "columns"}
    assert set(PeerParameters.model_fields) - others <= names


def test_the_page_is_well_formed(client: TestClient) -> None:
    for asked in ({}, {"municipality": SUITA, "technology": DRIVING}, {"municipality": "府中市"}):
        _, page = shown(client, **asked)
        assert len(page.ids) == len(set(page.ids))
        assert len(page.text_of("h1")) == 1
        labelled = {a.get("for") for t, a in page.elements if t == "label"}
        for tag, attrs in page.elements:
            if tag in {"input", "select"} and attrs.get("type") not in {
                "hidden",
                "checkbox",
                "radio",
            }:
                assert attrs.get("id") in labelled, attrs
        for _, attrs in page.elements:
            for name in ("aria-labelledby", "aria-describedby"):
                assert all(i in page.ids for i in attrs.get(name, "").split())


def test_head_is_answered(client: TestClient) -> None:
    response = client.head("/peers", headers={"Accept": "text/html"})
    assert (response.status_code, response.content) == (200, b"")
