"""``SERVICE tsn:search``: how its clauses are found, read and replaced."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sparql.guard import RefusedQuery, SafeQuery, check_query
from graph.sparql.search_service.plan import (
    MAX_ROWS,
    Found,
    Literal,
    SearchPlan,
    ServiceHit,
    ServiceMistake,
    read_services,
)
from graph.sparql.search_service.terms import RIGHT_FORM
from ontology.namespaces import TSN

P = f"PREFIX tsn: <{TSN}> PREFIX e: <http://e/>\n"
DATA = """@prefix e: <http://e/> .
e:g { e:a e:label "A"@ja , "A" ; e:knows e:b . e:b e:label "B"@en ; e:service "SERVICE" . }
e:h { e:c e:label "C" ; e:knows e:a . e:d e:year 2020 . }
"""
ALL = (
    ServiceHit("http://e/a", 2.5, 1.25, 1, 'the "first" SERVICE <x> {\n\\'),
    ServiceHit("http://e/b", 1.0, None, 2, None),
    ServiceHit("http://e/c", 1e-7, 0.0, 3, "third"),
)
"""What every text finds here, unless the text is the name of something."""


def hits(text: str, limit: int | None) -> Sequence[ServiceHit]:
    if text == "nothing":
        return ()
    named = [hit for hit in ALL if hit.iri == f"http://e/{text.lower()}"]
    return (named or ALL)[:limit]


class Asked:
    """Answers queries with the real engine, and remembers what was searched for."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()
        self.store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TRIG)
        self.texts: list[str] = []

    def evaluate(self, query: str) -> object:
        union = "FROM" not in query
        return self.store.query(query, use_default_graph_as_union=union)

    def finish(self, plan: SearchPlan) -> SafeQuery:
        while (pending := plan.pending()) is not None:
            texts = pending.texts
            if texts is None:
                assert pending.query is not None
                found = self.evaluate(pending.query)
                assert isinstance(found, pyoxigraph.QuerySolutions)
                content = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
                texts = plan.texts(json.loads(content or b""))
            self.texts += sorted(text.value for text in texts)
            plan.resolve([Found(text, hits(text.value, pending.limit)) for text in texts])
        return plan.text()

    def rows(self, query: str) -> list[dict[str, str]]:
        """Return the solutions of a query, sorted; IRIs without their namespace."""
        plan = read_services(P + query)
        assert plan is not None
        result = self.evaluate(self.finish(plan))
        assert isinstance(result, pyoxigraph.QuerySolutions)
        names = [variable.value for variable in result.variables]
        found = [
            {
                name: term.value.removeprefix("http://e/")
                for name in names
                if (term := row[name]) is not None
            }
            for row in result
        ]
        return sorted(found, key=lambda row: sorted(row.items()))

    def values(self, query: str, name: str = "x") -> str:
        return " ".join(row.get(name, "-") for row in self.rows(query))


@pytest.fixture
def asked() -> Asked:
    return Asked()


CLAUSE = 'SERVICE tsn:search { ?x tsn:matches "q" }'


