"""The same inputs give the same bytes; what differs is named here, and in docs/operating.md.

It is the same whether a build makes everything or takes over what builds before have made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_data import tsunagu

from api.release.build import build
from api.release.disk.manifest import MANIFEST
from api.release.releases import KEPT, Release, Releases
from api.release.settings import Settings

ENGINES = ("dataset/", "own/", "store/")
"""Stores of RDF: RocksDB numbers its files by chance, and writes identities and times into them."""
INDEX = ("search/whoosh/MAIN_", "search/whoosh/_MAIN_")
"""Whoosh's segment has a name by chance, which its list of segments holds."""


def repeatable(release: Release) -> dict[str, str]:
    return {
        name: hash_
        for name, hash_ in release.manifest["files"].items()
        if not name.startswith((*ENGINES, *INDEX))
    }


@pytest.mark.slow
def test_two_builds_of_the_same_data_give_the_same_bytes(
    small: Path, small_out: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """The second is another process, in which sets have another order."""
    out = new_out(tmp_path / "out")
    done = tsunagu("build", "--data", small, "--out", out)
    assert done.returncode == 0, done.stderr
    one, two = Releases(small_out).all()[-1], Releases(out).current()
    assert one.id == two.id
    assert len(repeatable(one)) > 150
    assert repeatable(one) == repeatable(two)
    differ = {key for key in one.manifest if one.manifest[key] != two.manifest[key]}
    assert differ <= {"built_at", "seconds", "files"}
    assert MANIFEST not in one.manifest["files"]


@pytest.mark.slow
def test_a_build_after_edits_gives_the_bytes_of_one_from_nothing(
    edited_pair: Path, tmp_path: Path, new_out: Callable[[Path], Path]
) -> None:
    """A cell was changed, and rows came and went; the one from nothing follows no other release."""
    assert list((edited_pair / "out" / KEPT).glob("documents.*"))
    out = new_out(tmp_path / "out")
    release, new = build(Settings(data=edited_pair / "data", out=out), lambda _: None)
    assert new
    after = repeatable(Releases(edited_pair / "out").current())
    differences = {name for name in after if name.startswith(("changes.json", "delta/"))}
    assert differences
    assert repeatable(release) == {n: after[n] for n in after if n not in differences}
