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
        "uses the same technologies (counts most)",
        "同じ技術を使っているか（最も重視）",
    ),
    "challenges": Weight(
        0.15,
        "works on the same challenge (inferred; known for some projects only)",
        "同じ課題に取り組んでいるか（推定を含む。分かるものは一部）",
    ),
    "text": Weight(
        0.10,
        "words that titles and descriptions share (hillside estates, islands, a mountain pass)",
        "名称や説明に共通する語句（坂の多い団地、離島、峠など）",
    ),
    "programme": Weight(
        0.03,
        "same programme, with the same conditions and contact office",
        "同じ支援制度か（条件や窓口が共通）",
    ),
    "road_support": Weight(
        0.06,
        "both have support from the Road Bureau of MLIT",
        "双方とも国土交通省道路局の支援の対象か",
    ),
    "councils": Weight(0.04, "councils or members in common", "協議会や構成員が共通しているか"),
    "years": Weight(0.02, "selected in the same or a close year", "選定年度が近いか"),
    "distance": Weight(
        0.05,
        "how near it is, for a visit",
        "距離が近いか（訪問のしやすさ）",
    ),
    "municipality": Weight(
        0.01,
        "similar type of local government, and similar population where known",
        "団体の区分と人口規模が近いか（人口は判明分のみ）",
    ),
    "same_place": Weight(
        0.11,
        "another project of the same local government",
        "同じ自治体のプロジェクトか",
    ),
}
"""Parts of the similarity of two projects."""
