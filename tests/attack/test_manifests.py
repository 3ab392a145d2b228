"""Manifests that were changed: every bit, every length, every key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from small_data import tsunagu
from starlette.testclient import TestClient

from api.app import create_app
from api.release.disk.manifest import MANIFEST, ManifestError, read, written
from api.release.releases import ReleaseError, Releases
from api.release.settings import Settings

FLIPS, CUTS = 2000, 300
"""How many bits are turned over, and at how many places a manifest is cut off."""


@pytest.fixture(scope="module")
def sealed(small_out: Path) -> bytes:
    """The manifest of a release as it was built."""
    return (Releases(small_out).current().folder / MANIFEST).read_bytes()


def test_no_bit_can_be_turned_over(sealed: bytes) -> None:
    chance = random.Random(20)  # noqa: S311 - the same places each time
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(sealed)), 1 << chance.randrange(8)
        changed = bytearray(sealed)
        changed[place] ^= bit
        with pytest.raises(ManifestError):
            read(bytes(changed))


def test_no_byte_can_be_missing_at_the_end(sealed: bytes) -> None:
    chance = random.Random(21)  # noqa: S311
    for length in {0, 1, len(sealed) - 1, *(chance.randrange(len(sealed)) for _ in range(CUTS))}:
        with pytest.raises(ManifestError):
            read(sealed[:length])
    with pytest.raises(ManifestError):
        read(sealed + b"\n")


def renamed(value: object) -> Iterator[dict[str, object]]:
    """Yield an object again and again, each time with another key renamed, at any depth."""
    if not isinstance(value, dict):
        return
    for key, member in list(value.items())[:12]:
        yield {(f"{k}_" if k == key else k): v for k, v in value.items()}
        for changed in renamed(member):
            yield {**value, key: changed}


def test_no_key_can_be_renamed(sealed: bytes) -> None:
    """Neither in the sealed one nor, where the schema names the key, in one of an older version."""
    known = orjson.loads(sealed)
    found = list(renamed(known))
    assert len(found) > 30
    for changed in found:
        with pytest.raises(ManifestError):
            read(orjson.dumps(changed, option=orjson.OPT_INDENT_2))
    unsealed = {key: value for key, value in known.items() if key != "sha256"}
    for key in unsealed:
        changed = {(f"{k}_" if k == key else k): v for k, v in unsealed.items()}
        with pytest.raises(ManifestError, match=r"Field required|Extra inputs"):
            read(orjson.dumps(changed, option=orjson.OPT_INDENT_2))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", ""),
        ("id", 7),
        ("built_at", "yesterday"),
        ("built_at", "2026-01-01T00:00:00"),
        ("seconds", -1),
        ("seconds", "1"),
        ("base", "ftp://e.jp/"),
        ("counts", {"quads": 1}),
        ("counts", {"quads": -1, "entailed": 0, "documents": 0, "rows": {}}),
        ("counts", {"quads": 1.5, "entailed": 0, "documents": 0, "rows": {}}),
        ("files", {}),
        ("files", {"a": "b"}),
        ("files", {"../../etc/passwd": "0" * 64}),
        ("files", {"/etc/passwd": "0" * 64}),
        ("files", {MANIFEST: "0" * 64}),
        ("inputs", []),
        ("unknown", 1),
    ],
)
def test_no_value_can_be_what_it_must_not_be(sealed: bytes, key: str, value: object) -> None:
    said = read(sealed)
    with pytest.raises(ManifestError, match=key):
        written({**said, key: value})
    with pytest.raises(ManifestError, match=key):
        read(orjson.dumps({**said, key: value}, option=orjson.OPT_INDENT_2))


def test_one_of_an_older_version_has_no_seal_and_is_read(sealed: bytes) -> None:
    said = read(sealed)
    assert read(orjson.dumps(said, option=orjson.OPT_INDENT_2)) == said
    assert written(said) == sealed


@pytest.mark.parametrize("key", ["built_at", "files", "counts", "id", "base"])
def test_a_renamed_key_in_an_older_release_stops_nothing(
    two: Settings, ids: tuple[str, str], key: str
) -> None:
    """Serving, listing and pruning go on; the folder is named and left."""
    path = two.out / "releases" / ids[0] / MANIFEST
    path.write_bytes(path.read_bytes().replace(f'"{key}":'.encode(), f'"{key}x":'.encode(), 1))
    listed = tsunagu("releases", "list", "--out", two.out, "--format", "csv")
    assert (listed.returncode, listed.stdout.count("\n")) == (0, 2)
    assert f"manifest of the release {ids[0]} is damaged" in listed.stderr
    verified = tsunagu("releases", "verify", "--out", two.out)
    assert (verified.returncode, verified.stdout) == (1, f"{ids[1]}: intact\n")
    pruned = tsunagu("releases", "prune", "--keep", "1", "--out", two.out)
    assert (pruned.returncode, pruned.stdout) == (0, "removed 0: nothing\n")
    assert path.is_file()
    with TestClient(create_app(two)) as client:
        assert client.get("/ready").json() | {"counts": 0, "built_at": 0} == {
            "status": "ready", "reasons": [], "release": ids[1], "counts": 0, "built_at": 0,
            "prepared": None, "switch_at": None,
        }  # fmt: skip
        assert client.get("/about/releases").status_code == 200
        assert client.get("/catalog").status_code == 200


def test_counts_that_do_not_fit_the_graph_are_noticed(two: Settings) -> None:
    releases = Releases(two.out)
    release = releases.current()
    counts = {**release.manifest["counts"], "quads": release.manifest["counts"]["quads"] + 1}
    (release.folder / MANIFEST).write_bytes(written({**release.manifest, "counts": counts}))
    assert releases.verify(releases.current()) == [MANIFEST]
    with pytest.raises(ReleaseError, match="damaged"):
        releases.get("nothing")
