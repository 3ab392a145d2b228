"""The published contract, closed: an answer with a member that it does not tell breaks it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import jsonschema_rs


class Contract:
    """What ``/openapi.json`` says of answers.

    Args:
        openapi: the document.
    """

    def __init__(self, openapi: Mapping[str, Any]) -> None:
        self._openapi = openapi
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    @cached_property
    def _components(self) -> Mapping[str, Any]:
        components = copy.deepcopy(self._openapi["components"])
        for schema in components["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False
        return components

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], str]]:
        """Paths as patterns, those with fewer parameters first, as the service tries them."""
        paths = sorted(self._openapi["paths"], key=lambda path: path.count("{"))
        pattern = re.compile(r"\\\{\w+\\\}")
        return [(re.compile(pattern.sub("[^/]+", re.escape(path))), path) for path in paths]

    def path_of(self, path: str) -> str:
        """Return the path of an address as the contract has it."""
        return next(known for pattern, known in self._paths if pattern.fullmatch(path))

    def faults(self, method: str, path: str, answer: Any) -> Iterator[str]:
        """Yield what an answer has that the contract does not tell, or has otherwise.

        Args:
            method: of the request.
            path: path of the address.
            answer: with ``status_code``, ``headers`` and ``json()``.
        """
        told = self._openapi["paths"][self.path_of(path)][method.lower()]["responses"]
        status, kind = str(answer.status_code), answer.headers.get("content-type", "")
        if status not in told:
            yield f"{path}: the status {status} is not told"
            return
        name = told[status].get("$ref", "").rpartition("/")[2]
        content = (self._components["responses"][name] if name else told[status]).get("content", {})
        media = kind.partition(";")[0]
        if media and media not in content:
            yield f"{path}: {status} with {media} is not told"
        elif media.endswith("json"):
            yield from self._of_body(path, content[media]["schema"], answer.json())

    def _of_body(self, path: str, schema: Mapping[str, Any], body: Any) -> Iterator[str]:
        key = repr(schema)
        if key not in self._validators:
            whole = {**schema, "components": self._components}
            self._validators[key] = jsonschema_rs.validator_for(whole)
        for error in self._validators[key].iter_errors(body):
            yield f"{path}: {error.instance_path}: {error.message[:300]}"
