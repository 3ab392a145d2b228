"""What each part of the fitness of a peer counts, and why: the one table of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1 as long as
nobody changes the weights; a challenge that is asked for adds to it. They were set by reasoning,
then adjusted on the tuning part of the judged sets in ``tests/relevance/relations`` alone. What
each earns is in ``docs/figures.md``.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.relations.scores import Weight

ADDED = "challenges"
"""The part that comes on top of the others, where a challenge is asked for."""
PEERS: Mapping[str, Weight] = {
    "experience": Weight(
        0.15,
        "how much of the chosen technologies and challenges it has worked on",
        "選んだ技術・課題の取組がどれだけあるか",
    ),
    "years": Weight(
        0.04,
        "years of support, up to the date of the source",
        "支援を受けた年数（出典の時点まで）",
    ),
    "since": Weight(
        0.08,
        "years since its first selection; who was selected this year can tell little yet",
        "最初の選定からの年数（選定されたばかりの自治体は経験が浅い）",
    ),
    "finished": Weight(
        0.02,
        "support has ended or is ending",
        "支援期間の満了を経験しているか",
    ),
    "programmes": Weight(0.03, "used more than one programme", "複数の支援制度を利用しているか"),
    "kindred": Weight(
        0.02,
        "its projects use technologies similar to yours",
        "相談する自治体と近い技術を使っているか",
    ),
    "kind": Weight(0.05, "same or similar type of local government", "団体の区分が同じか、近いか"),
    "population": Weight(
        0.05,
        "similar population, as size changes how a service works",
        "人口規模が近いか",
    ),
    "density": Weight(
        0.07,
        "similar population density, as it decides how far people travel",
        "人口密度が近いか",
    ),
    "ageing": Weight(
        0.05,
        "similar share of people aged 65 and over",
        "高齢化率が近いか",
    ),
    "designations": Weight(
        0.12,
        "the same designations: depopulated, island, heavy snow, prefectural capital",
        "過疎地域・離島・豪雪地帯・都道府県庁所在地のうち、同じものに該当するか",
    ),
    "region": Weight(
        0.06,
        "same prefecture, or same region",
        "同じ都道府県・地方か",
    ),
    "distance": Weight(
        0.24,
        "how near it is, for a visit",
        "距離が近いか（訪問のしやすさ）",
    ),
    "ties": Weight(
        0.02,
        "existing ties: joint projects, the same council, event or programme",
        "これまでの関係（共同のプロジェクト、同じ協議会・イベント・支援制度）",
    ),
    ADDED: Weight(
        0.22,
        "works on the challenge you chose, or one of the same field; nobody is left out for it",
        "選んだ課題、または同じ分野の課題に取り組んでいるか（該当しない自治体も表示）",
    ),
}
"""Parts of the fitness of a local government as a peer."""
