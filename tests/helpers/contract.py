"""The published contract, closed: an answer with a member that it does not tell breaks it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

import jsonschema_rs


class Answer(Protocol):
    """An answer as HTTP clients give it."""

    @property
    def status_code(self) -> int:
        """Its status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""

    @property
    def content(self) -> bytes:
        """Its body."""


class Contract:
    """What ``/openapi.json`` says of answers.

    Args:
        openapi: the document.

    Attributes:
        closed: the same, in which no object has members that are not told.
    """

    def __init__(self, openapi: Mapping[str, Any]) -> None:
        self.closed: dict[str, Any] = copy.deepcopy(dict(openapi))
        for schema in self.closed["components"]["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], str]]:
        """Paths as patterns, those with fewer parameters first, as the service tries them."""
        paths = sorted(self.closed["paths"], key=lambda path: path.count("{"))
        pattern = re.compile(r"\\\{\w+\\\}")
        return [(re.compile(pattern.sub("[^/]+", re.escape(path))), path) for path in paths]

    def path_of(self, path: str) -> str:
        """Return the path of an address as the contract has it."""
        return next(known for pattern, known in self._paths if pattern.fullmatch(path))

    def faults(self, method: str, path: str, answer: Answer) -> Iterator[str]:
        """Yield what an answer has that the contract does not tell, or has otherwise.

        Args:
            method: of the request.
            path: path of the address.
            answer: with status, headers and body.
        """
        told = self.closed["paths"][self.path_of(path)][method.lower()]["responses"]
        status, kind = str(answer.status_code), answer.headers.get("content-type", "")
        if status not in told:
            yield f"{path}: the status {status} is not told"
            return
        name = told[status].get("$ref", "").rpartition("/")[2]
        content = (self.closed["components"]["responses"][name] if name else told[status]).get(
            "content", {}
        )
        media = kind.partition(";")[0]
        if media and media not in content:
            yield f"{path}: {status} with {media} is not told"
        elif media.endswith("json"):
            yield from self._of_body(path, content[media]["schema"], json.loads(answer.content))

    def _of_body(self, path: str, schema: Mapping[str, Any], body: object) -> Iterator[str]:
        key = repr(schema)
        if key not in self._validators:
            whole = {**schema, "components": self.closed["components"]}
            self._validators[key] = jsonschema_rs.validator_for(whole)
        for error in self._validators[key].iter_errors(body):
            yield f"{path}: {error.instance_path}: {error.message[:300]}"
