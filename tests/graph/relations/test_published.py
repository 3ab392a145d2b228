"""What the build computes keeps to the shapes, and is in the store as in the dump."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import Graph

from api.release.releases import Release
from graph.store.store import Store
from ontology.vocabulary import load_shapes

COMPUTED = ("Similarity", "PeerGroup", "PeerGroupMembership")


@pytest.fixture(scope="module")
def computed(graph_store: Store) -> Graph:
    """Return every computed resource, and the classes of what they name."""
    found = Graph()
    query = """
        SELECT ?s ?p ?o WHERE {{
          {{ ?s a tsn:{name} ; ?p ?o }}
          UNION {{ ?of a tsn:{name} ; ?any ?s . ?s a ?o . BIND(rdf:type AS ?p) }}
        }}"""
    for name in COMPUTED:
        for row in graph_store.select(query.format(name=name)):
            found.add((row["s"], row["p"], row["o"]))
    return found


def test_it_keeps_to_the_shapes(computed: Graph) -> None:
    shapes = load_shapes()
    conforms, _, text = pyshacl.validate(computed, shacl_graph=shapes, inference="none")
    ours = [part for part in str(text).split("Constraint Violation") if "similarity" in part]
    assert len(computed) > 1000
    assert conforms or not ours, ours[:2]


def test_a_fault_would_be_seen(computed: Graph) -> None:
    score = next(p for p in set(computed.predicates()) if str(p).endswith("similarityScore"))
    faulty = Graph()
    record = next(computed.subjects(score))
    for triple in computed.triples((record, None, None)):
        if triple[1] != score:
            faulty.add(triple)
    conforms, _, text = pyshacl.validate(faulty, shacl_graph=load_shapes(), inference="none")
    assert not conforms
    assert "similarityScore" in str(text)


def test_the_dump_holds_what_the_store_holds(release: Release, graph_store: Store) -> None:
    lines = (release.folder / "graph.nq").read_bytes().splitlines()
    assert lines == sorted(lines)
    counts = release.manifest["counts"]
    assert len(lines) == counts["quads"]
    assert len(graph_store) == counts["quads"] - counts["entailed"]  # which is in the dataset
