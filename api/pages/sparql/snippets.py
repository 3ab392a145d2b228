"""A query as programs ask it: curl, Python, JavaScript, to be copied."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable

RESULTS = "application/sparql-results+json, text/turtle;q=0.9"
"""What the programs ask for: rows as JSON, a graph as Turtle."""


def snippets(endpoint: str, query: str, kept: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return programs that send a query, each with the name of its language.

    Args:
        endpoint: the address of the SPARQL endpoint.
        query: the query.
        kept: further parameters of the protocol.
    """
    fields = [("query", query), *kept]
    return [
        {"name": "curl", "text": _curl(endpoint, fields)},
        {"name": "Python", "text": _python(endpoint, fields)},
        {"name": "JavaScript", "text": _javascript(endpoint, fields)},
    ]


def _curl(endpoint: str, fields: Iterable[tuple[str, str]]) -> str:
    parts = [f"curl {shlex.quote(endpoint)}", f"-H {shlex.quote(f'Accept: {RESULTS}')}"]
    parts += [f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in fields]
    return " \\\n  ".join(parts)


def _python(endpoint: str, fields: Iterable[tuple[str, str]]) -> str:
    return f"""from urllib.parse import urlencode
from urllib.request import Request, urlopen

fields = {_listed(fields)}
request = Request({_text(endpoint)}, urlencode(fields).encode(), {{"Accept": {_text(RESULTS)}}})
print(urlopen(request).read().decode())"""


def _javascript(endpoint: str, fields: Iterable[tuple[str, str]]) -> str:
    return f"""const fields = {_listed(fields)};
const answer = await fetch({_text(endpoint)}, {{
  method: "POST",
  headers: {{ Accept: {_text(RESULTS)} }},
  body: new URLSearchParams(fields),
}});
console.log(await answer.text());"""


def _listed(fields: Iterable[tuple[str, str]]) -> str:
    """Return pairs as both languages write them."""
    lines = (f"  [{_text(name)}, {_text(value)}],\n" for name, value in fields)
    return "[\n" + "".join(lines) + "]"


def _text(value: str) -> str:
    """Return a text as both languages write it: a string of JSON is one of theirs."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028")
