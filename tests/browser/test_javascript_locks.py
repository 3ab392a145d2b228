"""The locks of the JavaScript tools are whole: ``npm ci`` refuses one that is not."""

from __future__ import annotations

import json

import pytest
from paths import TESTS

FOLDERS = ("browser/tools", "conformance/clients")
KINDS = ("dependencies", "optionalDependencies")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_lock_holds_every_package_with_its_hash(folder: str) -> None:
    manifest = json.loads((TESTS / folder / "package.json").read_text("utf-8"))
    packages = json.loads((TESTS / folder / "package-lock.json").read_text("utf-8"))["packages"]
    for kind in KINDS:
        assert packages[""].get(kind, {}) == manifest.get(kind, {})
    held = {path.rsplit("node_modules/", 1)[-1] for path in packages if path}
    wanted = {name for one in packages.values() for kind in KINDS for name in one.get(kind, {})}
    assert held
    assert not wanted - held
    assert all("integrity" in one for path, one in packages.items() if path)
    assert not any("resolved" in one for one in packages.values())