class TestForms:
    @pytest.mark.parametrize(
        "clause",
        [
            CLAUSE,
            "service silent tsn:search{?x tsn:matches 'q'}",
            "SERVICE<https://w3id.org/tsunagu/ns#search>{$x tsn:matches '''q''' .}",
            'SERVICE # a comment {\n tsn:search { # }\n ?x tsn:matches """q""" ; . }',
            "SERVICE tsn:search { ?x tsn:matches 'q'@en-GB }",
            "SERVICE tsn:search { ?x tsn:matches 'q'^^<http://www.w3.org/2001/XMLSchema#string> }",
            "SERVICE tsn:search { ?x <https://w3id.org/tsunagu/ns#matches> '\\u0071' }",
            "SERVICE tsn:search { ?x tsn:limit 3 . ?x tsn:matches '\\U00000071' . }",
            "SERVICE tsn:search { ?x tsn:matches 'q' ;; tsn:score ?s , ?t ; ; tsn:limit 9 ; }",
        ],
    )
    def test_all_are_one_search(self, asked: Asked, clause: str) -> None:
        assert asked.values(f"SELECT ?x {{ {clause} }}") == "a b c"
        assert asked.texts == ["q"]

    @pytest.mark.parametrize(
        ("prologue", "name"),
        [
            ("PREFIX find: <https://w3id.org/tsunagu/ns#>", "find:search"),
            ("PREFIX : <https://w3id.org/tsunagu/ns#sea>", ":rch"),
            (
                "PREFIX tsn: <http://wrong/> PREFIX tsn: <https://w3id.org/tsunagu/ns#>",
                "tsn:search",
            ),
            ("BASE <https://w3id.org/tsunagu/> PREFIX n: <ns#>", "<ns#search>"),
            ("base <https://w3id.org/other/> prefix n: <../tsunagu/ns#>", "n:search"),
            ("PREFIX n: <https://w3id.org/tsunagu/ns\\u0023>", "n:search"),
        ],
    )
    def test_names_are_resolved_as_the_prologue_says(
        self, asked: Asked, prologue: str, name: str
    ) -> None:
        matches = f"<{TSN}matches>"
        query = f"{prologue} SELECT ?x {{ SERVICE {name} {{ ?x {matches} 'q' }} }}"
        assert asked.values(query) == "a b c"

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            (r"'a\'b\"\\\t\n'", "a'b\"\\\t\n"),
            (r'"""a"b""c"""', 'a"b""c'),
            ("'''a\n'b'''", "a\n'b"),
            (r"'\u81EA動\U00008eE2'", "自動転"),
            ("''", ""),
            ('""', ""),
            ("''''''", ""),
            ("'# SERVICE } '", "# SERVICE } "),
            (r"'SERVICE <http://x/> { \\'", "SERVICE <http://x/> { \\"),
        ],
    )
    def test_strings_are_read_as_they_are_meant(
        self, asked: Asked, written: str, text: str
    ) -> None:
        asked.rows(f"SELECT ?x {{ SERVICE tsn:search {{ ?x tsn:matches {written} }} }}")
        assert asked.texts == [text]


class TestColumns:
    def test_all_that_there_are(self, asked: Asked) -> None:
        rows = asked.rows(
            """SELECT * { SERVICE tsn:search { ?x tsn:matches "q" ; tsn:score ?s ;
            tsn:distanceKm ?km ; tsn:rank ?r ; tsn:snippet ?sn ; tsn:limit 2 } }"""
        )
        assert rows == [
            {"x": "a", "s": "2.5", "km": "1.25", "r": "1", "sn": ALL[0].snippet},
            {"x": "b", "s": "1", "r": "2"},
        ]

    def test_their_datatypes(self, asked: Asked) -> None:
        plan = read_services(
            f"""{P}SELECT ?s ?km ?r {{ SERVICE tsn:search {{ ?x tsn:matches "q" ; tsn:score ?s ;
            tsn:distanceKm ?km ; tsn:rank ?r }} FILTER(?r = 3) }}"""
        )
        assert plan is not None
        result = asked.evaluate(asked.finish(plan))
        assert isinstance(result, pyoxigraph.QuerySolutions)
        (row,) = result
        kinds = [term.datatype.value.rpartition("#")[2] for term in row]
        assert kinds == ["double", "double", "integer"]
        assert [float(term.value) for term in row] == [1e-7, 0.0, 3.0]

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("?x tsn:matches 'q' ; tsn:rank 2", "b"),
            ("?x tsn:matches 'q' ; tsn:score 2.5", "a"),
            ("?x tsn:matches 'q' ; tsn:score 25e-1", "a"),
            ("?x tsn:matches 'q' ; tsn:distanceKm 0", "c"),
            ("?x tsn:matches 'q' ; tsn:distanceKm +1.25", "a"),
            ("?x tsn:matches 'q' ; tsn:rank -1", ""),
            ("?x tsn:matches 'q' ; tsn:rank '1'", ""),
            ("?x tsn:matches 'q' ; tsn:snippet 'third'", "c"),
            ("?x tsn:matches 'q' ; tsn:rank 3 ; tsn:limit 2", ""),
            ("?x tsn:matches 'q' ; tsn:rank ?r ; tsn:score ?r", ""),
            ("?x tsn:matches 'q' ; tsn:score ?s ; tsn:score ?s", "a b c"),
            ("?x tsn:matches 'q' ; tsn:score ?x", ""),
            ("?x tsn:matches 'nothing'", ""),
        ],
    )
    def test_values_choose(self, asked: Asked, body: str, found: str) -> None:
        assert asked.values(f"SELECT ?x {{ SERVICE tsn:search {{ {body} }} }}") == found

    @pytest.mark.parametrize(("subject", "found"), [("e:b", True), ("<http://e/d>", False)])
    def test_a_subject_that_must_be_found(self, asked: Asked, subject: str, *, found: bool) -> None:
        plan = read_services(f"{P}ASK {{ SERVICE tsn:search {{ {subject} tsn:matches 'q' }} }}")
        assert plan is not None
        assert bool(asked.evaluate(asked.finish(plan))) is found


