"""Views: their files say what they must; values of a result come out as JSON, CSV and GeoJSON."""

from __future__ import annotations

import json
import re

import pytest
from paths import ROOT
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS, RDFS, SDO
from rdflib.plugins.sparql import prepareQuery

from api.answers.views.formats import (
    context,
    expand,
    geometry,
    json_items,
    linked_items,
    plain,
    read_rows,
    to_geojson,
    to_wkt,
)
from api.answers.views.parameters import ViewParameters
from graph.sparql.views import (
    LANGUAGE,
    SCALARS,
    View,
    ViewColumn,
    iri_term,
    literal_term,
    number_term,
    parse_view,
    views,
    year_term,
)
from ontology.kinds import KINDS
from ontology.namespaces import PREFIXES, Iris

VIEWS = list(views().values())
AT_LEAST = 12
XSD = PREFIXES["xsd"]
THINGS = {*KINDS, "prefecture", "place", "source", "entity"}
CONTEXT_WORDS = {"items", "iri", "label", "type", "key"}
each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)

SMALL = """\
# title-ja: 表
# title-en: A table
# description-ja: 一
# description-en: One
# parameter: thing technology required example=ai | 技術 | Technology
# parameter: fiscal_year fiscal-years example=2020 | 年度 | Fiscal year
# column: thing thing tsn:project | もの | Thing
# column: fiscalYear year tsn:fiscalYear | 年度 | Fiscal year
# column: someValue any | 値 | Value
# column: places geometry | 場所 | Places
# geometry: places

BASE <https://w3id.org/tsunagu/>
PREFIX tsn: <https://w3id.org/tsunagu/ns#>

SELECT ?thing WHERE {
  # values ?thing ?fiscalYearFrom ?lang
  ?thing tsn:fiscalYear ?fiscalYear .
  # if fiscal_year
  FILTER(?fiscalYear >= ?fiscalYearFrom)
  # end
}
"""
SMALL_VIEW = parse_view("small", SMALL)


def _projection(view: View) -> list[str]:
    return [str(variable) for variable in prepareQuery(view.query).algebra["PV"]]


def test_there_are_enough_views() -> None:
    assert len(VIEWS) >= AT_LEAST
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", view.name) for view in VIEWS)
    for lang in ("ja", "en"):
        assert len({view.titles[lang] for view in VIEWS}) == len(VIEWS)


@each_view
def test_what_is_bound_or_shown_is_projected(view: View) -> None:
    """The engine substitutes only what is projected; a second parser reads every query."""
    projected = _projection(view)
    bound = [name for parameter in view.parameters for name in parameter.variables]
    shown = [column.variable for column in view.columns]
    assert {LANGUAGE, *bound, *shown} <= set(projected)
    labels = {f"{column.variable}Label" for column in view.columns}
    assert set(projected) <= {LANGUAGE, *bound, *shown, *labels}


@each_view
def test_every_parameter_can_be_given_by_values(view: View) -> None:
    slots = set(re.findall(r"\?(\w+)", " ".join(re.findall(r"# values (.+)", view.query))))
    bound = {name for parameter in view.parameters for name in parameter.variables}
    assert slots == bound | {LANGUAGE}


@each_view
def test_no_view_uses_what_does_not_see_a_substitution(view: View) -> None:
    assert "BOUND" not in view.query.upper()
    bound = {LANGUAGE, *(name for p in view.parameters for name in p.variables)}
    assert not bound & set(re.findall(r"BIND\(\?(\w+) AS", view.query))


@each_view
def test_a_view_is_ordered_and_not_limited(view: View) -> None:
    last = view.query.rstrip().splitlines()[-1]
    assert last.startswith("ORDER BY ")
    assert "LIMIT" not in view.query.upper()


@each_view
def test_every_block_that_is_left_out_is_that_of_an_optional_parameter(view: View) -> None:
    optional = {p.name for p in view.parameters if not p.required and not p.default}
    begun = re.findall(r"# if (\w+)", view.query)
    assert set(begun) <= optional
    assert len(begun) == view.query.count("# end\n")
    for given in ((), tuple(begun)):
        prepareQuery(view.text("https://w3id.org/tsunagu/", given))


