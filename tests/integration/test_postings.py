"""The scored postings are Whoosh's own: same documents, same scores, for any query.

Pins the private parts of the installed Whoosh that ``search.postings`` reads.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from search.documents import Document
from search.index import FIELD_WEIGHTS, TextIndex, build_index
from search.postings import decode
from search.tokens import Tokenizer

WORDS = [
    "自動運転", "ドローン", "医療", "観光", "防災", "農業", "交通", "見守り", "データ", "連携",
    "駅", "島", "山", "川", "海",
]  # fmt: skip
SEED = 20261122


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 700 made-up documents, so that common terms fill several blocks."""
    random_ = random.Random(SEED)  # noqa: S311 - test data
    documents = [
        Document(
            kind="project",
            key=f"p{number}",
            labels={"ja": "の".join(random_.choices(WORDS, k=random_.randint(1, 6)))},
            texts=("、".join(random_.choices(WORDS, k=random_.randint(0, 40))),),
        )
        for number in range(700)
    ]
    place = tmp_path_factory.mktemp("index")
    build_index(place, documents, Tokenizer())
    return place


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    opened = whoosh_index.open_dir(str(folder), readonly=True)
    with opened.searcher(weighting=BM25F()) as searcher:
        yield searcher


def whoosh_scores(searcher: Searcher, terms: list[tuple[str, str, float]]) -> np.ndarray:
    scores = np.zeros(searcher.doc_count_all())
    clauses = [whoosh_query.Term(field, term, boost=boost) for field, term, boost in terms]
    matcher = whoosh_query.Or(clauses).matcher(searcher)
    while matcher.is_active():
        scores[matcher.id()] = matcher.score()
        matcher.next()
    return scores


def test_common_terms_fill_several_blocks(searcher: Searcher) -> None:
    matcher = searcher.reader().postings("body", b"\xe5\x8c\xbb\xe7\x99\x82")
    assert isinstance(matcher, W3LeafMatcher)
    first = matcher._blocklength
    assert len(decode(matcher)[0]) > first


def test_decoding_gives_what_the_public_interface_gives(searcher: Searcher) -> None:
    reader = searcher.reader()
    for field in FIELD_WEIGHTS:
        for term in reader.lexicon(field):
            slow = reader.postings(field, term)
            expected: tuple[list[int], list[float]] = ([], [])
            while slow.is_active():
                expected[0].append(slow.id())
                expected[1].append(slow.weight())
                slow.next()
            assert decode(reader.postings(field, term)) == expected


def test_scores_are_those_of_whoosh(folder: Path, searcher: Searcher) -> None:
    index = TextIndex(folder)
    random_ = random.Random(SEED)  # noqa: S311 - test data
    fields = [field for field in FIELD_WEIGHTS if field != "grams"]
    for _ in range(60):
        words = [(word, random_.choice([1.0, 1.5])) for word in random_.sample(WORDS, 3)]
        grams = random_.sample(["自動", "動運", "運転", "医療", "連携", "無い"], 2)
        terms = [(f, w, weight * FIELD_WEIGHTS[f]) for w, weight in words for f in fields]
        terms += [("grams", gram, FIELD_WEIGHTS["grams"]) for gram in grams]
        expected = whoosh_scores(searcher, terms)
        np.testing.assert_allclose(index.scores(words, grams), expected, rtol=1e-5, atol=1e-6)
    index.close()


def test_unknown_terms_add_nothing(folder: Path) -> None:
    index = TextIndex(folder)
    assert not index.scores([("存在しない語", 1.0)], ["無無"]).any()
    index.close()
