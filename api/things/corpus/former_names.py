"""What people still call a place: names of municipalities that are part of another one today.

A name alone is enough where the municipality was abolished since 1969 and no place has the name
now; where a few had it (春野町) it is the successor of each. Older names, which are many and short,
need their prefecture or their 郡 before them (島根県八束郡出雲郷村), and so do names that many had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from graph.entities.models import Body
from graph.entities.reader import EntityReader
from graph.ingest.reading import Row
from search.model.corpus import FormerName, Label

_SHARED = 3
"""How many places may be meant by one former name that says nothing else."""


class _Former(NamedTuple):
    """A former municipality: its name, where it was, what it became, and when.

    Whether it is recent decides whether its name alone will do.
    """

    name: str
    prefecture: str
    district: str
    successor: str
    until: str
    recent: bool


def former_labels(reader: EntityReader, older: Iterable[Row]) -> Iterator[Label]:
    """Yield the names by which the successors of former municipalities can be called.

    Args:
        reader: has those abolished since 1969, and the wards.
        older: rows of ``former_names``, those abolished before.
    """
    bodies = reader.bodies
    taken = {name for body in bodies.values() for name in (_name(body), body.full_name)}
    successors: defaultdict[str, dict[str, FormerName]] = defaultdict(dict)
    recent: set[str] = set()
    before = tuple(_older(older))
    for former in (*_recent(reader), *before):
        if former.recent:
            recent.add(former.name)
        for text in (former.name, *_with_place(former, bodies)):
            said = FormerName(former.name, former.until)
            successors[text].setdefault(former.successor, said)
    names = {former.name for former in before} | recent
    for text, codes in successors.items():
        alone = text in names
        few = len(codes) <= (_SHARED if alone and text in recent else 1)
        if few and text not in taken and (text in recent or not alone):
            for code, said in codes.items():
                yield Label("place", code, text, "ja", preferred=False, former=said)
    yield from _wards(reader, taken)


def _wards(reader: EntityReader, taken: Container[str]) -> Iterator[Label]:
    """Yield the names of wards that are no more, with the city before (浜松市中区)."""
    for record in reader.records.all("retired_codes"):
        successor = record.named("replaced_by")
        ward = successor and reader.bodies[successor.key].parent
        full_name = record.text("full_name")
        if successor and ward and full_name not in taken:
            city = _name(reader.bodies[ward])
            said = FormerName(city + record.text("name"), record.text("date"))
            for text in (full_name, said.name):
                yield Label("place", successor.key, text, "ja", preferred=False, former=said)


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
                record.text("date_end"),
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
                cells["date_end"],
                recent=False,
            )


def _name(body: Body) -> str:
    return body.labels.get("ja", "")
