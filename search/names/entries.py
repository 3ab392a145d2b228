"""What labels stand for, and where they were found: the values that the lexicon speaks in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Script(Enum):
    """How a label is compared."""

    MIXED = "mixed"
    KANA = "kana"
    LATIN = "latin"
    ROMAJI = "romaji"


class Bare(Enum):
    """How freely a place's name without 市, 町, 府 … may be read as that place."""

    FREE = "free"
    APART = "apart"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a label stands for.

    Args:
        kind: ``technology``, ``challenge``, ``place``, ``region``, ``station``, ``programme``,
            ``ministry``, ``organisation``, or a kind of ``search.names.function_words``
            (``near-after``, ``type`` …).
        key: key of the thing.
        bare: whether the label is a place's name without 市, 町, 府 …, or of a region that no list
            is made by.
        former: of a place: the name that it, or a part of it, had, where the label is that.
        until: the day from which it had that name no more.
    """

    kind: str
    key: str
    bare: bool = False
    former: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A label found in a folded text.

    Args:
        start: first character in the folded text.
        end: one past the last.
        script: how it was compared.
        entries: what it can stand for.
    """

    start: int
    end: int
    script: Script
    entries: tuple[Entry, ...]
