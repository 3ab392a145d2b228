"""Pages of results: projects of one effort stand together, and no page cuts them apart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import SearchEngine
from search.model.request import SearchRequest
from search.retrieval.ordering import paged

_EFFORTS = st.lists(st.integers(0, 12), max_size=30)


@given(_EFFORTS, st.integers(1, 9))
def test_pages_hold_every_result_once_and_whole_efforts(efforts: list[int], size: int) -> None:
    order, of = np.arange(len(efforts)), np.array(efforts, dtype=np.int64)
    pages = []
    for offset in range(0, len(efforts), size):
        page = paged(order, SearchRequest(limit=size, offset=offset, together=True), of)
        assert page.first == sum(map(len, pages))
        assert page.efforts == len(set(efforts))
        pages.append(page.numbers)
    assert sorted(number for page in pages for number in page) == order.tolist()
    where = [{efforts[number] for number in page} for page in pages]
    assert sum(map(len, where)) == len(set(efforts))
    leads = [
        number for page in pages for number in page if efforts.index(efforts[number]) == number
    ]
    assert leads == sorted(leads), "an effort stands where the first of its projects does"


@pytest.mark.parametrize("query", ["自動運転", "四條畷市", "自動運転 大阪府"])
def test_a_search_has_the_same_results_together_as_apart(engine: SearchEngine, query: str) -> None:
    apart = engine.search(SearchRequest(query, limit=None))
    together = engine.search(SearchRequest(query, limit=None, together=True))
    assert together.total == apart.total
    assert {hit.key for hit in together.hits} == {hit.key for hit in apart.hits}
    efforts = [hit.payload.get("effort", hit.key) for hit in together.hits]
    runs = sum(one != other for one, other in pairwise(efforts)) + 1
    assert runs == len(set(efforts)) < len(efforts)
    assert (together.efforts, apart.efforts) == (runs, None)
