"""Asks the query tests of the W3C over HTTP, of a service that is built and started for them.

    python tests/conformance/w3c_suites.py FOLDER

``FOLDER`` is a checkout of https://github.com/w3c/rdf-tests, which is not part of the project. Its
data are files of an operator in a small release, each a graph; each test is asked of its graphs by
the protocol. Tests of updates, of entailment regimes, of other services and of data in TriG are
not asked.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "helpers"), str(TESTS / "conformance")]

from conformance_http import Server, serving  # noqa: E402 - it stands in a folder of tests
from conformance_results import CSV, READERS  # noqa: E402
from conformance_terms import Table, Term, as_csv, by_value, literal, same_bag  # noqa: E402
from small_data import small_data  # noqa: E402

from api.release.build import build  # noqa: E402
from api.release.settings import Settings  # noqa: E402

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
DAWGT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
BASE = "http://w3c.example/"
VERSIONS = ("sparql10", "sparql11", "sparql12")
KINDS = {
    "evaluation": (MF.QueryEvaluationTest, MF.CSVResultFormatTest),
    "valid syntax": (MF.PositiveSyntaxTest, MF.PositiveSyntaxTest11),
    "invalid syntax": (MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11),
}
NOT_OURS = frozenset({"entailment", "service"})
"""Folders of what the service does not offer: other regimes, other services."""
FORMATS = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".n3": pyoxigraph.RdfFormat.N3,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".rdf": pyoxigraph.RdfFormat.RDF_XML,
}
RESULTS = {
    ".srx": pyoxigraph.QueryResultsFormat.XML,
    ".srj": pyoxigraph.QueryResultsFormat.JSON,
    ".tsv": pyoxigraph.QueryResultsFormat.TSV,
}
JSON, TURTLE = "application/sparql-results+json", "application/n-triples"
_BLANK = re.compile(r"_:\w+")
_REDUCED = re.compile(r"\bREDUCED\b")
_CHOOSES = re.compile(r"\bFROM\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a manifest; its files are paths below the suite's folder.

    Args:
        version: folder of its version.
        name: its folder and name.
        kind: one of ``KINDS``.
        query: the file of the query.
        default: files of the default graph.
        named: files of the named graphs.
        result: the file of what is expected, where anything is.
    """

    version: str
    name: str
    kind: str
    query: Path
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: Path | None


def tests(root: Path) -> Iterator[Test]:
    """Yield the tests that are ours of every manifest."""
    for path in sorted(path for name in VERSIONS for path in (root / name).rglob("manifest.ttl")):
        if path.parent.name in NOT_OURS:
            continue
        address = BASE + path.relative_to(root).as_posix()
        manifest = Graph().parse(path, format="turtle", publicID=address)
        for head in manifest.objects(None, MF.entries):
            for entry in Collection(manifest, head):
                found = _test(manifest, entry, root, path)
                if found is not None and not any(name.endswith(".trig") for name in found.default):
                    yield found


def _test(manifest: Graph, entry: Any, root: Path, path: Path) -> Test | None:  # noqa: ANN401 - a node
    kinds = {kind for kind, classes in KINDS.items()
             if any((entry, RDF.type, class_) in manifest for class_ in classes)}  # fmt: skip
    if not kinds or (entry, DAWGT.approval, DAWGT.Withdrawn) in manifest:
        return None
    action = manifest.value(entry, MF.action)
    query = manifest.value(action, QT.query) or action
    result = manifest.value(entry, MF.result)
    graphs = [manifest.value(graph, QT.graph) or graph
              for graph in manifest.objects(action, QT.graphData)]  # fmt: skip
    return Test(
        path.relative_to(root).parts[0],
        f"{path.parent.name}/{manifest.value(entry, MF.name)}",
        kinds.pop(),
        _path(root, query),
        tuple(map(str, manifest.objects(action, QT.data))),
        tuple(map(str, graphs)),
        None if result is None else _path(root, result),
    )


def _path(root: Path, node: Any) -> Path:  # noqa: ANN401 - a node
    return root / str(node).removeprefix(BASE)


