"""The technologies that a cell prints, each with the concept whose label it is.

A printed list is split as the data split theirs: each part is a row; a part that joins two
concepts (キャッシュレス・ブロックチェーン) has a row for each, and each shows the whole part; 等
behind the list leaves it open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from api.intake.sheets.sheet import listed, printed
from ontology.concepts import Thesaurus
from search.text.folding import fold

_JOINING = re.compile(r"[・･/／&＆+＋]|及び|および|と")
_OPEN = re.compile(r"[\s、，,]*(?:等|など|ほか|他|etc\.?)[\s。]*$")
_NOTHING = frozenset({"", "-", "ー", "なし", "無し", "~"})
"""What stands, folded, in a cell without technologies."""
_SHORTEST = 2
"""Characters of a label that is offered because an unknown word holds it."""


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology that a list prints.

    Args:
        printed: how.
        concept: key of the concept.
    """

    printed: str
    concept: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A printed word that is no label of one concept.

    Args:
        printed: the word.
        candidates: keys of the concepts that have the label, or a label that stands in the word.
    """

    printed: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedList:
    """What a cell prints.

    Args:
        technologies: in printed order.
        unknown: words that are no label.
        open: whether 等 leaves the list open; None where nothing is printed.
    """

    technologies: tuple[Technology, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    open: bool | None = None


class Technologies:
    """The labels of the technologies, compared by the search's own folding.

    Args:
        thesaurus: both thesauri.
        chosen: for a folded word the key of the concept that a person chose for it; an empty key
            leaves the word out.
    """

    def __init__(self, thesaurus: Thesaurus, chosen: Mapping[str, str]) -> None:
        keys = {concept.key for concept in thesaurus.scheme("technologies")}
        self._labels: defaultdict[str, set[str]] = defaultdict(set)
        for label in thesaurus.labels():
            if label.key in keys:
                self._labels[fold(label.text)].add(label.key)
        self._chosen = chosen

    def read(self, text: str) -> PrintedList:
        """Return the technologies of a cell."""
        if fold(text) in _NOTHING:
            return PrintedList()
        closed = _OPEN.sub("", text)
        found: list[Technology] = []
        unknown: list[Unknown] = []
        for part in listed(closed):
            word = part.strip(" \u3000・･")
            if not word:
                continue
            concepts = self._concepts(word)
            if concepts is None:
                unknown.append(Unknown(printed(word), self._like(word)))
            else:
                found += (Technology(printed(word), concept) for concept in concepts)
        is_open = closed != text if found or unknown else None
        return PrintedList(tuple(found), tuple(unknown), is_open)

    def _concepts(self, word: str) -> tuple[str, ...] | None:
        """Return the concepts of a word, or None where it is not known what it means."""
        chosen = self._chosen.get(fold(word))
        if chosen is not None:
            return (chosen,) if chosen else ()
        whole = self._labels.get(fold(word), set())
        if whole:
            return tuple(whole) if len(whole) == 1 else None
        parts = [self._labels.get(fold(part), set()) for part in _JOINING.split(word)]
        if len(parts) > 1 and all(len(part) == 1 for part in parts):
            return tuple(dict.fromkeys(key for part in parts for key in part))
        return None

    def _like(self, word: str) -> tuple[str, ...]:
        folded = fold(word)
        if folded in self._labels:
            return tuple(sorted(self._labels[folded]))
        held = [lab for lab in self._labels if len(lab) >= _SHORTEST and lab in folded]
        held.sort(key=lambda label: (-len(label), label))
        return tuple(dict.fromkeys(key for lab in held for key in sorted(self._labels[lab])))[:5]
