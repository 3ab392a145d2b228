"""The id of a release covers all code and resources that decide what it holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

from api.release import build as builder

LOADED = """
import sys
import api.release.build
for name, module in sorted(sys.modules.items()):
    if name.partition(".")[0] in {"api", "graph", "search", "ontology"} and module.__file__:
        print(module.__file__)
"""
WHERE_IT_LIES = {
    "api/__init__.py",
    "api/release/__init__.py",
    "api/release/disk/__init__.py",
    "api/release/disk/hashing.py",
    "api/release/disk/holding.py",
    "api/release/disk/kept.py",
    "api/release/disk/manifest.py",
    "api/release/disk/pointer.py",
    "api/release/disk/removing.py",
    "api/release/disk/upcoming.py",
    "api/release/publishing.py",
    "api/release/releases.py",
    "api/release/settings.py",
    "api/release/sparql_server.py",
    "api/release/starting.py",
}
"""What says where a release lies and is loaded to, and nothing of what it holds."""


def test_everything_that_the_builder_loads_is_hashed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {Path(line).relative_to(ROOT).as_posix() for line in done.stdout.splitlines()}
    hashed = {path.relative_to(ROOT).as_posix() for path in builder.code_files()}
    assert "api/things/corpus/labels.py" in hashed
    assert loaded - hashed == WHERE_IT_LIES & loaded


def test_every_resource_beside_that_code_is_hashed() -> None:
    hashed = set(builder.code_files())
    for name in ("ontology", "graph", "search", "api/things"):
        files = {path for path in (ROOT / name).rglob("*") if path.is_file()}
        assert {path for path in files if "__pycache__" not in path.parts} <= hashed


def test_a_changed_or_renamed_file_gives_another_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("one", "two"):
        (tmp_path / "graph" / room).mkdir(parents=True)
        (tmp_path / "graph" / room / "models.py").write_text(room)
    monkeypatch.setattr(builder, "_ROOT", tmp_path)

    def id_() -> str:
        return builder.release_id({}, "https://example.org/")

    first = id_()
    assert id_() == first
    (tmp_path / "graph/one/models.py").write_text("changed")
    changed = id_()
    (tmp_path / "graph/one").rename(tmp_path / "graph/three")
    assert len({first, changed, id_()}) == 3
