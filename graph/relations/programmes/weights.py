"""What each part of a relation to a programme counts, and why: the tables of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.relations.scores import Weight

RELATED: Mapping[str, Weight] = MappingProxyType(
    {
        "linked_support": Weight(
            0.28,
            "supports the very efforts that the other selected",
            "相手が選んだ取組そのものを支援する",
        ),
        "complement": Weight(
            0.12,
            "advice, subsidy, commission: a project may need more than one",
            "助言、補助、委託。一つの取組に二つ以上要ることがある",
        ),
        "shared_areas": Weight(
            0.08, "a source counts areas that both selected", "どちらにも選ばれた地域を出典が数える"
        ),
        "group": Weight(
            0.08,
            "one call and one screening, or one undertaking",
            "一つの公募と審査、または一つの連携事業",
        ),
        "ministry": Weight(
            0.06,
            "same ministry, other bureau: easy to be passed on",
            "同じ府省の別の局。取り次ぎやすい",
        ),
        "technologies_printed": Weight(
            0.10,
            "what both selected, as their sources print it",
            "どちらも選んだ技術（印字のまま）",
        ),
        "technologies_derived": Weight(
            0.10,
            "the same as derived; many sources print no technologies",
            "同じく推定の技術。印字のない出典が多い",
        ),
        "recipients": Weight(
            0.10,
            "the same municipalities went to both: it can be done",
            "同じ自治体が両方を受けた。前例がある",
        ),
        "payees": Weight(
            0.03,
            "paid to the same; known for two fiscal years and five programmes only",
            "同じ支払先。二つの年度と五つの制度だけ分かる",
        ),
        "years": Weight(
            0.05,
            "both selected in the same years, so that one can ask both",
            "同じ年に選定がある。両方に尋ねられる",
        ),
    }
)
"""Parts of the relation of a programme to a programme."""

OF_PROJECT: Mapping[str, Weight] = MappingProxyType(
    {
        "programme": Weight(
            0.36,
            "related to the programme that selected the project",
            "この事業を選んだ制度と関係がある",
        ),
        "linked_support": Weight(
            0.24, "already supports the same effort", "すでに同じ取組を支援している"
        ),
        "technologies_printed": Weight(
            0.10,
            "selected projects whose source prints its technologies",
            "その技術を印字する事業を選んだ",
        ),
        "technologies_derived": Weight(0.08, "the same as derived", "同じく推定の技術"),
        "challenges": Weight(
            0.08,
            "selected projects with its challenges; few are known",
            "同じ課題の事業を選んだ。分かるものは少ない",
        ),
        "recipient": Weight(
            0.14,
            "already selected an effort of the same municipality",
            "同じ自治体の取組をすでに選んだ",
        ),
    }
)
"""Parts of the relation of a programme to a project."""

MATCH: Mapping[str, Weight] = MappingProxyType(
    {
        "technologies_printed": Weight(
            0.20,
            "it selected projects whose source prints what is asked",
            "尋ねられた技術を印字する事業を選んだ",
        ),
        "technologies_derived": Weight(
            0.14,
            "the same as derived; many sources print no technologies",
            "同じく推定の技術。印字のない出典が多い",
        ),
        "technology_named": Weight(
            0.12,
            "its own name, aim or support says the technology",
            "制度の名称、目的、支援がその技術を言う",
        ),
        "challenges": Weight(
            0.12,
            "it selected projects with the challenge; few are known",
            "その課題の事業を選んだ。分かるものは少ない",
        ),
        "challenge_named": Weight(
            0.06,
            "its own name, aim or support says the challenge",
            "制度の名称、目的、支援がその課題を言う",
        ),
        "stage": Weight(
            0.18, "a source says that it supports this stage", "その段階を支援すると出典が言う"
        ),
        "recipient": Weight(
            0.08,
            "the municipality, its neighbours or its prefecture know the way",
            "その自治体、近隣、都道府県に前例がある",
        ),
        "currency": Weight(
            0.10,
            "how recently it selected anything, as far as the data reach",
            "最近まで選定している（データの範囲で）",
        ),
    }
)
"""Parts of the fitness of a programme for what is asked."""
