"""Words that nothing recognised: a word scores where it occurs, and what occurs nowhere is said."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.engine import SearchEngine
from search.index.fulltext import IndexWriter, TextIndex
from search.model.facets import ByFacet
from search.model.interpretation import Conditions, Interpretation, Use
from search.model.request import SearchRequest
from search.model.result import SearchResult
from search.retrieval.embedded.answers import Answers, begin_evaluation
from search.retrieval.embedded.arrays import Arrays
from search.retrieval.texts import Texts
from search.text.compounds import compounds
from search.text.dictionary import build_user_dictionary
from search.text.folding import fold
from search.text.tokens import Tokenizer

NOWHERE = ("ソフトバンク", "zzqq", "空き家対策", "Quidditch", "岡山大学", "秩父中央病院")


def found(engine: SearchEngine, query: str) -> SearchResult:
    return engine.search(SearchRequest(query=query, limit=None))


def uses(engine: SearchEngine, query: str) -> dict[str, Use]:
    return {word.text: word.use for word in found(engine, query).interpretation.words}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("付知町", ["付知町"]),
        ("空き家対策", ["空き家対策"]),
        ("通院を手伝う", ["通院", "手伝う"]),
        ("大学が入っている", ["大学", "入っ"]),
        ("Woven City", ["Woven", "City"]),
    ],
)
def test_what_is_written_as_one_word(text: str, words: list[str]) -> None:
    read = compounds(Tokenizer().tokens(text))
    assert [text[word.start : word.end] for word in read] == words


@pytest.mark.parametrize("word", NOWHERE)
def test_a_word_that_occurs_nowhere_changes_nothing_and_is_said(
    engine: SearchEngine, word: str
) -> None:
    for query in ("自動運転 大阪", "震災の記憶", "高齢者 通院"):
        with_it, without = found(engine, f"{query} {word}"), found(engine, query)
        assert [hit.key for hit in with_it.hits] == [hit.key for hit in without.hits]
        assert uses(engine, f"{query} {word}")[word] is Use.UNKNOWN


@pytest.mark.parametrize(
    "query", ["ソフトバンクと組んでいる自治体", "空き家対策の事業", "zzqq projects"]
)
def test_a_kind_and_words_that_occur_nowhere_list_nothing(engine: SearchEngine, query: str) -> None:
    result = found(engine, query)
    assert result.total == 0
    assert Use.UNKNOWN in {word.use for word in result.interpretation.words}


def test_a_word_is_found_whole_before_its_parts(engine: SearchEngine) -> None:
    """Of two districts, 地区 stands in dozens of documents, 大滝 in few."""
    first, *_ = found(engine, "大滝地区").hits
    assert "大滝" in "".join(text for text, _ in first.snippet)


def test_pairs_of_characters_are_no_hit_of_their_own(engine: SearchEngine) -> None:
    """車両 and 町 stand in many documents; what they are joined to stands in none."""
    assert found(engine, "空き家車両町").total == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("自動運転 大阪", {"自動運転": Use.APPLIED, "大阪": Use.APPLIED}),
        ("高齢化 自動運転", {"高齢化": Use.RANKS, "自動運転": Use.APPLIED}),
        ("新幹線で2時間以内 MaaS", {"新幹線で2時間以内": Use.NOT_HELD, "MaaS": Use.APPLIED}),
        ("ドローン 温泉街", {"ドローン": Use.APPLIED, "温泉街": Use.RANKS}),
    ],
)
def test_each_word_has_its_use(engine: SearchEngine, query: str, expected: dict[str, Use]) -> None:
    assert uses(engine, query) == expected


def test_a_filter_in_the_stead_of_a_word_is_said(engine: SearchEngine) -> None:
    request = SearchRequest(query="ドローン", filters=ByFacet(technology=("自動運転",)))
    (word,) = engine.interpret(request).words
    assert (word.use, word.reason) == (Use.RANKS, "overridden")


def of_words(index: TextIndex) -> Arrays:
    """Return documents of which nothing is known but their words."""
    nothing: Any = None
    return Arrays(
        size=index.size,
        columns={},
        links={},
        documents=nothing,
        index=index,
        distance=nothing,
        word=lambda word: begin_evaluation(of_words(index)).scores(word.value),
        of_kinds=nothing,
        by_kind=nothing,
    )


def test_a_compound_is_found_whole_then_by_its_parts(tmp_path: Path) -> None:
    """自動運転 before the two words apart, before the rarer of them."""
    build_user_dictionary([("自動運転", "じどううんてん")], tmp_path / "user.dic")
    tokenizer = Tokenizer(tmp_path / "user.dic")
    texts = ["自動運転の実証", "運転を自動で記録", "自動で記録", "運転の記録", "観光の記録"]
    (tmp_path / "index").mkdir()
    writer = IndexWriter(tmp_path / "index")
    for number, text in enumerate(texts):
        writer.add(f"project/{number}", {"body": tokenizer.terms(text)}, fold(text))
    writer.finish()
    index = TextIndex(tmp_path / "index")
    arrays = of_words(index)

    def scores(text: str) -> NDArray[np.float64]:
        asked = Interpretation(text, Conditions(), left=((0, len(text)),))
        score = Texts(tokenizer, lambda: Answers(arrays)).scores(asked)
        return begin_evaluation(arrays).scores(score)

    whole = scores("自動運転")
    assert whole[0] > whole[1] > whole[2] > 0
    assert whole[3] == whole[4] == 0, "the rarer part stands for the word, the other does not"
    for part in ("自動", "運転"):
        assert 0 < scores(part)[0] < whole[0]
    index.close()


_SAID = st.lists(
    st.sampled_from(
        ["自動運転", "大阪", "令和4年度", "の", "高齢化", "病院", "zzqq", "近く", "以外", "村",
         "人口5万人以下", "離島", "2時間以内", "補助率", "projects", "in", "Nagoya", "温泉",
         "困っている", "ソフトバンク"]
    ),
    max_size=7,
)  # fmt: skip


@settings(
    derandomize=True, max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(words=_SAID)
def test_no_character_has_two_uses_and_each_word_stands_where_it_says(
    engine: SearchEngine, words: list[str]
) -> None:
    query = " ".join(words)
    read = engine.interpret(SearchRequest(query=query)).words
    assert all(query[word.start : word.end] == word.text for word in read)
    assert all(left.end <= right.start for left, right in pairwise(read))


def test_the_reason_of_a_text_names_words_that_occur(engine: SearchEngine) -> None:
    result = found(engine, "zzqq 実証 スマートシティ")
    assert "zzqq" in {word.text for word in result.interpretation.words if word.use is Use.UNKNOWN}
    subjects = {r.subject for hit in result.hits for r in hit.reasons if r.kind == "text"}
    assert subjects == {"実証"}
