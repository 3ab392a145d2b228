"""Other engines that join their own data with this service by SERVICE, 3,000 bindings at a time.

RDF4J sends them in blocks, as VALUES (a bound join); Jena asks once for each.
"""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from conformance_http import Server
from conformance_java import jena_command, rdf4j_command
from rdflib import RDFS

NUMBER = 3000
NAMES = (
    f"SELECT ?s ?l {{ ?s <{RDFS.label}> ?l FILTER(LANG(?l) = 'ja' && ISIRI(?s)) }}"
    f" ORDER BY ?s LIMIT {NUMBER}"
)


@pytest.fixture(scope="module")
def names(real: Server) -> list[tuple[str, str]]:
    """Things and their names in Japanese, as the service itself gives them."""
    body = real.ask("direct", NAMES, "text/csv").body.decode()
    return sorted((row["s"], row["l"]) for row in csv.DictReader(io.StringIO(body)))


def _output(command: Sequence[str | Path]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_rdf4j_binds_what_it_has(real: Server, names: list[tuple[str, str]]) -> None:
    output = _output([*rdf4j_command(), f"{real.base}/sparql", str(NUMBER)])
    found = [tuple(line.split("\t")) for line in output.splitlines()]
    assert len({iri for iri, _ in found}) == len({iri for iri, _ in names})
    assert set(found) >= set(names)


def test_jena_asks_for_each(real: Server, names: list[tuple[str, str]], tmp_path: Path) -> None:
    things = sorted({iri for iri, _ in names})
    data, query = tmp_path / "things.nt", tmp_path / "join.rq"
    data.write_text("".join(f"<urn:here> <urn:holds> <{iri}> .\n" for iri in things), "utf-8")
    query.write_text(
        "SELECT ?s ?l { <urn:here> <urn:holds> ?s ."
        f" SERVICE <{real.base}/sparql> {{ ?s <{RDFS.label}> ?l FILTER(LANG(?l) = 'ja') }} }}",
        "utf-8",
    )
    command = [*jena_command(tmp_path / "jena"), "arq.arq", "--data", data, "--query", query]
    rows = csv.DictReader(io.StringIO(_output([*command, "--results", "CSV"])))
    found = {(row["s"], row["l"]) for row in rows}
    assert {iri for iri, _ in found} == set(things)
    assert found >= set(names)
