"""Scripts and style sheets as their checkers see them: types, lints, formatting."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from browser_chromium import ROOT, TOOLS

STATIC = ROOT / "api" / "pages" / "static"
CONFIGURATION = TOOLS.parent


def _run(pattern: str, *arguments: str | Path) -> None:
    program = next(TOOLS.glob(pattern), None)
    if program is None:
        pytest.skip(f"{pattern} is not installed (make browser-tools)")
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_of_scripts() -> None:
    """The annotations are checked strictly, against the types of the libraries that are used."""
    _run(".bin/tsc", "--project", CONFIGURATION)


def test_lints_and_formatting() -> None:
    """Biome's binary alone is installed: its package in JavaScript only chooses among them."""
    configuration = f"--config-path={CONFIGURATION / 'biome.jsonc'}"
    sheets = sorted(STATIC.glob("*.css"))
    scripts = sorted((STATIC / "js").glob("*.js"))
    assert sheets
    assert scripts
    _run("@biomejs/*/biome", "ci", configuration, "--error-on-warnings", *sheets, *scripts)
