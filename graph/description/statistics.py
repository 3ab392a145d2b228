"""Counts of a whole release, as VoID wants them, in one pass over its sorted N-Quads.

Source: Describing Linked Datasets with the VoID Vocabulary (https://www.w3.org/TR/void/), section
4.6. Counts are of distinct triples, whatever number of graphs says them, but those of a graph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from rdflib import RDF
from rdflib.namespace import DCTERMS

from graph.store.nquads import Offsets, graph_offsets, parsed, split
from ontology.namespaces import TSN, Iris

EXAMPLE_KINDS = (
    "project",
    "municipality",
    "programme",
    "technology",
    "challenge",
    "ministry",
    "council",
    "event",
)
"""Kinds of which an example resource is named: the one of which most is said."""

_TYPE, _TITLE, _RIGHTS, _LICENCE = (
    f"<{term}>".encode() for term in (RDF.type, DCTERMS.title, DCTERMS.rights, DCTERMS.license)
)
_YEAR, _RETRIEVED = (f"<{term}>".encode() for term in (TSN.fiscalYear, TSN.retrieved))
_OF_GRAPHS = frozenset({_TITLE, _RIGHTS, _LICENCE})
"""What is kept of the resources that name graphs."""
_NO_LINKS = frozenset({_TYPE, _LICENCE})
"""Properties whose values are terms or deeds, not things of another dataset."""

_HOST = re.compile(r"https?://[^/?#]*")
"""Scheme and host of an address; ``urlsplit`` refuses some that are IRIs."""

Text = tuple[str, str]
"""A text and the tag of its language, which may be empty."""


@dataclass(frozen=True, slots=True)
class GraphStatistics:
    """A named graph.

    Args:
        iri: its name; ``_:…`` for a blank node.
        triples: how many it holds.
        titles: what is said of the source that it is named after; likewise the others.
        rights: licences in words.
        licences: IRIs of licences.
    """

    iri: str
    triples: int
    titles: tuple[Text, ...] = ()
    rights: tuple[Text, ...] = ()
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """Triples that join our entities to things elsewhere.

    Args:
        property: the IRI that joins them.
        target: scheme and host of the things.
        triples: how many.
    """

    property: str
    target: str
    triples: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a release holds.

    Args:
        quads: statements, one for each graph that makes them.
        triples: statements.
        subjects: distinct subjects.
        objects: distinct objects.
        entities: distinct subjects under ``{base}id/``.
        classes: IRI of each class and number of its instances.
        properties: IRI of each property and number of its triples.
        graphs: the named graphs, by name.
        links: links by property and target.
        examples: kind and IRI of an example.
        vocabularies: namespaces of the classes and properties.
        years: the first and the last fiscal year that something is said of; empty for none.
        read_on: the last day on which a source was read (ISO 8601), or empty.
    """

    quads: int
    triples: int
    subjects: int
    objects: int
    entities: int
    classes: dict[str, int]
    properties: dict[str, int]
    graphs: tuple[GraphStatistics, ...]
    links: tuple[Links, ...]
    examples: dict[str, str]
    vocabularies: tuple[str, ...]
    years: tuple[str, ...] = ()
    read_on: str = ""


@dataclass(slots=True)
class _Counts:
    """What grows during the pass; terms are as N-Quads writes them."""

    space: bytes
    own: tuple[bytes, ...]
    graphs: Offsets
    triples: int = 0
    subjects: int = 0
    entities: int = 0
    objects: set[bytes] = field(default_factory=set)
    classes: Counter[bytes] = field(default_factory=Counter)
    properties: Counter[bytes] = field(default_factory=Counter)
    links: Counter[tuple[bytes, str]] = field(default_factory=Counter)
    examples: dict[str, tuple[int, str]] = field(default_factory=dict)
    of_graphs: list[bytes] = field(default_factory=list)
    dates: dict[bytes, set[bytes]] = field(
        default_factory=lambda: {_YEAR: set(), _RETRIEVED: set()}
    )

    def add(self, subject: bytes, pairs: list[tuple[bytes, bytes]]) -> None:
        """Count a subject and all its distinct pairs of predicate and object."""
        self.subjects += 1
        self.triples += len(pairs)
        self.properties.update(predicate for predicate, _ in pairs)
        self.objects.update(object_ for _, object_ in pairs)
        self.classes.update(o for p, o in pairs if p == _TYPE and o.startswith(b"<"))
        if subject.startswith(self.space):
            self.entities += 1
            self._add_links(pairs)
            self._add_example(subject, len(pairs))
            for predicate, object_ in pairs:
                if predicate in self.dates:
                    self.dates[predicate].add(object_)
        if subject in self.graphs:
            self.of_graphs += [
                b"%b %b %b .\n" % (subject, p, o) for p, o in pairs if p in _OF_GRAPHS
            ]

    def _add_links(self, pairs: list[tuple[bytes, bytes]]) -> None:
        for predicate, object_ in pairs:
            if (
                object_.startswith((b"<http://", b"<https://"))
                and not object_.startswith(self.own)
                and predicate not in _NO_LINKS
            ):
                host = _HOST.match(_iri(object_))
                self.links[predicate, f"{host[0] if host else ''}/"] += 1

    def _add_example(self, subject: bytes, said: int) -> None:
        kind = subject[len(self.space) :].partition(b"/")[0].decode()
        if kind in EXAMPLE_KINDS and said > self.examples.get(kind, (0, ""))[0]:
            self.examples[kind] = said, _iri(subject)


