"""The view model of the API's documentation, from the application's own OpenAPI description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_FOR_PROGRAMMERS = re.compile(r"^(?:Args|Raises|Returns|Yields):", re.MULTILINE)


def operations(openapi: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation with its parameters.

    Args:
        openapi: an OpenAPI 3.1 document.
    """
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": _plain(operation.get("description", "")),
                "parameters": [_parameter(p) for p in operation.get("parameters", ())],
            }


def _plain(description: str) -> str:
    """Return a docstring without what is for programmers of the service: arguments and errors."""
    return _FOR_PROGRAMMERS.split(description)[0].replace("``", "").strip()


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    schema = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(schema),
        "default": schema.get("default"),
        "description": parameter.get("description") or schema.get("description", ""),
    }


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        kinds = [_type(inner) for inner in schema["anyOf"] if inner.get("type") != "null"]
        return " | ".join(kinds)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))} (…)"
    bounds = [f"{sign} {schema[name]:g}" for name, sign in _BOUNDS.items() if name in schema]
    return ", ".join([str(schema.get("type", "")), *bounds])


_BOUNDS = {"minimum": "≥", "maximum": "≤", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
