"""Programs that send a query: whatever it holds, they send just that."""

from __future__ import annotations

import ast
import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from html_pages import HOSTILE, Page

from api.pages.sparql.snippets import RESULTS, snippets

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ENDPOINT = "https://example.jp/sparql"
QUERIES = (
    "SELECT * { ?s ?p ?o }\nLIMIT 1",
    """SELECT ("it's \\"so\\"" AS ?x) { } # $(rm) `x` ${y} %""",
    "ASK { ?x ?y '\u2028\u00e9🚁' }",
    *HOSTILE,
)


def _programs(query: str) -> dict[str, str]:
    found = snippets(ENDPOINT, query, [("timeout", "5")])
    return {one["name"]: one["text"] for one in found}


@pytest.mark.parametrize("query", QUERIES)
def test_the_shell_sends_the_query(query: str) -> None:
    words = shlex.split(_programs(query)["curl"].replace("\\\n", ""))
    assert words[:4] == ["curl", ENDPOINT, "-H", f"Accept: {RESULTS}"]
    assert words[4:] == ["--data-urlencode", f"query={query}", "--data-urlencode", "timeout=5"]


@pytest.mark.parametrize("query", QUERIES)
def test_python_sends_the_query(query: str) -> None:
    tree = ast.parse(_programs(query)["Python"])
    (fields,) = [node.value for node in tree.body if isinstance(node, ast.Assign)][:1]
    assert ast.literal_eval(fields) == [["query", query], ["timeout", "5"]]


@pytest.mark.parametrize("query", QUERIES)
def test_javascript_sends_the_query(query: str) -> None:
    text = _programs(query)["JavaScript"]
    listed = re.search(r"const fields = (\[.*?\n\]);", text, re.DOTALL)
    assert listed
    assert json.loads(re.sub(r",\n\]$", "\n]", listed[1])) == [["query", query], ["timeout", "5"]]


def test_the_page_shows_them_for_the_query_that_was_sent(client: TestClient) -> None:
    shown = client.get("/sparql", params={"query": "ASK { <a:a> ?p 'x' }", "format": "html"})
    programs = Page(shown.text).text_of("code")
    assert any("curl http://testserver/sparql" in text for text in programs)
    assert sum("ASK { <a:a> ?p" in text for text in programs) == 3
