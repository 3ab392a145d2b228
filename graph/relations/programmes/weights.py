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
            "supports the same projects in cooperation",
            "同じ取組を連携して支援しているか",
        ),
        "complement": Weight(
            0.12,
            "a different form of support: advice, subsidy, commission",
            "支援の形（助言・補助・委託）が異なるか",
        ),
        "shared_areas": Weight(
            0.08,
            "according to a source, some areas were selected by both",
            "両方に選定された地域があると出典に記載があるか",
        ),
        "group": Weight(
            0.08,
            "one joint call and screening, or one joint undertaking",
            "公募や審査が合同か、同じ枠組みの対象か",
        ),
        "ministry": Weight(
            0.06,
            "same ministry",
            "所管府省が同じか",
        ),
        "technologies_printed": Weight(
            0.10,
            "technologies of projects that both selected (stated in the source)",
            "選定実績のある技術（出典に記載）が共通しているか",
        ),
        "technologies_derived": Weight(
            0.10,
            "technologies of projects that both selected (inferred)",
            "選定実績のある技術（推定）が共通しているか",
        ),
        "recipients": Weight(
            0.10,
            "local governments selected by both",
            "双方に選定された自治体があるか",
        ),
        "payees": Weight(
            0.03,
            "bodies paid by both (known for two fiscal years and five programmes only)",
            "支出先が共通しているか（2つの年度と5つの支援制度の分だけ判明）",
        ),
        "years": Weight(
            0.05,
            "both selected in the same fiscal years",
            "同じ年度に選定しているか",
        ),
    }
)
"""Parts of the relation of a programme to a programme."""

OF_PROJECT: Mapping[str, Weight] = MappingProxyType(
    {
        "programme": Weight(
            0.36,
            "related to the programme that selected the project",
            "このプロジェクトを選定した支援制度と関連するか",
        ),
        "linked_support": Weight(
            0.24, "already supports the same work", "すでに同じ取組を支援しているか"
        ),
        "technologies_printed": Weight(
            0.10,
            "has selected projects with these technologies (stated in the source)",
            "その技術の記載があるプロジェクトを選定しているか",
        ),
        "technologies_derived": Weight(
            0.08,
            "has selected projects with these technologies (inferred)",
            "その技術（推定）のプロジェクトを選定しているか",
        ),
        "challenges": Weight(
            0.08,
            "has selected projects with these challenges (known for some only)",
            "同じ課題のプロジェクトを選定しているか（分かるものは一部）",
        ),
        "recipient": Weight(
            0.14,
            "has selected a project of the same municipality",
            "同じ自治体のプロジェクトを選定しているか",
        ),
    }
)
"""Parts of the relation of a programme to a project."""

MATCH: Mapping[str, Weight] = MappingProxyType(
    {
        "technologies_printed": Weight(
            0.20,
            "has selected projects with the chosen technology (stated in the source)",
            "選んだ技術の記載があるプロジェクトを選定しているか",
        ),
        "technologies_derived": Weight(
            0.14,
            "has selected projects with the chosen technology (inferred)",
            "選んだ技術（推定）のプロジェクトを選定しているか",
        ),
        "technology_named": Weight(
            0.12,
            "the technology is named in its title, aim or support",
            "名称・目的・支援内容にその技術の記載があるか",
        ),
        "challenges": Weight(
            0.12,
            "has selected projects with the challenge (known for some only)",
            "その課題のプロジェクトを選定しているか（分かるものは一部）",
        ),
        "challenge_named": Weight(
            0.06,
            "the challenge is named in its title, aim or support",
            "名称・目的・支援内容にその課題の記載があるか",
        ),
        "stage": Weight(
            0.18,
            "a source states that it supports this stage",
            "その段階を支援すると出典に記載があるか",
        ),
        "recipient": Weight(
            0.08,
            "has selected you, a neighbour or your prefecture before",
            "その自治体、近隣、都道府県に選定実績があるか",
        ),
        "currency": Weight(
            0.10,
            "how recent its latest selection in our data is",
            "最近も選定しているか（収録データ内）",
        ),
    }
)
"""Parts of the fitness of a programme for what is asked."""
