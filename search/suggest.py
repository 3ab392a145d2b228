"""Completions while somebody types: by kanji, by kana, by romaji, the most useful first.

Every label has up to three forms: folded, its reading in hiragana, and its romaji key. Each kind of
form is one sorted list, in which a prefix is a range found by bisection; the range is ordered by
usefulness, which is fixed when the index is built. The cost does not grow with the labels but with
their logarithm and the width of the range.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.documents import KINDS, Corpus, Document
from search.romaji import hiragana_to_romaji, romaji_key, romaji_label_keys
from search.text import HIRAGANA, fold
from search.tokens import Tokenizer

MAX_SUGGESTIONS = 20
"""Most completions that are given."""

_LATIN = re.compile(r"[\x20-\x7e]+")
_KANA = re.compile(f"[{HIRAGANA}ー]+")
_LAST = "\U0010ffff"
_FORMS = ("folded", "reading", "romaji")
_KIND_ORDER = {kind: number for number, kind in enumerate(
    ("technology", "municipality", "programme", "challenge", "council", "project", "ministry",
     "event")
)}  # fmt: skip
"""Order of kinds among equally useful completions: what narrows a search most comes first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion.

    Args:
        kind: kind of thing.
        key: its key.
        text: its Japanese label.
        count: number of projects that have to do with it.
    """

    kind: str
    key: str
    text: str
    count: int


def suggest_data(corpus: Corpus, tokenizer: Tokenizer) -> dict[str, Any]:
    """Return what ``Suggester`` needs, as plain JSON values.

    Args:
        corpus: its documents, places and labels are offered.
        tokenizer: reads labels that have no reading of their own.
    """
    counts = _project_counts(corpus.documents)
    entries: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for kind, key, text, found in _labels(corpus, tokenizer):
        entries.setdefault((kind, key, text), set()).update(found)
    ranked = sorted(
        entries,
        key=lambda entry: (-counts[entry[:2]], _KIND_ORDER[entry[0]], len(entry[2]), entry),
    )
    forms = {
        name: sorted(
            (form, rank)
            for rank, entry in enumerate(ranked)
            for form_kind, form in entries[entry]
            if form_kind == name and form
        )
        for name in _FORMS
    }
    return {
        "entries": [(*entry, counts[entry[:2]]) for entry in ranked],
        "forms": forms,
    }


def _project_counts(documents: Iterable[Document]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        if document.kind != "project":
            continue
        named = [("technology", key) for key in document.technologies]
        named += [("technology", key) for key in document.technologies_derived]
        named += [("challenge", key) for key in document.challenges]
        named += [("programme", key) for key in document.programmes]
        named += [("ministry", key) for key in document.ministries]
        named += [("municipality", key) for key in document.bodies]
        counts.update(set(named))
    return counts


_Forms = set[tuple[str, str]]


def _labels(corpus: Corpus, tokenizer: Tokenizer) -> Iterator[tuple[str, str, str, _Forms]]:
    """Yield kind, key, label and forms; every label of a thing leads to its preferred one."""
    shown = {
        (label.kind, label.key): label.text
        for label in corpus.labels
        if label.preferred and label.lang == "ja"
    }
    for label in corpus.labels:
        text = shown.get((label.kind, label.key), label.text)
        yield label.kind, label.key, text, _forms(label.text, "")
    for place in corpus.places:
        forms = _forms(place.full_name, "") | _forms(place.name, place.reading)
        forms |= _forms(place.romaji, "")
        yield "municipality", place.code, place.full_name, forms
    for document in corpus.documents:
        if document.kind in {"project", "council", "event"}:
            text = document.labels.get("ja", "")
            yield document.kind, document.key, text, _forms(text, tokenizer.readings(text))


def _forms(text: str, reading: str) -> _Forms:
    folded = fold(text)
    forms = {("folded", folded)}
    kana = fold(reading) if reading else folded if _KANA.fullmatch(folded) else ""
    if kana:
        forms.add(("reading", kana))
        forms |= {("romaji", key) for key in romaji_label_keys(hiragana_to_romaji(kana))}
    if _LATIN.fullmatch(folded):
        forms |= {("romaji", key) for key in romaji_label_keys(folded)}
    return forms


class Suggester:
    """Completes what is being typed. Safe for many threads.

    Args:
        data: what ``suggest_data`` gave.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._entries = [Suggestion(*entry) for entry in data["entries"]]
        self._keys: dict[str, list[str]] = {}
        self._ranks: dict[str, NDArray[np.int32]] = {}
        for name in _FORMS:
            self._keys[name] = [form for form, _ in data["forms"][name]]
            self._ranks[name] = np.array([rank for _, rank in data["forms"][name]], dtype=np.int32)

    def suggest(self, text: str, limit: int = 10, kinds: Sequence[str] = KINDS) -> list[Suggestion]:
        """Return completions, the most useful first, each thing once.

        Args:
            text: what has been typed; kana that an input method is still composing may end in
                Latin letters (``じd``).
            limit: at most so many.
            kinds: only things of these kinds.
        """
        folded = fold(text)
        if not folded:
            return []
        ranges = [self._range("folded", folded)]
        kana = folded.rstrip("abcdefghijklmnopqrstuvwxyz")
        if _KANA.fullmatch(folded):
            ranges.append(self._range("reading", folded))
        elif kana and _KANA.fullmatch(kana):
            ranges.append(
                self._range("romaji", romaji_key(hiragana_to_romaji(kana) + folded[len(kana) :]))
            )
        if _LATIN.fullmatch(folded):
            ranges.append(self._range("romaji", romaji_key(folded)))
        ranks = np.unique(np.concatenate(ranges))
        found: dict[tuple[str, str], Suggestion] = {}
        for rank in ranks:
            entry = self._entries[int(rank)]
            if entry.kind in kinds:
                found.setdefault((entry.kind, entry.key), entry)
                if len(found) >= limit:
                    break
        return list(found.values())

    def _range(self, form: str, prefix: str) -> NDArray[np.int32]:
        keys = self._keys[form]
        first = bisect_left(keys, prefix)
        return self._ranks[form][first : bisect_left(keys, prefix + _LAST, first)]
