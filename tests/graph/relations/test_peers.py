"""What the ranking of peers promises of any facts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from relation_facts import BODIES, CODES, TECHNOLOGIES, facts, few_examples, projects

from graph.relations.facts.arrays import arrays_of
from graph.relations.facts.distances import Designations, density_likeness
from graph.relations.facts.models import Facts, ProjectFacts
from graph.relations.peers.experience import PeerQuestion
from graph.relations.peers.ranking import Peers
from graph.relations.scores import Related

ANYTHING = PeerQuestion(prefectures=True)


def peers(found: Facts) -> Peers:
    return Peers(arrays_of(found))


def of(found: Facts, asking: str, other: str, question: PeerQuestion) -> Related | None:
    items = peers(found).peers(asking, question, limit=100).items
    return next((item for item in items if item.key == other), None)


@given(projects(), st.sampled_from(CODES), st.sampled_from((None, *TECHNOLOGIES)))
@few_examples
def test_the_parts_add_up(found: list[ProjectFacts], asking: str, technology: str | None) -> None:
    question = replace(ANYTHING, technologies=(technology,) if technology else ())
    ranking = peers(facts(found)).peers(asking, question, limit=100)
    assert ranking.total == len(ranking.items)
    for item in ranking.items:
        assert item.key != asking
        assert item.score == pytest.approx(sum(part.weight for part in item.parts), abs=1e-12)
        assert all(0 < part.raw <= 1 for part in item.parts)
    scores = [item.score for item in ranking.items]
    assert scores == sorted(scores, reverse=True)


@given(projects(), st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(TECHNOLOGIES))
@few_examples
def test_a_project_more_never_lowers_a_peer(
    found: list[ProjectFacts], asking: str, other: str, technology: str
) -> None:
    more = [
        *found,
        ProjectFacts("p99", "one", 2021, printed=(technology,), places=(other,), bodies=(other,)),
    ]
    question = replace(ANYTHING, technologies=(technology,))
    before, after = (of(facts(f), asking, other, question) for f in (found, more))
    if asking != other:
        assert after is not None
        if before is not None:
            parts = [{part.kind: part.weight for part in item.parts} for item in (before, after)]
            for kind in ("experience", "years", "since", "finished", "programmes"):
                assert parts[1].get(kind, 0.0) >= parts[0].get(kind, 0.0)


@given(projects(), st.sampled_from(CODES))
@few_examples
def test_moving_nearer_never_lowers_a_peer(found: list[ProjectFacts], other: str) -> None:
    scores = []
    for latitude in (35.0, 38.0, 42.0):
        bodies = [
            replace(body, latitude=latitude, longitude=141.0) if body.code == "010020" else body
            for body in BODIES
        ]
        item = of(replace(facts(found), bodies=bodies), other, "010020", ANYTHING)
        if item is not None:
            near = sum(part.weight for part in item.parts if part.kind == "distance")
            scores.append((item.distance_km or 0.0, near))
    for (nearer, high), (farther, low) in zip(sorted(scores), sorted(scores)[1:], strict=False):
        assert nearer <= farther
        assert high >= low


def test_an_effort_under_two_linked_programmes_counts_once() -> None:
    once = [ProjectFacts("a", "one", 2020, printed=("ai",), places=("010010",), bodies=("010010",))]
    twice = [
        replace(once[0], linked=("b",)),
        replace(once[0], key="b", programme="two", linked=("a",)),
    ]
    question = PeerQuestion(technologies=("ai",))
    found = [of(facts(f), "020020", "010010", question) for f in (once, twice)]
    parts = [{p.kind: p.raw for p in item.parts} for item in found if item]
    assert parts[0]["experience"] == parts[1]["experience"]
    assert "programmes" not in parts[0]
    assert parts[1]["programmes"] == 0.5
    said = [p.evidence for item in found if item for p in item.parts if p.kind == "experience"]
    assert [one["total"] for one in said] == [1, 1]
    assert [len(one["projects"]) for one in said] == [1, 2]


@pytest.mark.parametrize(
    ("years", "together"),
    [((2020, 2020), 3), ((2021, 2022), 3), ((2022, 2024), 5), ((2024, 2024), 4), ((2019, 2020), 4)],
)
def test_a_year_of_an_effort_under_two_linked_programmes_counts_once(
    years: tuple[int, int], together: int
) -> None:
    """One programme supported it from 2020 to 2022, the other in the years given."""
    one = ProjectFacts(
        "a", "one", 2020, supported_until=2022, printed=("ai",), bodies=("010010",), linked=("b",)
    )
    other = replace(
        one,
        key="b",
        programme="two",
        fiscal_year=years[0],
        supported_until=years[1],
        linked=("a",),
    )
    unlinked = [replace(one, linked=()), replace(other, linked=())]
    question = PeerQuestion(technologies=("ai",))
    said = [
        next(p.evidence["years"] for p in item.parts if p.kind == "years")
        for found in ([one, other], unlinked)
        for item in [of(facts(found), "020020", "010010", question)]
        if item
    ]
    assert said == [together, 3 + years[1] - years[0] + 1]


def test_what_is_printed_is_more_experience_than_what_is_derived() -> None:
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), places=("010010",), bodies=("010010",)),
        ProjectFacts("b", "one", 2020, derived=("ai",), places=("010020",), bodies=("010020",)),
    ]
    items = peers(facts(found)).peers("020020", PeerQuestion(technologies=("ai",))).items
    raws = {item.key: item.parts[0].raw for item in items}
    assert raws["010010"] > raws["010020"] > 0


def test_who_was_selected_in_the_latest_year_has_no_years_since() -> None:
    found = [
        ProjectFacts("a", "one", 2022, printed=("ai",), bodies=("010010",)),
        ProjectFacts("b", "one", 2024, printed=("ai",), bodies=("010010",)),
        ProjectFacts("c", "one", 2024, printed=("ai",), bodies=("010020",)),
        ProjectFacts("d", "one", 2025, printed=("ai",), bodies=("020010",)),
        ProjectFacts("e", "one", 2018, printed=("driving",), bodies=("020010",)),
    ]
    items = peers(facts(found)).peers("020020", PeerQuestion(technologies=("ai",))).items
    since = {
        item.key: (part.raw, part.evidence["fiscal_year"])
        for item in items
        for part in item.parts
        if part.kind == "since"
    }
    assert since == {"010010": (1.0, 2022), "010020": (pytest.approx(1 / 3), 2024)}


def test_density_is_alike_by_its_ratio_whichever_is_the_denser() -> None:
    densities = np.array([100.0, 1_000.0, 10.0, 100_000.0, np.nan])
    likeness = density_likeness(100.0, densities)
    assert likeness[0] == 1.0
    assert likeness[1] == likeness[2] == pytest.approx(1 / 3)
    assert likeness[3] == likeness[4] == 0.0
    assert not density_likeness(np.nan, densities).any()


def test_a_rare_designation_in_common_says_more_than_a_frequent_one() -> None:
    """Rows: depopulated, island. Bodies 0 and 1 are both, 2 and 3 the first, 4 is neither."""
    designated = np.array([[1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 1]], dtype=np.bool_)
    designations = Designations(designated, np.array([1, 1, 1, 1, 1, 0], dtype=np.bool_))
    both = designations.likeness(0)
    assert both[1] > both[5] > both[2] > both[4] == 0.0
    assert not designations.likeness(4).any()
    assert designations.both(0, 1).tolist() == [1, 0]


def test_designations_in_common_are_said() -> None:
    bodies = [
        replace(body, designations=("heavy-snow",) if body.kind in ("town", "village") else ())
        for body in BODIES
    ]
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",)),
        ProjectFacts("b", "one", 2020, printed=("ai",), bodies=("010020",)),
    ]
    items = peers(replace(facts(found), bodies=bodies)).peers("020020", PeerQuestion()).items
    said = {
        item.key: part.evidence
        for item in items
        for part in item.parts
        if part.kind == "designations"
    }
    assert said == {"010020": {"designations": ["heavy-snow"]}}


def test_conditions_must_be_met_by_one_project() -> None:
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",)),
        ProjectFacts("b", "one", 2020, challenges=("transport",), bodies=("010010",)),
        ProjectFacts("c", "one", 2020, ("ai",), challenges=("transport",), bodies=("010020",)),
    ]
    question = PeerQuestion(technologies=("ai",), challenges=("life",), challenge_must=True)
    assert [i.key for i in peers(facts(found)).peers("020020", question).items] == ["010020"]


def test_a_challenge_raises_and_leaves_nobody_out() -> None:
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",)),
        ProjectFacts("b", "one", 2020, ("ai",), challenges=("life",), bodies=("010020",)),
    ]
    engine = peers(facts(found))
    asked = PeerQuestion(technologies=("ai",))
    plain, same, close = (
        {item.key: item for item in engine.peers("020020", question).items}
        for question in (
            asked,
            replace(asked, challenges=("life",)),
            replace(asked, challenges=("transport",), close=("life",)),
        )
    )
    assert plain.keys() == same.keys() == close.keys() == {"010010", "010020"}
    added = {
        name: [part for part in some["010020"].parts if part.kind == "challenges"]
        for name, some in (("plain", plain), ("same", same), ("close", close))
    }
    assert [[part.raw for part in parts] for parts in added.values()] == [[], [1.0], [0.5]]
    assert added["same"][0].evidence == {"same": True, "challenges": ["life"], "projects": ["b"]}
    assert added["close"][0].evidence["same"] is False
    assert same["010010"].score == plain["010010"].score
    assert same["010020"].score > close["010020"].score > plain["010020"].score


def test_who_asks_for_a_challenge_alone_sees_those_on_it_as_more_experienced() -> None:
    found = [
        ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",)),
        ProjectFacts("b", "one", 2020, challenges=("transport",), bodies=("010020",)),
    ]
    items = peers(facts(found)).peers("020020", PeerQuestion(challenges=("transport",))).items
    raws = {item.key: item.parts[0].raw for item in items}
    assert raws["010020"] > raws["010010"] > 0


def test_a_condition_without_which_there_would_be_peers_is_named() -> None:
    found = [ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",))]
    question = PeerQuestion(technologies=("ai",), max_km=1.0, stage="finished")
    engine = peers(facts(found))
    assert engine.peers("020020", question).total == 0
    assert engine.emptied("020020", question) == {"technology": 0, "stage": 0, "max_km": 0}
    assert engine.emptied("020020", replace(question, stage="experienced")) == {
        "technology": 0,
        "max_km": 1,
    }


def test_a_programme_that_selected_nothing_has_no_peers() -> None:
    found = [ProjectFacts("a", "one", 2020, printed=("ai",), bodies=("010010",))]
    question = PeerQuestion(programmes=("new",))
    assert peers(facts(found)).peers("020020", question).total == 0
    assert peers(facts(found)).emptied("020020", question) == {"programme": 1}


def test_who_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError):
        peers(facts([])).peers("999999", ANYTHING)
