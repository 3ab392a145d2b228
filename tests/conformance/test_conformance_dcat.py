"""The catalogue against the shapes of DCAT-AP 3.0.1, as pySHACL reads both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from conformance_http import Server
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, SH

from api.release.releases import Release
from graph.description.contact_point import NOBODY
from graph.description.dcat import catalog
from graph.description.numbers import Edition, read_description

SHAPES = Path(__file__).parent / "dcat-ap" / "shapes.ttl"
ADDRESS = "http://conformance.example/catalog"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def violations(document: bytes, shapes: Graph) -> set[tuple[str, str]]:
    """Return what is wrong, by thing and property."""
    data = Graph().parse(document, format="turtle", publicID=ADDRESS)
    assert len(set(data.subjects(RDF.type, DCAT.Dataset))) == 2
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return {
        (str(report.value(found, SH.focusNode)), str(report.value(found, SH.resultPath)))
        for found in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_the_catalogue_of_an_operator_meets_them(release: Release, shapes: Graph) -> None:
    edition = Edition(release.id, release.manifest["built_at"])
    operator = replace(NOBODY, name="Office", email="office@example.org")
    document = catalog(read_description(release.folder), edition, operator)
    assert violations(document.serialise("text/turtle"), shapes) == set()


def test_without_an_operator_nothing_but_its_name_is_missing(real: Server, shapes: Graph) -> None:
    body = real.raw("GET", "/catalog", [("Accept", "text/turtle")]).body
    assert violations(body, shapes) == {(f"{real.base}/catalog", str(DCTERMS.publisher))}


def test_the_shapes_see_what_is_missing(real: Server, shapes: Graph) -> None:
    data = Graph().parse(real.raw("GET", "/catalog").body, format="turtle", publicID=ADDRESS)
    dataset = URIRef("https://w3id.org/tsunagu/dataset")
    data.remove((dataset, DCTERMS.title, None))
    found = violations(data.serialize(format="turtle", encoding="utf-8"), shapes)
    assert (str(dataset), str(DCTERMS.title)) in found
