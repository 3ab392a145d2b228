"""The guard of SPARQL: no query leaves this server, changes data or breaks the engine."""

from __future__ import annotations

import contextlib
import random
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sparql.guard import (
    MAX_DEPTH,
    MAX_PARTS,
    SERVICE_REFUSED,
    RefusedQuery,
    SafeQuery,
    check_query,
    checked,
    edited,
    has_service,
    read_query,
    unescape,
)
from graph.sparql.tokens import words

STACK = 8 * 1024 * 1024
"""The usual stack of a process, in bytes."""


def safe_query(query: str) -> SafeQuery:
    """Return a query as the plan of a search in SPARQL leaves it where it has no SERVICE."""
    found = read_query(query)
    if found.uses:
        raise RefusedQuery(SERVICE_REFUSED)
    return checked(edited(query, found.edits))


def refused(query: str) -> bool:
    try:
        check_query(query)
    except RefusedQuery:
        return True
    return False


def test_keywords_leave_out_what_is_not_bare() -> None:
    query = """PREFIX ex: <http://x/SERVICE#a> # SERVICE
    SELECT ?service $FROM WHERE { ?s ex:service "SERVICE"@service ; a 'FROM' . }"""
    assert list(words(query)) == ["PREFIX", "SELECT", "WHERE", "A"]


@pytest.mark.parametrize(
    ("written", "seen"),
    [("\\u0053", "S"), ("\\U00000053", "S"), ("\\u3042", "あ"), ("\\\\u0053", "\\S"), ("x", "x")],
)
def test_escapes_are_undone(written: str, seen: str) -> None:
    assert unescape(written) == seen


@pytest.mark.parametrize("escape", ["\\uD800", "\\UFFFFFFFF", "\\U00110000"])
def test_escapes_that_name_no_character(escape: str) -> None:
    with pytest.raises(RefusedQuery):
        check_query(f"ASK {{ }} # {escape}")


UNITS = (
    "<", '"', "'", "a", "a:", 'a"', "\\", "<a", "%", "service", "service#", "service ", "service<",
    "service\n#", "?service", "1-", ".", "\\u0041", "service silent ", '"\\"', "{}", "(", "!",
)  # fmt: skip


@pytest.mark.parametrize("length", [10_000, 200_000])
def test_long_queries_are_checked_in_linear_time(length: int) -> None:
    # Not timed: with a quadratic one this test would take hours.
    for text in ('"""' + 'a"' * length, *(unit * length for unit in UNITS)):
        for check in (check_query, safe_query):
            with contextlib.suppress(RefusedQuery):
                check(text[:length])


@given(st.text(alphabet="{}()<>?$:#\"\\\n servicSILENTa'u0053ſ"))
def test_nothing_but_a_refusal_is_raised(text: str) -> None:
    for query in (text, f"ASK {{ SERVICE {text} }}"):
        for check in (check_query, safe_query):
            with contextlib.suppress(RefusedQuery):
                check(query)


class TestUpdates:
    @pytest.mark.parametrize(
        "query",
        ["INSERT DATA { <a:b> <a:b> 1 }", "drop all", "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }"],
    )
    def test_are_refused(self, query: str) -> None:
        with pytest.raises(RefusedQuery, match="is an update"):
            check_query(query)

    @pytest.mark.parametrize(
        "query",
        ["ASK { ?s <a:add> 'load' } # drop", "SELECT ?clear { ?s <http://x/create> ?clear }"],
    )
    def test_their_words_elsewhere_are_not(self, query: str) -> None:
        check_query(query)


