"""One word for one thing (docs/ja/terms.md): other words stand nowhere that people read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from paths import ROOT
from rdflib import RDFS, Graph, Literal
from rdflib.namespace import SKOS

from api.wording.messages import messages
from graph.relations.peers.weights import PEERS
from graph.relations.programmes.weights import MATCH, OF_PROJECT, RELATED
from graph.relations.similar.weights import SIMILAR

UNUSED = (
    "印字", "読み取った", "読み取り", "催し", "さがす", "さがし", "しらべる", "えらぶ", "えらん",
    "くらべ", "ならべ", "はずす", "はずし", "くわえる", "しぼりこみ", "ふくむ", "使いやすさ",
    "題名", "ここに無", "無い", "ちがう", "つながる支援", "すでにあるつながり", "知り合い", "資料",
    "ことば", "書いてください", "国の事業", "国の制度", "書かれ", "選ばれ", "応募者", "制度の束",
    "得点",
    "スコア", "支払先", "受取人", "満了予定", "使用条件", "地方自治体", "自治体の種類", "出した所",
    "始めのページ", "原文", "担当窓口", "尋ねる側", "問い合わせる側", "手がかり", "よりどころ",
    "発行者", "取得日", "読んだ日", "案件", "入札者", "会議体", "地方公共団体", "取り組みの",
    "取り組みを", "取組み", "くわしく", "とちゅう", "わかりません",
)  # fmt: skip
"""Japanese words that another one stands for."""
ALONE = re.compile(r"(?<!支援)制度(?!の名称)")
"""制度 without 支援."""
PROJECTS = re.compile(
    r"事業(?!者|所|レビュー|ID|番号|開始|終了|費|化|推進|名|の期間|の番号|の範囲|年度)"
)
"""事業 for a project, but in words of the budget and in names."""
ENGLISH = (
    "printed", "stands", "stand side", "derived", "who asks", "like kind", "Like kind",
    "Like population", "Did it before", "did it before", "one may", "1 results",
)  # fmt: skip
"""English that another word stands for."""
QUOTED = {
    "letter-facts": "公表資料",  # the usual word in letters between local governments
}
"""Texts that hold a word for a reason, with what of them is passed over."""


UNITS = {"事業", "事業（選定の内訳）"}
"""Units in which sources count (14事業), which stay as they are."""


def _left(key: str, text: str) -> str:
    return text.replace(QUOTED[key], "") if key in QUOTED else text


def unused(text: str) -> list[str]:
    """Return the words of a Japanese text that are not to be used."""
    found = [word for word in UNUSED if word in text]
    return [*found, *ALONE.findall(text), *PROJECTS.findall(text)]


def test_texts_of_pages_use_the_terms() -> None:
    found = {key: unused(_left(key, texts["ja"])) for key, texts in messages().items()}
    assert {key: words for key, words in found.items() if words} == {}


def test_english_texts_use_the_terms() -> None:
    found = {
        key: [word for word in ENGLISH if word in re.sub(r"\{\w+\}", "", texts["en"])]
        for key, texts in messages().items()
    }
    assert {key: words for key, words in found.items() if words} == {}


def test_no_english_sentence_stands_in_a_japanese_text() -> None:
    words = re.compile(r"(?<![\w{./])[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
    assert [key for key, texts in messages().items() if words.search(texts["ja"])] == []


def test_reasons_of_weights_use_the_terms() -> None:
    weights = [w for table in (PEERS, SIMILAR, RELATED, OF_PROJECT, MATCH) for w in table.values()]
    assert [w.japanese for w in weights if unused(w.japanese)] == []
    assert [w.reason for w in weights if any(word in w.reason for word in ENGLISH)] == []


def _labels(name: str) -> Iterator[str]:
    graph = Graph().parse(ROOT / "ontology" / name)
    for predicate in (RDFS.label, SKOS.prefLabel):
        for _, label in graph.subject_objects(predicate):
            if isinstance(label, Literal) and label.language == "ja":
                yield str(label)


@pytest.mark.parametrize("name", ["tsunagu.ttl", "codelists.ttl", "challenges.ttl"])
def test_labels_of_the_vocabulary_use_the_terms(name: str) -> None:
    labels = list(_labels(name))
    assert len(labels) > 30
    assert [label for label in labels if label not in UNITS and unused(label)] == []


_WORDED = sorted(
    path
    for folder, ends in (
        ("api/pages/templates", "*.html"),
        ("api/pages/static/js", "*.js"),
        ("api/pages/about", "*.toml"),
        ("graph/sparql/view_queries", "*.rq"),
    )
    for path in (ROOT / folder).glob(ends)
)
"""Files besides the texts that hold words which people read."""


@pytest.mark.parametrize("path", _WORDED, ids=lambda path: path.name)
def test_files_that_hold_words_use_the_terms(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if unused(line)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "data").glob("*.csv")), ids=lambda path: path.name)
def test_notes_of_the_data_use_the_terms(path: Path) -> None:
    words = ("印字", "無い", "催し", "転記", "未見", "抜粋", "(mirai)")
    with path.open(encoding="utf-8", newline="") as file:
        notes = [row.get("note") or "" for row in csv.DictReader(file)]
    assert [note for note in notes if any(word in note for word in words)] == []


def test_the_japanese_readme_uses_the_terms() -> None:
    words = set(UNUSED) - {"スコア", "無い"}
    lines = (ROOT / "README.ja.md").read_text("utf-8").splitlines()
    assert [line for line in lines if any(word in line for word in words)] == []


def test_every_word_that_is_not_to_be_used_is_seen() -> None:
    assert unused("国の事業の題名は資料に印字") == ["印字", "題名", "資料", "国の事業", "事業"]
    assert unused("支援制度が選定した自動運転のプロジェクト") == []
