"""Field syntax over the real labels and places: what becomes of a query's terms.

Expected conditions come from docs/design.md, section 6.3, the register and the thesaurus.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wording.faults import fault_texts
from search.engine import SearchEngine
from search.model.facets import ByFacet
from search.model.interpretation import (
    Candidate,
    Conditions,
    Expression,
    Interpretation,
    TextCondition,
)
from search.numbers.years import YearRange
from search.query.fields.faults import FieldSyntaxError
from search.query.fields.meaning import FieldedQueries
from search.query.fields.syntax import FIELDS

HOKKAIDO, OSAKA_CITY, KAWACHINAGANO = "010006", "271004", "272167"
DRONE = (("drone",),)


def keyed(**keys: tuple[str, ...]) -> Conditions:
    return Conditions(keys=ByFacet(keys))


def grouped(**groups: tuple[tuple[str, ...], ...]) -> Conditions:
    return Conditions(groups=ByFacet(groups))


@pytest.fixture(scope="module")
def fielded(engine: SearchEngine) -> FieldedQueries:
    return FieldedQueries(engine._filters, engine._understanding)


def understood(fielded: FieldedQueries, query: str, *drop: str) -> Interpretation:
    found = fielded.interpret(query, drop)
    assert found is not None
    return found


def conditions(fielded: FieldedQueries, query: str) -> Conditions:
    return understood(fielded, query).conditions


def texts(*words: str, phrase: bool = False) -> Conditions:
    return Conditions(required=tuple(TextCondition(word, phrase) for word in words))


def one(*parts: Conditions | Expression, operator: str = "or") -> Conditions:
    return Conditions(expressions=(Expression(operator, parts),))


def test_plain_text_is_not_ours(fielded: FieldedQueries) -> None:
    assert fielded.interpret("ドローン near 大阪") is None
    assert fielded.interpret("http://example.org 10:30 foo:bar") is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("technology:ドローン", grouped(technology=DRONE)),
        ("technology:drone", grouped(technology=DRONE)),
        ('technology："無人航空機"', grouped(technology=DRONE)),
        ("technology:https://w3id.org/tsunagu/id/technology/drone", grouped(technology=DRONE)),
        ("technology:robot technology:drone", grouped(technology=(("robot",), ("drone",)))),
        ("technology:(robot OR drone)", grouped(technology=(("robot", "drone"),))),
        ("technology:robot OR technology:drone", grouped(technology=(("robot", "drone"),))),
        ("programme:mirai", keyed(programme=("mirai",))),
        ("programme:日本版MaaS推進・支援事業", keyed(programme=("maas-mlit",))),
        ("programme:mirai OR programme:maas-mlit", keyed(programme=("mirai", "maas-mlit"))),
        ("ministry:総務省", keyed(ministry=("soumu",))),
        ("type:project", keyed(type=("project",))),
        ("type:自治体 OR type:council", keyed(type=("municipality", "council"))),
        ("prefecture:北海道", keyed(prefecture=(HOKKAIDO,))),
        ("prefecture:０１０００６", keyed(prefecture=(HOKKAIDO,))),
        (
            "prefecture:https://w3id.org/tsunagu/id/municipality/010006",
            keyed(prefecture=(HOKKAIDO,)),
        ),
        ("municipality:河内長野", keyed(municipality=(KAWACHINAGANO,))),
        ("region:関西", keyed(region=("kansai",))),
        ("applicant_kind:town", keyed(applicant_kind=("town",))),
        ("status:finishing", keyed(status=("finishing",))),
        ("year:R4", Conditions(years=(YearRange(2022, 2022),))),
        ("year:２０２０〜２０２２", Conditions(years=(YearRange(2020, 2022),))),
        ("fiscal_year:2022..", Conditions(years=(YearRange(2022, None),))),
        ("year:2018 OR year:R2", Conditions(years=(YearRange(2018, 2018), YearRange(2020, 2020)))),
        ("text:温泉街", texts("温泉街")),
        ("“温泉 街”", texts("温泉 街", phrase=True)),
    ],
)  # fmt: skip
def test_a_term_is_a_plain_condition(
    fielded: FieldedQueries, query: str, expected: Conditions
) -> None:
    assert conditions(fielded, query) == expected


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("-technology:IoT", "technology", "iot"),
        ("NOT programme:new-maas-meti", "programme", "new-maas-meti"),
        ("-ministry:総務省", "ministry", "soumu"),
        ("-type:event", "type", "event"),
        ("-year:H30", "year", "2018"),
        ("-year:..2019", "year", "..2019"),
        ("-prefecture:北海道", "place", HOKKAIDO),
        ("-municipality:大阪市", "place", OSAKA_CITY),
        ("－region:関西", "region", "kansai"),
    ],
)
def test_a_denied_name_is_excluded_as_free_text_excludes_it(
    fielded: FieldedQueries, query: str, kind: str, key: str
) -> None:
    found = understood(fielded, f"technology:AI {query}")
    assert [(c.kind, c.key) for c in found.conditions.excluded] == [(kind, key)]
    assert found.conditions.groups["technology"] == (("ai",),)
    assert [span.excluded for span in found.spans] == [False, True]


def test_the_exclusions_are_those_of_free_text(
    engine: SearchEngine, fielded: FieldedQueries
) -> None:
    understanding = engine._understanding
    for query, same in (
        ("technology:ドローン -prefecture:北海道", "ドローン 北海道以外"),
        ("technology:AI technology:IoT -technology:ドローン", "AI IoT ドローン以外"),
        ("technology:ドローン -year:H30", "ドローン H30以外"),
    ):
        assert conditions(fielded, query) == understanding.interpret(same).conditions


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "programme:mirai programme:maas-mlit",
            Conditions(
                keys=ByFacet(programme=("mirai",)),
                expressions=(Expression("and", (keyed(programme=("maas-mlit",)),)),),
            ),
        ),
        ("year:2020 year:2020", Conditions(years=(YearRange(2020, 2020),))),
        (
            "programme:mirai OR ministry:soumu",
            one(keyed(programme=("mirai",)), keyed(ministry=("soumu",))),
        ),
        (
            "technology:drone OR (technology:robot year:2020)",
            one(
                grouped(technology=DRONE),
                Conditions(
                    groups=ByFacet(technology=(("robot",),)), years=(YearRange(2020, 2020),)
                ),
            ),
        ),
        (
            "(technology:drone technology:robot) OR technology:ai",
            one(
                grouped(technology=(("drone",), ("robot",))),
                grouped(technology=(("ai",),)),
            ),
        ),
        (
            "-(technology:drone OR technology:robot)",
            Conditions(
                excluded=(
                    Candidate("technology", "drone", "ドローン"),
                    Candidate("technology", "robot", "ロボット"),
                )
            ),
        ),
        (
            "NOT (technology:drone year:2020)",
            one(
                Conditions(excluded=(Candidate("technology", "drone", "ドローン"),)),
                Conditions(excluded=(Candidate("year", "2020", "2020"),)),
            ),
        ),
        ('-"温泉 街"', one(texts("温泉 街", phrase=True), operator="not")),
        ("-text:温泉", one(texts("温泉"), operator="not")),
        ("-status:finishing", one(keyed(status=("finishing",)), operator="not")),
        ('"a" OR -text:b', one(texts("a", phrase=True), Expression("not", (texts("b"),)))),
        ("text:a OR 大阪", one(texts("a"), texts("大阪"))),
        ("-大阪 text:a", Conditions(
            required=(TextCondition("a", phrase=False),),
            expressions=(Expression("not", (texts("大阪"),)),),
        )),
        ("(大阪 ドローン) OR year:2020", one(
            texts("大阪", "ドローン"), Conditions(years=(YearRange(2020, 2020),))
        )),
    ],
)  # fmt: skip
def test_what_conditions_cannot_say_is_an_expression(
    fielded: FieldedQueries, query: str, expected: Conditions
) -> None:
    assert conditions(fielded, query) == expected


def test_words_without_field_are_understood_as_free_text(fielded: FieldedQueries) -> None:
    query = "technology:ドローン near 大阪 -type:event 実証"
    found = understood(fielded, query)
    assert found.query == query
    assert found.conditions.groups["technology"] == DRONE
    assert [(p.code, p.relation) for p in found.conditions.places] == [(OSAKA_CITY, "near")]
    assert found.text == "実証"
    assert [(span.text, span.kind) for span in found.spans] == [
        ("technology:ドローン", "technology"), ("大阪", "place"), ("type:event", "type"),
    ]  # fmt: skip
    assert all(query[span.start : span.end] == span.text for span in found.spans)
    assert all(span.id == f"s{span.start}-{span.end}" for span in found.spans)


@pytest.mark.parametrize("query", ["自動 year:2020 運転", "自動 (運転) year:2020"])
def test_no_name_is_read_across_other_terms(fielded: FieldedQueries, query: str) -> None:
    found = understood(fielded, query)
    assert not found.conditions.groups["technology"]
    assert found.text == "自動 運転"


def test_what_words_and_fields_ask_of_one_kind_must_both_hold(fielded: FieldedQueries) -> None:
    assert conditions(fielded, "type:project ドローン 事業").keys["type"] == ("project",)
    found = conditions(fielded, "year:2018..2020 R2以降")
    assert found.years == (YearRange(2020, None),)
    assert found.expressions == (
        Expression("and", (Conditions(years=(YearRange(2018, 2020),)),)),
    )  # fmt: skip


def test_required_words_rank_too_and_denied_ones_do_not(fielded: FieldedQueries) -> None:
    assert understood(fielded, '実験 "温泉 街" text:観光 -text:冬 (a OR b)').text == (
        "実験 温泉 街 観光 a b"
    )


def test_what_a_value_was_taken_for_is_told(fielded: FieldedQueries) -> None:
    found = understood(fielded, "technology:drone near:大阪 year:R4 type:事業 technology:AI")
    assert found.expanded == (("drone", "ドローン"), ("大阪", "大阪府大阪市"))


@pytest.mark.parametrize(
    ("query", "radius"),
    [("near:大阪", 50.0), ("near:大阪 radius_km:30", 30.0), ("radius_km:7.5km 大阪付近", 7.5)],
)
def test_near_has_a_radius(fielded: FieldedQueries, query: str, radius: float) -> None:
    (place,) = conditions(fielded, query).places
    assert (place.code, place.relation, place.radius_km) == (OSAKA_CITY, "near", radius)
    assert place.span in {span.id for span in understood(fielded, query).spans}


def test_near_is_a_point_or_several_places_or_not(fielded: FieldedQueries) -> None:
    (point,) = conditions(fielded, "near:34.5,135.5").places
    assert (point.latitude, point.longitude) == (34.5, 135.5)
    several = conditions(fielded, "near:大阪市 OR near:京都市").places
    assert [place.name for place in several] == ["大阪市", "京都市"]
    denied = conditions(fielded, "type:project -near:大阪市 radius_km:20")
    assert [(p.name, p.radius_km) for p in denied.excluded_places] == [("大阪市", 20.0)]
    assert not denied.places


def test_a_dropped_term_is_left_out(fielded: FieldedQueries) -> None:
    query = "technology:drone (year:2020 OR year:火星) near:大阪 radius_km:5 京都"
    places = [(query.index(term), len(term)) for term in ("year:2020", "year:火星", "near:大阪")]
    found = understood(fielded, query, *(f"s{start}-{start + size}" for start, size in places))
    assert found.conditions.groups["technology"] == DRONE
    assert not found.conditions.years
    assert [(p.name, p.relation) for p in found.conditions.places] == [("京都府", "in")]
    assert not understood(fielded, "year:2020", "s0-9").spans
    assert understood(fielded, "year:2020 京都", "s10-12").text == "京都"


def test_an_ambiguous_name_is_told_and_can_be_chosen(fielded: FieldedQueries) -> None:
    query = "year:2020 municipality:府中市"
    with pytest.raises(FieldSyntaxError, match="several") as caught:
        fielded.interpret(query)
    assert caught.value.position == query.index("府")
    assert caught.value.candidates == (("132063", "東京都府中市"), ("342084", "広島県府中市"))
    found = fielded.interpret(query, choices={"s10-26": "342084"})
    assert found is not None
    assert found.conditions.keys["municipality"] == ("342084",)
    assert [candidate.key for candidate in found.spans[1].candidates] == ["132063", "342084"]
    with pytest.raises(FieldSyntaxError):
        fielded.interpret(query, choices={"s10-26": KAWACHINAGANO})


@pytest.mark.parametrize(
    ("query", "position", "says"),
    [
        ("year:2020 technology:火星語", 21, "there is no technology called 火星語"),
        ('-programme:"火星 事業"', 12, "there is no programme called 火星 事業"),
        ("prefecture:大阪市", 11, "there is no prefecture called 大阪市"),
        (
            "technology:https://w3id.org/tsunagu/id/challenge/drone",
            11,
            "there is no technology called https://",
        ),
        ("region:火星", 7, "there is no region called 火星"),
        ("near:関西", 5, "there is no place called 関西"),
        ("near:火星", 5, "there is no place called 火星"),
        ("near:99,200", 5, "there is no place called 99,200"),
        ("type:foo", 5, "foo is not a type; the types are project, programme"),
        ("status:foo", 7, "foo is not a value of status; the values are ended (Support ended)"),
        (
            "applicant_kind:foo",
            15,
            "is not a value of type of local government; the values are city (City)",
        ),
        ("year:foo", 5, "foo is not a year"),
        ("year:2022..2020", 5, "2022..2020 is not a year"),
        ("radius_km:30 AI", 0, "needs a place to be near to"),
        ("near:大阪 radius_km:0", 18, "a number of kilometres"),
        ("near:大阪 radius_km:9999", 18, "a number of kilometres"),
        ("near:大阪 radius_km:nan", 18, "a number of kilometres"),
        ("near:大阪 radius_km:3 radius_km:4", 20, "may be given only once"),
        ("near:大阪 OR radius_km:4", 11, "cannot be used under OR or NOT"),
        ("near:大阪 -radius_km:4", 9, "cannot be used under OR or NOT"),
    ],
)
def test_a_value_that_names_nothing_is_refused_where_it_stands(
    fielded: FieldedQueries, query: str, position: int, says: str
) -> None:
    with pytest.raises(FieldSyntaxError) as caught:
        fielded.interpret(query)
    assert says in fault_texts(caught.value)["en"]
    assert caught.value.position == position


PIECES = [
    *(f"{field}:" for field in FIELDS), "ドローン", "大阪", "府中市", "2020..", "project", "関西",
    "5", "AND", "OR", "NOT", "(", ")", "-", '"', "”", "：", "　", " ", " ", "near", "以外", "*",
    "|",
]  # fmt: skip


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_query_is_understood_or_refused(fielded: FieldedQueries, query: str) -> None:
    try:
        found = fielded.interpret(query)
    except FieldSyntaxError as error:
        refused_at = error.position
    else:
        refused_at = 0
        for span in found.spans if found else ():
            assert span.text == query[span.start : span.end]
    assert 0 <= refused_at <= max(0, len(query) - 1)
