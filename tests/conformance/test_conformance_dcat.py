"""The catalogue against the shapes of DCAT-AP 3.0.1: what is mandatory, what is recommended."""

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
from graph.description.dcat.catalog import catalog
from graph.description.dcat.versions import Version
from graph.description.dcat.versions import release as version
from graph.description.differences.deltas import read_delta
from graph.description.numbers import Edition, read_description

SHAPES = Path(__file__).parent / "dcat-ap" / "shapes.ttl"
RECOMMENDED = SHAPES.with_name("shapes_recommended.ttl")
ADDRESS = "http://conformance.example/catalog"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def violations(document: bytes, shapes: Graph) -> set[tuple[str, str]]:
    """Return what is wrong, by thing and property."""
    data = Graph().parse(document, format="turtle", publicID=ADDRESS)
    assert set(data.subjects(RDF.type, DCAT.Dataset))
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


@pytest.mark.parametrize(
    ("type_", "missing"), [("LocalAuthority", set()), ("", {str(DCTERMS.type)})]
)
def test_what_is_recommended_is_there_with_the_type_of_operator(
    release: Release, type_: str, missing: set[str]
) -> None:
    edition = Edition(release.id, release.manifest["built_at"])
    operator = replace(NOBODY, name="Office", email="office@example.org", type=type_)
    numbers, shapes = read_description(release.folder), Graph().parse(RECOMMENDED)
    for made in (catalog, version):
        document = made(numbers, edition, operator, (Version(edition, read_delta(release.folder)),))
        found = violations(document.serialise("text/turtle"), shapes)
        assert {path for _, path in found} == missing


def test_a_version_meets_them(release: Release, shapes: Graph) -> None:
    edition = Edition(release.id, release.manifest["built_at"])
    document = version(read_description(release.folder), edition, NOBODY)
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
