"""Where things are, whichever room a test stands in."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""
TESTS = ROOT / "tests"
DATA = ROOT / "data"
SHARED = Path(os.environ.get("SOURCE_DOCUMENTS", ROOT.parent / "shared"))
"""Where the source document and the facts transcribed from it may lie. They are not part of the
project: tests that read them are skipped where they are not."""
