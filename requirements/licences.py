"""Prints the licence of each package that the service needs, as the installed packages say it.

Run: ``make licences``.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).parent / "run.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_LONGEST = 60
"""Characters of a text in the place of a name; some packages put the whole licence there."""
_CLASSIFIER = "License :: "


def licence(name: str) -> str:
    """Return the licence of an installed package: the expression, else the classifiers, else text.

    Args:
        name: of the package.
    """
    said = distribution(name).metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    classified = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier") or ()
        if one.startswith(_CLASSIFIER)
    ]
    text = (said.get("License") or "").strip().partition("\n")[0]
    return ", ".join(classified) or text[:_LONGEST] or "not stated"


def main() -> int:
    """Print a line for each package; return 1 where one is not installed or states no licence."""
    unknown = False
    for name, version in _PINNED.findall(LOCK.read_text("utf-8")):
        try:
            found = licence(name)
        except PackageNotFoundError:
            found = "not installed"
        unknown = unknown or found in {"not installed", "not stated"}
        sys.stdout.write(f"{name}\t{version}\t{found}\n")
    return int(unknown)


if __name__ == "__main__":
    sys.exit(main())
