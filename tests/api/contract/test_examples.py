"""The contract shows an example of each answer, and each is of its type."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from contract import Contract
from contract_examples import ADDRESSES
from starlette.testclient import TestClient

from api.http.documented import examples

JSON = "application/json"
MOST_BYTES = 400_000
"""Most bytes of ``/openapi.json``."""


@pytest.mark.parametrize("operation", ADDRESSES)
def test_an_example_is_of_its_type(contract: Contract, operation: str) -> None:
    (path,) = (
        path
        for path, methods in contract.closed["paths"].items()
        if methods.get("get", {}).get("operationId") == operation
    )
    answer = httpx2.Response(200, json=examples()[operation])
    assert list(contract.faults("get", path, answer)) == []


def test_every_answer_in_json_has_a_type_and_an_example(contract: Contract) -> None:
    for methods in contract.closed["paths"].values():
        for operation in methods.values():
            assert "422" not in operation["responses"]
            content = operation["responses"].get("200", {}).get("content", {})
            if JSON in content:
                assert content[JSON]["schema"]
                assert content[JSON]["example"] == examples()[operation["operationId"]]


def _untyped(schema: object, place: str) -> Iterator[str]:
    """Yield where a schema says nothing of a value."""
    if isinstance(schema, list):
        for inner in schema:
            yield from _untyped(inner, place)
    if isinstance(schema, dict):
        if schema.get("items") == {}:
            yield place
        for name, inner in schema.items():
            yield from _untyped(inner, f"{place}/{name}")


def test_every_list_says_what_is_in_it(contract: Contract) -> None:
    schemas = contract.closed["components"]["schemas"]
    found = [place for name, schema in schemas.items() for place in _untyped(schema, name)]
    assert found == ["CytoscapeAnswer/properties/data"]  # as networkx writes it


def test_every_operation_says_what_it_answers(contract: Contract) -> None:
    for path, methods in contract.closed["paths"].items():
        for operation in methods.values():
            told = operation["responses"]
            assert {"200", "303", "307"} & set(told), path
            assert "200" not in told or told["200"]["content"], path


def test_it_is_made_once_and_of_a_reasonable_size(client: TestClient) -> None:
    first, second = (client.get("/openapi.json") for _ in range(2))
    assert first.headers["etag"] == second.headers["etag"]
    assert len(first.content) < MOST_BYTES
    again = client.get("/openapi.json", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
