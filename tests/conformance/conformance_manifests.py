"""Reads the manifests, and writes the graphs that their cases are asked of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from conformance_terms import GRAPHS, PREFIXES

FOLDER = Path(__file__).parent
EVALUATION = sorted((FOLDER / "evaluation").glob("*.toml"))


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a manifest.

    Args:
        manifest: name of its manifest.
        name: its own name.
        w3c: names of the cases of the W3C that it stands for; none for a case of our own.
        entry: everything that the manifest says.
    """

    manifest: str
    name: str
    w3c: tuple[str, ...]
    entry: dict[str, Any] = field(hash=False)

    def __str__(self) -> str:
        return f"{self.manifest}-{self.name}"

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefixes of the query, the data and the result."""
        return {**PREFIXES, "g": f"{GRAPHS}{self.manifest}/"}

    @property
    def query(self) -> str:
        """The query with its prefixes."""
        text: str = self.entry["query"]
        if self.entry.get("bare"):
            return text
        declared = (f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())
        return "".join(declared) + text

    @property
    def dataset(self) -> list[tuple[str, str]]:
        """The graphs that it is asked of, as parameters of the protocol."""
        base = f"{GRAPHS}{self.manifest}/"
        return [
            (parameter, base + name)
            for key, parameter in (("default", "default-graph-uri"), ("named", "named-graph-uri"))
            for name in self.entry.get(key, ())
        ]


@lru_cache
def _content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cases(path: Path) -> list[Case]:
    """Return the cases of a manifest, in its order."""
    return [
        Case(path.stem, entry["name"], tuple(entry.get("w3c", ())), entry)
        for entry in _content(path)["case"]
    ]


def trig(path: Path) -> str:
    """Return the graphs of a manifest as TriG; an operator's file like any other."""
    base = f"{GRAPHS}{path.stem}/"
    prefixes = {**PREFIXES, "g": base}
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()]
    graphs = _content(path).get("graphs", {})
    return "\n".join([*lines, *(f"<{base}{name}> {{{text}}}" for name, text in graphs.items())])


def write_graphs(folder: Path) -> None:
    """Write the graphs of all manifests as files of an operator."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in [*sorted(FOLDER.glob("*.toml")), *EVALUATION]:
        (folder / f"{path.stem}.trig").write_text(trig(path), encoding="utf-8")
