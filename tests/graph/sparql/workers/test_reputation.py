"""What is remembered of queries and of who asked them."""

from __future__ import annotations

from graph.sparql.workers.reputation import SUSPECTED_SECONDS, Lane, Reputation, shape_of

CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
LOOKUP = "SELECT ?p ?o { <http://e.jp/1> ?p ?o }"


class Clock:
    """A clock that somebody sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_differs_in_terms_alone_has_one_shape() -> None:
    assert shape_of('SELECT ?x { ?x ex:p "one" } LIMIT 5 # 1') == shape_of(
        "select  ?other\n{ ?other <http://e.jp/p#q> '''a # b''' } limit 700"
    )
    assert shape_of(CROSS) != shape_of(LOOKUP)
    assert shape_of("SELECT ?p { <http://e.jp/1> ?p ?o }") != shape_of(LOOKUP)


def test_a_text_that_was_slow_is_slow_for_everybody_until_it_is_quick() -> None:
    reputation = Reputation()
    reputation.note_slow(CROSS, "a", is_sure=True)
    assert reputation.lane(CROSS, "b") is Lane.SLOW
    assert reputation.lane(f"{CROSS} # 2", "a") is Lane.FAST
    reputation.note_quick(CROSS, "b")
    assert reputation.lane(CROSS, "a") is Lane.FAST


def test_a_suspected_client_is_tried_until_the_shape_is_known() -> None:
    reputation = Reputation()
    reputation.note_slow(CROSS, "rude", is_sure=True)
    reputation.suspect("rude")
    assert reputation.lane(f"{CROSS} # 2", "rude") is Lane.SLOW
    assert reputation.lane(f"{CROSS} # 2", "other") is Lane.FAST
    assert reputation.lane(LOOKUP, "rude") is Lane.TRIAL
    reputation.note_quick(LOOKUP, "other")
    assert reputation.lane(LOOKUP.replace("1", "2"), "rude") is Lane.FAST


def test_what_was_quick_before_anybody_was_suspected_is_known() -> None:
    reputation = Reputation()
    reputation.note_quick(LOOKUP, "other")
    reputation.suspect("rude")
    assert reputation.lane(LOOKUP.replace("1", "2"), "rude") is Lane.FAST
    assert reputation.lane(CROSS, "rude") is Lane.TRIAL


def test_of_what_may_only_have_waited_nothing_is_concluded() -> None:
    reputation = Reputation()
    reputation.suspect("one")
    reputation.note_quick(LOOKUP, "one")
    reputation.note_slow(LOOKUP, "one", is_sure=False)
    assert reputation.lane(LOOKUP, "one") is Lane.SLOW
    assert reputation.lane(LOOKUP.replace("1", "2"), "one") is Lane.FAST


def test_a_shape_that_was_quick_once_and_then_slow_is_tried_again() -> None:
    reputation = Reputation()
    reputation.suspect("rude")
    reputation.suspect("other")
    reputation.note_quick(f"{CROSS} LIMIT 1", "rude")
    assert reputation.lane(f"{CROSS} LIMIT 2", "rude") is Lane.FAST
    reputation.note_slow(f"{CROSS} LIMIT 900000", "rude", is_sure=True)
    assert reputation.lane(f"{CROSS} LIMIT 3", "rude") is Lane.SLOW
    assert reputation.lane(f"{CROSS} LIMIT 3", "other") is Lane.TRIAL


def test_a_suspicion_ends() -> None:
    clock = Clock()
    reputation = Reputation(clock)
    reputation.suspect("rude")
    clock.now = SUSPECTED_SECONDS / 2
    reputation.suspect("rude")
    clock.now += SUSPECTED_SECONDS / 2 + 1
    assert reputation.lane(CROSS, "rude") is Lane.TRIAL
    assert reputation.suspects == 1
    clock.now += SUSPECTED_SECONDS
    assert reputation.lane(CROSS, "rude") is Lane.FAST
    assert reputation.suspects == 0
