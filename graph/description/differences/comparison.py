"""Compares two graphs: two sorted streams of N-Quads, merged in linear time.

Only the statements of one thing are held at a time, and what differs: the size of the graphs does
not matter. What is not the data themselves (computed relations, thesauri, vocabulary and code
lists, the operator's own RDF) is counted and not listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

import pyoxigraph
from rdflib.namespace import DCTERMS, RDFS, SDO, SKOS

from graph.description.differences.changes import (
    ADDED,
    CHANGED,
    COMPUTED,
    DATA,
    MOST_LISTED,
    OWN_RDF,
    PARTS,
    REMOVED,
    THESAURI,
    VOCABULARY,
    Changes,
    EntityChange,
    PropertyChange,
)
from graph.mapping.schema import Ref, Table
from graph.mapping.tables import BY_KIND, BY_NAME
from graph.store.nquads import parsed, split
from ontology.kinds import (
    ENTAILED_SOURCE,
    FISCAL_YEAR,
    KINDS,
    OWN_SOURCE,
    PAYEE,
    RELATIONS_SOURCE,
    THESAURUS_SOURCE,
)
from ontology.namespaces import TSN, Iris

_GEOMETRY = "geometry"
_UNLISTED = frozenset({FISCAL_YEAR, PAYEE})
_FOLLOWING = {_GEOMETRY, *_UNLISTED}
"""Kinds of what follows from rows and has none of its own; those unlisted are only counted."""
_LABELS = frozenset(map(str, (RDFS.label, DCTERMS.title, SDO.name, SKOS.prefLabel)))
_LABEL = f"<{RDFS.label}>".encode()
_UNLABELLED = "ja"
"""Language of a name that has no language tag."""
_ALWAYS = {str(DCTERMS.source): "source", str(TSN.locator): "locator", str(RDFS.label): "label"}
"""Properties that rows of every table have, and what they are called."""

Lines = list[bytes]
Source = Callable[[], Iterable[bytes]]
"""Gives the lines of a graph, from the first one at each call."""


@dataclass(slots=True)
class _Thing:
    """What is known so far of a thing that has anything to do with a difference."""

    change: str = CHANGED
    labels: dict[str, str] = field(default_factory=dict)
    properties: list[PropertyChange] = field(default_factory=list)
    records: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def compare(
    before: Source,
    after: Source,
    iris: Iris,
    without: Collection[str] = (),
    names: Source | None = None,
) -> Changes:
    """Return what changed from one graph to another.

    Args:
        before: gives the sorted lines of N-Quads of the earlier graph.
        after: gives those of the later one; things have the same IRIs in both. What both say of a
            thing may be left out of both.
        iris: maker of these IRIs.
        without: parts that one of the two does not hold and that are not compared.
        names: gives the lines of the whole later graph, where `after` leaves out some: it is read
            where a thing is to be named of which only its rows changed.
    """
    comparison = _Comparison(iris, without)
    for subject, old, new in _paired(before(), after()):
        if old != new:
            comparison.take(subject, old, new)
    comparison.name(names or after)
    return comparison.result()


def lines_of(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; it is open while they are read."""
    with path.open("rb") as stream:
        yield from stream


def _paired(
    before: Iterable[bytes], after: Iterable[bytes]
) -> Iterator[tuple[bytes, Lines, Lines]]:
    """Yield every subject with its lines in both graphs, in order."""
    olds, news = _by_subject(before), _by_subject(after)
    old, new = next(olds, None), next(news, None)
    while old or new:
        # a blank node's name may begin with another's: the space decides as in the lines
        first = min(subject for subject, _ in filter(None, (old, new)))
        old_lines: Lines = []
        new_lines: Lines = []
        if old and old[0] == first:
            old_lines, old = old[1], next(olds, None)
        if new and new[0] == first:
            new_lines, new = new[1], next(news, None)
        yield first, old_lines, new_lines


def _by_subject(lines: Iterable[bytes]) -> Iterator[tuple[bytes, Lines]]:
    for subject, group in groupby(lines, key=lambda line: line[: line.index(b" ") + 1]):
        yield subject, list(group)


