"""The wheel works outside of the checkout, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from paths import ROOT

from api.release.releases import Release
from api.release.settings import Settings

PACKAGES = {"ontology", "graph", "search", "api"}


@pytest.mark.slow
def test_the_installed_wheel_answers_from_elsewhere(
    release: Release, settings: Settings, small: Path, tmp_path: Path
) -> None:
    """What it needs is taken from the environment of the tests, which the lock pins as well.

    That the project's own data are valid is held by their build.
    """
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    own = tmp_path / "own"
    venv.create(own, with_pip=False)
    (site,) = own.glob("lib/python*/site-packages")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, "--target", str(site), str(wheel)], check=True)
    assert {path.parent.name for path in site.glob("*/__init__.py")} == PACKAGES
    needed = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "needed.pth").write_text(needed, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*command: str) -> str:
        whole = [str(own / "bin" / "python"), "-c", "from api.cli import main; main()", *command]
        done = subprocess.run(
            whole, cwd=tmp_path, env=kept, capture_output=True, text=True, check=True
        )
        return done.stdout

    where = [str(own / "bin" / "python"), "-c", "import api; print(api.__file__)"]
    assert (
        str(site)
        in subprocess.run(
            where, cwd=tmp_path, env=kept, capture_output=True, text=True, check=True
        ).stdout
    )
    assert "serve" in run("--help")
    assert release.id in run("releases", "list", "--out", str(settings.out.absolute()))
    found = run("search", "大阪", "--out", str(settings.out.absolute()), "--format", "csv")
    assert "271004" in found
    assert "valid" in run("validate", "--data", str(small))
