"""The search: one object for one release, used by every door alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from search.columns import Mask
from search.documents import Corpus, Document, from_json, to_json
from search.highlight import snippet
from search.index import TextIndex, build_index
from search.interpretation import Conditions, Interpretation
from search.lexicon import Bare, Lexicon, LexiconBuilder, place_stem
from search.matching import FACETS, Matcher
from search.places import Gazetteer
from search.ranking import KIND_PRIORS, Part, concept_parts, place_parts, reasons
from search.resolving import Resolver
from search.results import (
    Emptied,
    FacetValue,
    Hit,
    SearchRequest,
    SearchResult,
)
from search.text import fold
from search.tokens import Tokenizer, bigrams
from search.understanding import Understanding

_CORPUS = "corpus.json"
_LEXICON = "lexicon.json"
_DOCUMENTS = "documents.jsonl"
_INDEX = "whoosh"
_PROPER_NOUN = "固有名詞"
_PLACE_NOUN = (_PROPER_NOUN, "地名")
_WHOLE_UNIT = 1.5
"""Weight of a term that covers several short units: 自動運転 counts for more than 自動 and 運転."""


def build_search(folder: Path, corpus: Corpus) -> None:
    """Write everything that search needs.

    Args:
        folder: an existing empty folder.
        corpus: what can be found and named.
    """
    tokenizer = Tokenizer()
    (folder / _INDEX).mkdir()
    build_index(folder / _INDEX, corpus.documents, tokenizer)
    (folder / _CORPUS).write_bytes(orjson.dumps(to_json(corpus)))
    lexicon = LexiconBuilder(corpus, _bare_names(corpus, tokenizer))
    (folder / _LEXICON).write_bytes(orjson.dumps(lexicon.data()))
    lines = [orjson.dumps(document) for document in corpus.documents]
    (folder / _DOCUMENTS).write_bytes(b"".join(line + b"\n" for line in lines))


def _bare_names(corpus: Corpus, tokenizer: Tokenizer) -> dict[str, Bare]:
    """Return the folded names without suffix, each with how freely it may be read as a place.

    Names that the dictionary knows as places, or not as one word at all, are free; other proper
    nouns (嬉野, a surname too) must stand apart from other words; common nouns (高砂, 国立)
    and single characters must also stand beside something else that was understood.
    """
    names: dict[str, Bare] = {}
    for place in corpus.places:
        stem = place_stem(place)
        if not stem:
            continue
        known = [token.part_of_speech for token in tokenizer.tokens(stem)]
        free = place.kind == "prefecture" or len(known) > 1
        if len(stem) == 1:
            found = Bare.BESIDE
        elif free or any(part[1:3] == _PLACE_NOUN for part in known):
            found = Bare.FREE
        elif any(part[1] == _PROPER_NOUN for part in known):
            found = Bare.APART
        else:
            found = Bare.BESIDE
        names[fold(stem)] = found
    return names


class SearchEngine:
    """Search over one release. Safe for many threads.

    Args:
        folder: folder that ``build_search`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: the index and the documents do not belong together.
    """

    def __init__(self, folder: Path) -> None:
        self._documents = [
            _document(orjson.loads(line))
            for line in (folder / _DOCUMENTS).read_bytes().splitlines()
        ]
        data = orjson.loads((folder / _CORPUS).read_bytes())
        corpus = from_json(data, tuple(self._documents))
        self._index = TextIndex(folder / _INDEX)
        if self._index.ids() != [f"{d.kind}/{d.key}" for d in self._documents]:
            message = f"the text index in {folder.name}/ does not fit its documents; build again"
            raise ValueError(message)
        self._tokenizer = Tokenizer()
        self.gazetteer = Gazetteer(corpus.places, corpus.regions)
        self.lexicon = Lexicon(orjson.loads((folder / _LEXICON).read_bytes()))
        self._understanding = Understanding(self.lexicon, self.gazetteer)
        self.resolver = Resolver(self.lexicon, self.gazetteer, self._understanding)
        self._matcher = Matcher(self._documents, corpus.hierarchy, self.gazetteer)
        self._ordinals = {(d.kind, d.key): n for n, d in enumerate(self._documents)}
        self._priors = np.array([KIND_PRIORS.get(d.kind, 0.0) for d in self._documents])
        self._tie = _tie_order(self._documents, self._matcher)

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search.

        Raises:
            UnresolvedName: a filter names nothing, or several things.
        """
        understood = self._understanding.interpret(request.query, request.drop, request.choices)
        conditions = self.resolver.override(understood.conditions, request)
        interpretation = replace(understood, conditions=conditions)
        masks = self._matcher.masks(conditions)
        text = self._text_scores(interpretation.text)
        if interpretation.text and not interpretation.spans:
            masks["text"] = text > 0
        found = _all(masks.values(), self._matcher.size)
        parts, distances = self._parts(interpretation, text)
        order = self._order(found, parts, distances, request.sort)
        end = None if request.limit is None else request.offset + request.limit
        hits = tuple(
            self._hit(int(number), parts, distances, interpretation)
            for number in order[request.offset : end]
        )
        return SearchResult(
            interpretation=interpretation,
            total=int(found.sum()),
            hits=hits,
            facets=self._facets(masks, conditions),
            emptied=() if found.any() else _emptied(masks, self._matcher.size),
        )

    def document(self, kind: str, key: str) -> Document | None:
        """Return one document, or None."""
        number = self._ordinals.get((kind, key))
        return None if number is None else self._documents[number]

    def close(self) -> None:
        """Release the files."""
        self._index.close()

    def _text_scores(self, text: str) -> NDArray[np.float64]:
        tokens = self._tokenizer.tokens(text) if text else []
        words = {
            term: _WHOLE_UNIT if token.length > 1 else 1.0
            for token in tokens
            for term in token.terms
        }
        return self._index.scores(sorted(words.items()), sorted(set(bigrams(text))))

    def _parts(
        self, interpretation: Interpretation, text: NDArray[np.float64]
    ) -> tuple[list[Part], NDArray[np.float64] | None]:
        conditions = interpretation.conditions
        parts = concept_parts(conditions, self._matcher)
        where, distances = place_parts(conditions, self._matcher)
        parts += where
        named = np.zeros(self._matcher.size)
        for span in interpretation.spans:
            for candidate in () if span.excluded else span.chosen:
                kind = "municipality" if candidate.kind == "place" else candidate.kind
                number = self._ordinals.get((kind, candidate.key))
                if number is not None:
                    named[number] = 1.0
        parts.append(Part("name", interpretation.query, named, {}))
        parts.append(Part("text", interpretation.text, text, {}))
        parts.append(Part("kind", "", self._priors, {}))
        return parts, distances

    def _order(
        self,
        found: Mask,
        parts: list[Part],
        distances: NDArray[np.float64] | None,
        sort: str,
    ) -> NDArray[np.int64]:
        """Return the results in order; every order ends with the score and then a fixed order."""
        numbers = np.flatnonzero(found)
        score = np.sum([part.weights for part in parts], axis=0)[numbers]
        keys: list[NDArray[np.float64]] = [self._tie[numbers].astype(np.float64), -score]
        if sort == "year":
            years = [float(-(self._documents[n].fiscal_year or 0)) for n in numbers]
            keys.append(np.array(years))
        elif sort == "name":
            names = [fold(self._documents[n].labels.get("ja", "")) for n in numbers]
            ranks = {name: rank for rank, name in enumerate(sorted(set(names)))}
            keys.append(np.array([float(ranks[name]) for name in names]))
        elif distances is not None:
            keys.append(distances[numbers])
        return numbers[np.lexsort(keys)]

    def _hit(
        self,
        number: int,
        parts: list[Part],
        distances: NDArray[np.float64] | None,
        interpretation: Interpretation,
    ) -> Hit:
        document = self._documents[number]
        why = reasons(parts, number)
        distance = float(distances[number]) if distances is not None else None
        words = [span.text for span in interpretation.spans] + interpretation.text.split()
        words += [c.label for span in interpretation.spans for c in span.chosen]
        return Hit(
            kind=document.kind,
            key=document.key,
            score=float(sum(reason.weight for reason in why)),
            distance_km=distance if distance is not None and np.isfinite(distance) else None,
            snippet=snippet(document.texts, words),
            reasons=why,
            payload=document.payload,
        )

    def _facets(
        self, masks: Mapping[str, Mask], conditions: Conditions
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Count each facet among what all the other conditions leave, so that it can be toggled."""
        selected = _selected(conditions)
        facets = {}
        for facet in FACETS:
            counts = self._matcher.counts(facet, masks, conditions)
            for key in selected[facet]:
                counts.setdefault(key, 0)
            facets[facet] = tuple(
                FacetValue(key, count, key in selected[facet])
                for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            )
        return facets


def _all(masks: object, size: int) -> Mask:
    found = np.ones(size, dtype=np.bool_)
    for mask in masks:  # type: ignore[attr-defined]
        found &= mask
    return found


def _emptied(masks: Mapping[str, Mask], size: int) -> tuple[Emptied, ...]:
    """Return which condition emptied the result: what would be there without each."""
    widened = [
        Emptied(name, int(_all((m for n, m in masks.items() if n != name), size).sum()))
        for name in masks
    ]
    return tuple(
        sorted((w for w in widened if w.count), key=lambda item: (item.count, item.condition))
    )


def _selected(conditions: Conditions) -> dict[str, set[str]]:
    years = {str(span.first) for span in conditions.years if span.first == span.last}
    return {
        "type": set(conditions.types),
        "technology": {key for group in conditions.technologies for key in group},
        "challenge": {key for group in conditions.challenges for key in group},
        "programme": set(conditions.programmes),
        "ministry": set(conditions.ministries),
        "fiscal_year": years,
        "prefecture": set(conditions.prefectures),
        "municipality": set(conditions.municipalities),
    }


def _tie_order(documents: list[Document], matcher: Matcher) -> NDArray[np.int64]:
    """Return for each document its place among equals: by kind, then by key."""
    order = sorted(
        range(len(documents)),
        key=lambda n: (matcher.kind_order(documents[n].kind), documents[n].key),
    )
    ranks = np.empty(len(documents), dtype=np.int64)
    ranks[order] = np.arange(len(documents))
    return ranks


_TUPLES = {field.name for field in fields(Document) if field.type.startswith("tuple")}


def _document(data: dict[str, object]) -> Document:
    return Document(
        **{
            name: tuple(value) if name in _TUPLES else value  # type: ignore[arg-type]
            for name, value in data.items()
        }
    )
