"""What each part of the search earns: the judged queries with one part taken away at a time.

    make ablation

prints the Markdown that stands in ``ABLATION.md``. Parts that only the query needs are taken away
from the release's own search; without the thesaurus, search is built again; stock Whoosh gets an
index of its own, of the same texts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from evaluate import ORDER_DEPTH, Judged, by_family, evaluate, mean, read_queries
from stock_whoosh import StockWhoosh
from whoosh.analysis import NgramWordAnalyzer, StandardAnalyzer
from whoosh.qparser import AndGroup, OrGroup

from api.http.parameters import _REPEATABLE, SearchParameters
from api.release.build import build
from api.release.settings import Settings
from api.things.corpus.documents import corpus
from graph.entities.reader import EntityReader
from graph.store.store import Store
from ontology.namespaces import Iris
from ontology.thesaurus import load_thesaurus
from search.build import build_search
from search.engine import SearchEngine
from search.index import fulltext as index_module
from search.index.fulltext import GRAMS, WORD_FIELDS
from search.model.corpus import Corpus, Document, Hierarchy
from search.model.interpretation import Conditions, Interpretation
from search.model.request import SearchRequest
from search.model.scores import Part
from search.query import assembling, joining, recognising
from search.query.places.longer import LongerNames
from search.retrieval import texts
from search.retrieval.ranking import Ranking
from search.text.tokens import Token, Tokenizer

ROOT = Path(__file__).resolve().parents[2]
CONCEPTS = frozenset({"technology", "challenge"})
SAME = 0.001
"""Differences of a query's nDCG below this are none."""
Query = Mapping[str, Any]
Change = Callable[[], AbstractContextManager[Any]]
Taken = Callable[[Query], Sequence[str]]


class Variant(NamedTuple):
    """A search with a part missing, and what it answers."""

    name: str
    how: str
    judged: Sequence[Judged]


def request_of(query: Query, iris: Iris, limit: int | None = ORDER_DEPTH) -> SearchRequest:
    """Return what a judged query asks of the search, by the checks that HTTP makes."""
    given = {
        name: values if name in _REPEATABLE else values[0]
        for name, values in (query.get("params") or {}).items()
    }
    asked = SearchParameters(q=query["q"], **given).request(iris, query_limit=1000)
    return replace(asked, limit=limit)


def keys(engine: SearchEngine, request: SearchRequest) -> list[str]:
    """Return ``kind/key`` of what a search finds."""
    return [f"{hit.kind}/{hit.key}" for hit in engine.search(request).hits]


def without_thesaurus(found: Corpus) -> Corpus:
    """Return a corpus whose concepts have only the labels that are shown, and none is narrower."""
    return replace(
        found,
        labels=tuple(one for one in found.labels if one.kind not in CONCEPTS or one.preferred),
        hierarchy=Hierarchy({key: {} for key in found.hierarchy.narrower}),
        documents=tuple(
            replace(one, titles=()) if one.kind in CONCEPTS else one for one in found.documents
        ),
    )


def bigrams_at(weight: float) -> AbstractContextManager[Any]:
    """Change the weight of bigrams beside that of a word of the body."""
    share = weight / index_module.FIELD_WEIGHTS[GRAMS]
    return patch.object(index_module, "GRAM_WEIGHT", share)


@contextmanager
def without_sudachi() -> Iterator[None]:
    """Take Japanese words from queries; Latin words and numbers never reach Sudachi, and stay."""
    every = Tokenizer.tokens

    def latin(self: Tokenizer, text: str) -> list[Token]:
        return [token for token in every(self, text) if not token.reading]

    with patch.object(Tokenizer, "tokens", latin), bigrams_at(1.0):
        yield


def without_order_by_distance() -> AbstractContextManager[Any]:
    """Order by everything but distance; the radius still filters."""

    whole = Ranking.place_parts

    def parts(self: Ranking, conditions: Conditions) -> tuple[list[Part], None]:
        found, _ = whole(self, conditions)
        return [part for part in found if part.kind != "near"], None

    return patch.object(Ranking, "place_parts", parts)


@contextmanager
def without_nearness() -> Iterator[None]:
    """Take near a place for in it; a point on the map is no place then."""
    whole = SearchEngine.interpret

    def interpret(self: SearchEngine, request: SearchRequest) -> Interpretation:
        found = whole(self, request)
        places = tuple(
            replace(place, relation="in", radius_km=None)
            for place in found.conditions.places
            if place.code
        )
        return replace(found, conditions=replace(found.conditions, places=places))

    with patch.object(SearchEngine, "interpret", interpret):
        yield


def without_understanding() -> AbstractContextManager[Any]:
    """Take the whole query for words; the filters of the request stay."""

    def interpret(self: SearchEngine, request: SearchRequest) -> Interpretation:
        nothing = self._understanding.interpret("")
        conditions = self._filters.override(nothing.conditions, request)
        text = request.query
        left = ((0, len(text)),)
        return replace(
            nothing, query=text, left=left, conditions=conditions, text_filters=bool(text)
        )

    return patch.object(SearchEngine, "interpret", interpret)


def _first(found: object, *_: object) -> object:
    """Return what a step was given, unchanged."""
    return found


