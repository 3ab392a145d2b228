"""What similarity promises of any facts: sums, symmetry, monotony, names that do not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from relation_facts import BODIES, CODES, facts, few_examples, projects

from graph.relations import measures
from graph.relations.facts.arrays import arrays_of
from graph.relations.facts.models import ProjectFacts
from graph.relations.measures import against_open, halved, information_content, overlap, saturated
from graph.relations.peers.weights import ADDED, PEERS
from graph.relations.scores import values
from graph.relations.similar.projects import SimilarProjects
from graph.relations.similar.weights import SIMILAR


def similar(found: list[ProjectFacts]) -> SimilarProjects:
    return SimilarProjects(arrays_of(facts(found)))


@given(projects())
@few_examples
def test_the_parts_add_up_and_stay_within_their_weights(found: list[ProjectFacts]) -> None:
    ranking = similar(found).similar("p00", limit=100)
    for item in ranking.items:
        assert item.score == pytest.approx(sum(part.weight for part in item.parts), abs=1e-12)
        for part in item.parts:
            assert 0 < part.raw <= 1 + 1e-6
            assert part.weight == part.coefficient * part.raw
    assert sum(values(SIMILAR).values()) == pytest.approx(1.0)
    always = {name: value for name, value in values(PEERS).items() if name != ADDED}
    assert sum(always.values()) == pytest.approx(1.0)


@given(projects())
@few_examples
def test_two_projects_are_as_similar_seen_from_either(found: list[ProjectFacts]) -> None:
    between = similar(found).between
    for a in found:
        for b in found:
            assert between(a.key, b.key).score == pytest.approx(
                between(b.key, a.key).score, abs=1e-6
            )


@given(projects())
@few_examples
def test_no_project_is_similar_to_itself_or_to_its_linked_support(
    found: list[ProjectFacts],
) -> None:
    linked = [replace(found[0], linked=("p01",)), replace(found[1], linked=("p00",)), *found[2:]]
    keys = [item.key for item in similar(linked).similar("p00", limit=100).items]
    assert not {"p00", "p01"} & set(keys)
    assert similar(linked).linked("p00") == ["p01"]


@given(projects())
@few_examples
def test_the_ranking_is_by_score_and_then_by_key(found: list[ProjectFacts]) -> None:
    items = similar(found).similar("p00", limit=100).items
    order = [(-round(item.score, 9), item.key) for item in items]
    assert order == sorted(order)


@given(projects(), st.integers(1, 4), st.integers(0, 4))
@few_examples
def test_a_page_is_that_part_of_the_whole_list(
    found: list[ProjectFacts], limit: int, offset: int
) -> None:
    engine = similar(found)
    whole = engine.similar("p00", limit=100)
    page = engine.similar("p00", limit=limit, offset=offset)
    assert page.total == whole.total
    assert [i.key for i in page.items] == [i.key for i in whole.items[offset : offset + limit]]


@given(projects(), st.randoms())
@few_examples
def test_the_order_of_the_facts_does_not_matter(found: list[ProjectFacts], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    base = replace(facts(found), text=None)
    other = replace(base, projects=mixed, bodies=tuple(reversed(BODIES)))
    one, two = (SimilarProjects(arrays_of(f)).similar("p00", limit=100) for f in (base, other))
    assert [(i.key, i.score) for i in one.items] == [(i.key, i.score) for i in two.items]


@given(projects())
@few_examples
def test_new_names_that_keep_the_order_change_no_score(found: list[ProjectFacts]) -> None:
    renamed = [replace(p, key=f"x{p.key}", linked=()) for p in found]
    one = SimilarProjects(arrays_of(replace(facts(found), text=None)))
    two = SimilarProjects(arrays_of(replace(facts(renamed), text=None)))
    a, b = one.similar("p00", limit=100), two.similar("xp00", limit=100)
    assert [(f"x{i.key}", i.score) for i in a.items] == [(i.key, i.score) for i in b.items]


levels = st.lists(st.sampled_from([0.0, 0.6, 1.0]), min_size=6, max_size=6)


@given(
    mine=levels,
    theirs=levels,
    concept=st.integers(0, 5),
    own_open=st.booleans(),
    other_open=st.booleans(),
)
def test_a_technology_more_in_common_never_lowers_the_overlap(
    mine: list[float], theirs: list[float], concept: int, *, own_open: bool, other_open: bool
) -> None:
    content = np.linspace(0.1, 0.9, 6)

    def raw(one: np.ndarray, other: np.ndarray) -> float:
        shared = np.array([(np.minimum(one, other) * content).sum()])
        found = overlap(
            shared,
            float((one * content).sum()),
            np.array([(other * content).sum()]),
            own_open=own_open,
            against=against_open(np.array([other_open])),
        )
        return float(found[0])

    before = np.array(mine), np.array(theirs)
    after = before[0].copy(), before[1].copy()
    after[0][concept] = after[1][concept] = 1.0
    assert raw(*after) >= raw(*before) - 1e-12


@given(projects(), st.sampled_from(CODES), st.sampled_from(CODES))
@few_examples
def test_moving_nearer_never_lowers_the_score(
    found: list[ProjectFacts], here: str, there: str
) -> None:
    here_and_there = replace(found[0], places=("010010",), bodies=("010010",))
    engines = [
        similar([here_and_there, replace(found[1], places=(code,), bodies=(code,)), *found[2:]])
        for code in (here, there)
    ]
    between = [engine.between("p00", "p01") for engine in engines]
    distances = [item.distance_km for item in between]
    near = [sum(p.weight for p in item.parts if p.kind == "distance") for item in between]
    assert (distances[0] - distances[1]) * (near[0] - near[1]) <= 1e-9


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_nearness_falls_with_distance(a: float, b: float) -> None:
    near, far = sorted((a, b))
    first, second = (float(halved(np.array(km), measures.HALF_KM)) for km in (near, far))
    assert first >= second
    assert float(halved(np.array(np.inf), measures.HALF_KM)) == 0.0


def test_the_rare_says_more_than_the_common() -> None:
    content = information_content(np.array([1, 10, 100, 273]), 273)
    assert list(content) == sorted(content, reverse=True)
    assert content[0] == 1.0
    assert 0 < content[-1] < 0.01
    one = overlap(content[:1], float(content[0]), content[:1])
    two = overlap(content[2:3], float(content[2]), content[2:3])
    assert one > two


def test_an_open_list_counts_what_it_does_not_name_half() -> None:
    shared, own, other = np.array([0.4]), 0.9, np.array([0.4])
    closed = overlap(shared, own, other, against=against_open(np.array([False])))
    opened = overlap(shared, own, other, against=against_open(np.array([True])))
    assert closed < opened < overlap(shared, 0.4, other)


def test_experience_saturates() -> None:
    found = saturated(np.array([0.0, 1.0, 3.0]))
    assert list(found) == [0.0, 0.5, 0.75]


def test_concepts_are_near_by_their_common_broader_one() -> None:
    plain = ProjectFacts("a", "one", 2020, printed=("driving",))
    others = [
        ProjectFacts("b", "one", 2020, printed=("maas",)),
        ProjectFacts("c", "one", 2020, printed=("blockchain",)),
    ]
    found = SimilarProjects(arrays_of(replace(facts([plain, *others]), text=None)))
    assert [item.key for item in found.similar("a").items] == ["b"]


def test_weights_can_be_changed_by_who_asks() -> None:
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), places=("010010",)),
        ProjectFacts("b", "one", 2020, printed=("ai",), places=("020010",)),
        ProjectFacts("c", "one", 2024, printed=("ai", "maas"), places=("010020",)),
    ]
    engine = SimilarProjects(arrays_of(replace(facts(found), text=None)))
    assert [item.key for item in engine.similar("a").items] == ["b", "c"]
    near = {**dict.fromkeys(SIMILAR, 0.0), "distance": 1.0}
    assert [item.key for item in engine.similar("a", table=near).items] == ["c", "b"]