def write_data(root: Path, target: Path) -> None:
    """Write every file of data as a graph of its own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    quads: list[pyoxigraph.Quad] = []
    for path in sorted(path for name in VERSIONS for path in (root / name).rglob("*")):
        if path.suffix not in FORMATS or path.name.startswith("manifest"):
            continue
        address = BASE + path.relative_to(root).as_posix()
        graph = pyoxigraph.NamedNode(address)
        try:
            parsed = pyoxigraph.parse(
                path=str(path), format=FORMATS[path.suffix], base_iri=address,
                rename_blank_nodes=True,
            )  # fmt: skip
            quads += [pyoxigraph.Quad(*quad.triple, graph) for quad in parsed]
        except (SyntaxError, ValueError):
            continue  # data that are wrong on purpose
    target.write_bytes(pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b"")


def is_passed(server: Server, test: Test, root: Path) -> bool:
    """Tell whether a test passes."""
    text = test.query.read_text("utf-8")
    address = BASE + test.query.relative_to(root).as_posix()
    dataset = [("default-graph-uri", iri) for iri in test.default or (f"{BASE}nothing",)]
    dataset += [("named-graph-uri", iri) for iri in test.named]
    media = _media(test)
    chosen = [] if _CHOOSES.search(text) else dataset
    answer = server.ask("direct", f"BASE <{address}>\n{text}", media, chosen)
    if test.kind != "evaluation":
        return (answer.status == 400) == (test.kind == "invalid syntax")
    return answer.status == 200 and test.result is not None and _is_right(
        answer.body, media, test.result, text, root
    )  # fmt: skip


def _is_right(body: bytes, media: str, result: Path, text: str, root: Path) -> bool:
    """Tell whether an answer is what a file says."""
    if media == TURTLE:
        return _canonical(body, ".nt") == _canonical(result.read_bytes(), result.suffix)
    if media == CSV:
        found, wanted = READERS[CSV](body), READERS[CSV](_with_crlf(result))
    else:
        found = _table(pyoxigraph.parse_query_results(body, RESULTS[".srj"]))
        wanted = _expected(result, root)
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    wanted_rows, found_rows = _aligned(wanted, found)
    if _REDUCED.search(text):  # how often each solution comes is free
        return set(wanted_rows) == set(found_rows)
    return same_bag(wanted_rows, found_rows, as_csv if media == CSV else by_value)


def _with_crlf(path: Path) -> bytes:
    """Return a file of CSV with the ends of lines of RFC 4180; the suite's have lost theirs."""
    return path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _media(test: Test) -> str:
    if test.result is None:
        return "*/*"
    if test.result.suffix == ".csv":
        return CSV
    text = re.sub(r"#[^\n]*|<[^>]*>", "", test.query.read_text("utf-8"))
    return TURTLE if re.search(r"\b(CONSTRUCT|DESCRIBE)\b", text, re.IGNORECASE) else JSON


def _canonical(content: bytes, suffix: str) -> set[Any]:
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse(content, FORMATS[suffix], base_iri=BASE, rename_blank_nodes=True)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def _expected(path: Path, root: Path) -> Table | bool:
    if path.suffix in RESULTS:
        return _table(pyoxigraph.parse_query_results(path.read_bytes(), RESULTS[path.suffix]))
    address = BASE + path.relative_to(root).as_posix()
    form = "xml" if path.suffix == ".rdf" else "turtle"
    graph = Graph().parse(path, format=form, publicID=address)
    (head,) = graph.subjects(RDF.type, RS.ResultSet)
    told = graph.value(head, RS.boolean)
    if told is not None:
        return bool(told.toPython())  # type: ignore[attr-defined]
    names = tuple(sorted(map(str, graph.objects(head, RS.resultVariable))))
    rows = []
    for solution in graph.objects(head, RS.solution):
        bound = {str(graph.value(one, RS.variable)): graph.value(one, RS.value)
                 for one in graph.objects(solution, RS.binding)}  # fmt: skip
        rows.append(
            tuple(None if bound.get(name) is None else _node(bound[name]) for name in names)
        )
    return Table(names, tuple(rows))


def _node(node: Any) -> Term:  # noqa: ANN401 - a node of rdflib
    if isinstance(node, URIRef):
        return Term("uri", str(node))
    datatype = getattr(node, "datatype", None)
    if hasattr(node, "language"):
        return literal(str(node), datatype and str(datatype), node.language)
    return Term("bnode", str(node))


def _table(result: Any) -> Table | bool:  # noqa: ANN401 - one of several kinds
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    names = tuple(variable.value for variable in result.variables)
    return Table(names, tuple(tuple(map(_term, solution)) for solution in result))


def _term(term: Any) -> Term | None:  # noqa: ANN401 - a term of the engine
    if term is None:
        return None
    if isinstance(term, pyoxigraph.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, pyoxigraph.Literal):
        return literal(term.value, term.datatype.value, term.language)
    return Term("triple", _BLANK.sub("_:", str(term)))


def _aligned(wanted: Table, found: Table) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the rows of both with their columns by name."""
    names = sorted({*wanted.variables, *found.variables})

    def rows(table: Table) -> list[tuple[Term | None, ...]]:
        place = {name: at for at, name in enumerate(table.variables)}
        return [tuple(row[place[name]] if name in place else None for name in names)
                for row in table.rows]  # fmt: skip

    return rows(wanted), rows(found)


def main(folder: Path) -> None:
    """Print how many tests pass, by version and kind, and the names of those that do not."""
    root = folder / "sparql"
    passed: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        data = small_data(Path(place) / "data")
        write_data(root, data / "rdf" / "w3c.nq")
        settings = Settings(data=data, out=Path(place) / "out")
        build(settings, lambda _: None)
        with serving(settings.out) as server:
            for test in tests(root):
                right = is_passed(server, test, root)
                every[test.version, test.kind] += 1
                passed[test.version, test.kind] += right
                failed += [] if right else [f"{test.version} {test.kind}: {test.name}"]
    for group, total in every.items():
        sys.stdout.write(f"{' '.join(group)}: {passed[group]} of {total}\n")
    sys.stdout.write("".join(f"  {line}\n" for line in failed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
