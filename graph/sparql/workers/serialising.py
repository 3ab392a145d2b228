"""Writes a result in the first of the accepted formats that can hold it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import IO, Any, cast

import orjson
import pyoxigraph

from graph.sparql.tokens import Token, tokens
from graph.store.formats import (
    GRAPH_FORMATS,
    JSON_LD,
    PREFIXED,
    RDF_XML,
    RESULT_FORMATS,
    UnwritableError,
)
from graph.store.jsonld import Compactor
from graph.store.rdf_xml import as_rdf_xml, as_xml

Result = (
    pyoxigraph.QuerySolutions
    | pyoxigraph.QueryBoolean
    | pyoxigraph.QueryTriples
    | list[pyoxigraph.Triple]
)
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_CSV, _TSV = "text/csv", "text/tab-separated-values"
_ABBREVIATED = re.compile(rb'^"|"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?$')
_ESCAPES = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b'"': b'"', b"\\": b"\\"}
_ESCAPE = re.compile(rb'\\([tnr"\\])')


class TooLargeError(Exception):
    """A result is larger than its limit."""


class NoFormatError(Exception):
    """The kind of result has none of the accepted formats."""

    def __init__(self, available: Sequence[str]) -> None:
        self.available = list(available)
        super().__init__()


class _Bounded(BytesIO):
    """A buffer that refuses to grow past the size of a result."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - anything with the buffer protocol
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError
        return super().write(data)


def read_back(body: str, is_graph: bool) -> Result:  # noqa: FBT001 - as it comes in a question
    """Return what another engine has answered.

    Args:
        body: N-Triples, or SPARQL-JSON.
        is_graph: which of both.

    Raises:
        SyntaxError: it is not whole; of SPARQL-JSON this shows only when the rows are read.
    """
    if is_graph:
        found = pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return [quad.triple for quad in found]
    return pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)


