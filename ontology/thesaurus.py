"""The SKOS thesauri of technologies and of regional challenges, as frozen values.

The Turtle files beside this module are hand-made. They say ``skos:broader`` and ``skos:related``
once; `read_graph` infers ``skos:narrower``, ``skos:hasTopConcept`` and the other direction of
``skos:related``, and moves every entity IRI to the configured base. `load_thesaurus` checks the
whole and reports every problem at once.

Source of the integrity conditions named S13, S14 and S27 below: SKOS Reference, W3C Recommendation,
18 August 2009.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from ontology.concepts import (
    Collection,
    Concept,
    LangString,
    Thesaurus,
    ThesaurusError,
    fold_label,
    superconcepts,
)
from ontology.namespaces import DEFAULT_BASE, PREFIXES, TSN, Iris

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib.term import Node

LANGUAGES = ("ja", "en")
"""Languages in which every concept has a preferred label and a definition."""

SCHEMES: Mapping[str, str] = MappingProxyType(
    {"technology": "technologies", "challenge": "challenges"}
)
"""Kind of entity in a concept's IRI, and the key of the scheme that holds such concepts."""

RESOURCES = ("technologies.ttl", "challenges.ttl")
"""Names of the Turtle files in this package."""

_LABEL_KINDS = {"pref": SKOS.prefLabel, "alt": SKOS.altLabel, "hidden": SKOS.hiddenLabel}
_LABEL_LANGUAGES = {"ja", "en", "ja-hira", "ja-latn"}
_MIN_LABEL_LENGTH = 2


class TurtleSource(Protocol):
    """What is read from a Turtle file: a path or a resource of a package."""

    @property
    def name(self) -> str:
        """Name of the file, for messages."""

    def read_bytes(self) -> bytes:
        """Return the content of the file."""


def packaged_sources() -> tuple[TurtleSource, ...]:
    """Return the Turtle files that come with this package."""
    return tuple(resources.files("ontology").joinpath(name) for name in RESOURCES)


def read_graph(sources: Iterable[TurtleSource] | None = None, base: str = DEFAULT_BASE) -> Graph:
    """Return the thesauri as one RDF graph, completed and moved to a base.

    Args:
        sources: Turtle files written under the default base; the packaged ones if None.
        base: absolute IRI that ends in ``/``.

    Raises:
        ThesaurusError: a file cannot be read as UTF-8 Turtle.
        ValueError: the base does not end in ``/``.
    """
    iris, parsed, problems = Iris(base), Graph(), []
    for source in packaged_sources() if sources is None else sources:
        try:
            parsed.parse(data=source.read_bytes().decode("utf-8"), format="turtle")
        except (SyntaxError, UnicodeDecodeError, OSError) as error:
            problems.append(f"{source.name}: cannot be read as UTF-8 Turtle ({error})")
    if problems:
        raise ThesaurusError(problems)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)

    def moved(node: Node) -> Node:
        return URIRef(iris.rebase(str(node))) if isinstance(node, URIRef) else node

    inverse = {
        SKOS.broader: SKOS.narrower,
        SKOS.related: SKOS.related,
        SKOS.topConceptOf: SKOS.hasTopConcept,
    }
    for s, p, o in parsed:
        graph.add((moved(s), p, moved(o)))
        if isinstance(p, URIRef) and p in inverse:
            graph.add((moved(o), inverse[p], moved(s)))
    return graph


def load_thesaurus(
    sources: Iterable[TurtleSource] | None = None, base: str = DEFAULT_BASE
) -> Thesaurus:
    """Read, check and return the thesauri.

    Args:
        sources: Turtle files (a `pathlib.Path` will do); the packaged ones if None.
        base: absolute IRI that ends in ``/``, under which the concepts' IRIs are made.

    The packaged ones are read once for a base: they come with the code and are never changed.

    Raises:
        ThesaurusError: lists every broken rule, not only the first.
        ValueError: the base does not end in ``/``.
    """
    return _packaged(base) if sources is None else _read(sources, base)


@cache
def _packaged(base: str) -> Thesaurus:
    return _read(None, base)


def _read(sources: Iterable[TurtleSource] | None, base: str) -> Thesaurus:
    reader = _Reader(read_graph(sources, base), Iris(base))
    if reader.problems:
        raise ThesaurusError(sorted(set(reader.problems)))
    return Thesaurus(reader.concepts(), reader.collections())


