"""SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from rdflib import BNode, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, VOID

from graph.description.document import (
    FORMAT_IRIS,
    SD,
    SPARQL_PATH,
    SPARQL_SERVICE,
    VOID_PATH,
    RdfDocument,
    Texts,
    integer,
    titles,
)
from graph.description.numbers import Description, Edition
from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS
from ontology.kinds import ENTAILED_SOURCE
from ontology.namespaces import GEOF, TSN, Iris
from ontology.spatial_functions import EPSG_CODES, FUNCTIONS

_SEARCH_COMMENT = (
    (
        'SERVICE tsn:search { ?x tsn:matches "自動運転" } はこのサービス自身の検索が答える。'
        "ほかのSERVICEは拒む。"
    ),
    (
        'SERVICE tsn:search { ?x tsn:matches "自動運転" } is answered by the search of this'
        " service itself; any other SERVICE is refused."
    ),
)


_SHAPES = (
    (
        "図形のリテラル(ogc:geomLiteralと書く)はgeo:wktLiteral、geo:geoJSONLiteral、geo:gmlLiteral。"
        "座標系はCRS84(既定)とEPSGの{}。EPSGの座標系の軸の順序はEPSGの定義による。"
    ),
    (
        "Literals of shapes (written ogc:geomLiteral) are geo:wktLiteral, geo:geoJSONLiteral and"
        " geo:gmlLiteral, in CRS84 (the default) or EPSG {}, whose axes stand in the order of EPSG."
    ),
)
"""What shapes are written in."""


_ENTAILED: Texts = (
    (
        "出典が述べることと語彙から従う記述(rdfs5, rdfs7, rdfs9, rdfs11, prp-symp)。"
        "既定のグラフにも含まれる。出典の記述だけが要るときは、GRAPHかFROMでほかのグラフを選ぶ。"
    ),
    (
        "What follows by the vocabulary from what sources state (rdfs5, rdfs7, rdfs9, rdfs11,"
        " prp-symp). The default graph holds it, too; GRAPH and FROM choose among the others."
    ),
)
"""What the graph of what follows from the vocabulary is."""


def service_description(description: Description, edition: Edition) -> RdfDocument:
    """Return the description of the SPARQL service; its own address is ``/sparql``."""
    document = RdfDocument()
    dataset = document.dataset(description, edition)
    whole = document.blank()
    document.texts(
        SPARQL_SERVICE, RDFS.label, ("つなぐのSPARQLエンドポイント", "Tsunagu SPARQL endpoint")
    )
    document.add(
        SPARQL_SERVICE,
        (RDF.type, SD.Service),
        (SD.endpoint, URIRef(SPARQL_PATH)),
        (SD.supportedLanguage, SD.SPARQL11Query),
        (SD.feature, SD.UnionDefaultGraph),
        (SD.feature, TSN.search),
        (SD.defaultDataset, whole),
        *((SD.resultFormat, FORMAT_IRIS[media]) for media in (*RESULT_FORMATS, *GRAPH_FORMATS)),
        *(
            (SD.extensionAggregate if said.aggregate else SD.extensionFunction, GEOF[name])
            for name, said in FUNCTIONS.items()
        ),
    )
    document.add(dataset, (RDF.type, VOID.Dataset), (RDFS.seeAlso, URIRef(VOID_PATH)))
    _search(document)
    _functions(document)
    _default_dataset(document, description, whole)
    return document


def _search(document: RdfDocument) -> None:
    document.add(TSN.search, (RDF.type, SD.Feature))
    document.texts(
        TSN.search, RDFS.label, ("問い合わせの中の全文検索", "Full-text search inside a query")
    )
    document.texts(TSN.search, RDFS.comment, _SEARCH_COMMENT)


def _functions(document: RdfDocument) -> None:
    for name, said in FUNCTIONS.items():
        document.add(GEOF[name], (RDF.type, SD.Aggregate if said.aggregate else SD.Function))
        call = f"geof:{name}({', '.join(said.takes)}) → {said.gives}"
        document.texts(
            GEOF[name], RDFS.comment, (" ".join([call, *said.says[:1]]).strip(),
                                       " ".join([call, *said.says[1:]]).strip()),
        )  # fmt: skip
    listed = ", ".join(map(str, EPSG_CODES))
    document.texts(
        SPARQL_SERVICE, RDFS.comment, (_SHAPES[0].format(listed), _SHAPES[1].format(listed))
    )


def _default_dataset(document: RdfDocument, description: Description, whole: BNode) -> None:
    found, union = description.statistics, document.blank()
    document.add(whole, (RDF.type, SD.Dataset), (SD.defaultGraph, union))
    document.texts(whole, DCTERMS.title, ("すべてのグラフ", "All graphs"))
    document.add(union, (RDF.type, SD.Graph), (VOID.triples, integer(found.triples)))
    document.texts(
        union,
        DCTERMS.title,
        ("全名前付きグラフの和(同じ記述は一度)", "The union of all named graphs, each triple once"),
    )
    for graph in found.graphs:
        if graph.iri.startswith("_:"):
            continue  # sd:name wants an IRI; in a query nothing can name it
        named, part = document.blank(), description.graph(graph)
        document.add(whole, (SD.namedGraph, named))
        document.add(
            named,
            (RDF.type, SD.NamedGraph),
            (SD.name, URIRef(graph.iri)),
            (SD.graph, part),
        )
        document.add(
            part,
            (RDF.type, SD.Graph),
            (VOID.triples, integer(graph.triples)),
            *((DCTERMS.title, title) for title in titles(graph)),
        )
        if graph.iri == str(Iris(description.base).entity("source", ENTAILED_SOURCE)):
            document.texts(part, DCTERMS.description, _ENTAILED)
