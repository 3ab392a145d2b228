"""Facts of programmes as typed values."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from fractions import Fraction

import pytest
from paths import DATA

from api.things.programme_facts import ProgrammeFacts, programme_facts
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris


@pytest.fixture(scope="module")
def facts(graph_store: Store) -> Mapping[str, ProgrammeFacts]:
    return programme_facts(EntityReader(graph_store, Iris()))


def _rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_programme_is_there_and_no_group(facts: Mapping[str, ProgrammeFacts]) -> None:
    assert set(facts) == {row["key"] for row in _rows("programmes")}


def test_every_row_is_a_fact_of_its_programme(facts: Mapping[str, ProgrammeFacts]) -> None:
    terms = [row for row in _rows("programme_terms") if row["programme"] in facts]
    for key, known in facts.items():
        of = [row["term"] for row in terms if row["programme"] == key]
        assert len(known.rates) == of.count("subsidy-rate")
        assert len(known.ceilings) == of.count("max-support") + of.count("support-per-area")
        assert len(known.calls) == of.count("call-period")
    budgets = [row for row in _rows("programme_budgets") if row["programme"] in facts]
    assert sum(len(known.budgets) for known in facts.values()) == len(budgets)
    offices = [row for row in _rows("programme_offices") if row["programme"] in facts]
    assert sum(len(known.offices) for known in facts.values()) == len(offices)


@pytest.mark.parametrize(
    ("programme", "year", "share"),
    [
        ("smartcity-soumu", 2025, Fraction(1, 2)),
        ("maas-mlit", 2022, Fraction(1, 2)),
        ("maas-mlit", 2025, Fraction(2, 3)),
        ("maas-mlit", 2019, Fraction(1, 2)),
        ("av-implementation-mlit", 2025, Fraction(4, 5)),
    ],
)
def test_rates(
    facts: Mapping[str, ProgrammeFacts], programme: str, year: int, share: Fraction
) -> None:
    rates = [rate for rate in facts[programme].rates if rate.fiscal_year == year]
    assert any(share in rate.shares for rate in rates)


def test_ceilings_and_budgets_have_the_newest_year_first(
    facts: Mapping[str, ProgrammeFacts],
) -> None:
    newest = facts["smartcity-mlit"].ceilings[0]
    assert (newest.fiscal_year, newest.yen, newest.per_area) == (2026, 35_000_000, False)
    assert facts["new-maas-meti"].ceilings[0].per_area
    (several,) = [one for one in facts["new-maas-meti"].budgets if one.printed == "数億円"]
    assert several.yen is None


def test_the_last_call_says_how_sure_it_is(facts: Mapping[str, ProgrammeFacts]) -> None:
    call = facts["maas-mlit"].last_call
    assert call is not None
    assert (call.opens, call.closes, call.sure) == ("2025-10-10", "2025-10-20", True)
    machine = facts["smartcity-mlit"].last_call
    assert machine is not None
    assert (machine.opens, machine.sure) == ("2026-01-26", False)
    assert facts["new-maas-meti"].last_call is None


def test_the_office_of_the_latest_date_is_first(facts: Mapping[str, ProgrammeFacts]) -> None:
    first, second = facts["mirai"].offices
    assert (first.email, first.telephone, first.as_of) == ("g.mirai.s5m@cao.go.jp", "", "2023-03")
    assert second.telephone == "03-6206-6175"


def test_steps_are_those_of_their_programme_in_order(facts: Mapping[str, ProgrammeFacts]) -> None:
    assert [step.key for step in facts["mirai"].steps][:2] == ["end-of-support", "notice"]
    assert facts["maas-mlit"].steps == ()
    refused = {step.key for step in facts["mirai"].steps if step.permitted is False}
    assert refused == {"same-content"}


def test_every_fact_has_its_source_and_place(facts: Mapping[str, ProgrammeFacts]) -> None:
    for known in facts.values():
        for fact in (*known.rates, *known.ceilings, *known.budgets, *known.calls, *known.offices):
            assert fact.source["id"]
            assert fact.source["locator"]
