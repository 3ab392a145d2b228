"""What a release says of itself: sealed when it is written, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Annotated, Any, NotRequired

import orjson
from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    TypeAdapter,
    ValidationError,
)
from typing_extensions import TypedDict

MANIFEST = "manifest.json"
"""File of a release with what it says of itself."""
_SEAL = "sha256"
"""Key of the hash of all that stands before it; releases of older versions have none."""


class ManifestError(ValueError):
    """A manifest is not as a build wrote it."""


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("it has no time zone")
    return text


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or name == MANIFEST:
        raise ValueError("it is no file of the release")
    return name


_Text = Annotated[str, Field(min_length=1)]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_File = Annotated[str, AfterValidator(_inside)]
_STRICT = ConfigDict(strict=True, extra="forbid")


class _Counts(TypedDict):
    __pydantic_config__ = _STRICT  # type: ignore[misc]

    quads: NonNegativeInt
    entailed: NonNegativeInt
    documents: NonNegativeInt
    rows: dict[str, NonNegativeInt]


class _Content(TypedDict):
    __pydantic_config__ = _STRICT  # type: ignore[misc]

    id: _Text
    built_at: Annotated[str, AfterValidator(_moment)]
    seconds: NonNegativeFloat
    base: Annotated[str, Field(pattern=r"^https?://\S+/$")]
    own_rdf: NotRequired[_Text]
    inputs: dict[_File, _Hash]
    versions: dict[str, _Text]
    counts: _Counts
    files: Annotated[dict[_File, _Hash], Field(min_length=1)]


_SCHEMA = TypeAdapter(_Content)


def written(content: Mapping[str, Any]) -> bytes:
    """Return the bytes of a manifest, with a seal: the hash of all that it says.

    Raises:
        ManifestError: it lacks something, or a value is none that a manifest can have.
    """
    plain = _dumped(content)
    _check(orjson.loads(plain))
    return _dumped({**content, _SEAL: sha256(plain).hexdigest()})


def read(content: bytes) -> dict[str, Any]:
    """Return what a manifest says, without its seal.

    Every byte counts: it must be what a build would write of the same values.

    Raises:
        ManifestError: a value is missing or is not what it must be, or a byte was changed.
    """
    try:
        said = orjson.loads(content)
    except ValueError as error:
        raise ManifestError(f"it is not JSON: {error}") from error
    if not isinstance(said, dict):
        raise ManifestError("it is not an object")
    as_written = _dumped(said) == content
    seal = said.pop(_SEAL, None)
    _check(said)
    if not as_written or (seal is not None and seal != sha256(_dumped(said)).hexdigest()):
        raise ManifestError("it was changed after it was written")
    return said


def _dumped(content: Mapping[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _check(content: object) -> None:
    try:
        _SCHEMA.validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ManifestError(f"{place}: {first['msg']}") from error
