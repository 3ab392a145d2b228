"""What a release says of itself in RDF: what its descriptions share.

VoID, DCAT and the SPARQL service description are made from ``description.json``, which the build
writes. Addresses of the service (``/sparql``, ``/dump/…``) are relative references: they resolve
against whatever address a document was fetched from, and no header of a request goes into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, XSD
from rdflib.term import Node

from graph.description.dumps import FOLDER, Dump, write_dumps
from graph.description.statistics import GraphStatistics, Links, Statistics, statistics
from graph.store.nquads import graph_offsets
from ontology.namespaces import PREFIXES, Iris

DESCRIPTION_FILE = "description.json"
"""File of a release with the numbers of its descriptions."""

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
"""Media types of the descriptions and rdflib's names for them; N-Triples has no relative IRIs."""

_PREFIXES = {**PREFIXES, "sd": str(SD), "spdx": str(SPDX), "foaf": str(FOAF)}

VOID_PATH, CATALOG_PATH, SPARQL_PATH = "/.well-known/void", "/catalog", "/sparql"
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
        "データ集としてのライセンスはCC0 1.0。GeoNamesの識別子と人口はCC BY 4.0、都道府県庁の座標は"
        "国土地理院のコンテンツ利用規約(出典の表示)による。ほかはライセンスの表示がない出典から事実だけを"
        "取った。運用者が加えたグラフはそれ自身の定めによる。出典ごとのライセンスは各グラフにある。"
    ),
    (
        "The collection is CC0 1.0. Identifiers and populations of GeoNames are CC BY 4.0;"
        " coordinates of prefectural offices are usable with attribution to the Geospatial"
        " Information Authority of Japan. The rest are facts from sources that state no licence."
        " Graphs that an operator added have their own terms. The licence of each source is given"
        " with its graph."
    ),
)


@dataclass(frozen=True, slots=True)
class Description:
    """The numbers of a release.

    Args:
        base: base of its IRIs.
        statistics: what it holds.
        dumps: its dumps.
    """

    base: str
    statistics: Statistics
    dumps: tuple[Dump, ...]

    @property
    def dataset(self) -> URIRef:
        """The stable IRI of the dataset."""
        return URIRef(f"{self.base}dataset")

    def part(self, name: str) -> URIRef:
        """Return the IRI of a part of the dataset."""
        return URIRef(f"{self.dataset}#{name}")

    def graph(self, graph: GraphStatistics) -> URIRef:
        """Return the IRI of a named graph as a part; its name is that of the source itself."""
        ours = Iris(self.base).split(graph.iri)
        if ours:
            return self.part("/".join(ours))
        return self.part(f"graph/{sha256(graph.iri.encode()).hexdigest()[:16]}")


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release a description describes.

    Args:
        id: id of the release.
        built_at: when it was built (ISO 8601 with an offset).
    """

    id: str
    built_at: str


def write_description(graph: Path, folder: Path, iris: Iris) -> None:
    """Write the dumps and the numbers of a release.

    Args:
        graph: the whole graph as sorted N-Quads.
        folder: folder of the release.
        iris: maker of IRIs.
    """
    offsets = graph_offsets(graph)
    found = statistics(graph, iris, offsets)
    dumps = write_dumps(graph, offsets, folder / FOLDER)
    content = orjson.dumps(
        Description(iris.base, found, tuple(dumps)),
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )
    (folder / DESCRIPTION_FILE).write_bytes(content)


def read_description(folder: Path) -> Description:
    """Return the numbers of a release.

    Args:
        folder: folder of the release.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not what ``write_description`` writes.
    """
    path = folder / DESCRIPTION_FILE
    content = orjson.loads(path.read_bytes())
    try:
        return Description(
            content["base"],
            _statistics(content["statistics"]),
            tuple(Dump(**dump) for dump in content["dumps"]),
        )
    except (KeyError, TypeError) as error:
        message = f"{path.name} is damaged"
        raise ValueError(message) from error


def _statistics(content: dict[str, Any]) -> Statistics:
    graphs = (
        GraphStatistics(
            graph["iri"],
            graph["triples"],
            tuple((text, language) for text, language in graph["titles"]),
            tuple((text, language) for text, language in graph["rights"]),
            tuple(graph["licences"]),
        )
        for graph in content["graphs"]
    )
    links = (Links(**link) for link in content["links"])
    lists = {
        "graphs": tuple(graphs),
        "links": tuple(links),
        "vocabularies": tuple(content["vocabularies"]),
    }
    return Statistics(**{**content, **lists})


class Document:
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

    def dataset(self, description: Description, edition: Edition) -> URIRef:
        """Say what VoID and DCAT both say of the dataset, and return its IRI."""
        dataset = description.dataset
        built = Literal(edition.built_at, datatype=XSD.dateTime)
        self.texts(dataset, DCTERMS.title, TITLE)
        self.texts(dataset, DCTERMS.description, SUMMARY)
        self.add(dataset, (DCTERMS.issued, built), (DCTERMS.modified, built))
        self.add(dataset, (DCTERMS.license, LICENCE), (FOAF.homepage, URIRef("/")))
        rights = self.blank()
        self.add(dataset, (DCTERMS.rights, rights))
        self.add(rights, (RDF.type, DCTERMS.RightsStatement))
        self.texts(rights, RDFS.label, RIGHTS)
        return dataset

    def serialise(self, media_type: str) -> bytes:
        """Return the document in one of ``DOCUMENT_FORMATS``."""
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


def dump_url(dump: Dump) -> URIRef:
    """Return the address of a dump."""
    return URIRef(f"/dump/{dump.name}")
