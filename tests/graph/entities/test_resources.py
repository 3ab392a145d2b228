"""What the graph says of any one thing."""

from __future__ import annotations

from graph.entities.resources import of_corporate_number
from graph.store.store import Store
from ontology.namespaces import DEFAULT_BASE, Iris


def test_a_corporate_number_tells_whose_it_is(graph_store: Store) -> None:
    iris = Iris(DEFAULT_BASE)
    assert of_corporate_number(graph_store, iris, "6000020272051") == [("municipality", "272051")]
    assert of_corporate_number(graph_store, iris, "0000000000000") == []
    assert of_corporate_number(graph_store, iris, '" . ?x') == []


def test_the_number_of_a_ministry_is_not_that_of_its_parts(graph_store: Store) -> None:
    found = of_corporate_number(graph_store, Iris(DEFAULT_BASE), "2000012100001")
    assert ("ministry", "mlit") in found
    assert ("ministry", "mlit-road") not in found
