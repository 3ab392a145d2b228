"""The vocabulary says what the mapping uses, and the shapes refuse what is wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, OWL, RDF, RDFS, SDO, SH, SKOS, XSD

from graph.mapping.schema import Cell
from graph.mapping.tables import TABLES
from ontology.namespaces import GEO, PREFIXES, TSN
from ontology.vocabulary import ONTOLOGY, TermKind, load_shapes, load_vocabulary, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = {"ja", "en"}
NS = str(TSN)

NOT_IN_THE_MAPPING = {
    "LocalGovernment": "superclass of prefectures, municipalities and wards",
    "Observation": "superclass of every published figure",
    "locator": "written for every sourced row, not for one column",
    "locatedIn": "derived from applicants and target areas",
    "statusAsOf": "derived from the statuses of a project",
    "latestCensus": "derived from the dates of the censuses",
    "OfficePoint": "derived from the points of offices",
    "FiscalYear": "derived from the fiscal years of rows",
    "Payee": "derived from payments",
    "payee": "derived from payments",
    "corporateNumberOf": "deprecated; data of before may have it",
    "SimplifiedBoundary": "read from TopoJSON, which is no table",
    "sharesLabel": "read from the thesauri, which are Turtle and not tables",
    "search": "SERVICE inside SPARQL",
    "matches": "SERVICE inside SPARQL",
    "score": "SERVICE inside SPARQL",
    "distanceKm": "SERVICE inside SPARQL",
    "rank": "SERVICE inside SPARQL",
    "limit": "SERVICE inside SPARQL",
    "snippet": "SERVICE inside SPARQL",
} | dict.fromkeys(
    (
        "Similarity",
        "PeerGroup",
        "PeerGroupMembership",
        "similarTo",
        "similarityOf",
        "similarityWith",
        "similarityScore",
        "peerGroup",
        "characteristicTechnology",
        "groupMember",
        "inPeerGroup",
        "betweenness",
        "linkedGroups",
        "algorithm",
        "parameters",
        "softwareVersion",
    ),
    "computed by the build from all rows",
)
"""Declared terms that no table uses, and why they are declared."""

OWL2_DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.anyURI, RDFS.Literal}
"""Those of OWL 2's datatype map that the vocabulary needs (Structural Specification, 4; 5.2)."""


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return load_vocabulary()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return load_shapes()


def mapped_properties() -> Iterator[tuple[object, TermKind]]:
    """Yield each use of a property in the mapping, with the kind that the use asks for."""
    for table in TABLES:
        for column in table.columns:
            if column.property is not None:
                literal = isinstance(column.value, Cell)
                yield (
                    column.property,
                    TermKind.DATATYPE_PROPERTY if literal else TermKind.OBJECT_PROPERTY,
                )
        for link in table.links:
            single = isinstance(link.property, URIRef)
            value = {column.name: column.value for column in table.columns}.get(link.object)
            literal = isinstance(value, Cell)
            for prop in filter(None, (link.property,) if single else link.property.values()):
                yield prop, TermKind.DATATYPE_PROPERTY if literal else TermKind.OBJECT_PROPERTY


def mapped_classes() -> set[URIRef]:
    found: set[URIRef] = set()
    for table in TABLES:
        by_kind = isinstance(table.classes, tuple)
        for classes in (table.classes,) if by_kind else table.classes.values():
            found.update(classes)
    return found


class TestMapping:
    def test_every_property_is_an_iri(self) -> None:
        # rdflib's Namespace is a str: there, count and term are methods and not terms.
        assert [p for p, _ in mapped_properties() if not isinstance(p, URIRef)] == []

    def test_no_property_has_both_literals_and_resources(self) -> None:
        kinds = defaultdict(set)
        for prop, kind in mapped_properties():
            kinds[prop].add(kind)
        assert [prop for prop, found in kinds.items() if len(found) > 1] == []


