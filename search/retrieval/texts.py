"""The words of a query that nothing recognised: where they occur, and what they score.

Japanese writes words without blanks, and a dictionary may cut 付知町 in 付知 and 町. What stands
together is therefore one word here; a document has it that has all its parts, or all its pairs of
characters, and only there does it score whole. Elsewhere its parts score, at a share, where they
tell something: 町 alone does not, and of a word with a part that occurs nowhere only what stands
before that does (アンケート in アンケート結果; 空き家対策 is not 対策).

Verbs and adjectives rank; they neither filter nor are they missed (組んでいる, 多い).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.index.bigrams import bigrams
from search.index.columns import Mask
from search.index.fulltext import TextIndex
from search.model.facets import AREAS, BY_SPAN, PLACE, ByFacet
from search.model.interpretation import Conditions, Interpretation, Span, TextCondition, Use, Word
from search.names.function_words import APPLICANT
from search.names.longer_names import names_organisation
from search.text.compounds import Compound, compounds, tells
from search.text.english import in_japanese
from search.text.folding import fold_word
from search.text.tokens import Token, Tokenizer

WHOLE_UNIT = 1.5
"""Weight of a term that covers several short units: 自動運転 counts for more than 自動 and 運転."""
APART = 0.5
"""Share of their score that the parts of a word keep in documents that do not have it whole."""
_PRONOUN = "代名詞"
_SPOKEN = frozenset({"technology", "challenge", "programme"})
"""Kinds of spans whose words are text, too: a title that says them so stands first."""
TRANSLATED = 0.8
"""Share of its score that the Japanese word for an English one has: a translation may be loose."""
RECOGNISED = 0.3
"""Share of their score that words keep which were recognised: the thing counts, not its name."""
_REMEMBERED = 64
"""Queries and words of which is kept what was found: a search asks for its own several times."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a word occurs.

    Args:
        scores: its score in each document.
        occurs: whether it does anywhere.
    """

    scores: Values
    occurs: bool


class Texts:
    """Reads and scores the words of queries over one index.

    Args:
        index: the index.
        tokenizer: cuts as the index was cut.
        as_it_stands: tells which documents hold a text as it stands.
    """

    def __init__(
        self, index: TextIndex, tokenizer: Tokenizer, as_it_stands: Callable[[str], Mask]
    ) -> None:
        self._index = index
        self._as_it_stands = as_it_stands
        self._tokenizer = tokenizer
        self._nowhere = _Found(np.zeros(index.size), occurs=False)
        self._cut = lru_cache(maxsize=_REMEMBERED)(self._compounds)
        self._found = lru_cache(maxsize=_REMEMBERED)(self._look)
        self._translated = lru_cache(maxsize=_REMEMBERED)(self._look_in_japanese)

    def accounted(self, understood: Interpretation, filters: ByFacet[str]) -> Interpretation:
        """Return an interpretation with every content word of its query, and what became of it.

        Args:
            understood: how a query was understood.
            filters: those of the request, which stand in the stead of what the query says.
        """
        use = Use.APPLIED if understood.text_filters else Use.RANKS
        words = [*understood.words, *_of_spans(understood, filters)]
        for word in self._words(understood):
            if _asks_fact(understood, word):
                words.append(_word(understood, word, Use.APPLIED, "answered"))
            elif self._found(word.by_itself).occurs:
                words.append(_word(understood, word, use if word.is_noun else Use.RANKS, "occurs"))
            elif word.is_noun:
                words.append(_word(understood, word, Use.UNKNOWN, "occurs-nowhere"))
        return replace(understood, words=tuple(sorted(words, key=lambda word: word.start)))

    def scores(self, understood: Interpretation) -> Values:
        """Return what the text of a query scores in each document."""
        return self._sum([*self._words(understood), *self._further(understood)])

    def recognised(self, understood: Interpretation) -> Values:
        """Return what other names of a concept or a programme than its own score as text."""
        extents = tuple(
            (span.start, span.end)
            for span in understood.spans
            if span.kind in _SPOKEN
            and not span.excluded
            and all(fold_word(span.text) != fold_word(one.label) for one in span.chosen)
        )
        words = self._cut(understood.query, extents)
        said = [one for word in words for token in word.parts for one in in_japanese(token.surface)]
        scores = self._loosely(token for word in words for token in word.tokens)
        if said:
            translated = self._loosely(t for one in said for t in self._tokenizer.tokens(one))
            np.maximum(scores, TRANSLATED * translated, out=scores)
        return RECOGNISED * scores

    def filter(self, understood: Interpretation) -> Mask | None:
        """Return which documents hold a noun of the text, where the text filters.

        None where it does not, or where there is no noun in it.
        """
        if not understood.text_filters:
            return None
        left = self._words(understood) or self._further(understood)
        nouns = [word for word in left if word.is_noun]
        if understood.conditions != Conditions():
            nouns = [word for word in nouns if not _asks_fact(understood, word)]
        return self._sum(nouns) > 0 if nouns else None

    def holding(self, words: TextCondition) -> Mask:
        """Return which documents hold some words: as they stand, or (no phrase) each of them."""
        if words.phrase:
            return self._as_it_stands(words.text)
        found = np.ones(self._index.size, dtype=np.bool_)
        for word in words.text.split():
            found &= self._as_it_stands(word) | self._index.holding(self._tokenizer, word)
        return found

    def saying(self, understood: Interpretation) -> Mask:
        """Return which documents have all words of a technology that is asked for, in any order."""
        held = np.ones(self._index.size, dtype=np.bool_)
        for span in understood.spans:
            if span.kind == "technology" and not span.excluded:
                held &= self._index.holding(self._tokenizer, span.text)
        return held

    def _loosely(self, tokens: Iterable[Token]) -> Values:
        """Return what tokens score wherever any of them occurs."""
        return self._index.term_scores(_weighted(tokens), ())

    def _sum(self, words: Iterable[Compound]) -> Values:
        result = np.zeros(self._index.size)
        for word in words:
            found = self._found(word.by_itself)
            if found.occurs:
                result += found.scores
        return result

    def _further(self, understood: Interpretation) -> list[Compound]:
        return list(compounds(self._tokenizer.tokens(understood.also)))

    def _words(self, understood: Interpretation) -> tuple[Compound, ...]:
        return self._cut(understood.query, understood.left)

    def _compounds(self, query: str, extents: tuple[tuple[int, int], ...]) -> tuple[Compound, ...]:
        return tuple(
            word
            for start, end in extents
            for word in compounds(self._tokenizer.tokens(query[start:end]), start)
            if word.tokens[0].part_of_speech[0] != _PRONOUN
        )

    def _look(self, word: Compound) -> _Found:
        """Return where a word occurs, and what it scores there."""
        every = [self._look_as_written(word)]
        every += [self._translated(said) for t in word.parts for said in in_japanese(t.surface)]
        occurring = [one for one in every if one.occurs]
        if len(occurring) < 2:  # noqa: PLR2004 - nothing to compare
            return next(iter(occurring), self._nowhere)
        return _Found(np.maximum.reduce([one.scores for one in occurring]), occurs=True)

    def _look_in_japanese(self, said: str) -> _Found:
        """Return where the Japanese words for an English one occur, and what they score there."""
        words = [self._look_as_written(one) for one in compounds(self._tokenizer.tokens(said))]
        scores = np.zeros(self._index.size)
        for one in words:
            np.maximum(scores, one.scores, out=scores)
        scores *= TRANSLATED
        return _Found(scores, occurs=any(one.occurs for one in words))

    def _look_as_written(self, word: Compound) -> _Found:
        masks = {terms: self._index.having(terms) for terms in {t.terms for t in word.parts}}
        having = {token: masks[token.terms] for token in word.parts}
        whole = self._having_whole(word, tuple(masks.values()))
        if not whole.any():
            told = _told(word, having)
            return _Found(self._apart(told, having), occurs=True) if told else self._nowhere
        scores = self._scoring(word, whole)
        if len(having) > 1:  # what has the only part of a word has it whole
            scores += self._apart(word.telling, having) * ~whole
        return _Found(scores, occurs=True)

    def _having_whole(self, word: Compound, parts: Sequence[Mask]) -> Mask:
        """Return which documents have all parts of a word, or all its pairs of characters.

        Args:
            word: the word.
            parts: which documents have each part.
        """
        whole: Mask = np.logical_and.reduce(parts)
        for token in word.tokens:
            if token.length > 1 and len(token.surface) == word.end - word.start:
                whole |= self._index.having(token.terms)
        whole |= self._written(word)
        return whole

    def _scoring(self, word: Compound, whole: Mask) -> Values:
        """Return what a word scores in the documents that have it whole."""
        grams = sorted({pair for token in word.tokens for pair in bigrams(token.surface)})
        scores = self._index.term_scores(_weighted(word.tokens), grams)
        scores *= whole
        return scores

    def _apart(self, telling: Sequence[Token], having: Mapping[Token, Mask]) -> Values:
        """Return what parts of a word score where the rarest stands: 付知 in 付知地区, not 地区."""
        if not telling:
            return np.zeros(self._index.size)
        rarest = min((having[token] for token in telling), key=np.count_nonzero)
        scores = self._index.term_scores(_weighted(telling), ())
        scores *= APART
        scores *= rarest
        return scores

    def _written(self, word: Compound) -> Mask:
        """Return which documents have all pairs of characters of a word; none if not Japanese."""
        surfaces = [token.surface for token in word.parts]
        pairs = bigrams("".join(surfaces))
        single = any(len(pair) == 1 for pair in pairs)
        if single or not pairs or not all(bigrams(surface) for surface in surfaces):
            return np.zeros(self._index.size, dtype=np.bool_)
        return self._index.having_all(pairs)


def _told(word: Compound, having: Mapping[Token, Mask]) -> Sequence[Token]:
    """Return the parts of a word that occurs nowhere which tell something without the others."""
    if names_organisation("".join(token.surface for token in word.parts)):
        return ()  # 大学 does not tell of 岡山大学
    known = [bool(having[token].any()) for token in word.parts]
    if all(known):
        return word.telling
    return [token for token in word.parts[: known.index(False)] if tells(token)]


def _weighted(tokens: Iterable[Token]) -> list[tuple[str, float]]:
    """Return the terms of tokens with their weights, each once."""
    found: dict[str, float] = {}
    for token in tokens:
        weight = WHOLE_UNIT if token.length > 1 else 1.0
        for term in token.terms:
            found[term] = max(found.get(term, 0.0), weight)
    return sorted(found.items())


def _asks_fact(understood: Interpretation, word: Compound) -> bool:
    return any(start < word.end and word.start < end for start, end, _ in understood.facts)


def _of_spans(understood: Interpretation, filters: ByFacet[str]) -> Iterator[Word]:
    """Yield the words that were recognised, as what they count."""
    raised = {key for group in understood.conditions.raised["challenge"] for key in group}
    asked = {key for group in understood.conditions.groups["challenge"] for key in group}
    for span in understood.spans:
        use, reason = Use.APPLIED, "left-out" if span.excluded else "condition"
        keys = {candidate.key for candidate in span.chosen}
        kinds = understood.conditions.keys[span.kind] if span.kind == APPLICANT else keys
        if (span.kind == "challenge" and keys <= raised - asked) or not (kinds or span.excluded):
            use, reason = Use.RANKS, "raises"
        elif span.kind == "year" and not (understood.conditions.years or span.excluded):
            reason = "answered"
        elif not span.excluded and _is_overridden(span, understood.conditions, filters):
            use, reason = Use.RANKS, "overridden"
        yield Word(span.text, span.start, span.end, use, reason, span.id)


def _is_overridden(span: Span, conditions: Conditions, filters: ByFacet[str]) -> bool:
    if any(place.span == span.id for place in conditions.places):
        return False
    names = AREAS if span.kind in {PLACE, "region"} else (span.kind,)
    facets = {BY_SPAN[name].name for name in names if name in BY_SPAN} | {*names}
    return not facets.isdisjoint(filters)


def _word(understood: Interpretation, word: Compound, use: Use, reason: str) -> Word:
    text = understood.query[word.start : word.end]
    return Word(text, word.start, word.end, use, reason)
