"""The code lists of the data: small SKOS schemes whose codes stand in CSV cells.

The concepts are written by hand in ``codelists.ttl``; their keys are the codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS

from ontology.namespaces import DEFAULT_BASE, Iris

CodeLists = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Labels by language, by code, by list."""


def read_codelists(base: str = DEFAULT_BASE) -> Graph:
    """Return the code lists as RDF, with the top concepts of each list, moved to a base."""
    iris = Iris(base)
    parsed = Graph().parse(
        data=resources.files("ontology").joinpath("codelists.ttl").read_text("utf-8"),
        format="turtle",
    )
    graph = Graph(bind_namespaces="none")
    for triple in parsed:
        s, p, o = (URIRef(iris.rebase(str(t))) if isinstance(t, URIRef) else t for t in triple)
        graph.add((s, p, o))
        if p == SKOS.topConceptOf:
            graph.add((o, SKOS.hasTopConcept, s))
    return graph


@cache
def load_codelists() -> CodeLists:
    """Return the labels of every code of every list; they come with the code and are read once."""
    graph = read_codelists()
    iris = Iris()
    lists: defaultdict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for node in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
        place = iris.split(str(node))
        if place:
            labels = {
                str(label.language): str(label)  # type: ignore[attr-defined]
                for label in graph.objects(node, SKOS.prefLabel)
            }
            lists[place[0]][place[1]] = MappingProxyType(labels)
    return MappingProxyType({name: MappingProxyType(codes) for name, codes in lists.items()})


def names_of_codes(list_: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the names of the codes of a list: code, name, language, whether it is the one shown."""
    graph = read_codelists()
    iris = Iris()
    for prop in (SKOS.prefLabel, SKOS.altLabel):
        for node, name in sorted(graph.subject_objects(prop), key=str):
            place = iris.split(str(node))
            if place and place[0] == list_ and isinstance(name, Literal):
                yield place[1], str(name), name.language or "", prop == SKOS.prefLabel


def broader_codes(list_: str) -> Mapping[str, str]:
    """Return for each code of a list that has one the code above it: finishing is supported."""
    graph = read_codelists()
    iris = Iris()
    found = {}
    for narrow, _, broad in graph.triples((None, SKOS.broader, None)):
        below, above = iris.split(str(narrow)), iris.split(str(broad))
        if below and above and below[0] == list_:
            found[below[1]] = above[1]
    return MappingProxyType(found)
