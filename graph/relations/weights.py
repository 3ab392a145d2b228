"""What each part of a relation counts, and why: the one table of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1 as long as
nobody changes the weights. They were set by reasoning, then adjusted on the tuning part of the
judged sets in ``tests/relevance/relations`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of one part and the reason for it, in English and in Japanese."""

    value: float
    reason: str
    japanese: str


SIMILAR: Mapping[str, Weight] = {
    "technologies": Weight(
        0.40,
        "what is asked first of another project: does it use the same",
        "ほかの事業にまず尋ねるのは、同じ技術を使うかどうか",
    ),
    "challenges": Weight(
        0.15,
        "the same problem; known for few projects, and derived",
        "同じ課題。分かっている事業は少なく、推定による",
    ),
    "text": Weight(
        0.10,
        "what thesauri do not name: hillside estates, islands, a mountain pass",
        "シソーラスが名付けていないこと（坂の団地、離島、峠など）",
    ),
    "programme": Weight(
        0.03,
        "same rules, same office; says little of the work itself",
        "同じ規則と同じ窓口。取組そのものはあまり語らない",
    ),
    "road_support": Weight(
        0.06,
        "the road bureau supports both: automated driving on public roads",
        "どちらも道路局が支援する、公道での自動運転",
    ),
    "councils": Weight(0.04, "people who already meet", "すでに顔を合わせている人たち"),
    "years": Weight(0.02, "the same stage, the same state of technology", "同じ段階、同じ頃の技術"),
    "distance": Weight(
        0.06,
        "a visit within a day; similarity does not need it",
        "日帰りで訪ねられる。似ているために要るわけではない",
    ),
    "municipality": Weight(
        0.03,
        "a town can do as a town did; kind, and population where known",
        "町のしたことは町にもできる。種類と、分かれば人口",
    ),
    "same_place": Weight(
        0.11,
        "the same local government went on with it, or tries another way",
        "同じ自治体が続けた取組、または別のやり方の取組",
    ),
}
"""Parts of the similarity of two projects."""

PEERS: Mapping[str, Weight] = {
    "experience": Weight(
        0.25,
        "how much of what is asked it has done: why one calls at all",
        "尋ねられたことをどれだけしたか。連絡する理由そのもの",
    ),
    "years": Weight(
        0.04,
        "how long its projects were supported, to the date of the source",
        "出典の日付までに支援を受けた長さ",
    ),
    "finished": Weight(
        0.02,
        "it has seen the whole way; less than it seems, as others last too",
        "支援の満了までを経験した",
    ),
    "programmes": Weight(
        0.06, "it knows more than one programme for it", "そのための制度を二つ以上知っている"
    ),
    "kindred": Weight(
        0.05,
        "its projects use technologies like those of who asks",
        "尋ねる側と近い技術を使っている",
    ),
    "kind": Weight(0.08, "a town can do as a town did", "町のしたことは町にもできる"),
    "population": Weight(
        0.02, "where both are known, which is rare", "どちらも分かるときだけ（まれ）"
    ),
    "region": Weight(
        0.06,
        "same region, or same prefecture: same roads, same regional offices",
        "同じ地方や都道府県。道路も出先機関も同じ",
    ),
    "distance": Weight(
        0.37,
        "a visit within a day; all candidates have experience already",
        "日帰りで訪ねられる。候補はみな経験がある",
    ),
    "ties": Weight(
        0.05,
        "they know each other: joint project, council, event, programme",
        "すでに知り合い（共同の事業、協議会、催し、制度）",
    ),
}
"""Parts of the fitness of a local government as a peer."""


def values(table: Mapping[str, Weight]) -> dict[str, float]:
    """Return the weights of a table by the names of their parts."""
    return {name: weight.value for name, weight in table.items()}