def statistics(path: Path, iris: Iris, offsets: Offsets | None = None) -> Statistics:
    """Return the counts of a graph.

    Args:
        path: the whole graph as sorted N-Quads.
        iris: maker of IRIs, of the base of the graph.
        offsets: what ``graph_offsets`` gives for the file, if it was asked already.
    """
    graphs = graph_offsets(path) if offsets is None else offsets
    own = (f"<{iris.base}id/".encode(), f"<{TSN}".encode())
    counts = _Counts(own[0], own, graphs)
    with path.open("rb") as stream:
        for subject, pairs in _subjects(stream):
            counts.add(subject, pairs)
    return Statistics(
        quads=sum(len(lines) for lines in graphs.values()),
        triples=counts.triples,
        subjects=counts.subjects,
        objects=len(counts.objects),
        entities=counts.entities,
        classes=_named(counts.classes),
        properties=_named(counts.properties),
        graphs=_graphs(graphs, counts.of_graphs),
        links=tuple(
            Links(_iri(prop), target, number)
            for (prop, target), number in sorted(counts.links.items())
        ),
        examples={kind: counts.examples[kind][1] for kind in sorted(counts.examples)},
        vocabularies=_vocabularies([*counts.classes, *counts.properties]),
        years=tuple(dict.fromkeys(_ends(counts.dates[_YEAR]))),
        read_on=next(reversed(_ends(counts.dates[_RETRIEVED])), ""),
    )


def _ends(literals: set[bytes]) -> list[str]:
    """Return the first and the last of dates or years (four digits first) as they are written."""
    values = sorted(literal.split(b'"')[1].decode() for literal in literals)
    return values[:1] + values[-1:]


def _subjects(lines: Iterable[bytes]) -> Iterator[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """Yield each subject of sorted quads with its distinct pairs of predicate and object."""
    current, pairs, last = b"", list[tuple[bytes, bytes]](), (b"", b"")
    for line in lines:
        subject, predicate, object_, _ = split(line)
        if subject != current:
            if pairs:
                yield current, pairs
            current, pairs, last = subject, [], (b"", b"")
        if (predicate, object_) != last:
            last = predicate, object_
            pairs.append(last)
    if pairs:
        yield current, pairs


def _iri(term: bytes) -> str:
    """Return the IRI of a term, or the label of a blank node."""
    text = term.decode()
    return text[1:-1] if text.startswith("<") else text


def _named(counts: Counter[bytes]) -> dict[str, int]:
    return {_iri(term): counts[term] for term in sorted(counts)}


def _graphs(offsets: Offsets, lines: list[bytes]) -> tuple[GraphStatistics, ...]:
    said: defaultdict[tuple[str, str], list[Text]] = defaultdict(list)
    for quad in parsed(lines, pyoxigraph.RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
            language = value.language or "" if isinstance(value, pyoxigraph.Literal) else ""
            said[str(quad.subject), str(quad.predicate)].append((value.value, language))
    found = []
    for name in sorted(offsets):
        titles, rights, licences = (
            said[name.decode(), predicate.decode()] for predicate in (_TITLE, _RIGHTS, _LICENCE)
        )
        links = tuple(value for value, _ in licences)
        count = len(offsets[name])
        found.append(GraphStatistics(_iri(name), count, tuple(titles), tuple(rights), links))
    return tuple(found)


def _vocabularies(terms: Iterable[bytes]) -> tuple[str, ...]:
    """Return the namespaces of terms: up to the last ``#``, else up to the last ``/``."""
    found = set()
    for term in terms:
        iri = _iri(term)
        end = iri.rfind("#") if "#" in iri else iri.rfind("/")
        if not iri.startswith("_:") and end > 0:
            found.add(iri[: end + 1])
    return tuple(sorted(found))
