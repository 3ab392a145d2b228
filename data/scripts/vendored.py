"""Compare the files in ``api/pages/static/vendor`` with the packages that they come from.

Run with ``--update`` after changing a version in ``vendored.toml``: the files are written anew, and
``hashes.json`` with them. Needs npm; asks the registry that npm is set up for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "api" / "pages" / "static" / "vendor"
HASHES = "hashes.json"


def packed(package: str, version: str, folder: Path) -> tuple[Path, str]:
    """Return the archive of a package and its integrity as npm's registry states it.

    Raises:
        SystemExit: the archive is not what the registry says.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the packages")
    command = [npm, "pack", "--silent", "--json", f"{package}@{version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603 - names are ours
    answer = json.loads(done.stdout)
    found = answer[0] if isinstance(answer, list) else next(iter(answer.values()))
    archive = folder / str(found["filename"])
    own = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found["integrity"] != f"sha512-{own}":
        raise SystemExit(f"{package}@{version}: the archive is not what the registry states")
    return archive, str(found["integrity"])


def main(arguments: list[str]) -> int:
    """Compare, or update; return the number of files that differ."""
    update = arguments == ["--update"]
    listed: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "vendored.toml").read_text("utf-8"))
    hashes: dict[str, dict[str, str]] = {}
    different = 0
    with tempfile.TemporaryDirectory() as scratch:
        archives = {
            one: packed(*one, Path(scratch))
            for one in sorted({(entry["package"], entry["version"]) for entry in listed.values()})
        }
        for name, entry in listed.items():
            archive, integrity = archives[entry["package"], entry["version"]]
            with tarfile.open(archive) as members:
                member = members.extractfile(f"package/{entry['member']}")
                content = member.read() if member else b""
            path = FOLDER / name
            if update:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            same = path.is_file() and path.read_bytes() == content
            different += not same
            print("same" if same else "DIFFERS", name)
            digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
            hashes[name] = {"integrity": f"sha384-{digest}", "package_integrity": integrity}
    written = json.dumps(hashes, indent=1) + "\n"
    if update:
        (FOLDER / HASHES).write_text(written, "utf-8")
    elif (FOLDER / HASHES).read_text("utf-8") != written:
        print("DIFFERS", HASHES)
        different += 1
    return different


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
