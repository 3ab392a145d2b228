"""Who operates the service, as DCAT and VoID say it; nothing is said of who is not named."""

from __future__ import annotations

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from graph.description.contact_point import (
    NOBODY,
    VCARD,
    Operator,
    say_contact_point,
    say_publisher,
)
from graph.description.document import RdfDocument

DATASET = URIRef("https://w3id.org/tsunagu/dataset")


def _said(operator: Operator) -> RdfDocument:
    document = RdfDocument()
    say_publisher(document, DATASET, operator)
    say_contact_point(document, DATASET, operator)
    return document


def test_nothing_is_said_of_nobody() -> None:
    assert len(_said(NOBODY).graph) == 0


def test_an_operator_is_publisher_and_contact_point() -> None:
    graph = _said(Operator("運営室", "a@e.jp", "https://e.jp/f?x={iri}", "LocalAuthority")).graph
    agent, card = graph.value(DATASET, DCTERMS.publisher), graph.value(DATASET, DCAT.contactPoint)
    assert graph.value(agent, FOAF.name) == Literal("運営室")
    kind = graph.value(agent, DCTERMS.type)
    assert kind == URIRef("http://purl.org/adms/publishertype/LocalAuthority")
    assert graph.value(agent, FOAF.mbox) == URIRef("mailto:a@e.jp")
    assert graph.value(card, VCARD.fn) == Literal("運営室")
    assert graph.value(card, VCARD.hasEmail) == URIRef("mailto:a@e.jp")
    assert graph.value(card, VCARD.hasURL) == URIRef("https://e.jp/f?x=")


@pytest.mark.parametrize("operator", [Operator(email="a@e.jp"), Operator(url="https://e.jp/")])
def test_without_a_name_there_is_a_contact_and_no_publisher(operator: Operator) -> None:
    graph = _said(operator).graph
    assert graph.value(DATASET, DCTERMS.publisher) is None
    card = graph.value(DATASET, DCAT.contactPoint)
    assert str(graph.value(card, VCARD.fn)) == operator.shown
