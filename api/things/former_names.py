"""What people still call a place: names of municipalities that are part of another one today.

A name alone is enough where the municipality was abolished since 1969, has one successor among all
that had the name, and no place has the name now. Older names, which are many and short, need their
prefecture or their 郡 before them (島根県八束郡出雲郷村), and so do names that several had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from graph.entities.models import Body
from graph.entities.reader import EntityReader
from graph.ingest.reading import Row
from search.model.corpus import Label


class _Former(NamedTuple):
    """A former municipality: its name, where it was, what it became, whether it had a code."""

    name: str
    prefecture: str
    district: str
    successor: str
    recent: bool


def former_labels(reader: EntityReader, older: Iterable[Row]) -> Iterator[Label]:
    """Yield the names by which the successors of former municipalities can be called.

    Args:
        reader: has those abolished since 1969.
        older: rows of ``former_names``, those abolished before.
    """
    bodies = reader.bodies
    taken = {name for body in bodies.values() for name in (_name(body), body.full_name)}
    successors: defaultdict[str, set[str]] = defaultdict(set)
    recent: set[str] = set()
    for former in (*_recent(reader), *_older(older)):
        if former.recent:
            recent.add(former.name)
        for text in (former.name, *_with_place(former, bodies)):
            successors[text].add(former.successor)
    names = {former.name for former in _older(older)} | recent
    for text, codes in successors.items():
        needs_place = text in names and text not in recent
        if len(codes) == 1 and text not in taken and not needs_place:
            yield Label("place", next(iter(codes)), text, "ja", preferred=False)


def _with_place(former: _Former, bodies: Mapping[str, Body]) -> Iterator[str]:
    """Yield the name with its prefecture, with its 郡, and with both."""
    prefecture = _name(bodies[former.prefecture])
    yield prefecture + former.name
    if former.district:
        yield former.district + former.name
        yield prefecture + former.district + former.name


def _recent(reader: EntityReader) -> Iterator[_Former]:
    for record in reader.records.all("former_municipalities"):
        prefecture, successor = record.named("prefecture"), record.named("successor")
        if prefecture and successor:
            yield _Former(
                record.text("name"),
                prefecture.key,
                record.text("district"),
                successor.key,
                recent=True,
            )


def _older(rows: Iterable[Row]) -> Iterator[_Former]:
    for row in rows:
        cells = row.cells
        if cells["successor"]:
            yield _Former(
                cells["name"],
                cells["prefecture"],
                cells["district"],
                cells["successor"],
                recent=False,
            )


def _name(body: Body) -> str:
    return body.labels.get("ja", "")
