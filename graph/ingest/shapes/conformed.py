"""What conformed before, with all that shapes look at around it: it is not checked again."""

from __future__ import annotations

import hashlib
import os
from importlib import resources
from pathlib import Path

import numpy as np
import pyshacl
import rdflib
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from graph.ingest.shapes.parts import Part
from graph.ingest.shapes.violations import violations
from graph.store.store import graph_of
from graph.store.subjects import Surroundings
from ontology.vocabulary import SHAPES_FILE

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
MOST_ANEW = 500
"""Subjects that are checked alone; for more, everything is: pyshacl looks each up in a list."""


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
        self._subjects = Surroundings(file, inverse)
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

    def new_conform(self, shapes: Graph) -> bool:
        """Tell whether the subjects that must be checked meet the shapes."""
        focus = frozenset[Node](URIRef(subject[1:-1].decode()) for subject in self.new)
        return not focus or not violations(Part(graph_of(self.around_new()), focus), shapes)

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