@each_view
def test_parameters_are_described(view: View) -> None:
    for parameter in view.parameters:
        assert parameter.scalar in SCALARS or set(parameter.kinds) <= THINGS
        assert parameter.example
        assert parameter.labels["ja"]
        assert parameter.labels["en"]
        assert parameter.name not in ViewParameters.model_fields


@each_view
def test_columns_are_properties_that_exist(view: View) -> None:
    vocabulary = Graph().parse(ROOT / "ontology" / "tsunagu.ttl")
    own = PREFIXES["tsn"]
    names = [column.name for column in view.columns]
    assert len(set(names)) == len(names)
    assert not set(names) & CONTEXT_WORDS
    for column in view.columns:
        if column.term:
            term = URIRef(expand(column.term))
            if term.startswith(own):
                assert (term, RDF.type, None) in vocabulary, column.term
            else:
                assert any(term in namespace for namespace in (DCTERMS, RDF, RDFS, SDO)), (
                    column.term
                )


@each_view
def test_the_geometry_is_a_column(view: View) -> None:
    shapes = [column.variable for column in view.columns if column.kind == "geometry"]
    assert shapes == ([view.geometry] if view.geometry else [])


def test_variables_of_parameters() -> None:
    thing, year = SMALL_VIEW.parameters
    assert thing.variables == ("thing",)
    assert year.variables == ("fiscalYearFrom", "fiscalYearTo")
    near = views()["projects-near"].parameters[1]
    assert (near.name, near.variables) == ("radius_km", ("radiusKm",))


def test_lines_of_an_absent_parameter_are_left_out() -> None:
    base = "https://example.org/"
    assert "FILTER" not in SMALL_VIEW.text(base, ["thing"])
    assert "FILTER" in SMALL_VIEW.text(base, ["thing", "fiscal_year"])
    assert "BASE <https://example.org/>" in SMALL_VIEW.text(base, [])
    assert "<https://w3id.org/tsunagu/ns#>" in SMALL_VIEW.text(base, []), "terms stay"


def test_values_take_the_place_of_bindings() -> None:
    bindings = (("thing", iri_term("urn:x")), (LANGUAGE, literal_term("ja")))
    text = SMALL_VIEW.runnable("https://w3id.org/tsunagu/", ["thing"], bindings)
    assert '  VALUES ?thing { <urn:x> }\n  VALUES ?lang { "ja" }\n' in text
    assert "fiscalYearFrom" not in text
    assert "# values" not in text
    again = SMALL_VIEW.runnable(
        "https://w3id.org/tsunagu/", ["fiscal_year"], (("fiscalYearFrom", year_term(2020)),)
    )
    assert f'VALUES ?fiscalYearFrom {{ "2020"^^<{XSD}gYear> }}' in again


@pytest.mark.parametrize(
    "iri", ["urn:x> } DROP", "urn:x y", "relative", "urn:x\n", 'urn:"', "urn:<", "urn:\\u003e", ""]
)
def test_what_is_no_iri_is_no_term(iri: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        iri_term(iri)


def test_literals_are_escaped() -> None:
    assert literal_term('a"b\\c\nd') == r'"a\"b\\c\nd"'
    assert number_term("12.5", "km") == f'"12.5"^^<{XSD}decimal>'
    assert number_term("12", "integer") == f'"12"^^<{XSD}integer>'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# title-ja: 表\n", "", "title-ja must stand once"),
        ("# title-ja: 表\n", "# title-ja: 表\n# title-ja: 表\n", "title-ja must stand once"),
        ("# geometry: places", "geometry", "not part of a header"),
        ("someValue any", "someValue other", "not a kind of column"),
    ],
)
def test_a_file_that_says_too_little_is_named(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_view("small", SMALL.replace(old, new))


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("12", "integer", 12),
        ("-12", "integer", -12),
        ("2020", "gYear", 2020),
        ("9007199254740993", "integer", "9007199254740993"),
        ("twelve", "integer", "twelve"),
        ("1.5", "decimal", 1.5),
        ("1e3", "double", 1000.0),
        ("INF", "double", "INF"),
        ("NaN", "double", "NaN"),
        ("x", "decimal", "x"),
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("1", "boolean", "1"),
        ("2023-03", "gYearMonth", "2023-03"),
        ("text", "", "text"),
    ],
)
def test_literals_become_json(text: str, datatype: str, value: object) -> None:
    term = {"type": "literal", "value": text}
    if datatype:
        term["datatype"] = XSD + datatype
    found = plain(term)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("wkt", "shape"),
    [
        ("", None),
        ("POINT EMPTY", None),
        ("POINT(135.5 34.7)", {"type": "Point", "coordinates": [135.5, 34.7]}),
        ("<urn:crs> POINT (-1 2)", {"type": "Point", "coordinates": [-1.0, 2.0]}),
        ("POINT(140.123456789 1e1)", {"type": "Point", "coordinates": [140.1234568, 10.0]}),
        ("POINT(1 2) POINT(1 2)", {"type": "Point", "coordinates": [1.0, 2.0]}),
        ("POINT(3 4) POINT(1 2)", {"type": "MultiPoint", "coordinates": [[1.0, 2.0], [3.0, 4.0]]}),
    ],
)
def test_points(wkt: str, shape: dict[str, object] | None) -> None:
    assert geometry(wkt) == shape


