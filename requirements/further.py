"""Leave in a lock what another one does not pin already.

Usage: ``python requirements/further.py LOCK OTHER``; ``LOCK`` is written anew.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def further(lock: str, other: str) -> str:
    """Return the pins of a lock that another one lacks, each with its hashes and comments.

    Args:
        lock: text of a lock as pip-compile writes it.
        other: text of the other one.

    Raises:
        ValueError: both pin a package, and to different versions.
    """
    starts = [match.start() for match in _PIN.finditer(lock)]
    blocks = [lock[a:b] for a, b in zip(starts, [*starts[1:], len(lock)], strict=True)]
    known = set(_PIN.findall(other))
    kept = []
    for block in blocks:
        name, pin = block.partition("==")[0], block.split()[0]
        if name not in known:
            kept.append(block)
        elif not re.search(rf"^{re.escape(pin)} ", other, re.MULTILINE):
            raise ValueError(f"{pin} is not what the other lock pins")
    return "".join(kept)


if __name__ == "__main__":
    path, other = map(Path, sys.argv[1:])
    path.write_text(further(path.read_text("utf-8"), other.read_text("utf-8")), "utf-8")
