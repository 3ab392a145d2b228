"""RDF of one thing: its statements, their sources, what points to it, and names of its neighbours.

Statements are looked up in the store by pattern, without a query: most of the time is the engine's
reading of terms, about ten microseconds a statement, so that no more of them are read than shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

import pyoxigraph
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, VOID, XSD

from graph.description.document import LICENCE
from graph.entities.named_queries import query_about
from graph.store.formats import GRAPH_FORMATS, JSON_LD, PREFIXED, RDF_XML, UnwritableError
from graph.store.jsonld import Compactor
from graph.store.rdf_xml import as_rdf_xml
from graph.store.store import Store
from ontology.context import MORE_PREFIXES, reading_context
from ontology.kinds import RELATIONS_SOURCE
from ontology.namespaces import GEO, PREFIXES, TSN, Iris

PAGE = 500
"""Most statements that point to a thing on one page of its data."""
_HYDRA = MORE_PREFIXES["hydra"]
_PREFIXES = {**PREFIXES, **MORE_PREFIXES}
_DATASETS = frozenset({"application/trig", "application/n-quads"})
"""Formats that can say in which graph a statement stands."""

Node = pyoxigraph.NamedNode
Quads = list[pyoxigraph.Quad]
TYPE, LABEL, TITLE, _WKT, _SOURCE = (
    Node(str(iri)) for iri in (RDF.type, RDFS.label, DCTERMS.title, GEO.asWKT, DCTERMS.source)
)


_COMPUTED = frozenset(Node(str(term)) for term in (TSN.similarTo, TSN.peerGroup))
"""What is stated directly though it was computed."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What the graph says of one thing.

    Args:
        this: the thing.
        own: its statements, its types first.
        incoming: the statements of this page that point to it, by subject.
        total: how many point to it in all.
        page: number of the page, from 1.
        pages: how many pages there are, at least one.
    """

    this: Node
    own: Quads = field(hash=False)
    incoming: Quads = field(hash=False)
    total: int
    page: int
    pages: int

    @property
    def sources(self) -> list[Node]:
        """The graphs that the statements stand in; each is named after its source."""
        names = {quad.graph_name for quad in (*self.own, *self.incoming)}
        return sorted((name for name in names if isinstance(name, Node)), key=str)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document of a thing is wanted.

    Args:
        media_type: one of ``graph.store.formats.GRAPH_FORMATS``.
        page: which page; one past the last has nothing that points to the entity.
        modified: when the release was built (ISO 8601); nothing where that is not to be said.
    """

    media_type: str
    page: int = 1
    modified: str = ""


@dataclass(frozen=True, slots=True)
class EntityDocument:
    """Serialised RDF, and which of how many pages it is."""

    body: bytes
    page: int
    pages: int


def entity_iri(iris: Iris, kind: str, key: str) -> str:
    """Return the IRI of an entity whose kind may be anything that a path can hold."""
    return str(iris.entity(quote(kind, safe="-._~"), key))


def node(iri: str) -> Node | None:
    """Return an IRI as the engine's node, or None for what is no absolute IRI."""
    try:
        return Node(iri)
    except ValueError:
        return None


def exists(store: Store, iris: Iris, kind: str, key: str) -> bool:
    """Tell whether the graph says anything of an entity."""
    this = node(entity_iri(iris, kind, key))
    return this is not None and store.says(this)


