"""Small facts that relations are tested with."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from graph.relations.facts.models import BodyFacts, Facts, ProjectFacts, TextVectors

BROADER = {
    "driving": ("mobility",),
    "maas": ("mobility",),
    "mobility": (),
    "ai": ("ict",),
    "ict": (),
    "blockchain": (),
    "transport": ("life",),
    "life": (),
}
TECHNOLOGIES = ("driving", "maas", "mobility", "ai", "ict", "blockchain")
CHALLENGES = ("transport", "life")
BODIES = (
    BodyFacts("010000", "prefecture", "010000", "north", 43.0, 141.0),
    BodyFacts("010010", "city", "010000", "north", 43.1, 141.3, 100_000, groups=("council",)),
    BodyFacts("010020", "town", "010000", "north", 43.5, 142.0),
    BodyFacts("020000", "prefecture", "020000", "south", 34.7, 135.5),
    BodyFacts("020010", "designated-city", "020000", "south", 34.7, 135.4, 2_000_000),
    BodyFacts("020020", "village", "020000", "south", 34.9, 135.9, groups=("council",)),
)
few_examples = settings(max_examples=40)
CODES = tuple(body.code for body in BODIES)


def few(names: tuple[str, ...], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True, max_size=most).map(tuple)


@st.composite
def projects(draw: st.DrawFn, most: int = 8) -> list[ProjectFacts]:
    count = draw(st.integers(2, most))
    found = []
    for number in range(count):
        printed = draw(few(TECHNOLOGIES))
        derived = tuple(t for t in draw(few(TECHNOLOGIES, 2)) if t not in printed)
        found.append(
            ProjectFacts(
                key=f"p{number:02d}",
                programme=draw(st.sampled_from(("one", "two"))),
                fiscal_year=draw(st.integers(2018, 2025)),
                printed=printed,
                derived=derived,
                open_list=draw(st.booleans()),
                challenges=draw(few(CHALLENGES, 2)),
                places=(places := draw(few(CODES, 2))),
                bodies=places,
                road_support=draw(st.booleans()),
                councils=draw(few(("c1", "c2"), 2)),
            )
        )
    return found


def facts(found: list[ProjectFacts]) -> Facts:
    return Facts(
        found,
        BODIES,
        BROADER,
        TECHNOLOGIES,
        CHALLENGES,
        {("one", "two"): 0.5, ("two", "one"): 0.5},
        words([project.key for project in found]),
    )


def words(keys: list[str]) -> TextVectors:
    """Return two words for each project, shared with the next one."""
    size = len(keys)
    documents = [d for word in range(size) for d in sorted({word, (word + 1) % size})]
    starts = np.cumsum([0, *(len({word, (word + 1) % size}) for word in range(size))])
    return TextVectors(
        keys,
        starts.astype(np.int64),
        np.array(documents, dtype=np.int32),
        np.ones(len(documents), dtype=np.float32),
    )