def test_points_as_wkt() -> None:
    assert to_wkt({"type": "Point", "coordinates": [1.0, 2.0]}) == "POINT (1.0 2.0)"
    several = {"type": "MultiPoint", "coordinates": [[1.0, 2.0], [3.0, 4.0]]}
    assert to_wkt(several) == "MULTIPOINT ((1.0 2.0), (3.0 4.0))"


def _result(*solutions: dict[str, dict[str, str]]) -> bytes:
    return json.dumps({"head": {}, "results": {"bindings": solutions}}).encode()


ROWS = read_rows(
    SMALL_VIEW,
    Iris(),
    _result(
        {
            "thing": {"type": "uri", "value": "https://w3id.org/tsunagu/id/project/k"},
            "thingLabel": {"type": "literal", "value": "=1+1", "xml:lang": "ja"},
            "fiscalYear": {"type": "literal", "value": "2020", "datatype": f"{XSD}gYear"},
            "someValue": {"type": "literal", "value": "+81"},
            "places": {"type": "literal", "value": "POINT(135.5 34.7)"},
            "lang": {"type": "literal", "value": "ja"},
        },
        {
            "thing": {"type": "uri", "value": "https://w3id.org/tsunagu/ns#programme"},
            "someValue": {"type": "uri", "value": "urn:x"},
        },
        {"someValue": {"type": "bnode", "value": "b0"}},
    ),
)


def test_rows_as_json() -> None:
    first, second, third = json_items(ROWS)
    assert first == {
        "thing": {
            "iri": "https://w3id.org/tsunagu/id/project/k",
            "type": "project",
            "key": "k",
            "label": "=1+1",
        },
        "fiscal_year": 2020,
        "some_value": "+81",
        "places": {"type": "Point", "coordinates": [135.5, 34.7]},
    }
    assert second["thing"]["label"] == "tsn:programme"
    assert second["thing"]["key"] is None
    assert second["some_value"]["label"] == "urn:x"
    assert (second["fiscal_year"], second["places"]) == (None, None)
    assert third == {"thing": None, "fiscal_year": None, "some_value": "b0", "places": None}


def test_rows_as_geojson() -> None:
    found = json.loads(to_geojson(SMALL_VIEW, ROWS, ("thing", "places")))
    assert set(found) == {"type", "features"}
    first, second, _ = found["features"]
    assert first["geometry"]["coordinates"] == [135.5, 34.7]
    assert first["properties"]["thing"] == "k"
    assert set(first["properties"]) == {"thing"}
    assert second["geometry"] is None


def test_labels_in_json_ld_have_their_language() -> None:
    first, second, _ = linked_items(ROWS)
    assert first["thing"]["label"] == {"@value": "=1+1", "@language": "ja"}
    assert second["thing"]["label"] == "tsn:programme"


def test_the_context_names_only_columns_with_a_property() -> None:
    found = context(SMALL_VIEW)
    assert found["fiscal_year"] == {"@id": expand("tsn:fiscalYear"), "@type": f"{XSD}gYear"}
    assert "some_value" not in found


def test_a_column_is_named_in_snake_case() -> None:
    assert ViewColumn("fiscalYearEnd", "year", "", {}).name == "fiscal_year_end"
