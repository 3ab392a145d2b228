"""A client that is generated from ``/openapi.json`` passes mypy and asks the README's questions.

It is skipped where the generator is not installed (``make typed-client``).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conformance_http import Server
from paths import TESTS

TYPED = TESTS / "conformance" / "clients" / "typed"
BIN = TYPED / ".venv" / "bin"
NAME = "tsunagu_client"


def _run(*command: str | Path, folder: Path) -> str:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**environment, "PYTHONUTF8": "1", "MYPY_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def generated(real: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated client and the questions."""
    if not (BIN / "openapi-python-client").exists():
        pytest.skip("openapi-python-client is not installed (make typed-client)")
    folder = tmp_path_factory.mktemp("typed")
    said = _run(
        BIN / "openapi-python-client", "generate", "--url", f"{real.base}/openapi.json",
        "--meta", "none", "--output-path", folder / NAME, "--config", TYPED / "config.yml",
        folder=folder,
    )  # fmt: skip
    assert "cannot parse" not in said.lower(), said
    (folder / "ask.py").write_bytes((TYPED / "ask.py").read_bytes())
    return folder


@pytest.mark.slow
def test_it_passes_mypy_with_what_uses_it(generated: Path) -> None:
    assert "Success" in _run(
        BIN / "mypy", "--config-file", TYPED / "mypy.ini", NAME, "ask.py", folder=generated
    )


@pytest.mark.slow
def test_it_asks_the_questions_of_the_readme(real: Server, generated: Path) -> None:
    found: dict[str, Any] = json.loads(_run(BIN / "python", "ask.py", real.base, folder=generated))
    assert found["total"] == len(found["projects"]) == 5
    assert found["projects"][0] == {
        "key": "mirai-2020-272299", "km": 13.55, "year": 2020, "why": "technology",
    }  # fmt: skip
    assert found["peers"]["total"] == 60
    assert found["peers"]["labels"] == ["神戸市", "四條畷市", "河内長野市", "堺市", "三郷町"]
    assert found["launched"][0]
    assert found["town"]["label"] == "四條畷市"
    assert found["town"]["population"] > 50_000
    assert any("滝沢市" in label for label in found["successors"])