class TestPlaces:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("SELECT ?x { ?x e:knows ?y . %s ?x e:label ?l }", "a a c"),
            ("SELECT ?x { ?x e:knows ?y %s }", "a c"),
            ("SELECT ?x { ?y e:knows ?z OPTIONAL { %s ?x e:year ?n } }", "- -"),
            ("SELECT ?x { { ?x e:year ?n } UNION { %s } }", "a b c d"),
            ("SELECT ?x { ?x ?p ?o MINUS { %s } }", "d"),
            ("SELECT DISTINCT ?x { ?x ?p ?o FILTER NOT EXISTS { %s } }", "d"),
            ("SELECT DISTINCT ?x { ?x ?p ?o FILTER EXISTS { %s } }", "a b c"),
            ("SELECT DISTINCT ?x { GRAPH e:g { ?x e:label ?l . %s } }", "a b"),
            ("SELECT ?x { { SELECT ?x { %s } ORDER BY ?x LIMIT 1 } }", "a"),
            ("SELECT ?x { %s SERVICE tsn:search { ?x tsn:matches 'B' } }", "b"),
            ("SELECT ?x { %s } VALUES ?x { e:a }", "a"),
            ("SELECT ?x { BIND(1 AS ?n) %s BIND(2 AS ?m) }", "a b c"),
            ("SELECT ?x FROM e:h { ?x e:label ?l %s }", "c"),
        ],
    )
    def test_it_may_stand_wherever_a_pattern_may(
        self, asked: Asked, query: str, found: str
    ) -> None:
        assert asked.values(query % CLAUSE) == found

    def test_in_construct(self, asked: Asked) -> None:
        plan = read_services(f"{P}CONSTRUCT {{ ?x e:is e:found }} WHERE {{ {CLAUSE} }}")
        assert plan is not None
        result = asked.evaluate(asked.finish(plan))
        assert isinstance(result, pyoxigraph.QueryTriples)
        assert len(list(result)) == 3

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT ?x { ?x e:label ?l } # SERVICE tsn:search { ?x tsn:matches 'q' }",
            "SELECT ?x { ?x e:label ?l , ?m # SERVICE <http://127.0.0.1:9/> {}\n FILTER(?l = ?m) }",
            "SELECT ?x { ?x e:label ?l FILTER(?l != 'SERVICE tsn:search { ?x tsn:matches 1 }') }",
            'SELECT ?x { ?x e:label ?l FILTER(?l != """ SERVICE <http://127.0.0.1:9/> {} """) }',
            "SELECT ?x { ?x e:label ?service }",
        ],
    )
    def test_what_looks_like_it_is_safe(self, asked: Asked, query: str) -> None:
        assert asked.values(query) == "a a b c"
        assert asked.texts == []

    def test_what_looks_like_it_beside_it(self, asked: Asked) -> None:
        query = f"""SELECT ?x {{ ?x e:service "SERVICE" # SERVICE <x:> {{}}
        . {CLAUSE} # SERVICE tsn:search
        FILTER(STR(?x) != "SERVICE tsn:search {{") }}"""
        assert asked.values(query) == "b"
        assert asked.texts == ["q"]

    def test_none_at_all(self) -> None:
        assert read_services("SELECT * { ?s ?p ?o }") is None

    def test_the_result_is_safe_in_the_eyes_of_the_guard(self, asked: Asked) -> None:
        body = "?x tsn:matches 'SERVICE <http://127.0.0.1:9/> {' ; tsn:snippet ?service"
        plan = read_services(
            f"{P}SELECT * {{ SERVICE tsn:search {{ {body} }} # SERVICE <x> {{\n }}"
        )
        assert plan is not None
        text = asked.finish(plan)
        check_query(text)
        check_query(str.__str__(text))


