"""What is looked up for every name, made once for a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from api.answers.tools.reconciliation.entity_types import Reference
from api.release.opened import OpenRelease
from graph.entities.resources import keys
from search.text.folding import fold

_VOCABULARY = ("programme", "technology", "challenge", "ministry")
_ALIKE = 60.0
"""Least likeness of a name, in per cent (rapidfuzz's normalised Indel similarity)."""
_LONGEST = 60
"""Characters of a text that is compared with names; few have half as many."""


class Register:
    """The codes and names of a release, for what the lexicon of search does not tell.

    Args:
        opened: the release; nothing of it is kept.
    """

    def __init__(self, opened: OpenRelease) -> None:
        short: defaultdict[str, list[str]] = defaultdict(list)
        for code in opened.search.places:
            short[code[:5]].append(code)
        retired: defaultdict[str, set[str]] = defaultdict(set)
        for code, successors in opened.reader.retired.items():
            for key in (code, code[:5]):
                retired[key].update(successor.key for successor in successors)
        self.short_codes: Mapping[str, Sequence[str]] = short
        """Codes by their first five digits, without the check digit."""
        self.retired: Mapping[str, frozenset[str]] = {
            code: frozenset(keys) for code, keys in retired.items()
        }
        """Codes of successors, by a code that is no more or its first five digits."""
        self.stems_of_wards = frozenset(_stems(opened))
        """Folded names of wards without 区: 中央 may be any of eleven wards."""
        named = list(_names(opened))
        self._names = [name for name, _ in named]
        self._owners = [owner for _, owner in named]

    def alike(self, text: str, limit: int) -> list[tuple[float, Reference]]:
        """Return the things with a name like a text: likeness in per cent, the best first.

        Args:
            text: folded.
            limit: at most so many names.
        """
        if not 1 < len(text) <= _LONGEST:
            return []
        found = process.extract(
            text, self._names, scorer=fuzz.ratio, limit=limit, score_cutoff=_ALIKE
        )
        return [(likeness, self._owners[number]) for _, likeness, number in found]


def _stems(opened: OpenRelease) -> Iterator[str]:
    for place in opened.search.places.values():
        if place.kind == "ward":
            yield from (fold(place.name[:-1]), fold(place.romaji), place.reading.removesuffix("く"))


def _names(opened: OpenRelease) -> Iterator[tuple[str, Reference]]:
    for place in opened.search.places.values():
        texts = (place.name, place.full_name, place.reading, place.romaji, place.english)
        for name in dict.fromkeys(map(fold, texts)):
            yield name, ("municipality", place.code)
    known = keys(opened.store, opened.iris)
    for kind in _VOCABULARY:
        for key in known.get(kind, ()):
            labels = opened.search.labels(kind, key) or {}
            for name in dict.fromkeys(map(fold, labels.values())):
                yield name, (kind, key)


_REGISTERS: WeakKeyDictionary[OpenRelease, Register] = WeakKeyDictionary()


def register_of(opened: OpenRelease) -> Register:
    """Return the register of a release; the first who asks has it made."""
    found = _REGISTERS.get(opened)
    if found is None:
        found = _REGISTERS[opened] = Register(opened)
    return found