class TestTerms:
    def test_header(self, vocabulary: Graph) -> None:
        assert (ONTOLOGY, RDF.type, OWL.Ontology) in vocabulary
        for prop in (DCTERMS.title, DCTERMS.description):
            assert {text.language for text in vocabulary.objects(ONTOLOGY, prop)} == LANGUAGES
        assert str(vocabulary.value(ONTOLOGY, DCTERMS.license)).startswith(
            "https://creativecommons.org/publicdomain/zero/"
        )
        for prop in (DCTERMS.creator, DCTERMS.publisher):
            assert list(vocabulary.objects(vocabulary.value(ONTOLOGY, prop), RDFS.label))
        issued, modified = (
            vocabulary.value(ONTOLOGY, prop) for prop in (DCTERMS.issued, DCTERMS.modified)
        )
        assert issued is not None
        assert modified is not None
        assert issued.datatype == modified.datatype == XSD.date  # type: ignore[attr-defined]
        assert str(issued) <= str(modified)
        version = vocabulary.value(ONTOLOGY, OWL.versionInfo)
        assert str(vocabulary.value(ONTOLOGY, OWL.versionIRI)) == f"{ONTOLOGY}/{version}"

    def test_each_has_one_label_and_one_definition_in_both_languages(
        self, vocabulary: Graph
    ) -> None:
        for term in terms():
            for prop in (RDFS.label, SKOS.definition):
                texts = list(vocabulary.objects(URIRef(term.iri), prop))
                assert sorted(text.language for text in texts) == ["en", "ja"], term.name
            assert term.definition["ja"].endswith("。"), term.name
            assert term.definition["en"].endswith("."), term.name

    def test_each_is_defined_by_the_ontology(self, vocabulary: Graph) -> None:
        for term in terms():
            defined_by = list(vocabulary.objects(URIRef(term.iri), RDFS.isDefinedBy))
            assert defined_by == [ONTOLOGY], term.name

    def test_every_own_subject_is_among_them_once(self, vocabulary: Graph) -> None:
        own = {s for s in vocabulary.subjects() if isinstance(s, URIRef) and s.startswith(NS)}
        iris = [term.iri for term in terms()]
        assert len(iris) == len(set(iris))
        assert set(iris) == {str(iri) for iri in own}

    def test_every_property_of_the_mapping_is_declared_with_its_kind(self) -> None:
        declared = {term.iri: term.kind for term in terms()}
        used = {(str(p), kind) for p, kind in mapped_properties() if str(p).startswith(NS)}
        assert used
        wrong = {(iri, kind.value) for iri, kind in used if declared.get(iri) is not kind}
        assert wrong == set()

    def test_every_class_of_the_mapping_is_declared(self) -> None:
        declared = {term.iri for term in terms() if term.kind is TermKind.CLASS}
        assert {str(c) for c in mapped_classes() if c.startswith(NS)} <= declared

    def test_nothing_is_declared_without_a_use(self) -> None:
        used = {str(p) for p, _ in mapped_properties()} | {str(c) for c in mapped_classes()}
        unused = {term.name for term in terms() if term.iri not in used}
        assert unused == set(NOT_IN_THE_MAPPING)

    def test_what_is_deprecated_says_what_replaced_it(self, vocabulary: Graph) -> None:
        deprecated = list(vocabulary.subjects(OWL.deprecated, Literal(True)))  # noqa: FBT003
        assert deprecated
        for term in deprecated:
            assert list(vocabulary.objects(term, DCTERMS.isReplacedBy)), term

    def test_a_term_shows_its_relations(self) -> None:
        by_name = {term.name: term for term in terms()}
        located = by_name["locatedIn"]
        assert located.kind is TermKind.OBJECT_PROPERTY
        assert located.domain == (str(TSN.Project),)
        assert located.range == (str(TSN.LocalGovernment),)
        assert located.super == (str(SDO.location),)
        assert by_name["Ward"].super == (str(ORG.OrganizationalUnit), str(TSN.LocalGovernment))
        assert str(XSD.gYear) in by_name["fiscalYear"].range