ASK_EACH = "SERVICE tsn:search { ?x tsn:matches ?q }"


class TestBoundTexts:
    @pytest.mark.parametrize(
        ("query", "texts", "found"),
        [
            ("SELECT ?x { VALUES ?q { 'a' 'B'@en } %s }", "B a", "a b"),
            ("SELECT ?x { BIND('a' AS ?q) %s }", "a", "a"),
            ("SELECT ?x { BIND(CONCAT('no', 'thing') AS ?q) %s }", "nothing", ""),
            ("SELECT ?x { e:a e:knows ?y . ?y e:label ?q . %s }", "B", "b"),
            ("SELECT ?x { ?y e:label ?q %s FILTER(?x = ?y) }", "A A B C", "a a b c"),
            ("SELECT ?x { GRAPH e:h { ?y e:label ?q %s } }", "C", "c"),
            ("SELECT ?x { GRAPH ?g { e:a ?p ?q {} FILTER(isLiteral(?q)) %s } }", "A A", "a a"),
            ("SELECT ?x FROM e:h { ?y e:label ?q %s }", "C", "c"),
            ("SELECT ?x FROM NAMED e:h { GRAPH ?g { ?y e:label ?q %s } }", "C", "c"),
            ("SELECT ?x { ?y e:knows ?z OPTIONAL { VALUES ?q { 'a' } %s } }", "a", "a a"),
            ("SELECT ?x { { SELECT ?x { VALUES ?q { 'a' } %s } } }", "a", "a"),
            ("SELECT ?x { e:d e:year ?q . %s }", "2020", "a b c"),
            ("SELECT ?x { e:d e:label ?q . %s }", "", ""),
            ("SELECT ?x { OPTIONAL { e:d e:label ?q } %s }", "", ""),
            ("SELECT ?x { VALUES ?q { 'a' } # SERVICE ?q\n %s }", "a", "a"),
        ],
    )
    def test_there_is_a_search_for_each(
        self, asked: Asked, query: str, texts: str, found: str
    ) -> None:
        assert asked.values(query % ASK_EACH) == found
        assert " ".join(asked.texts) == texts

    def test_a_later_one_uses_what_an_earlier_one_found(self, asked: Asked) -> None:
        query = """SELECT ?x ?y { SERVICE tsn:search { ?y tsn:matches "q" ; tsn:snippet ?q ;
        tsn:rank 3 } SERVICE tsn:search { ?x tsn:matches ?q ; tsn:limit 1 } }"""
        assert asked.rows(query) == [{"x": "a", "y": "c"}]
        assert asked.texts == ["q", "third"]

    def test_the_text_stays_with_what_it_found(self, asked: Asked) -> None:
        query = f"SELECT ?x ?q {{ VALUES ?q {{ 'a' 'b' }} {ASK_EACH} }}"
        assert asked.rows(query) == [{"x": "a", "q": "a"}, {"x": "b", "q": "b"}]

    def test_at_most_a_hundred(self, asked: Asked) -> None:
        query = "SELECT ?x { VALUES ?q { %s } SERVICE tsn:search { ?x tsn:matches ?q } }"
        asked.rows(query % " ".join(f"'{number}'" for number in range(100)))
        assert len(asked.texts) == 100
        with pytest.raises(ServiceMistake, match="more than 100 texts"):
            asked.rows(query % " ".join(f"'{number}'" for number in range(101)))

    def test_a_thing_is_no_text(self, asked: Asked) -> None:
        with pytest.raises(ServiceMistake, match="which is no literal"):
            asked.rows("SELECT ?x { e:a e:knows ?q SERVICE tsn:search { ?x tsn:matches ?q } }")

    def test_given_with_the_query(self, asked: Asked) -> None:
        query = f"{P}SELECT ?x {{ {ASK_EACH} }}"
        plan = read_services(query, {"q": '"B\\u0021"@en'})
        assert plan is not None
        pending = plan.pending()
        assert pending is not None
        assert pending.texts == (Literal("B!", "en"),)
        plan.resolve([Found(pending.texts[0], ALL[:1])])
        assert "VALUES (?x) {" in plan.text()
        with pytest.raises(ServiceMistake, match="which is no text"):
            asked.finish(read_services(query, {"q": "<http://e/a>"}) or plan)


