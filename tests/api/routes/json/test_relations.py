"""Similar projects and peers over the real data: what a civil servant asks, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.answers.relations.peers import PeerParameters
from api.answers.relations.similar import SimilarParameters
from api.http.parameters import Parameters
from api.wording.messages import message
from graph.relations.facts.arrays import LIVING
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.weights import PEERS
from graph.relations.scores import Weight
from graph.relations.similar.weights import SIMILAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.testclient import TestClient

SHIJONAWATE, SUITA = "mirai-2020-272299", "272051"


def _get(client: TestClient, path: str, **parameters: object) -> dict[str, Any]:
    response = client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def similar(client: TestClient, key: str, **parameters: object) -> dict[str, Any]:
    return _get(client, f"/api/projects/{key}/similar", **parameters)


def peers(client: TestClient, code: str, **parameters: object) -> dict[str, Any]:
    return _get(client, f"/api/municipalities/{code}/peers", **parameters)


def _adds_up(answer: dict[str, Any]) -> None:
    for item in answer["items"]:
        reasons = item["reasons"]
        assert item["score"] == pytest.approx(sum(r["weight"] for r in reasons), abs=1e-6)
        for reason in reasons:
            detail = reason["detail"]
            assert reason["weight"] == pytest.approx(detail["coefficient"] * detail["raw"])
            assert reason["label"]


def test_the_twin_on_another_island_is_among_the_first_and_the_reasons_say_why(
    client: TestClient,
) -> None:
    answer = similar(client, SHIJONAWATE, programme="mirai", limit=3)
    found = {item["key"]: item for item in answer["items"]}
    assert "mirai-2020-422096" in found
    reasons = {reason["kind"]: reason for reason in found["mirai-2020-422096"]["reasons"]}
    shared = [concept["key"] for concept in reasons["technologies"]["detail"]["shared"]]
    assert {"ai", "iot", "automated-driving"} <= set(shared)
    for word in ("AI", "IoT", "自動運転"):
        assert word in reasons["technologies"]["label"]
    assert {"programme", "road_support", "years"} <= reasons.keys()
    _adds_up(answer)


def test_the_same_effort_under_a_linked_programme_stands_apart(client: TestClient) -> None:
    answer = similar(client, SHIJONAWATE, limit=100)
    assert [thing["key"] for thing in answer["linked"]] == ["road-av-support-2020-272299"]
    keys = {item["key"] for item in answer["items"]}
    assert not {SHIJONAWATE, "road-av-support-2020-272299"} & keys


def test_similarity_is_the_same_from_either_end(client: TestClient) -> None:
    for item in similar(client, SHIJONAWATE, limit=30)["items"]:
        back = similar(client, item["key"], limit=100)["items"]
        scores = {other["key"]: other["score"] for other in back}
        if SHIJONAWATE in scores:
            assert scores[SHIJONAWATE] == pytest.approx(item["score"], abs=1e-6)


def test_the_graph_has_the_nearest_with_their_scores(client: TestClient) -> None:
    query = """
        PREFIX tsn: <https://w3id.org/tsunagu/ns#>
        SELECT ?other ?score WHERE {
          ?record a tsn:Similarity ; tsn:similarityScore ?score ; tsn:similarityWith ?other ;
                  tsn:similarityOf <https://w3id.org/tsunagu/id/project/mirai-2020-272299> .
          <https://w3id.org/tsunagu/id/project/mirai-2020-272299> tsn:similarTo ?other .
        } ORDER BY DESC(?score)"""
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()
    found = [
        (row["other"]["value"], float(row["score"]["value"])) for row in rows["results"]["bindings"]
    ]
    shown = similar(client, SHIJONAWATE, limit=10)["items"]
    assert [iri for iri, _ in found] == [item["iri"] for item in shown]
    assert [score for _, score in found] == pytest.approx([i["score"] for i in shown], abs=1e-5)


def test_filters_are_those_of_search(client: TestClient) -> None:
    whole = similar(client, SHIJONAWATE, limit=100)
    some = similar(client, SHIJONAWATE, limit=100, technology="ドローン", fiscal_year="2020..2021")
    found = client.get(
        "/api/search",
        params={
            "type": "project",
            "technology": "drone",
            "fiscal_year": "2020..2021",
            "limit": 100,
        },
    ).json()
    wanted = {item["key"] for item in found["items"]}
    assert [item["key"] for item in some["items"]] == [
        item["key"]
        for item in similar(client, SHIJONAWATE, limit=100)["items"]
        if item["key"] in wanted
    ]
    assert 0 < some["total"] < whole["total"]


def test_weights_move_the_order_and_are_shown(client: TestClient) -> None:
    near = dict.fromkeys((f"weight_{name}" for name in SIMILAR), 0.0) | {"weight_distance": 1.0}
    answer = similar(client, SHIJONAWATE, **near)
    distances = [item["distance_km"] for item in answer["items"]]
    assert distances == sorted(distances)
    assert answer["weights"]["distance"]["value"] == 1.0
    assert answer["weights"]["technologies"]["default"] == SIMILAR["technologies"].value
    _adds_up(answer)


@pytest.mark.parametrize(
    ("parameters", "table"), [(SimilarParameters, SIMILAR), (PeerParameters, PEERS)]
)
def test_every_weight_is_a_parameter(
    parameters: type[Parameters], table: Mapping[str, Weight]
) -> None:
    found = {name for name in parameters.model_fields if name.startswith("weight_")}
    assert found == {f"weight_{name}" for name in table}
    for name, weight in table.items():
        assert parameters.model_fields[f"weight_{name}"].default == weight.value


def test_what_both_are_designated_as_stands_in_the_sentence(client: TestClient) -> None:
    """Iki asks; Tsushima is an island city as well, and both are depopulated."""
    for lang, said in (("ja", "どちらも離島"), ("en", "a remote island like you")):
        answer = peers(client, "422100", technology="automated-driving", lang=lang)
        tsushima = next(item for item in answer["items"] if item["key"] == "422096")
        assert said in tsushima["why"]
        details = {reason["kind"]: reason["detail"] for reason in tsushima["reasons"]}
        assert {"remote-island", "depopulated"} <= set(details["designations"]["designations"])


def test_a_technology_within_an_english_sentence_has_no_capital(client: TestClient) -> None:
    for technology, said in (
        ("automated-driving", ", automated driving since"),
        ("maas", "MaaS since"),
    ):
        items = peers(client, SUITA, technology=technology, lang="en")["items"]
        assert any(said in item["why"] for item in items)


@pytest.mark.parametrize("designation", LIVING)
def test_every_designation_that_is_compared_has_a_clause(designation: str) -> None:
    for lang in ("ja", "en"):
        assert message(f"why-designation-{designation}", lang)


def test_what_emptied_the_similar_is_said(client: TestClient) -> None:
    answer = similar(
        client, SHIJONAWATE, technology="blockchain", prefecture="沖縄県", programme="mirai"
    )
    assert answer["total"] == 0
    counts = {tuple(item["conditions"]): item["count"] for item in answer["emptied_by"]}
    assert set(counts) == {("technology",), ("prefecture",), ("programme",)}
    assert counts["prefecture",] > 0
    for item in answer["emptied_by"]:
        assert item["label"]


def test_pages_of_similar_projects_follow_each_other(client: TestClient) -> None:
    whole = [item["key"] for item in similar(client, SHIJONAWATE, limit=30)["items"]]
    found: list[str] = []
    answer = similar(client, SHIJONAWATE, limit=10)
    while len(found) < 30:
        found += [item["key"] for item in answer["items"]]
        answer = client.get(answer["links"]["next"]).json()
    assert found == whole


def test_peers_of_a_city_in_no_programme(client: TestClient) -> None:
    answer = peers(client, SUITA, technology="自動運転", limit=50)
    order = [item["key"] for item in answer["items"]]
    tsushima = order.index("422096")
    for code in ("272299", "272167", "293431"):
        assert order.index(code) < tsushima
    for item in answer["items"]:
        if item["key"] in {"272299", "272167", "293431", "422096"}:
            assert item["contact"]
            assert item["projects"]
    _adds_up(answer)
    assert SUITA not in order


def test_every_local_government_may_ask(client: TestClient) -> None:
    service = client.app.state.holder.current()  # type: ignore[attr-defined]
    with service as current:
        codes = sorted(current.search.places)
        for code in codes[::7]:
            place = current.search.places[code]
            found = current.relations.peers.peers(place.parent or code, PeerQuestion(), limit=3)
            assert found.total > 100


def test_prefectures_come_only_when_asked_for(client: TestClient) -> None:
    kinds = [
        {item["body_kind"] for item in peers(client, SUITA, limit=100, **more)["items"]}
        for more in ({}, {"include": "prefecture"})
    ]
    assert "prefecture" not in kinds[0]
    assert "prefecture" in kinds[1]


def test_stages_are_what_the_sources_say(client: TestClient) -> None:
    every = peers(client, SUITA, programme="mirai", limit=100)["total"]
    current, finished = (
        {i["key"] for i in peers(client, SUITA, programme="mirai", stage=s, limit=100)["items"]}
        for s in ("current", "finished")
    )
    assert "272299" in current
    assert "281000" in finished
    assert "272299" not in finished
    assert len(current | finished) <= every


def test_distance_and_kind_filter(client: TestClient) -> None:
    near = peers(client, SUITA, max_km=40, limit=100)["items"]
    assert near
    assert all(item["distance_km"] <= 40 for item in near)
    same = peers(client, "293431", same_kind=True, limit=100)["items"]
    assert {item["body_kind"] for item in same} == {"town"}


def test_what_emptied_the_peers_is_said(client: TestClient) -> None:
    answer = peers(client, SUITA, technology="blockchain", max_km=5)
    assert answer["total"] == 0
    counts = {item["conditions"][0]: item["count"] for item in answer["emptied_by"]}
    assert counts == {"technology": counts["technology"], "max_km": counts["max_km"]}
    assert counts["max_km"] > 0


def test_a_ward_is_answered_as_its_city_and_told_so(client: TestClient) -> None:
    answer = peers(client, "271021", limit=3)
    assert answer["municipality"]["key"] == "271004"
    assert answer["asked_for"]["key"] == "271021"
    assert "都島区" in answer["note"]
    assert "大阪市" in answer["note"]


def test_a_retired_code_names_its_successors(client: TestClient) -> None:
    response = client.get("/api/municipalities/221317/peers")
    assert response.status_code == 410
    assert response.json()["candidates"]


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/api/projects/mirai-2020-272298/similar", 404, "not-found"),
        ("/api/municipalities/999999/peers", 404, "not-found"),
        (f"/api/municipalities/{SUITA}/peers?stage=never", 400, "bad-parameter"),
        (f"/api/municipalities/{SUITA}/peers?max_km=-1", 400, "bad-parameter"),
        (f"/api/municipalities/{SUITA}/peers?technology=無い技術", 400, "unknown-name"),
        (f"/api/projects/{SHIJONAWATE}/similar?weight_text=-1", 400, "bad-parameter"),
        (f"/api/projects/{SHIJONAWATE}/similar?weight_text=nan", 400, "bad-parameter"),
        (f"/api/projects/{SHIJONAWATE}/similar?weight_none=1", 400, "bad-parameter"),
        (f"/api/projects/{SHIJONAWATE}/similar?q=ドローン", 400, "bad-parameter"),
    ],
)
def test_wrong_input_is_a_problem_that_says_so(
    client: TestClient, path: str, status: int, slug: str
) -> None:
    response = client.get(path)
    problem = response.json()
    assert (response.status_code, problem["type"].rsplit("/", 1)[-1]) == (status, slug)


def test_every_peer_group_has_members_and_names(client: TestClient) -> None:
    query = """
        PREFIX tsn: <https://w3id.org/tsunagu/ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?group (COUNT(DISTINCT ?member) AS ?members) (COUNT(DISTINCT ?label) AS ?labels)
        WHERE {
          ?member tsn:peerGroup ?group . ?group a tsn:PeerGroup ; rdfs:label ?label .
          ?membership a tsn:PeerGroupMembership ; tsn:groupMember ?member ;
                      tsn:inPeerGroup ?group ; tsn:betweenness ?share ; tsn:linkedGroups ?other .
          FILTER(?share >= 0 && ?share <= 1)
        } GROUP BY ?group"""
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()
    groups = [
        (int(row["members"]["value"]), int(row["labels"]["value"]))
        for row in rows["results"]["bindings"]
    ]
    assert len(groups) > 1
    assert all(members >= 1 and labels == 2 for members, labels in groups)


def test_the_computation_says_how_it_was_done(client: TestClient) -> None:
    query = """
        PREFIX tsn: <https://w3id.org/tsunagu/ns#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?algorithm ?parameters ?version WHERE {
          <https://w3id.org/tsunagu/id/source/tsunagu-relations> prov:wasGeneratedBy ?computation .
          ?computation tsn:algorithm ?algorithm ; tsn:parameters ?parameters ;
                       tsn:softwareVersion ?version }"""
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()
    said = {row["algorithm"]["value"]: row for row in rows["results"]["bindings"]}
    assert len(said) == 2
    louvain = next(row for name, row in said.items() if "Louvain" in name)
    assert '"seed"' in louvain["parameters"]["value"]
    assert louvain["version"]["value"].startswith("networkx ")


def test_a_picture_of_the_graph_has_similar_projects(client: TestClient) -> None:
    answer = _get(client, "/api/graph", focus=f"project/{SHIJONAWATE}", kinds="project")
    kinds = {edge["type"] for edge in answer["edges"]}
    assert "similarTo" in kinds