ON_THE_QUERY: Sequence[tuple[str, str, Change]] = (
    ("without Sudachi", "Japanese words by bigrams only, at the weight of a word", without_sudachi),
    ("without bigrams", "weight 0", lambda: bigrams_at(0.0)),
    ("without order by distance", "the radius filters still", without_order_by_distance),
    ("without nearness", "near a place is taken for in it", without_nearness),
    (
        "without longer names",
        "東京大学 may be 東京",
        lambda: patch.object(LongerNames, "settled", lambda _, found, *__: found),
    ),
    (
        "without addresses",
        "what follows a municipality is read like anything else",
        lambda: patch.object(recognising, "with_addresses", _first),
    ),
    (
        "without negation",
        "以外, なしの, except are not read",
        lambda: patch.object(joining, "with_exclusion", _first),
    ),
    (
        "without words of facts",
        "補助率, 公募期間 … are words like others",
        lambda: patch.object(assembling, "find_facts", lambda _: ()),
    ),
    (
        "challenges filter",
        "beside other conditions, too",
        lambda: patch.object(Conditions, "softened", _first),
    ),
    (
        "parts of words score whole",
        "地区 in 付知地区 counts like 付知地区",
        lambda: patch.object(texts, "APART", 1.0),
    ),
    ("without understanding", "the whole query is words; filters stay", without_understanding),
)
"""Parts that are taken away from the release's own search: name, how, and the change."""


def stock(documents: Sequence[Document], engine: SearchEngine, iris: Iris) -> Iterator[Variant]:
    """Yield stock Whoosh; the request's filters are applied to it by our own columns."""
    queries = read_queries()

    def taken(whoosh: StockWhoosh) -> Taken:
        def ranked(query: Query) -> Sequence[str]:
            filtered = keys(engine, request_of({**query, "q": ""}, iris, limit=None))
            if not query["q"]:
                return filtered[:ORDER_DEPTH]
            allowed = set(filtered)
            return [key for key in whoosh.ranked(query["q"]) if key in allowed][:ORDER_DEPTH]

        return ranked

    bigrams = NgramWordAnalyzer(minsize=2, maxsize=2)
    for how, analyzer, group in (
        ("StandardAnalyzer, AND (its defaults)", StandardAnalyzer(), AndGroup),
        ("StandardAnalyzer, OR", StandardAnalyzer(), OrGroup),
        ("NgramWordAnalyzer(2, 2), OR", bigrams, OrGroup),
    ):
        with TemporaryDirectory() as folder:
            whoosh = StockWhoosh(Path(folder), documents, analyzer, group)
            yield Variant("stock MultifieldParser", how, evaluate(taken(whoosh), queries))


def measured(
    folder: Path, iris: Iris, name: str, how: str, change: Change = nullcontext
) -> Variant:
    """Return how a search does, with a change to it."""
    engine = SearchEngine(folder)
    with change():
        judged = evaluate(lambda query: keys(engine, request_of(query, iris)), read_queries())
    engine.close()
    return Variant(name, how, judged)


def variants(out: Path) -> Iterator[Variant]:
    """Yield every variant, the whole search first.

    Args:
        out: folder of releases.
    """
    settings = Settings(data=ROOT / "data", out=out)
    folder = build(settings, lambda _: None)[0].folder
    iris = Iris(settings.base)
    yield measured(folder / "search", iris, "whole", "the search as it is")
    store = Store(folder / "store")
    found = corpus(EntityReader(store, iris), load_thesaurus(base=settings.base))
    with TemporaryDirectory() as place:
        build_search(Path(place), without_thesaurus(found))
        how = "labels that are shown only, none narrower"
        yield measured(Path(place), iris, "without thesaurus", how)
    alike = dict.fromkeys(WORD_FIELDS, 1.0)
    with TemporaryDirectory() as place, patch.dict(index_module.FIELD_WEIGHTS, alike):
        build_search(Path(place), found)
        how = "title, names, concepts and body count alike"
        yield measured(Path(place), iris, "without field weights", how)
    for name, how, change in ON_THE_QUERY:
        yield measured(folder / "search", iris, name, how, change)
    yield from stock(found.documents, SearchEngine(folder / "search"), iris)


def _number(judged: Sequence[Judged], measure: str) -> str:
    value = mean(judged, measure)
    return "–" if value is None else f"{value:.3f}"


def summary(every: Sequence[Variant]) -> Iterator[str]:
    """Yield a table of all variants: the measures, and of how many queries the nDCG changed."""
    yield "| # | search | how | nDCG@10 | success@1 | order | worse | better |"
    yield "|---:|---|---|---:|---:|---:|---:|---:|"
    whole = [one.ndcg for one in every[0].judged]
    for number, (name, how, judged) in enumerate(every):
        changes = [
            one.ndcg - before
            for one, before in zip(judged, whole, strict=True)
            if one.ndcg is not None and before is not None
        ]
        worse, better = sum(c < -SAME for c in changes), sum(c > SAME for c in changes)
        figures = " | ".join(_number(judged, m) for m in ("nDCG@10", "success@1", "order"))
        yield f"| {number} | {name} | {how} | {figures} | {worse} | {better} |"


def families(every: Sequence[Variant], measure: str) -> Iterator[str]:
    """Yield a table of one measure by family; what differs from the whole search is bold."""
    yield f"| {measure} | {' | '.join(str(number) for number in range(len(every)))} |"
    yield f"|---|{'---:|' * len(every)}"
    grouped = [by_family(variant.judged) for variant in every]
    for family, group in grouped[0].items():
        whole = _number(group, measure)
        if whole != "–":
            numbers = [_number(groups[family], measure) for groups in grouped]
            cells = [n if n == whole else f"**{n}**" for n in numbers]
            yield f"| {family} | {' | '.join(cells)} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "test", help="of releases")
    every = list(variants(parser.parse_args().out))
    parts = (summary(every), families(every, "nDCG@10"), families(every, "success@1"))
    sys.stdout.write("\n\n".join("\n".join(part) for part in parts) + "\n")


if __name__ == "__main__":
    main()