MISTAKES = {
    "SERVICE tsn:search { ?x tsn:matches ?q }": "nothing before it in its group binds",
    "{ VALUES ?q { 'a' } } OPTIONAL { SERVICE tsn:search { ?x tsn:matches ?q } }": "nothing before",
    "SERVICE tsn:search { ?x tsn:matches ?q } VALUES ?q { 'a' }": "nothing before it",
    "SERVICE tsn:search {}": "tsn:matches with the text to search for is missing",
    "SERVICE tsn:search { ?x tsn:score ?s }": "tsn:matches with the text to search for is missing",
    "SERVICE tsn:search { ?x tsn:matches 'a' , 'b' }": "two texts",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:matches ?b }": "two texts",
    "SERVICE tsn:search { ?x tsn:matches 'a' . ?y tsn:matches 'b' }": "two subjects",
    "SERVICE tsn:search { ?x tsn:matches <http://e/a> }": "<http://e/a> stands where",
    "SERVICE tsn:search { ?x a tsn:Project ; tsn:matches 'a' }": "'a' stands where tsn:matches",
    "SERVICE tsn:search { ?x e:label 'a' }": "e:label stands where tsn:matches",
    "SERVICE tsn:search { ?x ?p 'a' }": "'?p' stands where tsn:matches",
    "SERVICE tsn:search { ?x nope:x 'a' }": "the prefix nope: is not declared",
    "SERVICE tsn:search { _:x tsn:matches 'a' }": "_:x is a blank node",
    "SERVICE tsn:search { [] tsn:matches 'a' }": "'[' stands where",
    "SERVICE tsn:search { 'x' tsn:matches 'a' }": "is a literal and no thing",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit 0 }": "a whole number from 1 on",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit -1 }": "a whole number from 1 on",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit 1.5 }": "a whole number from 1 on",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit ?n }": "a whole number from 1 on",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit '5' }": "a whole number from 1 on",
    "SERVICE tsn:search { ?x tsn:matches 'a' ; tsn:limit 1 , 2 }": "tsn:limit stands twice",
    "SERVICE tsn:search { ?x tsn:matches 'a' OPTIONAL {} }": "'OPTIONAL' stands where",
    "SERVICE tsn:search { ?x tsn:matches 'a' ?y }": "'?y' stands where ';'",
    "SERVICE tsn:search { ?x tsn:matches '\\q' }": "there is no escape",
    "SERVICE tsn:search ?x": "'?x' stands where '{'",
    "SERVICE tsn:search { ?x tsn:matches 'a": "stands where",
    CLAUSE * 11: "at most 10 times",
    CLAUSE + "#" * 100_000: "at most 100,000 characters",
}