class TestOwlDl:
    """Rules of OWL 2 DL that an editor breaks most easily (Structural Specification, 5.8)."""

    def test_every_term_of_another_vocabulary_is_declared(self, vocabulary: Graph) -> None:
        kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
        declared = {s for kind in kinds for s in vocabulary.subjects(RDF.type, kind)}
        built_in = (str(RDF), str(RDFS), str(OWL), str(XSD))
        used = set(vocabulary.predicates()) | {
            o
            for p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
            for o in vocabulary.objects(None, p)
        }
        assert {iri for iri in used if not str(iri).startswith(built_in)} <= declared

    def test_no_property_is_of_two_kinds(self, vocabulary: Graph) -> None:
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        sets = [set(vocabulary.subjects(RDF.type, kind)) for kind in kinds]
        assert not (sets[0] & sets[1] | sets[0] & sets[2] | sets[1] & sets[2])

    def test_a_property_specialises_only_its_own_kind(self, vocabulary: Graph) -> None:
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
            for prop in vocabulary.subjects(RDF.type, kind):
                for broader in vocabulary.objects(prop, RDFS.subPropertyOf):
                    assert (broader, RDF.type, kind) in vocabulary, (prop, broader)

    def test_ranges_of_datatype_properties_are_in_the_datatype_map(self, vocabulary: Graph) -> None:
        ranges = {
            value
            for prop in vocabulary.subjects(RDF.type, OWL.DatatypeProperty)
            for value in vocabulary.objects(prop, RDFS.range)
        }
        assert ranges
        assert ranges <= OWL2_DATATYPES


class TestShapes:
    def test_every_class_has_a_shape(self, shapes: Graph) -> None:
        every_row = {
            shape for prop in (DCTERMS.source, TSN.locator) for shape in shapes[: SH.path : prop]
        }
        targeted = {
            class_
            for shape, class_ in shapes.subject_objects(SH.targetClass)
            if shape not in every_row
        }
        assert mapped_classes() | {SKOS.Concept, GEO.Geometry} <= targeted

    def test_every_sourced_class_must_say_its_source(self, shapes: Graph) -> None:
        sourced = mapped_classes() - {TSN.Source}
        computed = {TSN.Similarity, TSN.PeerGroup, TSN.PeerGroupMembership}  # from no row
        for prop, others in ((DCTERMS.source, computed), (TSN.locator, set())):
            targets = {
                class_
                for shape in shapes.subjects(SH.path, prop)
                for class_ in shapes.objects(shape, SH.targetClass)
            }
            assert targets == sourced | others

    def test_every_path_is_a_property_of_the_mapping_or_derived(self, shapes: Graph) -> None:
        known = {p for p, _ in mapped_properties()} | {
            URIRef(NS + name) for name in NOT_IN_THE_MAPPING
        }
        known |= {DCTERMS.source, RDFS.label, GEO.hasGeometry, GEO.asWKT}
        paths = {path for path in shapes.objects(None, SH.path) if isinstance(path, URIRef)}
        assert {path for path in paths - known if not str(path).startswith(str(SKOS))} == set()

    def test_every_property_of_a_table_is_checked(self, shapes: Graph) -> None:
        paths = set(shapes.objects(None, SH.path))
        assert {p for p, _ in mapped_properties()} - paths == set()

    def test_every_property_shape_says_what_would_be_right(self, shapes: Graph) -> None:
        stated = set(shapes.subjects(SH.message, None))
        named = set(shapes.subjects(RDF.type, SH.PropertyShape))
        named |= set(shapes.objects(None, SH.property))
        assert named - stated == set()
        for shape in named:
            path = shapes.value(shape, SH.path).n3(shapes.namespace_manager)
            assert path in str(shapes.value(shape, SH.message)), path