class _Comparison:
    def __init__(self, iris: Iris, without: Collection[str]) -> None:
        self._iris = iris
        self._without = without
        self._graphs = {
            f"<{iris.entity('source', key)}>".encode(): part
            for key, part in (
                (RELATIONS_SOURCE, COMPUTED),
                (ENTAILED_SOURCE, COMPUTED),
                (THESAURUS_SOURCE, THESAURI),
            )
        }
        self._own_graph = f"<{iris.entity('source', OWN_SOURCE)}>".encode()
        self._statements: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
        self._tables: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._things: defaultdict[tuple[str, str], _Thing] = defaultdict(_Thing)

    def take(self, subject: bytes, old: Lines, new: Lines) -> None:
        """Note the differences of one subject."""
        place = self._iris.split(subject[1:-2].decode())
        parts = {line: self._part(line, place) for line in {*old, *new}}
        before, after = set(old), set(new)
        for change, lines in ((ADDED, after - before), (REMOVED, before - after)):
            for line in lines:
                if parts[line] not in self._without:
                    self._statements[parts[line]][change] += 1
        held = [[line for line in lines if parts[line] == DATA] for lines in (old, new)]
        if place and place[0] not in _UNLISTED and held[0] != held[1]:
            self._take_record(*place, *held)

    def _part(self, line: bytes, place: tuple[str, str] | None) -> str:
        graph = split(line)[3]
        if graph in self._graphs:
            return self._graphs[graph]
        if place and (place[0] in BY_KIND or place[0] in _FOLLOWING):
            return DATA
        return VOCABULARY if graph == self._own_graph else OWN_RDF

    def _take_record(self, kind: str, key: str, old: Lines, new: Lines) -> None:
        change = CHANGED if old and new else ADDED if new else REMOVED
        if kind in BY_KIND:
            self._tables[BY_KIND[kind].name][change] += 1
        owner = self._owner(kind, key, new or old)
        thing = self._things[owner]
        if owner == (kind, key):
            thing.change = change
            thing.labels.update(_labels(new or old))
        elif change != CHANGED and kind in BY_KIND:
            thing.records[BY_KIND[kind].name][change] += 1
        if change == CHANGED:
            record = "" if owner == (kind, key) else f"{kind}/{key}"
            thing.properties += self._properties(kind, record, old, new)

    def _owner(self, kind: str, key: str, lines: Lines) -> tuple[str, str]:
        """Return the thing that a row is about; itself where it is about none."""
        if kind == _GEOMETRY:
            return "municipality", key
        objects = {predicate: value for _, predicate, value, _ in map(split, lines)}
        for predicate in _about(kind):
            place = self._iris.split(objects.get(predicate, b"")[1:-1].decode())
            if place:
                return place
        return kind, key

    def _properties(self, kind: str, record: str, old: Lines, new: Lines) -> list[PropertyChange]:
        columns = _columns(kind)
        values = [self._values(lines) for lines in (old, new)]
        found = []
        for name in sorted(values[0].keys() | values[1].keys()):
            before, after = (side.get(name, set()) for side in values)
            if before != after:
                gone, come = tuple(sorted(before - after)), tuple(sorted(after - before))
                found.append(PropertyChange(name, columns.get(name, ""), record, gone, come))
        return found

    def _values(self, lines: Lines) -> dict[str, set[str]]:
        """Return the values of each property, whatever graph says so; things as ``kind/key``."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for quad in parsed(lines):
            value = getattr(quad.object, "value", str(quad.object))
            is_thing = isinstance(quad.object, pyoxigraph.NamedNode)
            place = self._iris.split(value) if is_thing else None
            found[quad.predicate.value].add("/".join(place) if place else value)
        return found

    def name(self, source: Source) -> None:
        """Read the names of the things of which only rows about them were seen, in one pass."""
        unnamed = {
            f"<{self._iris.entity(*place)}>".encode(): thing
            for place, thing in self._things.items()
            if not thing.labels
        }
        if unnamed:
            for line in source():
                thing = unnamed.get(line[: line.index(b" ")])
                if thing and split(line)[1] == _LABEL:
                    thing.labels.update(_labels([line]))

    def result(self) -> Changes:
        """Return everything that was noted."""
        kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (kind, _), thing in self._things.items():
            kinds[kind][thing.change] += 1
        order = list(dict.fromkeys((*KINDS, *BY_KIND)))
        places = sorted(self._things, key=lambda place: (order.index(place[0]), place))
        return Changes(
            statements=self._statements,
            tables=_sorted(self._tables),
            kinds={kind: kinds[kind] for kind in order if kind in kinds},
            entities=tuple(_entity(place, self._things[place]) for place in places[:MOST_LISTED]),
            truncated=len(places) > MOST_LISTED,
        )


def _entity(place: tuple[str, str], thing: _Thing) -> EntityChange:
    changed = thing.change == CHANGED
    properties = tuple(thing.properties) if changed else ()
    records = _sorted(thing.records) if changed else {}
    return EntityChange(*place, thing.change, thing.labels, properties, records)


def _sorted(counts: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Return counts by table in the order of the tables."""
    return {name: counts[name] for name in BY_NAME if name in counts}


def _labels(lines: Lines) -> dict[str, str]:
    """Return the names among lines by language; those of ``rdfs:label`` go before others."""
    found: dict[str, str] = {}
    quads = [quad for quad in parsed(lines) if quad.predicate.value in _LABELS]
    for quad in sorted(quads, key=lambda quad: quad.predicate.value == str(RDFS.label)):
        if isinstance(quad.object, pyoxigraph.Literal):
            found[quad.object.language or _UNLABELLED] = quad.object.value
    return found


@cache
def _about(kind: str) -> tuple[bytes, ...]:
    """Return the properties, as N-Quads write them, by which a row names what it is about."""
    table = BY_KIND.get(kind)
    if table is None or kind in KINDS:
        return ()
    return tuple(
        f"<{column.property}>".encode()
        for column in table.columns
        if column.property and isinstance(column.value, Ref) and _are_things(column.value)
    )


def _are_things(value: Ref) -> bool:
    return any(BY_NAME[name].kind in KINDS for name in value.tables)


@cache
def _columns(kind: str) -> Mapping[str, str]:
    """Return the column of each property of a row, by its IRI."""
    table: Table | None = BY_KIND.get(kind)
    if table is None:
        return _ALWAYS
    named = {str(column.property): column.name for column in table.columns if column.property}
    return _ALWAYS | named
