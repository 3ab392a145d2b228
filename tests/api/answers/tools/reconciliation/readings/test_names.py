"""Names and codes as people write them, and where nobody can be certain."""

from __future__ import annotations

import pytest
from reconciliation import in_prefecture, matched, results
from starlette.testclient import TestClient

SUITA, SAPPORO = "municipality/272051", "municipality/011002"
FUCHU, MINATO = "municipality/132063", "municipality/131032"


@pytest.mark.parametrize(
    "written",
    [
        "吹田市",
        "大阪府吹田市",
        "大阪府　吹田市",
        "すいたし",
        "スイタシ",
        "ｽｲﾀｼ",
        "吹田",
        "大阪吹田市",
        "大阪 吹田",
        "吹田市（大阪府）",
        "吹田市(大阪)",
        "Suita City",
        "Suita-shi",
        "SUITA",
        "Ｓｕｉｔａ",
        "Suita, Osaka",
        "Suita City, Ōsaka",
        "吹田市役所",
        "272051",
        "２７２０５１",
        "27205",
        "27205-1",
        "272051.0",
        " 272051 ",
        "6000020272051",
        SUITA,
        "https://w3id.org/tsunagu/id/municipality/272051",
    ],
)
def test_a_city_is_found_in_any_writing(client: TestClient, written: str) -> None:
    assert matched(client, written) == [SUITA]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("四条畷市", "272299"),
        ("四條畷市", "272299"),
        ("Shijōnawate", "272299"),
        ("竜ヶ崎市", "082082"),
        ("龍ケ崎市", "082082"),
        ("横濱市", "141003"),
        ("曾於市", "462179"),
        ("豊能郡豊能町", "273210"),
        ("横浜市港北区", "141097"),
        ("神奈川県横浜市港北区", "141097"),
        ("篠山市", "282219"),
        ("浦和市", "111007"),
        ("潮来町", "082236"),
        ("浜松市浜北区", "221392"),
        ("北海道", "010006"),
        ("大阪府庁", "270008"),
        ("豊能町役場", "273210"),
        ("さくら市", "092142"),
        ("11002", "011002"),
        ("'011002", "011002"),
        ("033057", "032166"),
    ],
)
def test_old_forms_former_names_and_lost_zeros(client: TestClient, written: str, code: str) -> None:
    assert matched(client, written) == [f"municipality/{code}"]


@pytest.mark.parametrize(
    "written",
    [
        "府中市",
        "府中",
        "港区",
        "中央区",
        "西区",
        "泉",
        "中央",
        "津",
        "三島郡",
        "大阪",
        "横浜",
        "美郷町",
        "12106",
        "1100",
        "2000",
        "27",
        "吹多市",
        "大阪府吹田市泉町1-3-40",
        "市",
        "区",
        "役所",
        "未来",
        "？",
        "272052",
    ],
)
def test_nothing_is_matched_where_nobody_can_be_certain(client: TestClient, written: str) -> None:
    assert matched(client, written) == [""]


def test_namesakes_are_all_there_and_say_so(client: TestClient) -> None:
    (found,) = results(client, "府中市")
    assert [one["id"] for one in found] == [FUCHU, "municipality/342084"]
    assert [one["name"] for one in found] == ["東京都府中市", "広島県府中市"]
    assert {"id": "namesakes", "value": -5.0} in found[0]["features"]


@pytest.mark.parametrize(
    "prefecture",
    [
        "東京都",
        "東京",
        "とうきょうと",
        "Tokyo",
        "13",
        "130001",
        13,
        {"id": "municipality/130001"},
        ["大阪府", "東京都"],
    ],
)
def test_the_prefecture_tells_which(client: TestClient, prefecture: object) -> None:
    asked = [in_prefecture(name, prefecture) for name in ("府中市", "府中", "港区", "狛江市")]
    found = matched(client, *asked)
    assert (found[0], found[1], found[3]) == (FUCHU, FUCHU, "municipality/132195")
    both = isinstance(prefecture, list)
    assert found[2] == ("" if both else MINATO)  # Osaka has one, too


