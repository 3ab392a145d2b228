"""Validates the built graph against the SHACL shapes; a violation names its CSV cell."""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Self

import numpy as np
import pyshacl
import rdflib
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from graph.ingest.checking import Rows
from graph.ingest.own.statements import OwnStatements
from graph.ingest.problems import Problem
from graph.ingest.quads import QuadBuilder
from graph.ingest.reading import Row
from graph.store.store import graph_of, read_union
from graph.store.subjects import Surroundings
from ontology.vocabulary import SHAPES_FILE, load_shapes

WORTH_A_PROCESS = 50_000
"""Statements below which starting a process takes longer than the check."""


_PROGRAM = (
    f"import sys; from {__name__} import end_by_conformance; end_by_conformance(*sys.argv[1:])"
)
_LOCAL = frozenset(
    {
        SH.path,
        SH.inversePath,
        SH.property,
        SH.targetClass,
        SH.targetSubjectsOf,
        SH.message,
        SH.minCount,
        SH.maxCount,
        SH.datatype,
        SH["class"],
        SH.nodeKind,
        SH.pattern,
        SH.languageIn,
        SH.uniqueLang,
        SH.minLength,
        SH.minInclusive,
        SH.maxInclusive,
        SH.minExclusive,
        SH.disjoint,
        SH.lessThanOrEquals,
        SH["or"],
        SH.xone,
        SH.qualifiedValueShape,
        SH.qualifiedMinCount,
    }
)
"""What a shape may consist of so that it looks at nothing but what is around its focus node."""
_INSIDE = (SH["or"], SH.xone, SH.qualifiedValueShape)
"""How shapes are parts of others."""
_MOST_ANEW = 500
"""Subjects that are checked alone; for more, everything is: pyshacl looks each up in a list."""