class TestMistakes:
    @pytest.mark.parametrize(("clause", "said"), MISTAKES.items(), ids=range(len(MISTAKES)))
    def test_each_says_what_is_wrong_and_shows_the_right_form(
        self, asked: Asked, clause: str, said: str
    ) -> None:
        with pytest.raises(ServiceMistake) as caught:
            asked.rows(f"SELECT * {{ {clause} }}")
        message = str(caught.value)
        assert said in message
        assert RIGHT_FORM in message
        assert len(message) < 700

    def test_the_right_form_is_right(self, asked: Asked) -> None:
        prologue, _, clause = RIGHT_FORM.partition("…")
        asked.rows(f"{prologue} SELECT * {{ {clause} }}")
        assert asked.texts == ["自動運転 near Osaka"]

    def test_a_prefix_that_is_not_declared(self) -> None:
        with pytest.raises(ServiceMistake, match="the prefix tsn: is not declared"):
            read_services(f"SELECT * {{ {CLAUSE} }}")

    @pytest.mark.parametrize("length", range(len(CLAUSE)))
    def test_a_clause_that_is_cut_short(self, length: int) -> None:
        query = f"{P}SELECT * {{ {CLAUSE[:length]}"
        plan = None
        with contextlib.suppress(RefusedQuery):
            plan = read_services(query)
        assert plan is None

    def test_outside_every_group(self) -> None:
        with pytest.raises(ServiceMistake, match="outside the braces"):
            read_services(f"{P} ASK {CLAUSE}")

    @pytest.mark.parametrize(
        "clause",
        [
            "SERVICE <http://127.0.0.1:9/> {}",
            "SERVICE SILENT <http://127.0.0.1:9/> {} SERVICE <http://127.0.0.1:9/> {}",
            'SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p """o }',
            "SERVICE SILENT nope:x { ?s ?p ?o }",
            "SERVICE SILENT _:b { ?s ?p ?o }",
            "SERVICESILENT <http://127.0.0.1:9/> { ?s ?p ?o }",
            "SERVICE \\u0053ILENT <http://127.0.0.1:9/> { ?s ?p ?o }",
            "SERVICE ?x {}",
            "SERVICE tsn:searches { ?x tsn:matches 'q' }",
            "SERVICE nope:search { ?x tsn:matches 'q' }",
            "SERVICE _:b { ?x tsn:matches 'q' }",
            "SERVICEtsn:search { ?x tsn:matches 'q' }",
            "VALUES ?v { 1 }trueSERVICE tsn:search { ?x tsn:matches 'q' }",
            f"{CLAUSE} SERVICE <http://127.0.0.1:9/> {{}}",
            f"{CLAUSE} \\u0053ERVICE <http://127.0.0.1:9/> {{}}",
            'SERVICE tsn:search { ?x tsn:matches "q\\u0022 } SERVICE <http://127.0.0.1:9/> {} #" }',
        ],
    )
    def test_every_other_service_is_refused(self, clause: str) -> None:
        with pytest.raises(RefusedQuery, match=r"SERVICE is refused|stands where") as caught:
            read_services(f"{P}SELECT * {{ {clause} }}")
        assert "SERVICE tsn:search" in str(caught.value)

    def test_a_service_in_silence_outside_every_group(self) -> None:
        with pytest.raises(RefusedQuery, match="SERVICE is refused"):
            read_services("SELECT * SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } {}")

    def test_other_refusals_stay(self) -> None:
        with pytest.raises(RefusedQuery, match="is an update"):
            read_services("INSERT DATA { <x:> <x:> 'service' }")

    def test_too_many_hits(self) -> None:
        plan = read_services(f"{P}SELECT * {{ {CLAUSE} {CLAUSE} }}")
        assert plan is not None
        hit = [ALL[0]] * (MAX_ROWS // 2 + 1)
        plan.resolve([Found(Literal("q"), hit)])
        with pytest.raises(ServiceMistake, match="tsn:limit"):
            plan.resolve([Found(Literal("q"), hit)])


PIECES = st.sampled_from(
    [
        "SERVICE", "SERVICE tsn:search {", "tsn:search", "tsn:matches", "tsn:limit", "tsn:score",
        "?x", "?q", "e:a", "<http://e/>", "'a'", '"', "'''", "@en", "^^", "1", "-", "1.5", "{", "}",
        "(", ")", ";", ",", ".", "#", "\n", "a", "GRAPH", "FROM", "VALUES ?q { 'a' }", "\\u0022",
        "SILENT", "PREFIX tsn: <x:>", "BASE <http://b/>", "SELECT", "WHERE", "OPTIONAL", "[", "]",
    ]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=30),
    st.sampled_from([P, f"{P}SELECT * {{ VALUES ?q {{ 'a' }} {CLAUSE} "]),
)
def test_nothing_but_a_refusal_is_raised(pieces: list[str], start: str) -> None:
    query = f"{start}{' '.join(pieces)} }}"
    with contextlib.suppress(RefusedQuery):
        plan = read_services(query)
        while plan is not None and (pending := plan.pending()) is not None:
            texts = pending.texts or (Literal("a"),)
            plan.resolve([Found(found, hits(found.value, pending.limit)) for found in texts])
        if plan is not None:
            check_query(str.__str__(plan.text()))


