"""Examples of answers: real ones of a release, made short.

``tests/api/contract/write_examples.py`` writes them; the tests hold them to their types.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import orjson

EXAMPLES_FILE = "examples.json"


@cache
def examples() -> Mapping[str, Any]:
    """Return the examples by method and path of their operation: ``GET /api/search``."""
    found = resources.files("api.contract").joinpath(EXAMPLES_FILE)
    known: dict[str, Any] = orjson.loads(found.read_bytes())
    return known
