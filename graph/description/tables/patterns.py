"""What texts in cells look like, for every format, and what a description leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEY = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
PARTIAL_DATE = r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?"
KANA = "[ぁ-ゖー\u3000 ]+"


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what holds anything."""
    return {name: value for name, value in values.items() if value not in ("", [], {}, None)}
