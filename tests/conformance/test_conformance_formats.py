"""Results of SELECT and ASK in the four formats: the cases of ``formats.toml``.

Each is read twice: strictly by ``conformance_results``, and by rdflib, which other people use.
"""

from __future__ import annotations

import io
import re

import pytest
from conformance_http import WAYS, Server
from conformance_manifests import FOLDER, Case, cases
from conformance_results import CSV, JSON, READERS, TSV, XML, read_csv
from conformance_terms import STRING, Table, Term, as_csv, by_value, literal, same, same_bag, table
from rdflib import BNode, Literal
from rdflib.query import Result
from rdflib.term import Identifier

CASES = cases(FOLDER / "formats.toml")
NUMBER, STAND_FOR = 31, 10
"""Cases, and how many of the W3C they stand for."""
DEVIATIONS = 5
OF_RDFLIB = {JSON: "json", XML: "xml", TSV: "tsv"}
"""rdflib's names; of CSV it makes other terms than were there, as it must."""
RDFLIB_CANNOT = {
    (TSV, "a-solution-without-bindings"),
    (TSV, "ask-true"),
    (TSV, "ask-false"),
    (TSV, "characters-that-some-take-for-line-ends"),
    (TSV, "control-characters"),
}
"""What rdflib cannot read although it is right: its lines end at U+0085, U+2028 and others."""


def _parameters(of: dict[str, str] | None = None) -> list[object]:
    return [
        pytest.param(
            case,
            media,
            number,
            id=f"{case.name}-{media.rpartition('/')[2]}",
            marks=[pytest.mark.xfail(reason=case.entry["deviation"][media])]
            if media in case.entry.get("deviation", {})
            else [],
        )
        for number, case in enumerate(CASES)
        for media in (of or READERS)
        if not (of and (media, case.name) in RDFLIB_CANNOT)
    ]


def test_the_number_of_cases() -> None:
    assert len(CASES) == NUMBER
    assert len({case.name for case in CASES}) == NUMBER
    assert len({name for case in CASES for name in case.w3c}) == STAND_FOR
    assert sum(len(case.entry.get("deviation", {})) for case in CASES) == DEVIATIONS


@pytest.mark.parametrize(("case", "media", "turn"), _parameters())
def test_a_result(server: Server, case: Case, media: str, turn: int) -> None:
    for way in (WAYS[turn % 3], WAYS[(turn + 1) % 3]):
        answer = server.ask(way, case.query, media, case.dataset)
        assert answer.status == 200, answer.body
        assert answer.media == media
        found = READERS[media](answer.body)
        if "boolean" in case.entry:
            assert found is case.entry["boolean"]
            continue
        assert isinstance(found, Table)
        expected = table(case.entry["rows"], case.prefixes)
        assert found.variables == expected.variables
        compare = same if case.entry.get("ordered") else same_bag
        assert compare(expected.rows, found.rows, as_csv if media == CSV else by_value)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if "csv" in case.entry and CSV not in case.entry.get("deviation", {})],
    ids=str,
)
def test_the_text_of_csv(server: Server, case: Case) -> None:
    body = server.ask("get", case.query, CSV, case.dataset).body
    assert _unlabelled(body) == case.entry["csv"].lstrip("\n").replace("\n", "\r\n")


@pytest.mark.parametrize("case", [case for case in CASES if "tsv" in case.entry], ids=str)
def test_the_text_of_tsv(server: Server, case: Case) -> None:
    body = server.ask("get", case.query, TSV, case.dataset).body
    assert _unlabelled(body) == case.entry["tsv"]


def _unlabelled(body: bytes) -> str:
    return re.sub(r"_:\w+", "_:b", body.decode("utf-8"))


@pytest.mark.parametrize(("case", "media", "turn"), _parameters(OF_RDFLIB))
def test_rdflib_reads_the_same(server: Server, case: Case, media: str, turn: int) -> None:
    body = server.ask(WAYS[turn % 3], case.query, media, case.dataset).body
    result = Result.parse(io.BytesIO(body), format=OF_RDFLIB[media])
    if "boolean" in case.entry:
        assert bool(result.askAnswer) is case.entry["boolean"]
        return
    expected = table(case.entry["rows"], case.prefixes)
    variables = [str(name) for name in result.vars or ()]
    assert tuple(variables) == expected.variables
    rows = [
        tuple(_term(binding.get(name)) for name in result.vars or ()) for binding in result.bindings
    ]
    assert same_bag(expected.rows, rows, by_value)


def _term(node: Identifier | None) -> Term | None:
    if node is None:
        return None
    if isinstance(node, Literal):
        return literal(str(node), str(node.datatype or STRING), node.language)
    return Term("bnode" if isinstance(node, BNode) else "uri", str(node))


def test_xml_is_of_the_namespace_and_says_its_encoding(server: Server) -> None:
    body = server.ask("get", "SELECT ?v { VALUES ?v { 'あ' } }", XML).body
    assert body.startswith(b'<?xml version="1.0"')
    assert b'xmlns="http://www.w3.org/2005/sparql-results#"' in body
    assert "あ".encode() in body


def test_a_long_literal_is_whole(server: Server) -> None:
    text = "長い文\n" * 20_000
    for way in ("form", "direct"):
        for media, reader in READERS.items():
            query = f'SELECT ?v {{ VALUES ?v {{ """{text}""" }} }}'
            found = reader(server.ask(way, query, media).body)
            assert isinstance(found, Table)
            assert found.rows[0][0] == literal(text)


def test_every_row_of_a_large_result_is_there(server: Server) -> None:
    digits = " ".join(map(str, range(10)))
    query = (
        f"SELECT (?a*1000+?b*100+?c*10+?d AS ?n) {{ VALUES ?a {{{digits}}} VALUES ?b {{{digits}}}"
        f" VALUES ?c {{{digits}}} VALUES ?d {{{digits}}} }}"
    )
    for media in (JSON, XML, TSV):
        found = READERS[media](server.ask("form", query, media).body)
        assert isinstance(found, Table)
        assert {int(row[0].value) for row in found.rows if row[0]} == set(range(10_000))
    found = read_csv(server.ask("form", query, CSV).body)
    assert isinstance(found, Table)
    assert len(found.rows) == 10_000