HIDDEN = (
    "ASK { SERVICE <{url}> {} }",
    "ASK { service silent <{url}> {} }",
    "ASK { ?s ?p ?u SERVICE ?u { ?x ?y ?z } }",
    "ASK{SERVICE<{url}>{}}",
    "PREFIX : <{url}> ASK { SERVICE:x { ?x ?y ?z } }",
    "PREFIX x: <{url}> ASK { SERVICEx:y { ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { SERVICESILENT:y { ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { ?s ?p trueSERVICE:x { ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { ?s ?p 1SERVICE:x { ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { VALUES ?a { 1 }SERVICE#\n:x#\n{ ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { BIND(1 AS ?a) FILTER(?a<?b)SERVICE:x#>\n{ ?x ?y ?z } }",
    "PREFIX : <{url}> ASK { BIND(?a<?b||!(?c)AS?d)SERVICE:x#>\n{ ?x ?y ?z } }",
    "PREFIX : <{url}> SELECT (EXISTS{FILTER(?a<?b)SERVICE:x#>\n{}}AS ?d) {}",
    "PREFIX : <{url}> ASK { FILTER(?a<?b)#>'\nSERVICE:x#'\n{ ?x ?y ?z } }",
    "PREFIX a: <http://h:> ASK { ?s ?p a:SERVICE<{url}>{ ?x ?y ?z } }",
    'SELECT * { ?a ?b " \n SERVICE <{url}> {} }',
    "SELECT * { ?a < 3 SERVICE <{url}> {} }",
    'ASK { ?s ?p "a\\u0022 SERVICE <{url}> {} #" }',
    "ASK { \\u0053ERVICE <{url}> {} }",
    "ASK { # \\u000a SERVICE <{url}> {}\n }",
    "ASK { SERVICE <{url}" + "x" * 1000 + "> {} }",
    "ASK { SERVICE #" + "x" * 1000 + "\n <{url}> {} }",
)
"""Queries that are refused: the engine, or another one, would connect."""

HARMLESS = (
    "ASK { ?s <http://example.org/service#x> ?o }",
    "PREFIX e: <http://e/> SELECT ?service { ?service e:service 'SERVICE <http://x/> {}' }",
    "ASK { ?s ?p ?o # SERVICE <http://x/> { ?x ?y ?z }\n }",
    'ASK { ?s ?p """ SERVICE <http://x/> {} """ }',
    "SELECT ?service ?x { ?service ?p ?x }",
    "ASK { ?a ?b ?c FILTER(?a<?b && ?c>?d) }",
    "ASK { ?a ?b ?c FILTER(?a<?b&&?service>?d) }",
    "PREFIX service: <http://e/> ASK { ?s service:x ?o . { ?o service:y ?z } }",
    "ASK { GRAPH <http://e/service> { ?s ?p ?o } }",
    "DESCRIBE <http://e/service?SERVICE=:x#> {}",
    "ASK { ?s ?p 'SERVICE'@en , '\\u0053ERVICE <x> {' }",
)
"""Queries that only look like it, or not even so."""


@pytest.mark.parametrize("query", HIDDEN)
def test_every_service_is_refused(query: str) -> None:
    query = query.replace("{url}", "http://127.0.0.1:9/")
    with pytest.raises(RefusedQuery, match="SERVICE is refused"):
        check_query(query)
    with contextlib.suppress(RefusedQuery):
        check_query(str.__str__(safe_query(query)))


def test_a_service_that_was_meant_is_refused_in_safe_form_too() -> None:
    with pytest.raises(RefusedQuery, match="SERVICE tsn:search"):
        safe_query("ASK { SERVICE <http://127.0.0.1:9/> {} }")


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_like_one_means_the_same_in_safe_form(query: str) -> None:
    store = pyoxigraph.Store()
    store.load(
        b"""<http://e/s> <http://e/service> "SERVICE <http://x/> {}" , " SERVICE <http://x/> {} " .
        <http://e/s> <http://example.org/service#x> "SERVICE"@en , "SERVICE <x> {" .""",
        format=pyoxigraph.RdfFormat.TURTLE,
    )
    safe = safe_query(query)
    assert isinstance(safe, SafeQuery)
    check_query(str.__str__(safe))
    before, after = (_rows(store.query(text)) for text in (query, safe))
    assert before == after


def test_a_query_without_the_word_is_left_as_it_is() -> None:
    assert safe_query(HARMLESS[0]) == HARMLESS[0]
    assert not has_service("ASK {}")
    assert has_service("ASK { Service <x> {} }")


