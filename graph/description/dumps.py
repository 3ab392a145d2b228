"""The whole of a release as files to be fetched: N-Quads, TriG, Turtle, JSON-LD, compressed.

Nothing is held whole: quads stream from the sorted N-Quads of a release through Oxigraph's
serialisers into gzip. The same graph gives the same bytes: no time and no file name is in them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import orjson
import pyoxigraph
from pyoxigraph import RdfFormat

from graph.store.nquads import Offsets, lines_by_graph, union_lines
from ontology.namespaces import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from graph.description.tables.croissant import TableFile

FOLDER = "dumps"
"""Folder of a release that holds the dumps."""
CHECKSUMS = "SHA256SUMS"
"""The file of their checksums, as ``sha256sum -c`` takes it."""
GZIP = ".gz"
"""Ending of a compressed dump; without it, the name is that of the content."""
_JSON_LD_TYPE = "application/ld+json"
_MEDIA_TYPES = {
    "tsunagu.nq.gz": "application/n-quads",
    "tsunagu.trig.gz": "application/trig",
    "tsunagu.ttl.gz": "text/turtle",
    "tsunagu.jsonld.gz": _JSON_LD_TYPE,
}
"""The dumps and what is in them; Turtle holds each triple once, whatever graphs say it."""
CSV, CSVW, PARQUET = "text/csv", "application/csvm+json", "application/vnd.apache.parquet"
CROISSANT_FILE = "croissant.json"
"""The description of the tables for Croissant, which is JSON-LD."""
_OF_TABLES = {".csv": CSV, ".json": CSVW}
"""Media types of tables and of their description (https://www.w3.org/TR/tabular-data-model/)."""
DUMP_FILES = tuple(f"{FOLDER}/{name}" for name in (*_MEDIA_TYPES, CHECKSUMS))
"""Files that every release must have."""

_BUFFER = 1 << 20
_LEVEL = 6
_AT_ONCE = 2
"""Dumps that are written at once: while one is compressed, another one is serialised."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was written.

    Args:
        name: name of the file.
        media_type: what is in it.
        bytes: size of the file.
        sha256: its SHA-256 in hexadecimal digits.
        content_bytes: size of what is in it.
        content_sha256: SHA-256 of what is in it.
        left_out: statements with triple terms (RDF 1.2), which its format cannot hold.
    """

    name: str
    media_type: str
    bytes: int
    sha256: str
    content_bytes: int
    content_sha256: str
    left_out: int = 0

    @property
    def content_name(self) -> str:
        """Name of what is in it; its own where it is not compressed as a whole."""
        return self.name.removesuffix(GZIP)

    @property
    def packed(self) -> bool:
        """Whether it is compressed as a whole; Parquet compresses inside."""
        return self.name.endswith(GZIP)


class _Target(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Tally(io.RawIOBase):
    """Counts and hashes what is written through it."""

    def __init__(self, target: _Target) -> None:
        self._target = target
        self.bytes = 0
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        content = bytes(data)
        self._target.write(content)
        self.hash.update(content)
        self.bytes += len(content)
        return len(content)


def write_dumps(source: Path, offsets: Offsets, folder: Path) -> list[Dump]:
    """Write the dumps of a release.

    Args:
        source: the whole graph as sorted N-Quads.
        offsets: where the lines of its named graphs begin (``graph.store.nquads.graph_offsets``).
        folder: folder of the dumps, which does not exist yet.
    """
    folder.mkdir()
    graphs, union = (folder.parent / f".{name}.nq" for name in ("graphs", "union"))
    with graphs.open("wb") as output:
        output.writelines(lines_by_graph(source, offsets))
    with union.open("wb") as output, source.open("rb") as stream:
        output.writelines(union_lines(stream))
    try:
        return _write(source, graphs, union, folder)
    finally:
        graphs.unlink()
        union.unlink()


def _write(source: Path, graphs: Path, union: Path, folder: Path) -> list[Dump]:
    """Write the dumps of the whole graph in its order, graph by graph, and as one."""
    writers: dict[str, Callable[[IO[bytes]], int]] = {
        "tsunagu.nq.gz": lambda output: _copy(source, output),
        "tsunagu.trig.gz": lambda output: _trig(graphs, output),
        "tsunagu.ttl.gz": lambda output: _union(union, output),
        "tsunagu.jsonld.gz": lambda output: _json_ld(graphs, output),
    }
    with ThreadPoolExecutor(_AT_ONCE) as beside:  # neither zlib nor hashlib holds the interpreter
        written = [
            beside.submit(pack, folder / name, media, writers[name])
            for name, media in _MEDIA_TYPES.items()
        ]
        return [dump.result() for dump in written]


def write_tables(tables: Iterable[Path], folder: Path) -> list[Dump]:
    """Write the tables that a release was built from beside its dumps.

    Args:
        tables: the CSV files, and their description for CSV on the Web.
        folder: folder of the dumps.
    """
    return [
        pack(folder / f"{path.name}{GZIP}", _OF_TABLES[path.suffix], partial(_copy, path))
        for path in tables
    ]


def write_typed_tables(
    tables: Iterable[Path], copies: Sequence[Dump], folder: Path, base: str
) -> list[Dump]:
    """Write the tables that a release was built from as Parquet, with their description.

    Args:
        tables: files of the data folder; those that are no CSV are passed over.
        copies: the tables as CSV, which the description names as well.
        folder: folder of the dumps.
        base: of our IRIs.
    """
    from graph.description.tables.croissant import croissant  # noqa: PLC0415 - a build's alone
    from graph.description.tables.mapped import described_tables  # noqa: PLC0415
    from graph.description.tables.parquet import SUFFIX, write_parquet  # noqa: PLC0415

    paths = {path.stem: path for path in tables if path.suffix == ".csv"}
    described = [table for table in described_tables(base=base) if table.name in paths]
    written: dict[str, Dump] = {}
    for table in described:
        target = folder / f"{table.name}{SUFFIX}"
        write_parquet(table, paths[table.name], target)
        written[table.name] = plain(target, PARQUET)
    as_csv = {dump.content_name: dump for dump in copies if dump.media_type == CSV}
    content = croissant(
        described,
        f"{base}dataset",
        {
            # readers of Croissant take the rows from the last one, and few can read Parquet
            table.name: (_unpacked(written[table.name]), _unpacked(as_csv[table.path]))
            for table in described
        },
    )
    description = folder / f"{CROISSANT_FILE}{GZIP}"
    return [*written.values(), pack(description, _JSON_LD_TYPE, partial(_write_json, content))]


def _unpacked(dump: Dump) -> TableFile:
    """Return what is in a file as it is fetched under the name of its content."""
    from graph.description.tables.croissant import TableFile  # noqa: PLC0415

    return TableFile(dump.content_name, dump.media_type, dump.content_sha256, dump.content_bytes)


def _write_json(content: dict[str, Any], output: IO[bytes]) -> int:
    output.write(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return 0


def write_checksums(files: Iterable[Dump], folder: Path) -> None:
    """Write the checksums of files, as ``sha256sum -c`` takes them, into their folder."""
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    (folder / CHECKSUMS).write_text(sums, "ascii")


def pack(path: Path, media_type: str, write: Callable[[IO[bytes]], int]) -> Dump:
    """Write a compressed file, and return what it is.

    Args:
        path: the file, which does not exist yet.
        media_type: what is in it.
        write: writes the content and returns how many statements it leaves out.
    """
    with path.open("wb") as stream:
        packed = _Tally(stream)
        with gzip.GzipFile("", "wb", _LEVEL, packed, mtime=0) as archive:
            content = _Tally(archive)
            with io.BufferedWriter(content, _BUFFER) as output:
                left_out = write(output)
    return Dump(
        path.name,
        media_type,
        packed.bytes,
        packed.hash.hexdigest(),
        content.bytes,
        content.hash.hexdigest(),
        left_out,
    )


def _copy(source: Path, output: IO[bytes]) -> int:
    with source.open("rb") as stream:
        while chunk := stream.read(_BUFFER):
            output.write(chunk)
    return 0


def _union(source: Path, output: IO[bytes]) -> int:
    triples = pyoxigraph.parse(path=str(source), format=RdfFormat.N_TRIPLES)
    pyoxigraph.serialize(triples, output, RdfFormat.TURTLE, prefixes=PREFIXES)
    return 0


def _trig(source: Path, output: IO[bytes]) -> int:
    quads = pyoxigraph.parse(path=str(source), format=RdfFormat.N_QUADS)
    pyoxigraph.serialize(quads, output, RdfFormat.TRIG, prefixes=PREFIXES)
    return 0


def _json_ld(source: Path, output: IO[bytes]) -> int:
    """Write what JSON-LD 1.1 can hold, and return how many statements it cannot."""
    quads = pyoxigraph.parse(path=str(source), format=RdfFormat.N_QUADS)
    if not _may_have_triple_terms(source):
        pyoxigraph.serialize(quads, output, RdfFormat.JSON_LD)
        return 0
    left_out = 0

    def fitting() -> Iterator[pyoxigraph.Quad]:
        nonlocal left_out
        for quad in quads:
            if isinstance(quad.object, pyoxigraph.Triple):
                left_out += 1
            else:
                yield quad

    pyoxigraph.serialize(fitting(), output, RdfFormat.JSON_LD)
    return left_out


def _may_have_triple_terms(source: Path) -> bool:
    with source.open("rb") as stream:
        return any(b"<<(" in line for line in stream)


def plain(path: Path, media_type: str) -> Dump:
    """Return what a file is that is offered as it lies.

    Args:
        path: the file.
        media_type: what it is.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return Dump(path.name, media_type, len(content), digest, len(content), digest)


def unpacked(path: Path) -> Iterator[bytes]:
    """Yield what is in a compressed file piece by piece."""
    with gzip.open(path) as stream:
        while chunk := stream.read(_BUFFER):
            yield chunk
