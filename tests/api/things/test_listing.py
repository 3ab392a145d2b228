"""Every thing of a release, and which of them a search finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.things.listing import Listing, Thing
from ontology.kinds import KINDS

_THINGS = st.lists(st.tuples(st.sampled_from(KINDS), st.text(max_size=3)), unique=True)


@given(_THINGS, st.data())
def test_each_thing_has_one_place_and_is_found_by_its_document(
    documents: list[Thing], data: st.DataObject
) -> None:
    listed = Listing.of(documents)
    assert sorted(listed.things) == sorted(documents)
    assert [listed.places[thing] for thing in listed.things] == list(range(len(documents)))
    meeting = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    among = listed.among(np.array(meeting, dtype=np.bool_))
    found = {thing for thing, is_found in zip(listed.things, among, strict=True) if is_found}
    assert found == {thing for thing, meets in zip(documents, meeting, strict=True) if meets}


@given(_THINGS)
def test_the_order_is_that_of_kinds_then_of_keys(documents: list[Thing]) -> None:
    expected = sorted(documents, key=lambda thing: (KINDS.index(thing[0]), thing[1]))
    assert list(Listing.of(documents).things) == expected


def test_a_document_of_no_known_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        Listing.of([("planet", "earth")])