def statements(store: Store, iri: str, page: int = 1) -> Statements | None:
    """Return what the graph says of a thing, or None when it says nothing of it.

    Args:
        store: an open store.
        iri: the thing; what is no IRI is not known.
        page: which page of what points to it; one past the last is empty.
    """
    this = node(iri)
    own = store.quads(subject=this) if this else []
    if this is None or not own:
        return None
    incoming = sorted(store.quads(value=this), key=str)
    pages = max(1, -(-len(incoming) // PAGE))
    shown = incoming[(page - 1) * PAGE : page * PAGE]
    own.sort(key=lambda quad: (quad.predicate != TYPE, str(quad)))
    return Statements(this, own, shown, len(incoming), page, pages)


def entity_rdf(
    store: Store, iris: Iris, kind: str, key: str, wanted: Wanted
) -> EntityDocument | None:
    """Return the RDF of one entity, or None when the graph says nothing of it.

    It holds the entity's statements and those that point to it (``PAGE`` of them), types and
    labels of everything at their other end, the sources that the statements come from, and what
    the document itself is. In TriG and N-Quads each statement stands in the graph of its source;
    those of the entity, in the default graph, too, where clients that read no names look for them.

    Args:
        store: an open store.
        iris: maker of IRIs.
        kind: path segment of its IRI.
        key: its key.
        wanted: which document.

    Raises:
        UnwritableError: the format cannot hold a statement of it.
    """
    found = statements(store, entity_iri(iris, kind, key), wanted.page)
    if found is None:
        return None
    media_type = wanted.media_type
    document = f"{iris.base}data/{found.this.value.removeprefix(f'{iris.base}id/')}"
    quads = {*_document(found, document), *found.own, *found.incoming, *_around(store, found)}
    quads.update(_of_dataset(found, document, iris, wanted.modified))
    if media_type in _DATASETS:
        quads.update(pyoxigraph.Quad(*quad.triple) for quad in found.own)
    quads.update(_marked(found, document, iris))
    return EntityDocument(_written(quads, found.this, media_type), found.page, found.pages)


def _around(store: Store, found: Statements) -> Quads:
    """Return what is said of the neighbours and of the sources."""
    sources = found.sources
    quads = [quad for name in sources for quad in store.quads(subject=name)]
    pointed_to = {quad.object for quad in found.own}.difference(sources)
    pointing = {quad.subject for quad in found.incoming}.difference(sources, pointed_to)
    for ends, properties in ((pointed_to, (TYPE, LABEL, TITLE, _WKT)), (pointing, (TYPE, LABEL))):
        for end in ends:
            if isinstance(end, Node) and end != found.this:
                quads += [quad for p in properties for quad in store.quads(end, p)]
    return quads


def _marked(found: Statements, document: str, iris: Iris) -> Iterator[pyoxigraph.Quad]:
    """Yield a mark for each computed statement, so that it is told from what sources say.

    The records of computed relations have their source themselves; direct statements do not, and
    most formats have no graphs. They are described as RDF 1.1 does (RDF Schema, section 5.3).
    """
    graph = Node(str(iris.entity("source", RELATIONS_SOURCE)))
    computed = {
        (str(quad), quad)
        for quad in (*found.own, *found.incoming)
        if quad.graph_name == graph and quad.predicate in _COMPUTED
    }
    for number, (_, quad) in enumerate(sorted(computed, key=lambda pair: pair[0]), 1):
        mark = Node(f"{document}#computed-{found.page}.{number}")
        yield pyoxigraph.Quad(mark, TYPE, Node(str(RDF.Statement)))
        yield pyoxigraph.Quad(mark, Node(str(RDF.subject)), quad.subject)
        yield pyoxigraph.Quad(mark, Node(str(RDF.predicate)), quad.predicate)
        yield pyoxigraph.Quad(mark, Node(str(RDF.object)), quad.object)
        yield pyoxigraph.Quad(mark, _SOURCE, graph)


def _page(iri: str, number: int) -> Node:
    return Node(iri if number == 1 else f"{iri}?page={number}")


def _of_dataset(found: Statements, iri: str, iris: Iris, modified: str) -> Quads:
    """Return to which dataset a document belongs, under which licence, and as of when."""
    this = _page(iri, found.page)
    quads = [
        pyoxigraph.Quad(this, Node(str(VOID.inDataset)), Node(f"{iris.base}dataset")),
        pyoxigraph.Quad(this, Node(str(DCTERMS.license)), Node(str(LICENCE))),
    ]
    if modified:
        moment = pyoxigraph.Literal(modified, datatype=Node(str(XSD.dateTime)))
        quads.append(pyoxigraph.Quad(this, Node(str(DCTERMS.modified)), moment))
    return quads


def _document(found: Statements, iri: str) -> Quads:
    """Return what the document itself is: its topic, its sources, the pages beside it."""

    def page(number: int) -> Node:
        return _page(iri, number)

    this = page(found.page)
    quads = [
        pyoxigraph.Quad(this, TYPE, Node(str(FOAF.Document))),
        pyoxigraph.Quad(this, Node(str(FOAF.primaryTopic)), found.this),
        *(pyoxigraph.Quad(this, _SOURCE, source) for source in found.sources),
    ]
    if found.page > 1:
        quads.append(pyoxigraph.Quad(this, Node(f"{_HYDRA}previous"), page(found.page - 1)))
    if found.page < found.pages:
        quads.append(pyoxigraph.Quad(this, Node(f"{_HYDRA}next"), page(found.page + 1)))
    return quads


def _written(quads: Iterable[pyoxigraph.Quad], first: Node, media_type: str) -> bytes:
    """Return quads in a fixed order: within a graph the entity first, within a thing its type."""
    if media_type in _DATASETS:
        ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), *_place(quad, first)))
        return _serialised(ordered, media_type)
    triples = {quad.triple for quad in quads}
    return _serialised(sorted(triples, key=lambda triple: _place(triple, first)), media_type)


def _place(said: pyoxigraph.Quad | pyoxigraph.Triple, first: Node) -> tuple[bool, str, bool, str]:
    return said.subject != first, str(said.subject), said.predicate != TYPE, str(said)


def _serialised(
    statements: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple], media_type: str
) -> bytes:
    prefixes = _PREFIXES if media_type in PREFIXED else None
    try:
        body = pyoxigraph.serialize(statements, format=GRAPH_FORMATS[media_type], prefixes=prefixes)
    except OSError as error:  # triple terms: "JSON-LD does not support RDF 1.2 yet"
        raise UnwritableError from error
    if media_type == JSON_LD:
        return _compactor().compact(body or b"[]")
    return as_rdf_xml(body or b"", _PREFIXES) if media_type == RDF_XML else body or b""


@cache
def _compactor() -> Compactor:
    return Compactor(reading_context())


def json_ld(n_triples: bytes) -> bytes:
    """Return N-Triples as compact JSON-LD."""
    return _serialised(
        (quad.triple for quad in pyoxigraph.parse(n_triples, pyoxigraph.RdfFormat.N_TRIPLES)),
        JSON_LD,
    )


def entities_rdf(
    store: Store, iris: Iris, things: Iterable[tuple[str, str]], media_type: str
) -> bytes:
    """Return the RDF of several entities (pairs of kind and key), each with its own statements."""
    query = query_about("entity_own", things=(iris.entity(kind, key) for kind, key in things))
    triples = store.construct(query) if query else ()
    return store.serialise(triples, media_type)
