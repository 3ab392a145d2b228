"""The numbers of a release, from which its descriptions are made: written once, by the build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from rdflib import URIRef

from graph.description.dumps import (
    FOLDER,
    Dump,
    write_checksums,
    write_dumps,
    write_tables,
    write_typed_tables,
)
from graph.description.statistics import GraphStatistics, Links, Statistics, statistics
from graph.store.nquads import graph_offsets
from ontology.namespaces import Iris

DESCRIPTION_FILE = "description.json"
"""File of a release with the numbers of its descriptions."""


@dataclass(frozen=True, slots=True)
class Description:
    """The numbers of a release.

    Args:
        base: base of its IRIs.
        statistics: what it holds.
        dumps: its dumps.
        tables: the tables that it was built from, as CSV and Parquet, and their descriptions.
    """

    base: str
    statistics: Statistics
    dumps: tuple[Dump, ...]
    tables: tuple[Dump, ...] = ()

    @property
    def dataset(self) -> URIRef:
        """The stable IRI of the dataset."""
        return URIRef(f"{self.base}dataset")

    def version(self, id_: str) -> URIRef:
        """Return the IRI of a release: a version of the dataset."""
        return URIRef(f"{self.base}release/{id_}")

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


def write_description(graph: Path, folder: Path, iris: Iris, tables: Iterable[Path] = ()) -> None:
    """Write the dumps and the numbers of a release.

    Args:
        graph: the whole graph as sorted N-Quads.
        folder: folder of the release.
        iris: maker of IRIs.
        tables: the CSV tables that it was built from, and their description.
    """
    paths = list(tables)
    offsets = graph_offsets(graph)
    found = statistics(graph, iris, offsets)
    dumps = write_dumps(graph, offsets, folder / FOLDER)
    copies = write_tables(paths, folder / FOLDER)
    copies += write_typed_tables(paths, copies, folder / FOLDER, iris.base)
    write_checksums([*dumps, *copies], folder / FOLDER)
    content = orjson.dumps(
        Description(iris.base, found, tuple(dumps), tuple(copies)),
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
            tuple(Dump(**dump) for dump in content.get("tables", ())),
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
        "years": tuple(content.get("years", ())),
        "vocabularies": tuple(content["vocabularies"]),
    }
    return Statistics(**{**content, **lists})
