"""What each part of the similarity of two projects counts, and why: the one table of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1 as long as
nobody changes the weights. They were set by reasoning, then adjusted on the tuning part of the
judged sets in ``tests/relevance/relations`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.relations.scores import Weight

SIMILAR: Mapping[str, Weight] = {
    "technologies": Weight(
        0.43,
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
        0.05,
        "a visit within a day; similarity does not need it",
        "日帰りで訪ねられる。似ているために要るわけではない",
    ),
    "municipality": Weight(
        0.01,
        "a town can do as a town did; kind and population, which say little of the work",
        "町のしたことは町にもできる。種類と人口。取組そのものはあまり語らない",
    ),
    "same_place": Weight(
        0.11,
        "the same local government went on with it, or tries another way",
        "同じ自治体が続けた取組、または別のやり方の取組",
    ),
}
"""Parts of the similarity of two projects."""