SILENT = {
    "SERVICE SILENT <e:> { ?s ?p ?o }": ["s", "p", "o"],
    "service silent e:x { $s a ?s }": ["s"],
    "SERVICE SILENT ?u { }": ["u"],
    "SERVICE SILENT <e:> {}": [],
    "SERVICE SILENT <e:> { SERVICE <e:> { ?s ?p ?o } SERVICE SILENT ?u {} }": ["s", "p", "o", "u"],
    f"SERVICE SILENT <e:> {{ {CLAUSE} }}": ["x"],
    "SERVICE SILENT <e:> { ?s a 'SERVICE <e:> {' } # SERVICE <e:> {}\n": ["s"],
    "SERVICE SILENT <e:> { SELECT ?x (COUNT(?y) AS ?n) { ?x ?y ?z } GROUP BY ?x }": ["x", "n"],
    "SERVICE SILENT <e:> { { SELECT * { ?x ?y ?z } } ?s ?p ?o }": ["x", "y", "z", "s", "p", "o"],
    "SERVICE SILENT <e:> { { SELECT ?x { ?x ?y ?z } ORDER BY ?z } ?s ?p ?o }": ["x", "s", "p", "o"],
    "SERVICE SILENT <e:> { ?s ?p ?o FILTER(?a = 1) FILTER NOT EXISTS { ?b ?c ?d } }": [*"spo"],
    "SERVICE SILENT <e:> { ?s ?p ?o MINUS { ?b ?c ?d } FILTER REGEX(?e, 'x') }": ["s", "p", "o"],
    "SERVICE SILENT <e:> { BIND(?a + 1 AS ?b) VALUES (?c) { (1) } }": ["b", "c"],
}
"""Services of others, and the variables that they have in scope."""


class TestSilence:
    @pytest.mark.parametrize("clause", SILENT)
    def test_is_the_one_solution_that_binds_nothing(self, clause: str) -> None:
        plan = read_services(f"{P}SELECT * {{ {{ {clause} }} BIND(1 AS ?one) }}")
        assert plan is not None
        assert plan.pending() is None
        found = pyoxigraph.Store().query(plan.text())
        assert isinstance(found, pyoxigraph.QuerySolutions)
        assert {variable.value for variable in found.variables} == {*SILENT[clause], "one"}
        (solution,) = found
        assert [term for term in solution if term] == [pyoxigraph.Literal(1)]

    def test_stands_beside_the_search(self) -> None:
        plan = read_services(
            f"{P}SELECT * {{ SERVICE SILENT <e:> {{ ?s ?p 'SERVICE e:x {{' }} {CLAUSE} }}"
        )
        assert plan is not None
        assert plan.pending() is not None
        plan.resolve([Found(Literal("q"), [ALL[0]])])
        assert plan.pending() is None
        check_query(str.__str__(plan.text()))

    def test_a_mistake_in_the_search_stays_one(self) -> None:
        with pytest.raises(ServiceMistake, match="tsn:matches"):
            read_services(f"{P}SELECT * {{ SERVICE SILENT tsn:search {{ ?x tsn:limit 1 }} }}")