class _Reader:
    """Turns a completed graph into concepts, noting every broken rule in ``problems``."""

    def __init__(self, graph: Graph, iris: Iris) -> None:
        self.graph, self.iris = graph, iris
        self.problems: list[str] = []
        self.nodes: dict[str, URIRef] = {}
        for node in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
            self._register(node)
        self.broader = {key: self._linked(key, SKOS.broader) for key in self.nodes}
        for key in self.nodes:
            self._check_labels(key)
            self._check_definition(key)
            self._check_place(key)
        self._check_shared_labels()
        self._check_collections()

    def concepts(self) -> Iterator[Concept]:
        """Yield the concepts, by key; to be called only when there are no problems."""
        for key, node in self.nodes.items():
            yield Concept(
                key=key,
                iri=str(node),
                scheme=SCHEMES[self._kind(node)],
                pref=self._by_language(node, SKOS.prefLabel),
                alt=self._texts(node, SKOS.altLabel),
                hidden=self._texts(node, SKOS.hiddenLabel),
                definition=self._by_language(node, SKOS.definition),
                broader=self.broader[key],
                related=self._linked(key, SKOS.related),
                depth=self._depth(key),
            )

    def collections(self) -> Iterator[Collection]:
        """Yield the collections, by IRI."""
        for node in self._collection_nodes():
            yield Collection(
                key=self._key(node),
                iri=str(node),
                pref=self._by_language(node, SKOS.prefLabel),
                members=tuple(sorted(map(self._key, self.graph.objects(node, SKOS.member)))),
                sources=tuple(sorted(map(str, self.graph.objects(node, DCTERMS.source)))),
            )

    def _collection_nodes(self) -> list[Node]:
        return sorted(self.graph.subjects(RDF.type, SKOS.Collection), key=str)

    def _kind(self, node: Node) -> str:
        return (self.iris.split(str(node)) or ("", ""))[0]

    def _key(self, node: Node) -> str:
        return (self.iris.split(str(node)) or ("", str(node)))[1]

    def _texts(self, node: Node, predicate: URIRef) -> tuple[LangString, ...]:
        return tuple(
            sorted(
                LangString(str(o), o.language or "")
                for o in self.graph.objects(node, predicate)
                if isinstance(o, Literal)
            )
        )

    def _by_language(self, node: Node, predicate: URIRef) -> Mapping[str, str]:
        texts = {lang: text for text, lang in self._texts(node, predicate)}
        return MappingProxyType({lang: texts[lang] for lang in LANGUAGES})

    def _linked(self, key: str, predicate: URIRef) -> tuple[str, ...]:
        return tuple(sorted(map(self._key, self.graph.objects(self.nodes[key], predicate))))

    def _depth(self, key: str) -> int:
        steps = superconcepts(key, self.broader)
        return 1 + min(n for k, n in steps.items() if not self.broader[k])

    def _register(self, node: Node) -> None:
        kind, key = self._kind(node), self._key(node)
        if not isinstance(node, URIRef) or kind not in SCHEMES:
            self.problems.append(f"{node}: not the IRI of a technology or of a challenge")
        elif key in self.nodes:
            self.problems.append(f"{key}: the key of two concepts")
        else:
            self.nodes[key] = node

    def _check_labels(self, key: str) -> None:
        node = self.nodes[key]
        per_kind = {kind: self._texts(node, p) for kind, p in _LABEL_KINDS.items()}
        pref = Counter(lang for _, lang in per_kind["pref"])
        for lang in sorted(set(LANGUAGES) | pref.keys()):
            wanted = int(lang in LANGUAGES)
            if pref[lang] != wanted:
                self.problems.append(f"{key}: {pref[lang]} prefLabel @{lang}, not {wanted} (S14)")
        everywhere = Counter(label for labels in per_kind.values() for label in labels)
        for (text, lang), count in everywhere.items():
            if count > 1:
                self.problems.append(f"{key}: {text!r}@{lang} is a label of two kinds (S13)")
            if lang.lower() not in _LABEL_LANGUAGES:
                self.problems.append(f"{key}: {text!r} has the language {lang!r}")
            if len(fold_label(text).strip()) < _MIN_LABEL_LENGTH:
                self.problems.append(f"{key}: the label {text!r} is too short to be recognised")

    def _check_definition(self, key: str) -> None:
        found = Counter(lang for _, lang in self._texts(self.nodes[key], SKOS.definition))
        for lang in LANGUAGES:
            if found[lang] != 1:
                self.problems.append(f"{key}: {found[lang]} definitions @{lang}, not 1")

    def _check_place(self, key: str) -> None:
        node, kind = self.nodes[key], self._kind(self.nodes[key])
        scheme = self.iris.entity("scheme", SCHEMES[kind])
        if list(self.graph.objects(node, SKOS.inScheme)) != [scheme]:
            self.problems.append(f"{key}: must be in the scheme {scheme} and in no other")
        for predicate, name in ((SKOS.broader, "broader"), (SKOS.related, "related")):
            for other in self.graph.objects(node, predicate):
                if self.nodes.get(self._key(other)) != other or self._kind(other) != kind:
                    self.problems.append(f"{key}: {name} {other} is no concept of its scheme")
        parents = self.broader[key]
        if bool(parents) == ((node, SKOS.topConceptOf, scheme) in self.graph):
            self.problems.append(f"{key}: must have either a broader concept or topConceptOf")
        above = {k for parent in parents for k in superconcepts(parent, self.broader)}
        if key in above:
            self.problems.append(f"{key}: is broader than itself (cycle)")
        for other_key in above.intersection(self._linked(key, SKOS.related)):
            self.problems.append(f"{key}: {other_key} is both broader and related (S27)")

    def _check_shared_labels(self) -> None:
        claims: defaultdict[str, set[str]] = defaultdict(set)
        declared: defaultdict[str, set[str]] = defaultdict(set)
        for key, node in self.nodes.items():
            for predicate in _LABEL_KINDS.values():
                for text, _ in self._texts(node, predicate):
                    claims[fold_label(text)].add(key)
            for text, _ in self._texts(node, TSN.sharesLabel):
                declared[fold_label(text)].add(key)
        for label, keys in claims.items():
            if len(keys) > 1 and not keys <= declared[label]:
                owners = ", ".join(sorted(keys))
                self.problems.append(f"the label {label!r} belongs to {owners}")

    def _check_collections(self) -> None:
        known = {*self.nodes.values(), *self._collection_nodes()}
        for node in self._collection_nodes():
            key = self._key(node)
            pref = Counter(lang for _, lang in self._texts(node, SKOS.prefLabel))
            if any(pref[lang] != 1 for lang in LANGUAGES):
                self.problems.append(f"{key}: a collection needs one prefLabel @ja and one @en")
            if not list(self.graph.objects(node, DCTERMS.source)):
                self.problems.append(f"{key}: a collection needs a dcterms:source")
            members = list(self.graph.objects(node, SKOS.member))
            if not members:
                self.problems.append(f"{key}: a collection needs members")
            for member in members:
                if member not in known:
                    self.problems.append(f"{key}: the member {member} does not exist")
