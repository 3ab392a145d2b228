"""The code lists: every code says what it means, and every list which codes it begins with."""

from __future__ import annotations

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SKOS

from ontology.codelists import read_codelists


@pytest.fixture(scope="module")
def lists() -> Graph:
    return read_codelists("https://example.org/base/")


def test_every_code_is_defined_in_both_languages(lists: Graph) -> None:
    for code in lists.subjects(RDF.type, SKOS.Concept):
        texts = [text for text in lists.objects(code, SKOS.definition) if isinstance(text, Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "ja"], code
        assert {str(text)[-1] for text in texts} == {"。", "."}, code


def test_every_list_has_its_top_concepts(lists: Graph) -> None:
    codes = set(lists.subjects(RDF.type, SKOS.Concept))
    lower = set(lists.subjects(SKOS.broader))
    for scheme in lists.subjects(RDF.type, SKOS.ConceptScheme):
        assert list(lists.objects(scheme, SKOS.hasTopConcept)), scheme
    for code in codes:
        scheme = lists.value(code, SKOS.inScheme)
        is_top = code not in lower
        assert ((scheme, SKOS.hasTopConcept, code) in lists) == is_top, code
        assert ((code, SKOS.topConceptOf, scheme) in lists) == is_top, code
