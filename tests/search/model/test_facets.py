"""The table of facets, and values by facet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.facets import (
    AREAS,
    BY_FIELD,
    BY_NAME,
    FACETS,
    GROUPED,
    LEFT_OUT,
    LISTED,
    PARAMETERS,
    ByFacet,
)
from search.model.interpretation import Conditions
from search.model.request import SearchRequest

_VALUES = st.dictionaries(
    st.sampled_from(list(BY_NAME)), st.lists(st.sampled_from("abc"), max_size=2).map(tuple)
)


def test_names_are_distinct() -> None:
    assert len(BY_NAME) == len(BY_FIELD) == len({facet.conditions for facet in FACETS})
    assert len(BY_NAME) == len(FACETS)


def test_the_orders_that_clients_know() -> None:
    assert [facet.name for facet in LISTED] == [
        "type", "technology", "challenge", "programme", "ministry", "fiscal_year", "region",
        "prefecture", "municipality", "applicant_kind", "designation", "status",
    ]  # fmt: skip
    assert [facet.name for facet in PARAMETERS] == [
        "type", "technology", "challenge", "programme", "prefecture", "municipality", "ministry",
        "region", "applicant_kind", "designation", "status", "fiscal_year",
    ]  # fmt: skip
    assert list(BY_FIELD) == [
        "type", "technology", "challenge", "programme", "ministry", "prefecture", "municipality",
        "region", "applicant_kind", "designation", "status", "year",
    ]  # fmt: skip
    assert LEFT_OUT == ("status", "applicant_kind", "designation", "programme", "ministry")


def test_what_differs_in_kind() -> None:
    assert GROUPED == ("technology", "challenge")
    assert AREAS == ("region", "prefecture", "municipality")


@given(given_=_VALUES)
def test_values_by_facet_are_a_mapping_without_empty_ones(
    given_: dict[str, tuple[str, ...]],
) -> None:
    found = ByFacet(given_)
    assert dict(found) == {name: values for name, values in given_.items() if values}
    assert all(found[name] == given_.get(name, ()) for name in BY_NAME)
    assert len(found) == sum(map(bool, given_.values()))


@given(given_=_VALUES, more=_VALUES)
def test_the_order_of_facets_does_not_count(
    given_: dict[str, tuple[str, ...]], more: dict[str, tuple[str, ...]]
) -> None:
    one, other = ByFacet(given_), ByFacet(dict(reversed(given_.items())))
    assert one == other
    assert hash(one) == hash(other)
    assert (one == ByFacet(more)) == (dict(one) == dict(ByFacet(more)))


@given(given_=_VALUES, more=_VALUES)
def test_values_take_the_place_of_others(
    given_: dict[str, tuple[str, ...]], more: dict[str, tuple[str, ...]]
) -> None:
    assert ByFacet(given_) | more == ByFacet({**given_, **more})


@pytest.mark.parametrize("name", ["technologies", "", "q"])
def test_what_is_no_facet_is_a_mistake_of_the_program(name: str) -> None:
    with pytest.raises(KeyError):
        ByFacet({name: ("x",)})
    with pytest.raises(KeyError):
        ByFacet()[name]
    assert name not in ByFacet()


def test_requests_and_conditions_can_be_compared_and_kept() -> None:
    filters = ByFacet(type=("project",), status=("ended",))
    assert {SearchRequest(filters=filters), SearchRequest(filters=filters)} == {
        SearchRequest("", ByFacet(status=("ended",), type=("project",)))
    }
    assert Conditions(keys=filters) != Conditions()
    assert Conditions(keys=ByFacet(type=())).asks_only_kinds
