"""Finds the labels of a thesaurus in a text, for ``derive_concepts.py``."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ontology.concepts import Thesaurus

TECHNOLOGIES, CHALLENGES = "technologies", "challenges"
LABEL_LANGUAGES = frozenset({"ja", "en"})
SHORT_KATAKANA = 4
"""A katakana label up to this length must not begin inside a word: マース is not in コマース."""

_IN_PASSING = "said in passing of what is done or where; the concept is not what the text is about"
_ALL_ARE_DIGITAL = "everything here is digital: the word tells nothing about one"
NOT_EVIDENCE: Mapping[str, str] = {
    "dx": _ALL_ARE_DIGITAL,
    "dx推進": _ALL_ARE_DIGITAL,
    "デジタル化": _ALL_ARE_DIGITAL,
    "デジタル技術": _ALL_ARE_DIGITAL,
    "レジリエント": "said of a society at large, not of disasters",
    "宅配": _IN_PASSING,
    "高齢者の外出": _IN_PASSING,
    "買い物の足": _IN_PASSING,
    "災害": _IN_PASSING,
    "危険運転": _IN_PASSING,
    "山あい": _IN_PASSING,
    "駐車場の不足": _IN_PASSING,
    "外出支援": _IN_PASSING,
    "交通空白": _IN_PASSING,
    "誘導線": _IN_PASSING,
    "ドローンでの物資配送": _IN_PASSING,
    "ドローンによる医薬品の配送": _IN_PASSING,
    "防災情報": _IN_PASSING,
    "人流": _IN_PASSING,
    "呼べば来るバス": _IN_PASSING,
}
"""Labels, folded, that searchers may type but that prove nothing in a title, with the reason."""


def fold(text: str) -> str:
    """Return the text in NFKC and lower case, one character for each character of NFKC."""
    return "".join(
        c.lower() if len(c.lower()) == 1 else c for c in unicodedata.normalize("NFKC", text)
    )


def pattern(label: str) -> str:
    """Return a regular expression that finds a folded label where it can be a word of its own.

    Latin letters and digits end at a word boundary (AR is not in SMART); short katakana labels
    do not begin inside a katakana word.
    """
    before = after = ""
    if re.match(r"[a-z0-9]", label):
        before = r"(?<![a-z0-9])"
    elif len(label) <= SHORT_KATAKANA and re.fullmatch(r"[ァ-ヴー]+", label):
        before = r"(?<![ァ-ヴー])"
    if re.search(r"[a-z0-9]$", label):
        after = r"(?![a-z0-9])"
    return before + re.escape(label) + after


class LabelFinder:
    """Finds the labels of one scheme in a text, longest first, without overlaps.

    Args:
        thesaurus: both thesauri.
        scheme: ``technologies`` or ``challenges``.
    """

    def __init__(self, thesaurus: Thesaurus, scheme: str) -> None:
        self._thesaurus = thesaurus
        keys = {concept.key for concept in thesaurus.scheme(scheme)}
        self._concepts = {
            fold(label.text): label.key
            for label in thesaurus.labels()
            if label.key in keys and label.lang in LABEL_LANGUAGES
        }
        usable = self._concepts.keys() - NOT_EVIDENCE.keys()
        longest_first = sorted(usable, key=lambda label: (-len(label), label))
        self._patterns = [(label, re.compile(pattern(label))) for label in longest_first]

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield (key of the concept, matched words), in the order of the text.

        A concept that is broader than another one found in the same text is left out.
        """
        normal, rest, found = unicodedata.normalize("NFKC", text), fold(text), []
        for label, regex in self._patterns:
            for match in regex.finditer(rest):
                found.append((match.start(), self._concepts[label], normal[slice(*match.span())]))
                rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
        wider = {above for _, key, _ in found for above in self._thesaurus.ancestors(key)}
        for _, key, words in sorted(found):
            if key not in wider:
                yield key, words
