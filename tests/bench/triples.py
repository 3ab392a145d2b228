"""Stores of any number of statements: some of the real graph, or all of it and more.

A small store holds real projects with what they point to. A large one holds the whole real graph
and, after it, synthetic projects in the same shape: each with its applicants, mentions, title and
description as resources of their own, in the named graph of a source.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from zlib import crc32

import pyoxigraph
from generate import SEED
from real import CACHE, code, digest, graph_store, real_corpus
from service import publish
from synthesis import Synthesis

from ontology.namespaces import DEFAULT_BASE, PREFIXES
from search.model.corpus import Document

ID = f"{DEFAULT_BASE}id/"
PER_SOURCE = 25
"""Synthetic projects whose statements stand in one named graph."""

_CODE = tuple(f"tests/bench/{name}.py" for name in ("triples", "synthesis", "vocabulary"))
_FORWARD = (
    "tsn:applicant",
    "tsn:locatedIn",
    "tsn:technology",
    "tsn:programme",
    "tsn:prefecture",
    "skos:broader",
    "geo:hasGeometry",
    "dcterms:source",
)
"""The predicates whose objects a small store holds too."""
_BACKWARD = "tsn:project"
"""The predicate whose subjects it holds too."""


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _id(kind: str, key: object) -> str:
    return f"<{ID}{kind}/{key}>"


def _text(value: str, language: str = "") -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def _typed(value: object, datatype: str) -> str:
    return f'"{value}"^^{_iri(f"xsd:{datatype}")}'


def store_of(size: int) -> Path:
    """Return the folder of a store of about so many statements, made if it is not there.

    It holds ``graph.nq`` and ``store/``; folders of the same size of older data are removed.
    """
    real = graph_store() / "graph.nq"
    folder = CACHE / f"triples-{size}-{digest([real, *code(*_CODE)], size, SEED)}"
    if not folder.exists():
        for old in CACHE.glob(f"triples-{size}-*"):
            shutil.rmtree(old)
        partial = Path(tempfile.mkdtemp(prefix=f".triples-{size}-", dir=CACHE))
        try:
            _write(partial, real.read_text("utf-8").splitlines(keepends=True), size)
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return folder


def served_folder(size: int) -> Path:
    """Return a folder of releases whose only release has the store of a size.

    All else in it is of the real data.
    """
    return publish(CACHE / f"served-{size}", store_of(size) / "store")


def _write(folder: Path, real: list[str], size: int) -> None:
    path = folder / "graph.nq"
    with path.open("w", encoding="utf-8") as stream:
        if size < len(real):
            stream.writelines(_part(real, size))
        else:
            stream.writelines(real)
            stream.writelines(islice(_synthetic(), size - len(real)))
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()


def _part(lines: Iterable[str], size: int) -> list[str]:
    """Return the statements of some real projects and of what belongs to them."""
    about: dict[str, list[str]] = defaultdict(list)
    next_to: dict[str, list[str]] = defaultdict(list)
    forward = {_iri(name) for name in _FORWARD}
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        about[subject].append(line)
        value = value.partition(" ")[0]
        if predicate in forward:
            next_to[subject].append(value)
        elif predicate == _iri(_BACKWARD):
            next_to[value].append(subject)
    waiting = sorted(
        (name for name in about if name.startswith(f"<{ID}project/")),
        key=lambda name: crc32(name.encode()),
        reverse=True,
    )
    found: list[str] = []
    while waiting and len(found) < size:
        subject = waiting.pop()
        found += about.pop(subject, ())
        waiting += next_to.pop(subject, ())
    return found


def _synthetic() -> Iterator[str]:
    """Yield statements of synthetic projects without end."""
    synthesis = Synthesis(real_corpus(), SEED)
    number = 0
    for round_ in range(1, 1000):
        for document in synthesis.projects(2_000):
            if number % PER_SOURCE == 0:
                graph = _id("source", f"synthetic-{number // PER_SOURCE}")
                yield from _source(graph, number // PER_SOURCE)
            yield from _project(document, f"{document.key}-{round_}", graph)
            number += 1


def _source(graph: str, number: int) -> Iterator[str]:
    for predicate, value in (
        ("rdf:type", _iri("tsn:Source")),
        ("dcterms:title", _text(f"採択事業の一覧 {number}", "ja")),
        ("dcterms:type", _id("source-kind", "page")),
        ("dc:publisher", _text("example.jp")),
        ("schema:url", _typed(f"https://example.jp/{number}", "anyURI")),
    ):
        yield f"{graph} {_iri(predicate)} {value} {graph} .\n"


def _project(document: Document, key: str, graph: str) -> Iterator[str]:
    project = _id("project", key)
    locator = _text(f"No.{crc32(key.encode()) % 500}")
    said = [
        ("rdf:type", _iri("tsn:Project")),
        ("rdfs:label", _text(document.labels["ja"], "ja")),
        ("rdfs:label", _text(document.labels["en"], "en")),
        ("tsn:fiscalYear", _typed(document.fiscal_year, "gYear")),
        ("tsn:programme", _id("programme", document.programmes[0])),
        ("tsn:confidence", _id("confidence", "high")),
        ("tsn:selectionKind", _id("selection-kind", "selected")),
        ("tsn:locator", locator),
        ("dcterms:source", graph),
        *(("tsn:applicant", _id("municipality", code_)) for code_ in document.applicants),
        *(("tsn:locatedIn", _id("municipality", code_)) for code_ in document.located_in),
        *(("tsn:technology", _id("technology", tech)) for tech in document.technologies),
        *(("tsn:derivedTechnology", _id("technology", t)) for t in document.technologies_derived),
        *(("tsn:challenge", _id("challenge", name)) for name in document.challenges),
        ("tsn:projectTitle", _id("project-title", f"{key}.1")),
    ]
    if document.technologies_open is not None:
        said.append(("tsn:technologiesOpen", _typed(document.technologies_open, "boolean").lower()))
    for predicate, value in said:
        yield f"{project} {_iri(predicate)} {value} {graph} .\n"
    for part, kind, more in _parts(document, key):
        for predicate, value in (
            ("rdf:type", _iri(f"tsn:{kind}")),
            ("dcterms:source", graph),
            ("tsn:locator", locator),
            *more,
        ):
            yield f"{part} {_iri(predicate)} {value} {graph} .\n"


Pairs = tuple[tuple[str, str], ...]


def _parts(document: Document, key: str) -> Iterator[tuple[str, str, Pairs]]:
    """Yield what a project has as resources of their own: IRI, class, statements."""
    project = ("tsn:project", _id("project", key))
    for number, applicant in enumerate(document.applicants, 1):
        yield (
            _id("applicant", f"{key}.{number}"),
            "Applicant",
            (
                project,
                ("tsn:body", _id("municipality", applicant)),
                ("tsn:asPrinted", _text(document.names[0], "ja")),
                ("tsn:position", _typed(number, "integer")),
            ),
        )
    for number, technology in enumerate(document.technologies, 1):
        yield (
            _id("technology-mention", f"{key}.{number}"),
            "TechnologyMention",
            (
                project,
                ("tsn:concept", _id("technology", technology)),
                ("tsn:asPrinted", _text(document.concept_labels[0], "ja")),
                ("tsn:position", _typed(number, "integer")),
            ),
        )
    yield (
        _id("project-title", f"{key}.1"),
        "ProjectTitle",
        (
            project,
            ("schema:name", _text(document.titles[0], "ja")),
            ("tsn:titleKind", _id("title-kind", "official")),
            ("tsn:position", _typed(1, "integer")),
        ),
    )
    yield (
        _id("description", f"{key}-d1"),
        "Description",
        (
            ("tsn:describes", project[1]),
            ("schema:text", _text(document.texts[0], "ja")),
            ("tsn:confidence", _id("confidence", "high")),
        ),
    )
