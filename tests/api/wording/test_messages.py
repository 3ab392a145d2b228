"""Texts of the service: every name that search can say has one, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from api.wording.language import LANGUAGES
from api.wording.messages import messages
from ontology.kinds import KINDS
from search.model.facets import BY_NAME
from search.query.fields.faults import Fault
from search.retrieval.ranking import COEFFICIENTS

CONDITIONS = ("place", "excluded", "required", "expression", "text")
"""Conditions that are no facet, by the names of their masks."""
WIDENINGS = (
    "radius", "years", "area", "broader-technology", "broader-challenge", "any-technology",
    "any-challenge", "type", "without",
)  # fmt: skip
"""Changes that an empty search offers; those that leave a filter out share the last one's words."""
SPANS = ("distance", "project", "council", "event")
"""Kinds of spans that state no condition with a filter."""


@pytest.mark.parametrize(
    "key",
    [
        *(f"reason-{kind}" for kind in COEFFICIENTS),
        *(f"condition-{name}" for name in (*BY_NAME, *CONDITIONS, *SPANS)),
        *(f"widening-{kind}" for kind in WIDENINGS),
        *(f"kind-{kind}" for kind in KINDS),
        *(f"fault-{fault}" for fault in get_args(Fault)),
    ],
)
def test_what_search_says_has_words(key: str) -> None:
    assert all(messages()[key][lang].strip() for lang in LANGUAGES)


def test_every_text_is_in_both_languages() -> None:
    assert {tuple(texts) for texts in messages().values()} == {LANGUAGES}
