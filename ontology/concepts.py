"""Frozen values of the thesauri: concepts, collections, and look-ups over both.

`ontology.thesaurus` makes them from the Turtle files.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class ThesaurusError(ValueError):
    """The thesauri are wrong; ``problems`` lists everything that is."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class LangString(NamedTuple):
    """A text and its language tag (BCP 47; ``ja-Hira`` is a kana reading, ``ja-Latn`` romaji)."""

    text: str
    lang: str


class Label(NamedTuple):
    """A label, its language tag, its kind (``pref``, ``alt``, ``hidden``) and its concept's key."""

    text: str
    lang: str
    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a thesaurus.

    ``scheme`` is ``technologies`` or ``challenges``; ``depth`` counts concepts from the top of
    the hierarchy, which is 1; ``broader`` and ``related`` are keys, sorted.
    """

    key: str
    iri: str
    scheme: str
    pref: Mapping[str, str] = field(hash=False)
    alt: tuple[LangString, ...]
    hidden: tuple[LangString, ...]
    definition: Mapping[str, str] = field(hash=False)
    broader: tuple[str, ...]
    related: tuple[str, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Collection:
    """A named group of concepts (or of such groups) and the IRIs of the sources that made it."""

    key: str
    iri: str
    pref: Mapping[str, str] = field(hash=False)
    members: tuple[str, ...]
    sources: tuple[str, ...]


class Thesaurus:
    """Both thesauri, checked, with look-ups by key and by label.

    Keys are unique over both schemes. Unknown keys raise `KeyError`.
    """

    def __init__(self, concepts: Iterable[Concept], collections: Iterable[Collection]) -> None:
        self.concepts: Mapping[str, Concept] = MappingProxyType({c.key: c for c in concepts})
        self.collections: Mapping[str, Collection] = MappingProxyType(
            {c.key: c for c in collections}
        )
        self._ancestors = {
            key: superconcepts(key, {k: c.broader for k, c in self.concepts.items()})
            for key in self.concepts
        }
        claims: defaultdict[str, set[str]] = defaultdict(set)
        for label in self.labels():
            claims[unicodedata.normalize("NFC", label.text)].add(label.key)
        self._claims = {text: tuple(sorted(keys)) for text, keys in claims.items()}

    def __getitem__(self, key: str) -> Concept:
        return self.concepts[key]

    def __contains__(self, key: object) -> bool:
        return key in self.concepts

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """Return the concepts of the scheme ``technologies`` or ``challenges``, by key."""
        return tuple(c for c in self.concepts.values() if c.scheme == name)

    def lookup(self, label: str) -> str | None:
        """Return the key of the one concept that has exactly this label (NFC), else None."""
        keys = self.claimants(label)
        return keys[0] if len(keys) == 1 else None

    def claimants(self, label: str) -> tuple[str, ...]:
        """Return the keys of all concepts that have exactly this label (NFC) of any kind."""
        return self._claims.get(unicodedata.normalize("NFC", label), ())

    def ancestors(self, key: str) -> tuple[str, ...]:
        """Return the transitively broader concepts, nearest first."""
        return tuple(k for k in self._ancestors[key] if k != key)

    def narrower(self, key: str) -> tuple[str, ...]:
        """Return the directly narrower concepts, by key."""
        self.concepts[key]
        return tuple(k for k, c in self.concepts.items() if key in c.broader)

    def descendants(self, key: str) -> tuple[str, ...]:
        """Return the transitively narrower concepts, by key."""
        self.concepts[key]
        return tuple(k for k, above in self._ancestors.items() if k != key and key in above)

    def wu_palmer(self, a: str, b: str) -> float:
        """Return the similarity of two concepts, 0 to 1.

        ``2 N3 / (N1 + N2 + 2 N3)``, where N1 and N2 are the steps from each concept to the
        common superconcept and N3 the concepts from there to the top. Concepts that share no
        superconcept, as those of different schemes, have similarity 0, because a SKOS scheme is
        not itself a concept. Where several superconcepts are shared, the best one counts.

        Source: Z. Wu and M. Palmer, Verb Semantics and Lexical Selection, ACL 1994,
        doi:10.3115/981732.981751.
        """
        n1, n2 = self._ancestors[a], self._ancestors[b]
        n3 = {key: self.concepts[key].depth for key in n1.keys() & n2.keys()}
        return max((2 * n3[k] / (n1[k] + n2[k] + 2 * n3[k]) for k in n3), default=0.0)

    def labels(self) -> Iterator[Label]:
        """Yield every label of every concept: preferred, alternative, then hidden."""
        for concept in self.concepts.values():
            for lang, text in concept.pref.items():
                yield Label(text, lang, "pref", concept.key)
            for kind, values in (("alt", concept.alt), ("hidden", concept.hidden)):
                for text, lang in values:
                    yield Label(text, lang, kind, concept.key)


def fold_label(text: str) -> str:
    """Return the form in which two labels are held to be the same: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def superconcepts(key: str, broader: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Return the steps to each superconcept, the concept itself (0) included, nearest first."""
    steps, frontier = {key: 0}, [key]
    for current in frontier:
        for parent in broader.get(current, ()):
            if parent not in steps:
                steps[parent] = steps[current] + 1
                frontier.append(parent)
    return steps