class ShapesBeside:
    """Checks the shapes in a process of its own while a build goes on.

    The process tells only whether everything conforms. Where it does not, or where the process came
    to no end, the build makes the check again itself: what is wrong is said in one place.

    As a context it ends when the answer is there. Statements that break a shape may also make a
    later step of a build fail: then the violation is raised, which is the cause.

    Args:
        kept: a file, which need not be there, for what conformed: it is not checked again.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self._kept = kept
        self._process: subprocess.Popen[bytes] | None = None
        self._file = Path()
        self._validate: Callable[[], None] = _nothing

    def begin(self, statements: bytes, file: Path, validate: Callable[[], None]) -> None:
        """Begin with the check.

        Args:
            statements: sorted N-Quads of all that must conform.
            file: where they are put for the process; removed at the end.
            validate: makes the whole check, and raises what is wrong.
        """
        file.write_bytes(statements)
        self._file, self._validate = file, validate
        # not through multiprocessing, which runs the main program's file again in the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, str(file), *([str(self._kept)] if self._kept else [])],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stderr=subprocess.DEVNULL,
        )

    def look(self) -> None:
        """Raise what is wrong, if that is known by now."""
        if self._process is not None and self._process.poll() is not None:
            self.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._process is not None and kind is not None and not issubclass(kind, Exception):
            self._process.terminate()  # interrupted: nobody waits for the answer
            self._process.wait()
        else:
            self.finish()

    def finish(self) -> None:
        """Wait for the answer, and raise what is wrong."""
        if self._process is not None:
            conforms = self._process.wait() == 0
            self._process = None
            self._file.unlink(missing_ok=True)
            if not conforms:
                self._validate()


def _nothing() -> None:
    """Validate nothing."""


def end_by_conformance(file: str, kept: str = "") -> None:
    """End this process; with code 0 where what a file of sorted N-Quads states conforms.

    Args:
        file: the file.
        kept: a file of what conformed before, as for ``ShapesBeside``.
    """
    gc.disable()  # the graph is no garbage, and going through it takes a tenth of the time
    shapes = load_shapes()
    checked = Checked(Path(file), Path(kept), shapes) if kept and are_local(shapes) else None
    if checked is None or len(checked.new) > _MOST_ANEW:
        conforms = _conform(read_union(Path(file)), shapes)
    else:
        new: list[str | URIRef] = [URIRef(subject[1:-1].decode()) for subject in checked.new]
        conforms = not new or _conform(graph_of(checked.around_new()), shapes, new)
    if conforms and checked is not None:
        checked.keep()
    sys.exit(0 if conforms else 1)


def _conform(data: Graph, shapes: Graph, focus: list[str | URIRef] | None = None) -> bool:
    found, _, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", abort_on_first=True, focus_nodes=focus
    )
    return bool(found)


def are_local(shapes: Graph) -> bool:
    """Tell whether all shapes look at nothing but what is around their focus nodes.

    That is what ``Surroundings`` knows of a subject: values and their classes, and one step against
    the direction of a property. A shape that is a part of one with a path would look further.
    """
    used = {prop for prop in shapes.predicates() if str(prop).startswith(str(SH))}
    paths = set(shapes.objects(None, SH.path))
    simple = all(isinstance(p, URIRef) or shapes.value(p, SH.inversePath) for p in paths)
    deep = any(_leads(shapes, shape) for shape in shapes.subjects(SH.path))
    return simple and used <= _LOCAL and not deep


def _leads(shapes: Graph, shape: Node) -> bool:
    """Tell whether a shape with a path has a part with another one."""
    parts = [part for inside in _INSIDE for part in shapes.objects(shape, inside)]
    every = [member for part in parts for member in (part, *shapes.items(part))]
    return any(
        shapes.value(part, SH.path) or shapes.value(part, SH.property) or _leads(shapes, part)
        for part in every
    )


class Checked:
    """Which subjects of a graph conformed before, with all that is around them.

    Args:
        file: the graph as sorted N-Quads.
        kept: the keys of those that conformed; each is a hash, so that a file that is damaged only
            has more checked anew.
        shapes: the shapes, which are local.
    """

    def __init__(self, file: Path, kept: Path, shapes: Graph) -> None:
        self._kept = kept
        inverse = {f"<{path}>".encode() for path in shapes.objects(None, SH.inversePath)}
        with file.open("rb") as stream:
            self._subjects = Surroundings(stream, inverse)
        self._broader = self._subjects.with_property(f"<{RDFS.subClassOf}>".encode())
        text = resources.files("ontology").joinpath(SHAPES_FILE).read_bytes()
        versions = f"{pyshacl.__version__} {rdflib.__version__}".encode()
        salt = _hash(text, versions, *self._broader)
        self._keys = {s: self._subjects.key(s) ^ salt for s in self._subjects}
        try:
            known = set(np.fromfile(kept, dtype=np.uint64).tolist())
        except OSError:
            known = set()
        self.new = [subject for subject, key in self._keys.items() if key not in known]

    def around_new(self) -> list[bytes]:
        """Return what is around the subjects that must be checked, as sorted N-Triples."""
        found = {t for subject in self.new for t in self._subjects.around(subject)}
        return [triple + b" .\n" for triple in sorted(found.union(self._broader))]

    def keep(self) -> None:
        """Keep the keys of all subjects: they conform."""
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        pending = self._kept.with_name(f".{self._kept.name}-{os.getpid()}")
        np.fromiter(self._keys.values(), dtype=np.uint64).tofile(pending)
        pending.replace(self._kept)


def _hash(*parts: bytes) -> int:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return int.from_bytes(digest.digest(), "big")


def shacl_problems(
    data: Graph, shapes: Graph, rows: Rows, builder: QuadBuilder, said: OwnStatements
) -> list[Problem]:
    """Return a problem for every violation.

    Args:
        data: the union of all named graphs; ``said`` is added to it.
        shapes: the shapes graph.
        rows: rows by table name, to name the cell that a violation comes from.
        builder: the builder that made ``data`` from the rows.
        said: what the operator's own RDF says of entities.
    """
    for triple in said:
        data.add(triple)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if conforms or not isinstance(report, Graph):
        return []
    places = {builder.resource(row): row for table in rows.values() for row in table}
    own, derived = [], []
    for result in _results(report):
        focus = report.value(result, SH.focusNode)
        row = places.get(focus) if isinstance(focus, URIRef) else None
        place = _in_own_rdf(report, result, said, only=row is None)
        if place is not None:
            own.append(place)
        elif row is not None:
            own.append(_problem(report, result, row))
        else:
            derived.append((_owner(data, focus, places), result, focus))
    faulty = {(problem.file, problem.row) for problem in own}
    for row, result, focus in derived:
        found = _problem(report, result, row, focus)
        if (found.file, found.row) not in faulty:
            own.append(found)
    return own


def _results(report: Graph) -> Iterator[Node]:
    yield from report.subjects(RDF.type, SH.ValidationResult)


def _owner(data: Graph, node: Node | None, places: dict[URIRef, Row]) -> Row | None:
    """Return the row from which a resource without a row of its own, as a geometry, is derived."""
    owners = (places[s] for s in data.subjects(None, node) if isinstance(s, URIRef) and s in places)
    return next(owners, None)


def _in_own_rdf(report: Graph, result: Node, said: OwnStatements, *, only: bool) -> Problem | None:
    """Return a violation that the operator's own RDF makes, or None.

    Args:
        report: the report of the validation.
        result: the violation.
        said: what own RDF says.
        only: whether no row of a table is about the thing.
    """
    focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
    value, detail = report.value(result, SH.value), _detail(report, result)
    found = said.problem(focus, path, value, detail)
    return said.unknown(focus, path, detail) if found is None and only else found


def _detail(report: Graph, result: Node) -> str:
    message = str(report.value(result, SH.resultMessage) or "breaks a shape")
    value = report.value(result, SH.value)
    return f"{message} (found {value})" if value is not None else message


def _problem(report: Graph, result: Node, row: Row | None, derived: Node | None = None) -> Problem:
    path = report.value(result, SH.resultPath)
    detail = _detail(report, result)
    if row is None:
        return Problem("ontology", 0, str(path or ""), f"{derived}: {detail}")
    return row.problem(_column(row, path), detail)


def _column(row: Row, path: Node | None) -> str:
    """Return the columns that a property comes from, or the property where it is derived."""
    named: Iterable[str] = [c.name for c in row.table.columns if c.property == path]
    return "/".join(named) or str(path or "")
