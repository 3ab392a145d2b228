"""The line of a file of RDF that something seems to be on: no parser tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_LOCAL = re.compile(r"[^/#:]*$")


def local_name(iri: str) -> str:
    """Return what stands of an IRI on a line, however it is abbreviated."""
    found = _LOCAL.search(iri)
    return found[0] if found else ""


class Lines:
    """The lines of files, read when one of them is asked for first."""

    def __init__(self) -> None:
        self._lines: dict[Path, list[str]] = {}

    def of(self, path: Path, subject: str, value: str = "") -> int:
        """Return the line that a statement seems to be on, 0 where its terms are abbreviated.

        It is the first from that of its subject on that names its value.

        Args:
            path: the file.
            subject: IRI of what the statement is about.
            value: what stands of its value on a line; empty for the line of the subject.
        """
        if path not in self._lines:
            self._lines[path] = path.read_text("utf-8", errors="replace").split("\n")
        lines = self._lines[path]
        first = _first(lines, 0, subject, local_name(subject))
        if first is None:
            return 0
        return 1 + ((_first(lines, first, value) if value else None) or first)


def _first(lines: Sequence[str], start: int, *names: str) -> int | None:
    """Return the number of the first line with a name; one after another, from ``start`` on."""
    numbers = range(start, len(lines))
    found = (next((n for n in numbers if name and name in lines[n]), None) for name in names)
    return next((number for number in found if number is not None), None)
