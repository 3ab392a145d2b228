"""Readers of the four result formats that accept nothing that the documents of the W3C do not.

- SPARQL 1.1 Query Results JSON Format (https://www.w3.org/TR/sparql11-results-json/)
- SPARQL Query Results XML Format (https://www.w3.org/TR/rdf-sparql-XMLres/), section 2
- SPARQL 1.1 Query Results CSV and TSV Formats (https://www.w3.org/TR/sparql11-results-csv-tsv/)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from conformance_terms import TERM, Row, Table, Term, literal, term

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"

_XML = "{http://www.w3.org/2005/sparql-results#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_VARIABLE = re.compile(r"\w+")
_TSV_ESCAPE = re.compile(r"\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


def _json_term(found: dict[str, Any]) -> Term:
    kind, value = found["type"], found["value"]
    assert isinstance(value, str)
    if kind == "literal":
        assert found.keys() - {"type", "value"} <= {"xml:lang", "datatype"}
        assert not {"xml:lang", "datatype"} <= found.keys()
        return literal(value, found.get("datatype"), found.get("xml:lang"))
    assert kind in {"uri", "bnode"}, kind
    assert found.keys() == {"type", "value"}
    return Term(kind, value)


def read_json(body: bytes) -> Table | bool:
    """Read a result in JSON (sections 3.1 to 3.3, 4.1)."""
    found = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    if "boolean" in found:
        assert found.keys() == {"head", "boolean"}
        assert isinstance(found["boolean"], bool)
        return found["boolean"]
    assert found.keys() == {"head", "results"}
    assert found["head"].keys() <= {"vars", "link"}
    assert found["results"].keys() == {"bindings"}
    variables = found["head"]["vars"]
    rows: list[Row] = []
    for binding in found["results"]["bindings"]:
        assert binding.keys() <= set(variables)
        rows.append(
            tuple(_json_term(binding[name]) if name in binding else None for name in variables)
        )
    return Table(tuple(variables), tuple(rows))


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _xml_term(found: ET.Element) -> Term:
    assert len(found) == 0, "a term has no elements in it"
    text = found.text or ""
    if found.tag == f"{_XML}literal":
        assert found.keys() in ([], ["datatype"], [_LANG])
        return literal(text, found.get("datatype"), found.get(_LANG))
    assert found.tag in {f"{_XML}uri", f"{_XML}bnode"}, found.tag
    assert not found.keys()
    return Term(found.tag.removeprefix(_XML), text)


def _xml_row(found: ET.Element, variables: tuple[str, ...]) -> Row:
    assert found.tag == f"{_XML}result"
    bound: dict[str, Term] = {}
    for binding in found:
        assert binding.tag == f"{_XML}binding"
        assert binding.keys() == ["name"]
        assert not (binding.text or "").strip()
        name = binding.get("name", "")
        assert name in variables
        assert name not in bound
        (child,) = binding
        bound[name] = _xml_term(child)
    return tuple(bound.get(name) for name in variables)


def read_xml(body: bytes) -> Table | bool:
    """Read a result in XML: the structure of the schema, in its order."""
    assert b"<!DOCTYPE" not in body
    root = ET.fromstring(body.decode("utf-8"))  # noqa: S314 - from our own server
    assert root.tag == f"{_XML}sparql"
    head, result = root
    assert head.tag == f"{_XML}head"
    assert all(child.tag in {f"{_XML}variable", f"{_XML}link"} for child in head)
    if result.tag == f"{_XML}boolean":
        assert result.text in {"true", "false"}
        return result.text == "true"
    assert result.tag == f"{_XML}results"
    variables = tuple(child.get("name", "") for child in head if child.tag == f"{_XML}variable")
    return Table(variables, tuple(_xml_row(row, variables) for row in result))


def csv_records(text: str) -> list[list[tuple[str, bool]]]:
    """Split CSV into fields, each with whether it was quoted (RFC 4180, section 2).

    Raises:
        AssertionError: a line ends with something else than CRLF, or a quotation mark is wrong.
    """
    records: list[list[tuple[str, bool]]] = []
    field = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)')
    place = 0
    record: list[tuple[str, bool]] = []
    while place < len(text):
        match = field.match(text, place)
        assert match, f"no CSV field at {text[place : place + 40]!r}"
        quoted = match[1] is not None
        record.append((match[1].replace('""', '"') if quoted else match[2], quoted))
        if match[3] == "\r\n":
            records.append(record)
            record = []
        place = match.end()
    assert not record, "the last line has no end"
    return records


def read_csv(body: bytes) -> Table | bool:
    """Read a result in CSV; what is bound becomes a string, for CSV tells no more."""
    text = body.decode("utf-8")
    if text in {"true", "false"}:
        return text == "true"
    header, *records = csv_records(text)
    variables = tuple(name for name, _ in header if name)
    assert all(_VARIABLE.fullmatch(name) for name in variables)
    rows: list[Row] = []
    for record in records:
        assert len(record) == max(len(variables), 1)
        rows.append(tuple(_csv_term(value, quoted=quoted) for value, quoted in record))
    if not variables:
        rows = [() for _ in rows]
    return Table(variables, tuple(rows))


def _csv_term(value: str, *, quoted: bool) -> Term | None:
    if not value:
        return None
    if value.startswith("_:") and not quoted:
        return Term("bnode", value[2:])
    return literal(value)


def read_tsv(body: bytes) -> Table | bool:
    """Read a result in TSV (section 4): terms as in Turtle, IRIs whole."""
    text = body.decode("utf-8")
    if text in {"true", "false"}:
        return text == "true"
    assert text.endswith("\n")
    assert "\r" not in text
    header, *lines = text[:-1].split("\n")
    names = header.split("\t") if header else []
    assert all(name[0] == "?" and _VARIABLE.fullmatch(name[1:]) for name in names)
    rows = []
    for line in lines:
        fields = line.split("\t") if names else []
        assert len(fields) == len(names), line
        rows.append(tuple(_tsv_term(field) for field in fields))
    return Table(tuple(name[1:] for name in names), tuple(rows))


def _tsv_term(field: str) -> Term | None:
    if not field:
        return None
    match = TERM.fullmatch(field)
    assert match, f"{field!r} is no term"
    assert match["prefix"] is None, "a prefix is not declared in TSV"
    assert not match["unbound"]
    if match["type"]:
        assert match["type"].startswith("<")
    assert "\\" not in _TSV_ESCAPE.sub("", match["text"] or "")
    return term(match, {})


READERS: dict[str, Callable[[bytes], Table | bool]] = {
    JSON: read_json,
    XML: read_xml,
    CSV: read_csv,
    TSV: read_tsv,
}
"""Readers by media type."""
