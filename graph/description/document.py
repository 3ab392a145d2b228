"""The RDF document that VoID, DCAT and the SPARQL service description share.

The three descriptions are made from the numbers of the release (``graph.description.numbers``).
Addresses of the service (``/sparql``, ``/dump/…``) are made from its public address where that is
known; else they are relative references, which resolve against whatever address a document was
fetched from. The services have names that no address changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, XSD
from rdflib.term import Node

from graph.description.dumps import Dump
from graph.description.numbers import Description, Edition
from graph.description.statistics import GraphStatistics
from ontology.namespaces import PREFIXES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")

FORMAT_IRIS: Mapping[str, URIRef] = {
    "application/sparql-results+json": _FORMATS["SPARQL_Results_JSON"],
    "application/sparql-results+xml": _FORMATS["SPARQL_Results_XML"],
    "text/csv": _FORMATS["SPARQL_Results_CSV"],
    "text/tab-separated-values": _FORMATS["SPARQL_Results_TSV"],
    "text/turtle": _FORMATS["Turtle"],
    "application/n-triples": _FORMATS["N-Triples"],
    "application/rdf+xml": _FORMATS["RDF_XML"],
    "application/ld+json": _FORMATS["JSON-LD"],
    "application/trig": _FORMATS["TriG"],
    "application/n-quads": _FORMATS["N-Quads"],
}
"""Media types and the IRIs of their formats (https://www.w3.org/ns/formats/)."""

DOCUMENT_FORMATS: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
"""Media types of the descriptions and rdflib's names for them."""
N_TRIPLES = "application/n-triples"
"""A format without relative IRIs: only for a document that was addressed."""

_PREFIXES = {
    **PREFIXES,
    "sd": str(SD),
    "spdx": str(SPDX),
    "foaf": str(FOAF),
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "dcatap": "http://data.europa.eu/r5r/",
}

VOID_PATH, CATALOG_PATH, SPARQL_PATH = "/.well-known/void", "/catalog", "/sparql"
RELEASE_PATH = "/release"
EXAMPLES_PATH = f"{SPARQL_PATH}/examples"
OPENAPI_PATH, API_PATH = "/openapi.json", "/api/"
SPARQL_SERVICE = URIRef(f"{SPARQL_PATH}#service")
API_SERVICE = URIRef(f"{OPENAPI_PATH}#service")

Texts = tuple[str, str]
"""The same in Japanese and in English."""

TITLE: Texts = (
    "つなぐ: 未来技術の社会実装を支える国の制度と自治体の事業のデータ",
    "Tsunagu: Japan's support programmes for future technology in municipalities",
)
SUMMARY: Texts = (
    (
        "未来技術の社会実装を支援する国の制度、支援を受けた自治体の事業、使われた技術、取り組む課題、"
        "協議会、催し、市区町村と都道府県の知識グラフ。すべての文は、その出典の名前付きグラフにある。"
    ),
    (
        "A knowledge graph of national programmes that support future technology in Japanese"
        " municipalities, of the projects that they support, with technologies, challenges,"
        " councils, events and all local governments. Each statement is in the named graph of its"
        " source."
    ),
)
LICENCE = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
"""Licence of the tables and of what is derived from them (data/LICENSES.md)."""
RIGHTS: Texts = (
    (
        "データ集としてのライセンスはCC0 1.0。GeoNamesの識別子、国土数値情報の境界と駅、"
        "歴史的行政区域データセットはCC BY 4.0、都道府県庁の座標は国土地理院のコンテンツ利用規約"
        "(出典の表示)、府省の統計と一覧は公共データ利用規約による。2020年国勢調査の値の利用条件は"
        "確かめられていない(unconfirmed)。ほかはライセンスの表示がない出典から事実だけを取った。"
        "運用者が加えたグラフはそれ自身の定めによる。出典ごとのライセンスは各グラフにある。"
    ),
    (
        "The collection is CC0 1.0. Identifiers of GeoNames, boundaries and stations of the"
        " National Land Information and the data set of historical administrative areas are CC"
        " BY 4.0; coordinates of prefectural offices are usable with attribution to the"
        " Geospatial Information Authority of Japan; statistics and lists of ministries fall"
        " under their Public Data License. The terms of the figures of the census of 2020 are"
        " unconfirmed. The rest are facts from sources that state no licence. Graphs that an"
        " operator added have their own terms. The licence of each source is given with its"
        " graph."
    ),
)


class RdfDocument:
    """An RDF document in the making; the same content gives the same bytes."""

    def __init__(self) -> None:
        self.graph = Graph(bind_namespaces="none")
        self._blanks = 0
        for prefix, namespace in _PREFIXES.items():
            self.graph.bind(prefix, namespace)

    def add(self, subject: Node, *pairs: tuple[URIRef, Node]) -> None:
        """Say several things of a subject."""
        for predicate, value in pairs:
            self.graph.add((subject, predicate, value))

    def texts(self, subject: Node, predicate: URIRef, texts: Texts) -> None:
        """Say a text in Japanese and in English."""
        for text, language in zip(texts, ("ja", "en"), strict=True):
            self.graph.add((subject, predicate, Literal(text, lang=language)))

    def blank(self) -> BNode:
        """Return a new blank node; they are numbered, so that bytes do not differ by chance."""
        self._blanks += 1
        return BNode(f"n{self._blanks:06}")

    def dataset(
        self, description: Description, edition: Edition, version: URIRef | None = None
    ) -> URIRef:
        """Say what VoID and DCAT both say of the dataset, and return its IRI.

        It is issued on the day of its data, the last on which a source was read.

        Args:
            description: the numbers of a release.
            edition: which release it is.
            version: the release itself, where that is to be described.
        """
        dataset = version or description.dataset
        issued = self.issued(description, edition)
        built = Literal(edition.built_at, datatype=XSD.dateTime)
        ja, en = TITLE
        if version:
            ja, en = f"{ja} (版 {edition.id})", f"{en} (release {edition.id})"
        self.texts(dataset, DCTERMS.title, (ja, en))
        self.texts(dataset, DCTERMS.description, SUMMARY)
        self.add(dataset, (DCTERMS.issued, issued), (DCTERMS.modified, built))
        self.add(dataset, (DCTERMS.license, LICENCE), (FOAF.homepage, URIRef("/")))
        rights = self.blank()
        self.add(dataset, (DCTERMS.rights, rights))
        self.add(rights, (RDF.type, DCTERMS.RightsStatement))
        self.texts(rights, RDFS.label, RIGHTS)
        return dataset

    @staticmethod
    def issued(description: Description, edition: Edition) -> Literal:
        """Return the day of the data of a release; when it was built, if no source has a day."""
        if read_on := description.statistics.read_on:
            return Literal(read_on, datatype=XSD.date)
        return Literal(edition.built_at, datatype=XSD.dateTime)

    def address(self, description: Description, public: str) -> None:
        """Put the public address before those of the service, and name its parts.

        Args:
            description: what is described.
            public: address with a slash at its end; empty where it is not known.
        """
        names = {SPARQL_SERVICE: description.part("sparql"), API_SERVICE: description.part("api")}

        def addressed(term: Node) -> Node:
            if isinstance(term, URIRef) and term.startswith("/"):
                return names.get(term) or URIRef(f"{public}{term[1:]}" if public else term)
            return term

        written = list(self.graph)
        self.graph.remove((None, None, None))
        for subject, predicate, value in written:
            self.graph.add((addressed(subject), predicate, addressed(value)))

    def serialise(self, media_type: str) -> bytes:
        """Return the document in one of ``DOCUMENT_FORMATS``, or in N-Triples."""
        if media_type == N_TRIPLES:
            lines = self.graph.serialize(format="nt").splitlines(keepends=True)
            return "".join(sorted(lines)).encode()
        name = DOCUMENT_FORMATS[media_type]
        if name == "json-ld":
            return self.graph.serialize(format=name, context=_PREFIXES, encoding="utf-8")
        return self.graph.serialize(format=name, encoding="utf-8")


def integer(number: int) -> Literal:
    """Return a count as VoID wants it."""
    return Literal(number, datatype=XSD.integer)


def titles(graph: GraphStatistics) -> Iterable[Literal]:
    """Return the titles of a named graph, or what its name ends in."""
    if not graph.titles:
        return [Literal(graph.iri.rstrip("/").rpartition("/")[2])]
    return [Literal(text, lang=language or None) for text, language in graph.titles]


def dump_url(dump: Dump, folder: str = "/dump/") -> URIRef:
    """Return the address of a dump, in the folder where it is served."""
    return URIRef(f"{folder}{dump.name}")
