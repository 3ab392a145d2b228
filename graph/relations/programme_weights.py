"""What each part of a relation to a programme counts, and why: the tables of weights.

Raw values are 0 to 1 and the weights of a table add up to 1, so that a score is 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graph.relations.weights import Weight

RELATED: Mapping[str, Weight] = MappingProxyType({
    "linked_support": Weight(0.28, "supports the very efforts that the other selected"),
    "complement": Weight(0.12, "advice, subsidy, commission: a project may need more than one"),
    "shared_areas": Weight(0.08, "a source counts areas that both selected"),
    "group": Weight(0.08, "one call and one screening, or one undertaking"),
    "ministry": Weight(0.06, "same ministry, other bureau: easy to be passed on"),
    "technologies_printed": Weight(0.10, "what both selected, as their sources print it"),
    "technologies_derived": Weight(0.10, "the same as derived; many sources print no technologies"),
    "recipients": Weight(0.10, "the same municipalities went to both: it can be done"),
    "payees": Weight(0.03, "paid to the same; known for two fiscal years and five programmes only"),
    "years": Weight(0.05, "both selected in the same years, so that one can ask both"),
})  # fmt: skip
"""Parts of the relation of a programme to a programme."""

OF_PROJECT: Mapping[str, Weight] = MappingProxyType({
    "programme": Weight(0.36, "related to the programme that selected the project"),
    "linked_support": Weight(0.24, "already supports the same effort"),
    "technologies_printed": Weight(0.10, "selected projects whose source prints its technologies"),
    "technologies_derived": Weight(0.08, "the same as derived"),
    "challenges": Weight(0.08, "selected projects with its challenges; few are known"),
    "recipient": Weight(0.14, "already selected an effort of the same municipality"),
})  # fmt: skip
"""Parts of the relation of a programme to a project."""

MATCH: Mapping[str, Weight] = MappingProxyType({
    "technologies_printed": Weight(0.20, "it selected projects whose source prints what is asked"),
    "technologies_derived": Weight(0.14, "the same as derived; many sources print no technologies"),
    "technology_named": Weight(0.12, "its own name, aim or support says the technology"),
    "challenges": Weight(0.12, "it selected projects with the challenge; few are known"),
    "challenge_named": Weight(0.06, "its own name, aim or support says the challenge"),
    "stage": Weight(0.18, "a source says that it supports this stage"),
    "recipient": Weight(0.08, "the municipality, its neighbours or its prefecture know the way"),
    "currency": Weight(0.10, "how recently it selected anything, as far as the data reach"),
})  # fmt: skip
"""Parts of the fitness of a programme for what is asked."""