BASE = "https://example.org/"
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ROW = "dcterms:source <id/source/s> ; tsn:locator 'p.1'"
VALID = f"""@base <{BASE}> .
{HEADER}
<id/source/s> a tsn:Source ; dcterms:title "T" ; dc:publisher "P" ;
    dcterms:type <id/source-kind/page> ; tsn:retrieved "2026-11-22"^^xsd:date ;
    dcterms:rights "none stated: facts only" ; schema:url "https://example.org/s"^^xsd:anyURI .
<id/municipality/270008> a tsn:Prefecture ; {ROW} ; tsn:code "270008" ; rdfs:label "大阪府"@ja ;
    tsn:fullName "大阪府"@ja ; tsn:reading "おおさかふ"@ja-Hira ; tsn:romaji "Osaka" ;
    tsn:romajiSuffix "-fu" ; tsn:bodyKind <id/body-kind/prefecture> ; schema:latitude 34.68639 ;
    schema:longitude 135.52 ; tsn:corporateNumber "4000020270008" ; tsn:coordinateSource "s" ;
    geo:hasGeometry <id/geometry/270008> .
<id/geometry/270008> a geo:Geometry ; geo:asWKT
    "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(135.52 34.68639)"^^geo:wktLiteral .
<id/programme/mirai> a tsn:Programme ; {ROW} ; rdfs:label "未来"@ja , "Mirai"@en ;
    tsn:shortName "未来"@ja , "Mirai"@en ; tsn:jointlyScreened true ;
    tsn:ministry <id/ministry/cao> .
<id/project/mirai-2018-270008> a tsn:Project ; {ROW} ; tsn:programme <id/programme/mirai> ;
    tsn:fiscalYear "2018"^^xsd:gYear ; tsn:selectionKind <id/selection-kind/selected> ;
    tsn:applicant <id/municipality/270008> ; tsn:locatedIn <id/municipality/270008> ;
    tsn:technology <id/technology/ai> .
<id/programme-term/t> a tsn:ProgrammeTerm ; {ROW} ; tsn:programme <id/programme/mirai> ;
    tsn:term <id/term-kind/max-support> ; tsn:asPrinted "1千万円"@ja ; tsn:amountYen 1 ;
    tsn:amountYenMax 10000000 .
<id/description/d> a tsn:Description ; {ROW} ; tsn:describes <id/project/mirai-2018-270008> ;
    schema:text "説明。"@ja ; tsn:programmeTie <id/programme-tie/explicit> .
<id/event/e> a tsn:Event ; {ROW} ; rdfs:label "催し"@ja , "Event"@en ;
    tsn:eventKind <id/event-kind/symposium> ; tsn:programmeTie <id/programme-tie/explicit> ;
    schema:startDate "2023-02"^^xsd:gYearMonth .
<id/council/c> a tsn:Council ; {ROW} ; rdfs:label "AI協議会"@ja , "AI Council"@en ;
    tsn:councilKind <id/council-kind/consortium> ; tsn:programmeTie <id/programme-tie/explicit> ;
    tsn:derivedTechnology <id/technology/ai> .
<id/council-technology/c.ai> a tsn:TechnologyDerivation ; {ROW} ; tsn:council <id/council/c> ;
    tsn:concept <id/technology/ai> ; tsn:derivationRule <id/derivation-rule/name-label> ;
    tsn:evidence "AI"@ja .
<id/technology/ai> a skos:Concept ; skos:prefLabel "AI"@ja , "Artificial intelligence"@en ;
    skos:altLabel "AI"@en , "人工知能"@ja ; skos:hiddenLabel "えーあい"@ja-Hira ;
    skos:inScheme <id/scheme/technologies> .
"""


def violations(turtle: str, shapes: Graph) -> set[tuple[str, str]]:
    """Validate, and return the focus (kind/key) and the path (prefixed) of each violation."""
    data = Graph().parse(data=turtle, format="turtle")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        focus = str(report.value(result, SH.focusNode)).removeprefix(f"{BASE}id/")
        found.add((focus, path.n3(data.namespace_manager) if path is not None else ""))
    assert conforms == (not found)
    return found


PROJECT = "project/mirai-2018-270008"
OSAKA = "municipality/270008"
DERIVATION = "council-technology/c.ai"


