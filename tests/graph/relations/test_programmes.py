"""Programmes for what is asked: parts add up, and one project more never lowers a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wording.messages import messages
from graph.relations.programmes.facts import Area, ProgrammeData, ProgrammeFacts, Statement
from graph.relations.programmes.measures import Asking, level
from graph.relations.programmes.ranking import Programmes, ProjectNeeds, Wanted
from graph.relations.programmes.weights import MATCH, OF_PROJECT, RELATED
from graph.relations.scores import Related, Weight

CONCEPTS = ("drone", "maas", "robot")
STATED = Statement("linked-support", "stated", 2020, "※", "a-source", "p.3")
TOKYO, OSAKA = Area("130001", 35.69, 139.69), Area("270008", 34.69, 135.50)
counts = st.dictionaries(st.sampled_from(CONCEPTS), st.integers(1, 50))


@st.composite
def programmes(draw: st.DrawFn, key: str) -> ProgrammeFacts:
    printed, extra = draw(counts), draw(counts)
    every = {name: printed.get(name, 0) + extra.get(name, 0) for name in printed | extra}
    return ProgrammeFacts(
        key=key,
        printed=printed,
        technologies=every,
        challenges=draw(counts),
        years=draw(st.dictionaries(st.integers(2017, 2025), st.integers(1, 20), min_size=1)),
        recipients=draw(st.dictionaries(st.sampled_from(("131016", "271004")), st.just(OSAKA))),
    )


def _of(*found: ProgrammeFacts) -> Programmes:
    pair = found[0].key, found[-1].key
    return Programmes(ProgrammeData({p.key: p for p in found}, {pair: [STATED]}))


def _score(items: list[Related], key: str) -> float:
    return next((item.score for item in items if item.key == key), 0.0)


def _with_one_more(programme: ProgrammeFacts, concept: str, *, printed: bool) -> ProgrammeFacts:
    def more(before: Mapping[str, int]) -> dict[str, int]:
        return {**before, concept: before.get(concept, 0) + 1}

    return replace(
        programme,
        printed=more(programme.printed) if printed else programme.printed,
        technologies=more(programme.technologies),
    )


@pytest.mark.parametrize("table", [RELATED, OF_PROJECT, MATCH])
def test_weights_add_up_to_one_each_with_a_reason_and_with_words(
    table: Mapping[str, Weight],
) -> None:
    assert sum(weight.value for weight in table.values()) == pytest.approx(1)
    for part, weight in table.items():
        assert weight.reason
        assert messages()[f"relation-programme-{part}"].keys() == {"ja", "en"}
    if "technologies_derived" in table:
        printed, derived = table["technologies_printed"], table["technologies_derived"]
        assert printed.value >= derived.value


@given(programmes("a"), programmes("b"))
def test_the_parts_are_in_bounds_and_no_programme_is_related_to_itself(
    one: ProgrammeFacts, other: ProgrammeFacts
) -> None:
    for items in (
        _of(one, other).related("a"),
        _of(one, other).match(Wanted(CONCEPTS, CONCEPTS, "", Asking("131016", TOKYO))),
    ):
        for item in items:
            assert item.score == pytest.approx(sum(part.weight for part in item.parts), abs=1e-6)
            assert all(0 < part.raw <= 1 + 1e-9 for part in item.parts)
    assert [item.key for item in _of(one, other).related("a")] == ["b"]


@pytest.mark.parametrize("printed", [True, False])
@given(one=programmes("a"), other=programmes("b"), concept=st.sampled_from(CONCEPTS))
def test_one_project_more_with_what_is_asked_never_lowers_a_score(
    *, one: ProgrammeFacts, other: ProgrammeFacts, concept: str, printed: bool
) -> None:
    more = _with_one_more(other, concept, printed=printed)
    wanted = Wanted((concept, "maas"), broader={"maas": (concept,)})
    before, after = (_score(_of(one, p).match(wanted), "b") for p in (other, more))
    assert after >= before - 1e-9
    needs = ProjectNeeds("a", (concept,))
    apart = [_of(replace(one, technologies={}, printed={}), p) for p in (other, more)]
    before, after = (_score(found.of_project(needs), "b") for found in apart)
    assert after >= before - 1e-9


@given(programmes("b"), st.floats(0, 500), st.floats(0, 500))
def test_moving_nearer_never_lowers_a_score(
    programme: ProgrammeFacts, one: float, other: float
) -> None:
    near, far = sorted((one, other))
    programme = replace(programme, recipients={"271004": OSAKA})

    def score(kilometres: float) -> float:
        place = Area("280003", OSAKA.latitude + kilometres / 111, OSAKA.longitude)
        return _score(_of(programme).match(Wanted(asking=Asking("281000", place))), "b")

    assert score(near) >= score(far) - 1e-9


def test_the_order_in_which_programmes_are_read_does_not_matter() -> None:
    alike = [ProgrammeFacts(key, technologies={"maas": 2}, years={2020: 2}) for key in "cab"]
    wanted = Wanted(("maas",))
    assert [item.key for item in _of(*alike).match(wanted)] == ["a", "b", "c"]
    assert [item.key for item in _of(*alike[::-1]).match(wanted)] == ["a", "b", "c"]


def test_the_first_project_says_most() -> None:
    values = [level(count) for count in (0, 1, 2, 10, 10_000)]
    assert values == sorted(values)
    assert values[0] == 0
    assert values[-1] < 1
    assert values[1] - values[0] > values[2] - values[1]


def test_a_stage_counts_only_where_a_source_says_so() -> None:
    said = Statement("demonstration", "stated", None, "実証事業", "a-source", "p.2")
    data = ProgrammeData(
        {key: ProgrammeFacts(key, years={2020: 1}) for key in "ab"}, stages={"a": [said]}
    )
    found = Programmes(data).match(Wanted(stage="demonstration"))
    assert [item.key for item in found] == ["a"]
    stage = next(part for part in found[0].parts if part.kind == "stage")
    assert stage.evidence["statements"][0]["source"] == "a-source"