def _rows(result: object) -> object:
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    assert isinstance(result, pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples)
    return [str(row) for row in result]


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[int]]]:
    """The address of a server that counts who connects, and closes at once."""
    connected: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def count() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connected.append(1)
                    connection.close()

        thread = threading.Thread(target=count, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", connected
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def connects(query: str, connected: list[int]) -> bool:
    """Tell whether Oxigraph really connects when it answers a query."""
    store = pyoxigraph.Store()
    term = pyoxigraph.NamedNode("x:x")
    store.add(pyoxigraph.Quad(term, term, term))
    store.add(pyoxigraph.Quad(term, term, pyoxigraph.Literal(1)))
    before = len(connected)
    with contextlib.suppress(SyntaxError, ValueError, OSError, RuntimeError):
        result = store.query(query)
        _rows(result)
    return len(connected) > before


SOUP = (
    "service ", "SERVICE ", "SERVICE SILENT ", "SERVICESILENT", "SERVICE:x", "SERVICEx:y",
    "SERVICE<{url}>", "SERVICE ?u ", "SERVICE#c\n:x", "?service ", "$service", "?a<?b", "<", ">",
    "<?b)", "#>\n", "#", "\n", "{", "}", "{ ?x ?y ?z }", "{}", "(", ")", "FILTER(?a<?b)",
    "FILTER(?a<?b&&", "BIND(1 AS ?a)", "OPTIONAL{", "UNION", "{ SELECT (?a<?b", "AS ?z)", ".", ";",
    "?s ?p ?o", "?s ?p true", "?s ?p 1", "'", '"', "'''", '"""', "\\u0053", "\\u0022", "\\", "\\?",
    ":a", ":a?", ":SERVICE", "a:SERVICE", "service:x", "GRAPH service:x", "<{url}service#x>",
    "<x:#>", "'SERVICE :x {'", "# SERVICE :x { }\n", "@en", "@service", "_:service", "EXISTS{",
    ">1)", "||", "!", "/", "^", "|", "<=", "<<", "{|", ":p?service", "/service", "·", "。", "\r",
)  # fmt: skip
SEEDS = (
    "ASK { BIND(1 AS ?a) FILTER(?a<?b)SERVICE:x#>\n{ ?x ?y ?z } }",
    "ASK { SERVICE:x { ?s ?p ?o } }",
    "ASK { ?s ?p ?o . OPTIONAL { SERVICE SILENT <{url}> { ?s ?p ?o } } }",
    "ASK { FILTER(1<2||?c<:d)SERVICE:u#>\n{} } # x",
    "ASK{FILTER EXISTS{?s<{url}service>?o.?s<http://x/>'SERVICE<h:>{'}}",
    "ASK{{VALUES ?v { 1 }}SERVICE:x{} FILTER(?x<?y&&?z>?w)}",
)
PROLOGUE = "PREFIX : <{url}> PREFIX a: <{url}:> PREFIX service: <{url}> PREFIX x: <{url}> "


def soups(count: int) -> Iterator[str]:
    """Yield queries with pieces put in, doubled and left out where they make most trouble."""
    pick = random.Random(4)  # noqa: S311 - always the same ones
    for _ in range(count):
        query = pick.choice(SEEDS)
        for _ in range(pick.choice((0, 1, 1, 2, 3))):
            start = pick.randrange(len(query) + 1)
            end = start + pick.choice((0, 0, 1, 1, 2, 5))
            piece = pick.choice(SOUP) if pick.random() < 0.8 else ""
            query = query[:start] + piece + query[end:]
        yield PROLOGUE + query


def test_the_engine_never_connects_where_the_guard_saw_nothing(
    listener: tuple[str, list[int]],
) -> None:
    url, connected = listener
    dangerous = 0
    for soup in soups(4000):
        query = soup.replace("{url}", url)
        if connects(query, connected):
            dangerous += 1
            assert refused(query), query
        with contextlib.suppress(RefusedQuery):
            safe = safe_query(query)
            assert not connects(safe, connected), (query, safe)
    assert dangerous > 500


NESTED: dict[str, Callable[[int], str]] = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "exists": lambda n: "ASK {" + "FILTER EXISTS {" * (n - 1) + "}" * n,
    "functions": lambda n: "ASK { FILTER(" + "STR(" * (n - 2) + "1" + ")" * (n - 1) + "}",
    "both": lambda n: "ASK {" + "FILTER(EXISTS{" * (n // 2 - 1) + "})" * (n // 2 - 1) + "}",
    "subselects": lambda n: "SELECT * " + "{ SELECT * " * (n - 1) + "{}" + "}" * (n - 1),
    "paths": lambda n: "ASK { ?s " + "(" * (n - 1) + "<a:b>" + ")*" * (n - 1) + " ?o }",
    "triples": lambda n: "ASK { ?s ?p " + "<<(?a ?b " * (n // 2) + "1" + ")>>" * (n // 2) + " }",
}
"""Queries whose brackets are n deep."""
WIDE: dict[str, Callable[[int], str]] = {
    "not": lambda n: "ASK { FILTER(" + "!" * (n - 2) + "true) }",
    "sums": lambda n: "ASK { FILTER(1" + "+1" * (n - 2) + ") }",
    "subtractions": lambda n: "ASK { FILTER(1" + "-1" * (n - 2) + ") }",
    "alternatives": lambda n: "ASK { FILTER(?x" + "||?x" * (n - 2) + ") }",
    "paths": lambda n: "ASK { ?s <a:b>" + "|<a:b>" * (n - 1) + " ?o }",
    "minus": lambda n: "ASK { ?s ?p ?o " + "MINUS{?s ?p ?o}" * (n - 1) + " }",
    "union": lambda n: "ASK { {}" + "UNION{}" * (n - 2) + " }",
    "binds": lambda n: "ASK { " + "".join(f"BIND(1 AS ?x{i})" for i in range(n - 1)) + " }",
    "select": lambda n: "SELECT " + "".join(f"(1 AS ?x{i})" for i in range(n - 1)) + " {}",
    "having": lambda n: "SELECT (COUNT(?s) AS ?c) {} HAVING" + "(?c)" * (n - 3),
    "describe": lambda n: "DESCRIBE " + "<a:b> " * (n - 1) + "{}",
}
"""Queries with n brackets and operators."""

ENGINE = """
import sys, pyoxigraph
store = pyoxigraph.Store()
term = pyoxigraph.NamedNode("a:b")
store.add(pyoxigraph.Quad(term, term, term))
for query in sys.stdin.read().split("\\0"):
    list(store.query(query)) if query[0] != "A" else bool(store.query(query))
"""


def _usual_stack() -> None:
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ends_well(*queries: str) -> bool:
    """Tell whether a process with the usual stack survives queries."""
    done = subprocess.run(
        [sys.executable, "-c", ENGINE],
        input="\0".join(queries).encode(),
        preexec_fn=_usual_stack,
        check=False,
    )
    assert done.returncode <= 0, "the queries of this test must be good SPARQL"
    return done.returncode == 0


def test_the_engine_survives_what_is_allowed() -> None:
    queries = [make(MAX_DEPTH - 1) for make in NESTED.values()]
    queries += [make(MAX_PARTS) for make in WIDE.values()]
    for query in queries:
        check_query(query)
    assert ends_well(*queries)


def test_the_engine_would_not_survive_everything() -> None:
    for query in (NESTED["exists"](10_000), WIDE["minus"](10_000)):
        assert refused(query)
        assert not ends_well(query)


@pytest.mark.parametrize("name", NESTED)
def test_what_is_too_deep_is_refused(name: str) -> None:
    with pytest.raises(RefusedQuery, match="at most 200 deep"):
        check_query(NESTED[name](MAX_DEPTH + 2))


@pytest.mark.parametrize("name", WIDE)
def test_what_has_too_many_parts_is_refused(name: str) -> None:
    with pytest.raises(RefusedQuery, match="at most 1,000 brackets"):
        check_query(WIDE[name](MAX_PARTS + 1))


@pytest.mark.parametrize(
    "query",
    [
        "ASK { VALUES (?a ?b) { " + "(-1 'x') " * 5000 + "} ?a ?b ?c }",
        "ASK { VALUES ?a { " + "<http://e/a/b> " * 5000 + "} ?a ?b ?c }",
        "ASK { ?a ?b ?c FILTER(?c IN (" + "'((((' , " * 5000 + "1)) } # " + "{" * 5000,
    ],
)
def test_long_lists_are_allowed(query: str) -> None:
    check_query(query)
