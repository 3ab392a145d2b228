"""Whatever an operation is asked, its answer is one that ``/openapi.json`` tells.

Schemathesis asks every operation what its parameters allow and what they do not. Values that mean
something here (keys, places, pieces of the query syntax, what is no UTF-8) are put in the stead of
some of its own, so that the answers are not all refusals.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import pytest
import schemathesis
from contract import Contract
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from api.app import routers
from ontology.kinds import KINDS, PLURALS
from search.model.request import SORTS

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_FUZZ = settings(
    derandomize=True,
    max_examples=10,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_SYNTAX = st.sampled_from(
    ["自動運転", "ドローン", "technology:", "text:", "year:", "near:", "prefecture:大阪府", "2020",
     "..", "(", ")", '"', "-", " OR ", " AND ", " NOT ", "*", "?", "~", "^", "[", "]", "TO", ":",
     "\\", " ", "大阪", "50km", "near ", "以外", "の", "、", "\0", "\ud800", "\u3099"]
)  # fmt: skip
_ANYTHING = st.one_of(
    st.text(st.characters(), max_size=40),
    st.lists(_SYNTAX, max_size=14).map("".join),
    st.binary(max_size=20).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)


def _one_of(*values: object) -> st.SearchStrategy[str]:
    """Give one of some values, mostly, or anything."""
    known = st.sampled_from([str(value) for value in values])
    return st.one_of(known, known, _ANYTHING)


_NUMBERS = ("0", "1", "20", "-1", "1e3", "nan", "inf", "9" * 30, "٣", "0x10", "1_000", " 5 ")
_COMMON = {"lang": _one_of("ja", "en", "fr"), "limit": _one_of(*_NUMBERS)}
_SEARCH = {
    **_COMMON,
    "q": _ANYTHING,
    "type": _one_of(*KINDS),
    "technology": _one_of("automated-driving", "ドローン", "AI"),
    "challenge": _one_of("ageing-population", "高齢化"),
    "programme": _one_of("mirai", "未来技術社会実装事業"),
    "prefecture": _one_of("270008", "大阪府", "Osaka"),
    "municipality": _one_of("271004", "府中市", "中央区"),
    "ministry": _one_of("cao", "国交省"),
    "region": _one_of("kansai", "関西"),
    "applicant_kind": _one_of("town", "city"),
    "status": _one_of("supported", "ended"),
    "fiscal_year": _one_of("2020", "2020..2022", "2022..2020", "..", "R4", "0", "9" * 40),
    "near": _one_of("大阪市", "34.7,135.5", "nan,inf", "91,181", "1e999,0", ",", "999999"),
    "radius_km": _one_of(*_NUMBERS, "50", "3000"),
    "sort": _one_of(*SORTS),
    "drop": _one_of("s0-4", "s0-0", "s9-1"),
    "as": _one_of("s0-2:272124", "s0-4:x", ":", "s0-4"),
    "format": _one_of("json", "json", "csv", "geojson"),
    "offset": _one_of(*_NUMBERS, "1000000"),
    "nosuch": _ANYTHING,
}


def _raw(text: str) -> str:
    """Percent-encode a text; bytes that were no UTF-8 come out as they were."""
    escaped = all(not 0xD800 <= ord(c) < 0xE000 or 0xDC80 <= ord(c) < 0xDD00 for c in text)
    return quote(text.encode("utf-8", "surrogateescape" if escaped else "surrogatepass"), safe="")


_KNOWN = {
    **_SEARCH,
    "focus": _one_of("programme/mirai", "ドローン", "271004", "府中市"),
    "to": _one_of("272124", "八尾市", "府中市"),
    "shortlist": _one_of("271004,272124", "大阪市、八尾市", ",,", "271004" * 9),
    "stage": _one_of("finishing", "experienced", "current"),
    "query": _one_of("SELECT * { ?s ?p ?o } LIMIT 1", "ASK {}", "SELECT", "DESCRIBE <x>"),
    "format": _one_of("json", "csv", "xlsx", "geojson", "ttl", "text", "graphml", "html"),
    "columns": _one_of("keys", "labels", "keys,iri,codes", "iri", "nosuch", ",,"),
    "depth": _one_of("1", "2", "3"),
    "kinds": _one_of(*KINDS),
    "page": _one_of(*_NUMBERS),
    "graph": _one_of("https://w3id.org/tsunagu/id/source/tsunagu", "x"),
    "default": _one_of(""),
}
"""Values of parameters in the address, by name."""
_PLACES = {
    "plural": _one_of(*PLURALS.values()),
    "kind": _one_of(*KINDS, "source"),
    "key": _one_of("mirai", "mirai-2020-272299", "drone", "271004", "cao", "271004.ttl", "x.json"),
    "code": _one_of("271004", "270008", "271276", "033057", "大阪市"),
    "id": _one_of("current", "0" * 16),
    "suffix": _one_of("ttl", "jsonld", "html"),
    "version": _one_of("1.0.0"),
    "export": _one_of("search", "peers", "nosuch"),
}
"""Values of parameters in the path, by name."""
_NAMES = {
    "/api/views": _one_of("projects-near", "bridges", "payments"),
    "/dump": _one_of("SHA256SUMS", "tsunagu.ttl", "tsunagu.nq.gz"),
    "/release": _one_of("SHA256SUMS", "added.nq", "tsunagu.trig"),
}
"""What ``name`` is, by the beginning of the path."""
_ACCEPTED = ("*/*", "application/json", "text/html", "text/csv;q=0.5, text/turtle", "image/png", "")


def _operations() -> Iterator[tuple[str, str]]:
    """Yield the methods and paths of the API."""
    for module in routers():
        for route in module.router.routes:
            if getattr(route, "include_in_schema", False):
                yield from ((method.lower(), route.path_format) for method in route.methods)


def _place(name: str, path: str) -> st.SearchStrategy[str]:
    """Return what a parameter in a path may be."""
    if name in _PLACES:
        return _PLACES[name]
    return next(known for start, known in _NAMES.items() if path.startswith(start))


def _address(case: schemathesis.Case, data: st.DataObject) -> str:
    """Return the address of a case, with values that mean something in some places."""
    places = dict(case.path_parameters or {})
    for name in places:
        if data.draw(st.integers(0, 3)):
            places[name] = data.draw(_place(name, case.path))
    shown = {name: _raw(str(value)) or "%20" for name, value in places.items()}
    pairs = [(name, str(value)) for name, value in (case.query or {}).items()]
    ours = sorted({parameter.name for parameter in case.operation.query} & {*_KNOWN})
    chosen = data.draw(st.lists(st.sampled_from(ours), max_size=3)) if ours else []
    pairs += [(name, data.draw(_KNOWN[name])) for name in chosen]
    query = "&".join(f"{_raw(name)}={_raw(value)}" for name, value in pairs)
    return f"{case.path.format(**shown)}?{query}"


@pytest.fixture(scope="session")
def schema(contract: Contract) -> schemathesis.BaseSchema:
    """The closed contract, as Schemathesis reads it."""
    return schemathesis.openapi.from_dict(contract.closed)


@pytest.mark.parametrize(("method", "path"), list(_operations()))
def test_any_request_is_answered_as_told(
    client: TestClient, schema: schemathesis.BaseSchema, method: str, path: str
) -> None:
    operation = schema[path][method]
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if operation.query:  # what its parameters do not allow
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @_FUZZ
    @given(case=cases, data=st.data())
    def ask(case: schemathesis.Case, data: st.DataObject) -> None:
        headers = {"accept": data.draw(st.sampled_from(_ACCEPTED))}
        sent = case.as_transport_kwargs()
        content = {name: sent[name] for name in ("data", "json") if sent.get(name) is not None}
        answer = client.request(method, _address(case, data), headers=headers, **content)
        # whoever gives a query no time is told that it had none, and that is no failure of ours
        in_vain = answer.status_code == HTTPStatus.GATEWAY_TIMEOUT and "timeout" in str(answer.url)
        case.validate_response(answer, checks=CHECKS[1:] if in_vain else CHECKS)

    ask()
