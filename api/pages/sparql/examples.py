"""Example queries: some on search and places, then the competency questions of the tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontology.namespaces import DEFAULT_BASE

_OWN = Path(__file__).parent / "example_queries"
_FOLDERS = (
    Path(__file__).parents[2] / "competency",  # where the wheel puts them
    Path(__file__).parents[3] / "tests" / "competency",  # in a checkout
)
_TITLE = re.compile(r"^# title-(ja|en): (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"^# (?:title-ja|title-en|why):.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its query.

    Args:
        titles: the question by language.
        query: SPARQL under the default base.
    """

    titles: tuple[tuple[str, str], ...]
    query: str

    def title(self, lang: str) -> str:
        """Return the question in a language."""
        return dict(self.titles)[lang]

    def under(self, base: str) -> str:
        """Return the query for a service whose entities have another base."""
        return self.query.replace(f"BASE <{DEFAULT_BASE}>", f"BASE <{base}>")


@cache
def examples() -> tuple[Example, ...]:
    """Return every example in the order of its file."""
    folder = next((folder for folder in _FOLDERS if folder.is_dir()), None)
    files = [path for place in (_OWN, folder) if place for path in sorted(place.glob("*.rq"))]
    texts = [path.read_text("utf-8") for path in files]
    return tuple(
        Example(tuple(_TITLE.findall(text)), _COMMENT.sub("", text).lstrip("\n")) for text in texts
    )
