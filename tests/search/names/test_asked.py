"""Words that ask for facts, held and not held."""

from __future__ import annotations

import pytest

from search.names import asked
from search.text.folding import fold


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("新幹線で2時間以内 スマートシティ", "travel-time"),
        ("車で30分の自治体", "travel-time"),
        ("徒歩10分", "travel-time"),
        ("within 2 hours by train", "travel-time"),
        ("90分圏内のMaaS", "travel-time"),
        ("東京から日帰り圏", "travel-time"),
        ("今すぐ使える自動運転", "now"),
        ("今募集している補助金", "now"),
        ("いま申請できる制度", "now"),
        ("grants open now", "now"),
        ("which schemes are currently open", "now"),
        ("おすすめのスマートシティ", "judgement"),
        ("評判のよいMaaS", "judgement"),
        ("the best smart city", "judgement"),
        ("県内の自動運転", "own-place"),
        ("うちの町でドローン", "own-place"),
        ("地元の事例", "own-place"),
    ],
)
def test_what_the_data_do_not_hold(text: str, reason: str) -> None:
    assert [found for _, _, found in asked.find_not_held(fold(text))] == [reason]


@pytest.mark.parametrize(
    "text",
    ["24時間営業", "大阪府内の自動運転", "自動運転", "5分野", "旧市内線", "時間貸し", "本町"],
)
def test_what_is_no_such_question(text: str) -> None:
    assert list(asked.find_not_held(fold(text))) == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("補助率1/2の事業はどれ", {asked.SUBSIDY_RATE}),
        ("上限2000万円の補助", {asked.MAX_SUPPORT}),
        ("一番お金が出る事業", {asked.MAX_SUPPORT, asked.MOST}),
        ("補助金がもらえるのはどれ", {asked.MAX_SUPPORT}),
        ("公募期間 スマートシティ", {asked.CALL_PERIOD}),
        ("来年度も応募できる？", {asked.CALL_PERIOD}),
        ("how much can a smart city project get at most", {asked.MAX_SUPPORT, asked.MOST}),
        ("deadline of the smart city call", {asked.CALL_PERIOD}),
        ("予算が一番大きい事業", {asked.BUDGET, asked.MOST}),
        ("総務省の問い合わせ先", {asked.CONTACT}),
        ("四條畷市の電話番号", {asked.CONTACT}),
        ("前橋市のMaaS担当課", {asked.CONTACT}),
        ("大阪府で採択は何件", {asked.COUNT}),
        ("how many drone projects", {asked.COUNT}),
        ("前橋市と横須賀市を比べたい", {asked.COMPARE}),
        ("河内長野市 自動運転 相談したい", {asked.CONSULT}),
        ("吹田市みたいな市", {asked.CONSULT}),
        ("吹田市と似た規模の町", {asked.CONSULT}),
        ("towns like Kamikatsu", {asked.CONSULT}),
        ("取り組みたい市", set()),
        ("みなとみらいのような街", set()),
        ("自動運転 大阪", set()),
        ("上山市の取組", set()),
    ],
)
def test_what_an_answer_says(text: str, facts: set[str]) -> None:
    assert {fact for _, _, fact in asked.find_facts(fold(text))} == facts