class TestValidation:
    def test_a_minimal_graph_conforms(self, shapes: Graph) -> None:
        assert violations(VALID, shapes) == set()

    @pytest.mark.parametrize(
        ("old", "new", "focus", "path"),
        [
            ("p.1' ; tsn:code", "p.1' , 'p.2' ; tsn:code", OSAKA, "tsn:locator"),
            ("dc:publisher", "skos:example", "source/s", "dc:publisher"),
            ("2026-11-22", "22 November", "source/s", "tsn:retrieved"),
            ('"270008"', '"27000"', OSAKA, "tsn:code"),
            ('"270008"', '"480002"', OSAKA, "tsn:code"),
            ("おおさかふ", "オオサカフ", OSAKA, "tsn:reading"),
            ('"大阪府"@ja ;\n', '"大阪府" ;\n', OSAKA, "rdfs:label"),
            ("schema:latitude 34.68639", "schema:latitude 135.52", OSAKA, "schema:latitude"),
            ('"4000020270008"', '"400002027000"', OSAKA, "tsn:corporateNumber"),
            ("geo:hasGeometry", "rdfs:seeAlso", OSAKA, "geo:hasGeometry"),
            ("POINT(135.52 34.68639)", "POINT(34.68639 135.52)", "geometry/270008", "geo:asWKT"),
            ("^^geo:wktLiteral", "", "geometry/270008", "geo:asWKT"),
            ('"Mirai"@en ;\n    tsn:s', '"M"@ja ;\n    tsn:s', "programme/mirai", "rdfs:label"),
            ("tsn:ministry <", "tsn:bureau <", "programme/mirai", "tsn:ministry"),
            ("Screened true", 'Screened "yes"', "programme/mirai", "tsn:jointlyScreened"),
            ('"2018"', '"1918"', PROJECT, "tsn:fiscalYear"),
            ('"2018"^^xsd:gYear', "2018", PROJECT, "tsn:fiscalYear"),
            ("tsn:programme <id/programme/", "tsn:programme <id/event/", PROJECT, "tsn:programme"),
            ("tsn:locatedIn", "skos:related", PROJECT, "tsn:locatedIn"),
            ("tsn:applicant", "skos:related", PROJECT, ""),
            (
                "tsn:technology <",
                "tsn:derivedTechnology <id/technology/ai> ; tsn:technology <",
                PROJECT,
                "tsn:technology",
            ),
            ("amountYen 1 ", "amountYen 10000001 ", "programme-term/t", "tsn:amountYen"),
            ("amountYenMax 1", "amountYenMax -1", "programme-term/t", "tsn:amountYenMax"),
            ("tsn:describes", "skos:related", "description/d", ""),
            ('"2023-02"', '"2023-13"', "event/e", "schema:startDate"),
            (
                "tsn:derivedTechnology <id/t",
                "tsn:derivedTechnology <id/w",
                "council/c",
                "tsn:derivedTechnology",
            ),
            ("tsn:derivedTechnology <id/t", "tsn:challenge <id/t", "council/c", "tsn:challenge"),
            (
                "tsn:concept <id/technology/",
                "tsn:concept <id/challenge/",
                DERIVATION,
                "tsn:concept",
            ),
            ("tsn:council <", "tsn:event <", DERIVATION, ""),
            ("tsn:council <", f"tsn:project <id/{PROJECT}> ; tsn:council <", DERIVATION, ""),
            ('"AI"@ja ,', '"AI"@ja , "人工知能"@ja ,', "technology/ai", "skos:prefLabel"),
            ("skos:inScheme", "skos:related", "technology/ai", "skos:inScheme"),
        ],
    )
    def test_a_fault_is_named(
        self, shapes: Graph, old: str, new: str, focus: str, path: str
    ) -> None:
        assert old in VALID
        assert (focus, path) in violations(VALID.replace(old, new, 1), shapes)

    def test_the_source_must_be_a_source(self, shapes: Graph) -> None:
        broken = VALID.replace(
            "<id/source/s> ; tsn:locator 'p.1' ; tsn:code",
            "<id/event/e> ; tsn:locator 'p.1' ; tsn:code",
            1,
        )
        assert violations(broken, shapes) == {(OSAKA, "dcterms:source")}

    def test_an_area_that_is_no_municipality_is_enough(self, shapes: Graph) -> None:
        area = f"""<id/project-area/a> a tsn:ProjectArea ; {ROW} ; tsn:position 1 ;
            tsn:project <id/{PROJECT}> ; tsn:asPrinted "どこか"@ja ."""
        without = VALID.replace("tsn:applicant", "skos:related", 1)
        assert violations(without + area, shapes) == set()

    def test_messages_name_the_property(self, shapes: Graph) -> None:
        data = Graph().parse(data=VALID.replace('"270008"', '"27"', 1), format="turtle")
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
        (message,) = report.objects(None, SH.resultMessage)
        assert str(message).startswith("tsn:code must have exactly one value: the 6 digits")
