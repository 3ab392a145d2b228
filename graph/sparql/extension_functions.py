"""What a query may call beyond the engine's own functions (SPARQL 1.1, section 17.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions that queries may call beyond those of the engine, or in their stead.

    Args:
        namespace: what their names begin with. A query that does not write it out calls none, and
            is not given them: handing them over takes longer than a small answer.
        functions: functions of terms, by their names as the engine's terms.
        aggregates: what makes the functions of groups, alike.
    """

    namespace: str
    functions: Mapping[Any, Callable[..., Any]]
    aggregates: Mapping[Any, Callable[[], Any]]


NO_FUNCTIONS = Functions("", {}, {})
"""None beyond the engine's own."""
