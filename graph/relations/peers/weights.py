"""What each part of the fitness of a peer counts, and why: the one table of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1 as long as
nobody changes the weights. They were set by reasoning, then adjusted on the tuning part of the
judged sets in ``tests/relevance/relations`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.relations.scores import Weight

PEERS: Mapping[str, Weight] = {
    "experience": Weight(
        0.17,
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
        0.04,
        "a service for 5,000 people is another than one for 500,000",
        "人口の規模が違えば、サービスの作り方も費用も違う",
    ),
    "ageing": Weight(
        0.03,
        "where as many people are old, the same people need to be served",
        "高齢者の割合が近ければ、支える相手も近い",
    ),
    "region": Weight(
        0.06,
        "same region, or same prefecture: same roads, same regional offices",
        "同じ地方や都道府県。道路も出先機関も同じ",
    ),
    "distance": Weight(
        0.40,
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