class Serialiser:
    """Writes results.

    Args:
        limit: size of a result in bytes.
        prefixes: prefixes for the formats that can abbreviate IRIs.
        context: the context of JSON-LD.
    """

    def __init__(self, limit: int, prefixes: Mapping[str, str], context: Mapping[str, Any]) -> None:
        self._limit = limit
        self._prefixes = dict(prefixes)
        self._compactor = Compactor(context)

    def written(
        self, ask: Callable[[], Result], query: str, results: Sequence[str], graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        """Return a format and the result in it.

        Args:
            ask: evaluates the query; asked again for each format that cannot hold the result.
            query: its text, which says in which order ``SELECT *`` names its variables.
            results: media types accepted for SELECT and ASK, the best first.
            graphs: media types accepted for CONSTRUCT and DESCRIBE, likewise.

        Raises:
            NoFormatError: none of the formats can hold it.
            TooLargeError: it is larger than its limit.
        """
        result = ask()
        is_graph = isinstance(result, pyoxigraph.QueryTriples | list)
        available = list(GRAPH_FORMATS if is_graph else RESULT_FORMATS)
        for media in graphs if is_graph else results:
            if media in available:
                try:
                    return media, self._in(media, result, ask, query)
                except UnwritableError:
                    available.remove(media)
                    result = ask()
        raise NoFormatError(available)

    def _in(self, media: str, result: Result, ask: Callable[[], Result], query: str) -> bytes:
        if isinstance(result, pyoxigraph.QueryTriples | list):
            return self._graph(media, result)
        buffer = self._buffer()
        result.serialize(cast("IO[bytes]", buffer), RESULT_FORMATS[media])
        body = buffer.getvalue()
        if isinstance(result, pyoxigraph.QuerySolutions):
            names = [variable.value for variable in result.variables]
            if media == _CSV and not _is_csv(body, len(names)):
                body = self._as_csv(ask)
            order = _order(query, names)
            if order != names:
                body = _REORDER[media](body, names, order)
        return as_xml(body) if media == _XML else body

    def _graph(
        self, media: str, result: pyoxigraph.QueryTriples | list[pyoxigraph.Triple]
    ) -> bytes:
        buffer = self._buffer()
        output = cast("IO[bytes]", buffer)
        try:
            if media in PREFIXED:
                pyoxigraph.serialize(result, output, GRAPH_FORMATS[media], prefixes=self._prefixes)
            elif isinstance(result, list):
                pyoxigraph.serialize(result, output, GRAPH_FORMATS[media])
            else:  # no triple passes through Python
                result.serialize(output, GRAPH_FORMATS[media])
        except OSError as error:
            if media == JSON_LD:  # triple terms: "JSON-LD does not support RDF 1.2 yet"
                raise UnwritableError from error
            raise
        body = buffer.getvalue()
        if media == JSON_LD:
            return self._compactor.compact(body)
        return as_rdf_xml(body, self._prefixes) if media == RDF_XML else body

    def _as_csv(self, ask: Callable[[], Result]) -> bytes:
        """Return a result as CSV by way of TSV, which tells IRIs from texts."""
        buffer = self._buffer()
        result = cast("pyoxigraph.QuerySolutions", ask())
        result.serialize(cast("IO[bytes]", buffer), RESULT_FORMATS[_TSV])
        head, *rows = buffer.getvalue().decode().split("\n")[:-1]
        lines = [[name[1:] for name in head.split("\t")]]
        lines += [list(map(_plain, row.split("\t"))) for row in rows]
        return _csv(lines)

    def _buffer(self) -> _Bounded:
        return _Bounded(self._limit)


def _plain(cell: str) -> str:
    """Return a cell of TSV as CSV has it: without what tells what it is."""
    if cell.startswith("<") and cell.endswith(">"):
        return cell[1:-1]
    if not cell.startswith('"'):
        return cell
    text = _ABBREVIATED.sub(b"", cell.encode())
    return _ESCAPE.sub(lambda match: _ESCAPES[match[1]], text).decode()


def _is_csv(body: bytes, columns: int) -> bool:
    """Tell whether every row has as many columns as there are.

    Oxigraph quotes texts, but no IRIs: one with a comma makes a row longer.
    """
    if b'"' not in body:
        return body.count(b",") == max(columns - 1, 0) * body.count(b"\n")
    return all(len(row) == columns or not row for row in csv.reader(StringIO(body.decode(), "")))


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    stream = StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def _order(query: str, names: list[str]) -> list[str]:
    """Return the columns of ``SELECT *`` as they appear in the query, others as they are."""
    if "*" not in query or len(names) < 2:  # noqa: PLR2004 - one name has one order
        return names
    found = [token for token in tokens(query) if token.kind != "comment"]
    if not _is_select_all(found):
        return names
    seen = dict.fromkeys(token.text[1:] for token in found if token.kind == "var")
    known = set(names)
    order = [name for name in seen if name in known]
    return order if len(order) == len(names) else names


def _is_select_all(found: Sequence[Token]) -> bool:
    """Tell whether the query itself, not one within it, is a ``SELECT *``."""
    depth = 0
    for number, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        word = token.text.upper() if token.kind == "word" else ""
        if word in {"ASK", "CONSTRUCT", "DESCRIBE"} or depth:
            return False
        if word == "SELECT":
            following = found[number + 1 : number + 3]
            if following and following[0].text.upper() in {"DISTINCT", "REDUCED"}:
                following = following[1:]
            return bool(following) and following[0].text == "*"
    return False


def _json_columns(body: bytes, _: list[str], order: list[str]) -> bytes:
    end = body.index(b"]") + 1
    return b'{"head":{"vars":' + orjson.dumps(order) + body[end:]


def _xml_columns(body: bytes, _: list[str], order: list[str]) -> bytes:
    start, end = body.index(b"<head>") + len(b"<head>"), body.index(b"</head>")
    return body[:start] + "".join(f'<variable name="{n}"/>' for n in order).encode() + body[end:]


def _tsv_columns(body: bytes, names: list[str], order: list[str]) -> bytes:
    places = [names.index(name) for name in order]
    rows = [line.split(b"\t") for line in body.split(b"\n")[:-1]]
    return b"".join(b"\t".join([row[place] for place in places]) + b"\n" for row in rows)


def _csv_columns(body: bytes, names: list[str], order: list[str]) -> bytes:
    places = [names.index(name) for name in order]
    rows = csv.reader(StringIO(body.decode(), ""))
    return _csv([[row[place] for place in places] for row in rows])


_REORDER: Mapping[str, Callable[[bytes, list[str], list[str]], bytes]] = {
    _JSON: _json_columns,
    _XML: _xml_columns,
    _TSV: _tsv_columns,
    _CSV: _csv_columns,
}
