"""The scored postings are Whoosh's own: same documents, same scores, for any query.

Pins the private parts of the installed Whoosh that ``search.index.postings`` reads.
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
from whoosh.reading import TermInfo
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from search.index.bulk import BulkWriter
from search.index.fulltext import FIELD_WEIGHTS, WORD_FIELDS, IndexWriter, TextIndex, _schema
from search.index.postings import UNITS, Scored, added_up, decode, in_units
from search.model.corpus import Document
from search.text.tokens import Tokenizer

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
    tokenizer = Tokenizer()
    writer = IndexWriter(place)
    for document in documents:
        title, body = tokenizer.terms(document.labels["ja"]), tokenizer.terms(document.texts[0])
        writer.add(f"project/{document.key}", {"title": title, "body": body}, "")
    writer.finish()
    return place


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    opened = whoosh_index.open_dir(str(folder), readonly=True)
    with opened.searcher(weighting=BM25F(details_B=0.0, background_B=0.0)) as searcher:
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
    for field in WORD_FIELDS:
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
    fields = WORD_FIELDS
    for _ in range(60):
        words = [(word, random_.choice([1.0, 1.5])) for word in random_.sample(WORDS, 3)]
        terms = [(f, w, weight * FIELD_WEIGHTS[f]) for w, weight in words for f in fields]
        expected = whoosh_scores(searcher, terms)
        # each word is rounded to a unit, and weighs up to 1.5
        np.testing.assert_allclose(index.term_scores(words, []), expected, atol=3 * 1.5 / UNITS)
    index.close()


def test_sums_are_exact_in_any_order(folder: Path) -> None:
    index = TextIndex(folder)
    words = [(word, weight) for word in WORDS for weight in (1.0, 1.5)]
    forward = index.term_scores(words, [])
    assert np.array_equal(forward, index.term_scores(words[::-1], []))
    assert np.array_equal(forward * UNITS * 2, np.rint(forward * UNITS * 2))
    assert forward.any()
    index.close()


def test_fields_add_up_term_by_term() -> None:
    def field(terms: list[str], rows: list[tuple[int, float]], counts: list[int]) -> Scored:
        documents, impacts = (np.array(column) for column in zip(*rows, strict=True))
        return Scored(terms, np.array(counts), documents.astype(np.int32), impacts)

    title = field(["山", "海"], [(0, 1.0), (2, 2.0), (1, 4.0)], [2, 1])
    body = field(["山", "島"], [(2, 8.0), (0, 16.0)], [1, 1])
    found = added_up([(title, 3.0), (body, 0.5)])
    assert found.terms == ["山", "島", "海"]
    assert found.counts.tolist() == [2, 1, 1]
    assert found.documents.tolist() == [0, 2, 0, 1]
    assert found.impacts.tolist() == [3.0, 2.0 * 3 + 8.0 * 0.5, 8.0, 12.0]


def test_what_contributes_anything_contributes_a_unit() -> None:
    assert in_units(np.array([1e-9, 0.5, 2.25])).tolist() == [1, UNITS // 2, UNITS * 9 // 4]


def test_unknown_terms_add_nothing(folder: Path) -> None:
    index = TextIndex(folder)
    assert not index.term_scores([("存在しない語", 1.0)], ["無無"]).any()
    index.close()


def test_the_bulk_writer_writes_what_whoosh_s_own_writer_does(tmp_path: Path) -> None:
    random_ = random.Random(SEED)  # noqa: S311 - test data
    documents = [
        {"title": random_.choices(WORDS, k=random_.randint(0, 3)),
         "body": random_.choices(WORDS, k=random_.randint(0, 300))}
        for _ in range(300)
    ]  # fmt: skip
    readers = []
    for name in ("own", "bulk"):
        (tmp_path / name).mkdir()
        made = whoosh_index.create_in(str(tmp_path / name), _schema())
        if name == "own":
            writer = made.writer()
            for number, fields in enumerate(documents):
                filled = {field: terms for field, terms in fields.items() if terms}
                writer.add_document(id=f"d{number}", **filled)
        else:
            writer = BulkWriter(made)
            for number, fields in enumerate(documents):
                writer.add_terms(f"d{number}", fields)
        writer.commit()
        readers.append(made.reader())
    own, bulk = readers
    assert list(own.all_terms()) == list(bulk.all_terms())
    assert list(own.iter_docs()) == list(bulk.iter_docs())
    for field, term in own.all_terms():
        assert vars_of(own.term_info(field, term)) == vars_of(bulk.term_info(field, term))
        one, other = own.postings(field, term), bulk.postings(field, term)
        while one.is_active():
            assert (one.id(), one.weight(), one.value()) == (
                other.id(),
                other.weight(),
                other.value(),
            )
            assert one.supports_block_quality() == other.supports_block_quality()
            one.next(), other.next()
        assert not other.is_active()
    for field in ("title", "body", "id"):
        assert own.field_length(field) == bulk.field_length(field)
        for number in range(len(documents)):
            lengths = own.doc_field_length(number, field), bulk.doc_field_length(number, field)
            assert lengths[0] == lengths[1]


def vars_of(info: TermInfo) -> tuple[float, ...]:
    return (
        info.weight(), info.doc_frequency(), info.min_length(), info.max_length(),
        info.max_weight(), info.min_id(), info.max_id(),
    )  # fmt: skip
