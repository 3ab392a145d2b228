"""Character bigrams, one text at a time and all at once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.bigrams import bigrams, count_bigrams
from search.text.folding import fold

_TEXTS = st.text(max_size=20) | st.text("自動運転のAI 🚁ー𠮷\U000e0101", max_size=20)


@pytest.fixture(scope="module", autouse=True)
def _one_table() -> Iterator[None]:
    """Make the table of all characters once; a build needs it once, too."""
    module = sys.modules[count_bigrams.__module__]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_is_japanese", cache(module._is_japanese))
        yield


def test_bigrams() -> None:
    assert bigrams("ドローン町 AI 市") == ["どろ", "ろー", "ーん", "ん町", "市"]
    assert bigrams("") == []


@settings(derandomize=True, max_examples=200, deadline=None)
@given(documents=st.lists(st.lists(_TEXTS, max_size=3), max_size=5))
def test_all_at_once_counts_what_each_text_gives(documents: list[list[str]]) -> None:
    found = count_bigrams(["\n".join(map(fold, texts)) for texts in documents])
    expected = [Counter(gram for text in texts for gram in bigrams(text)) for texts in documents]
    assert list(found.terms) == sorted({gram for grams in expected for gram in grams})
    assert found.lengths.tolist() == [grams.total() for grams in expected]
    listed = iter(zip(found.documents.tolist(), found.frequencies.tolist(), strict=True))
    for term, count in zip(found.terms, found.counts.tolist(), strict=True):
        postings = [(number, grams[term]) for number, grams in enumerate(expected) if term in grams]
        assert [next(listed) for _ in range(count)] == postings
    assert next(listed, None) is None
