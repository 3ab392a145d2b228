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

from search.index.bigrams import bigrams
from search.model.clauses import NOTHING, Clause, Grams, Passage, Scoring, Terms, either, every
from search.model.facets import AREAS, BY_SPAN, PLACE, ByFacet
from search.model.interpretation import Conditions, Interpretation, Span, TextCondition, Use, Word
from search.model.scores import ZERO, Either, Largest, Only, Share, Total, Value, Whole, Words
from search.model.scores import Word as Scored
from search.names.function_words import APPLICANT
from search.names.longer_names import names_organisation
from search.retrieval.retrieving import Retrieval
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


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a word occurs.

    Args:
        score: its score in each document.
        occurs: whether it does anywhere.
    """

    score: Value
    occurs: bool


class Texts:
    """Reads and scores the words of queries. Serves any number of threads.

    Args:
        tokenizer: cuts as the index was cut.
        begin: begins a search of the documents.
    """

    def __init__(self, tokenizer: Tokenizer, begin: Callable[[], Retrieval]) -> None:
        self._tokenizer = tokenizer
        self._begin = begin
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

    def scores(self, understood: Interpretation) -> Value:
        """Return what the words of a query score in each document."""
        words = [*self._words(understood), *self._further(understood)]
        found = [self._found(word.by_itself).score for word in words]
        return _total([*found, self._recognised(understood)])

    def _recognised(self, understood: Interpretation) -> Value:
        """Return what other names of a concept or a programme than its own score as text."""
        extents = tuple(
            (span.start, span.end)
            for span in understood.spans
            if span.kind in _SPOKEN
            and not span.excluded
            and all(fold_word(span.text) != fold_word(one.label) for one in span.chosen)
        )
        words = self._cut(understood.query, extents)
        if not words:
            return ZERO
        said = [one for word in words for token in word.parts for one in in_japanese(token.surface)]
        score: Value = Words(_weighted(token for word in words for token in word.tokens))
        if said:
            translated = Words(_weighted(t for one in said for t in self._tokenizer.tokens(one)))
            score = Largest((score, Whole(Share(translated, TRANSLATED))))
        return Whole(Share(score, RECOGNISED))

    def filter(self, understood: Interpretation) -> Clause | None:
        """Return what holds a noun of the text, where the text filters.

        None where it does not, or where there is no noun in it.
        """
        if not understood.text_filters:
            return None
        left = self._words(understood) or self._further(understood)
        nouns = [word for word in left if word.is_noun]
        if understood.conditions != Conditions():
            nouns = [word for word in nouns if not _asks_fact(understood, word)]
        if not nouns:
            return None
        return Scoring(_total([self._found(word.by_itself).score for word in nouns]))

    def holding(self, words: TextCondition) -> Clause:
        """Return what holds some words: as they stand, or (no phrase) each of them."""
        if words.phrase:
            return Passage(words.text)
        return every(
            either((Passage(word), self._holding_tokens(word))) for word in words.text.split()
        )

    def _holding_tokens(self, text: str) -> Clause:
        """Return what holds every token of a text, in whatever inflection."""
        tokens = [token for token in self._tokenizer.tokens(text) if token.length == 1]
        return every(Terms(token.terms) for token in tokens) if tokens else NOTHING

    def saying(self, understood: Interpretation) -> Clause:
        """Return what has all words of a technology that is asked for, in any order."""
        return every(
            self._holding_tokens(span.text)
            for span in understood.spans
            if span.kind == "technology" and not span.excluded
        )

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
        found = [self._look_as_written(word)]
        found += [self._translated(said) for t in word.parts for said in in_japanese(t.surface)]
        scores = [one.score for one in found if one.occurs]
        if not scores:
            return _Found(ZERO, occurs=False)
        score = scores[0] if len(scores) == 1 else Largest(tuple(scores))
        return _Found(Scored(score), occurs=True)

    def _look_in_japanese(self, said: str) -> _Found:
        """Return where the Japanese words for an English one occur, and what they score there."""
        words = [self._look_as_written(one) for one in compounds(self._tokenizer.tokens(said))]
        score = Whole(Share(Largest((ZERO, *(one.score for one in words))), TRANSLATED))
        return _Found(score, occurs=any(one.occurs for one in words))

    def _look_as_written(self, word: Compound) -> _Found:
        having = {token: Terms(token.terms) for token in word.parts}
        whole = _having_whole(word, having)
        parts = tuple(dict.fromkeys(having.values()))
        total, *totals = self._begin().totals([whole, *parts])
        known = dict(zip(parts, totals, strict=True))
        counts = {token: known[clause] for token, clause in having.items()}
        if not total:
            score = _apart(_told(word, counts), having, counts)
            return _Found(score, occurs=score is not ZERO)
        if len(having) > 1:  # what has the only part of a word has it whole
            apart = _apart(word.telling, having, counts)
            return _Found(Either(whole, _written(word), apart), occurs=True)
        return _Found(Only(_written(word), whole), occurs=True)


def _total(values: Sequence[Value]) -> Value:
    """Return a sum; where there is nothing to add up, it is known to be nothing."""
    some = tuple(value for value in values if value is not ZERO)
    if len(some) == 1:
        return some[0]
    return Total(some) if some else ZERO


def _having_whole(word: Compound, having: Mapping[Token, Clause]) -> Clause:
    """Return what has all parts of a word, or all its pairs of characters."""
    whole = [every(having.values())]
    whole += [
        Terms(token.terms)
        for token in word.tokens
        if token.length > 1 and len(token.surface) == word.end - word.start
    ]
    if pairs := _pairs(word):
        whole.append(Grams(tuple(sorted(set(pairs)))))
    return either(whole)


def _written(word: Compound) -> Value:
    """Return what a word scores where it stands whole."""
    grams = sorted({pair for token in word.tokens for pair in bigrams(token.surface)})
    return Words(_weighted(word.tokens), tuple(grams))


def _apart(
    telling: Sequence[Token], having: Mapping[Token, Clause], counts: Mapping[Token, int]
) -> Value:
    """Return what parts of a word score where the rarest stands: 付知 in 付知地区, not 地区."""
    rarest = min(telling, key=counts.__getitem__, default=None)
    if rarest is None or not counts[rarest]:
        return ZERO
    return Only(Whole(Share(Words(_weighted(telling)), APART)), having[rarest])


def _pairs(word: Compound) -> Sequence[str]:
    """Return the pairs of characters of a word; none if it is not Japanese."""
    surfaces = [token.surface for token in word.parts]
    pairs = bigrams("".join(surfaces))
    single = any(len(pair) == 1 for pair in pairs)
    return () if single or not all(bigrams(surface) for surface in surfaces) else pairs


def _told(word: Compound, counts: Mapping[Token, int]) -> Sequence[Token]:
    """Return the parts of a word that occurs nowhere which tell something without the others."""
    if names_organisation("".join(token.surface for token in word.parts)):
        return ()  # 大学 does not tell of 岡山大学
    known = [counts[token] > 0 for token in word.parts]
    if all(known):
        return word.telling
    return [token for token in word.parts[: known.index(False)] if tells(token)]


def _weighted(tokens: Iterable[Token]) -> tuple[tuple[str, float], ...]:
    """Return the terms of tokens with their weights, each once."""
    found: dict[str, float] = {}
    for token in tokens:
        weight = WHOLE_UNIT if token.length > 1 else 1.0
        for term in token.terms:
            found[term] = max(found.get(term, 0.0), weight)
    return tuple(sorted(found.items()))


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
