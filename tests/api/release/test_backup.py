"""Back-up and restore, by the commands of ``docs/operating.md`` and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from paths import ROOT
from small_data import TSUNAGU, environment

from api.release.following.current import CurrentRelease
from api.release.releases import GRAPH_FILE, Releases
from api.release.settings import Settings

HEADINGS = {
    "docs/operating.md": "Back up and restore",
    "docs/ja/operating.md": "バックアップと復元",
}


def commands(page: str) -> list[str]:
    """Return the blocks of commands of the section."""
    text = (ROOT / page).read_text("utf-8")
    section = text.partition(f"## {HEADINGS[page]}\n")[2].partition("\n## ")[0]
    found: list[str] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return found


def run(block: str, place: Path) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell
    return subprocess.run(
        [shell, "-eu", "-c", block],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def place(small_pair: Path, tmp_path: Path) -> Path:
    """A folder as an operator has it: releases in ``var``, the command in ``.venv/bin``."""
    shutil.copytree(small_pair / "out", tmp_path / "var", symlinks=True)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "tsunagu").symlink_to(TSUNAGU)
    return tmp_path


@pytest.mark.parametrize("page", HEADINGS)
def test_what_was_backed_up_is_restored_and_served(place: Path, page: str) -> None:
    current = Releases(place / "var").wanted_id()
    back_up, restore = commands(page)
    done = run(back_up, place)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(place / "var")
    done = run(restore, place)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [f"{current}: intact", f"current is now {current}"]
    holder = CurrentRelease(Settings(out=place / "restored", sparql_workers=1))
    try:
        with holder.current() as opened:
            assert opened.release.id == current
    finally:
        holder.close()


def test_a_damaged_back_up_is_not_used(place: Path) -> None:
    back_up, restore = commands("docs/operating.md")
    path = Releases(place / "var").current().folder / GRAPH_FILE
    path.write_bytes(path.read_bytes()[:-1])
    assert run(back_up, place).returncode == 0
    done = run(restore, place)
    assert done.returncode == 1
    assert f"1 missing or damaged: {GRAPH_FILE}" in done.stdout