def test_a_wrong_prefecture_speaks_against_it(client: TestClient) -> None:
    asked = [in_prefecture("吹田市", value) for value in ("東京都", "どこか", "")]
    wrong, unknown, empty = results(client, *asked)
    assert not wrong[0]["match"]
    assert not unknown[0]["match"]
    assert empty[0]["match"]
    assert {"id": "property_prefecture", "value": False} in wrong[0]["features"]


def test_a_name_that_many_had_is_known_with_its_prefecture(client: TestClient) -> None:
    asked = in_prefecture("出雲郷村", "島根県")
    assert matched(client, "出雲郷村", asked) == ["", "municipality/322016"]


def test_a_type_decides_what_a_short_name_is(client: TestClient) -> None:
    assert matched(client, "大阪", type="prefecture") == ["municipality/270008"]
    assert matched(client, "大阪", type="municipality") == ["municipality/271004"]
    assert matched(client, "27", type=["prefecture"]) == ["municipality/270008"]
    assert matched(client, "1100", type="local-government") == [SAPPORO]
    assert matched(client, "吹田市", type="programme") == [""]


def test_other_properties_are_compared_too(client: TestClient) -> None:
    given = [{"pid": "code", "v": "272051"}, {"pid": "population", "v": "1"}]
    assert matched(client, {"query": "吹田市", "properties": given[:1]}) == [SUITA]
    assert matched(client, {"query": "吹田市", "properties": given}) == [""]
    assert matched(client, {"properties": given[:1]}) == [SUITA]
    year = {"query": "けいはんな学研区域(田原地区)における地域主体の持続可能なまちづくり"}
    said = [{"pid": "fiscal_years", "v": "R2"}, {"pid": "applicants", "v": "四條畷市"}]
    assert matched(client, {**year, "properties": said}) == ["project/mirai-2020-272299"]


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        ("未来技術社会実装事業", "programme/mirai"),
        ("mirai", "programme/mirai"),
        ("レベル4", "technology/automated-driving"),
        ("Artificial intelligence", "technology/ai"),
        ("交通弱者", "challenge/transport-poverty"),
        ("国交省", "ministry/mlit"),
        ("総務省情報流通行政局", "ministry/soumu-ict-bureau"),
        (
            "一般社団法人コンパクトスマートシティプラットフォーム協議会",
            "council/compact-smart-city-platform",
        ),
        ("MULTI MONO MORIOKA 2025年度第1回セミナー", "event/morioka-seminar-2025-1"),
        (
            "けいはんな学研区域(田原地区)における地域主体の持続可能なまちづくり",
            "project/mirai-2020-272299",
        ),
        ("mirai-2020-272299", "project/mirai-2020-272299"),
    ],
)
def test_other_kinds_are_found_by_their_names(client: TestClient, written: str, id_: str) -> None:
    assert matched(client, written) == [id_]


@pytest.mark.parametrize(
    ("written", "id_", "how"),
    [
        ("吹多市", SUITA, "like_name"),
        ("大阪府吹田市泉町1-3-40", SUITA, "address"),
        ("272052", SUITA, "wrong_check_digit"),
        ("自動運てん", "technology/automated-driving", "like_name"),
    ],
)
def test_what_is_only_like_a_name_is_offered(
    client: TestClient, written: str, id_: str, how: str
) -> None:
    (found,) = results(client, written)
    features = {one["id"]: one["features"] for one in found}
    assert {"id": how, "value": True} in features[id_]


def test_numbers_among_the_features_add_up_to_the_score(client: TestClient) -> None:
    asked = [*("吹田市", "府中市", "吹多市", "27205", "中央"), in_prefecture("府中市", "東京都")]
    for found in results(client, *asked):
        assert found
        scores = [one["score"] for one in found]
        assert scores == sorted(scores, reverse=True)
        for one in found:
            values = [feature["value"] for feature in one["features"]]
            numbers = [value for value in values if not isinstance(value, bool)]
            assert sum(numbers) == pytest.approx(one["score"], abs=1e-3)


def test_a_former_name_says_until_when(client: TestClient) -> None:
    (found,) = results(client, "篠山市")
    assert "旧篠山市" in found[0]["description"]
    assert "2019年5月1日" in found[0]["description"]


def test_the_limit_is_kept(client: TestClient) -> None:
    assert [len(found) for found in results(client, "中央区", limit=3)] == [3]
