"""The measures behind relations: pure functions over arrays, each 0 to 1 and from the literature.

* Information content of a concept: P. Resnik, Using Information Content to Evaluate Semantic
  Similarity in a Taxonomy, IJCAI 1995. What few projects have says more than what many have.
* Overlap of two sets of concepts with all their broader ones, weighted by information content
  (simGIC): C. Pesquita et al., Metrics for GO based protein semantic similarity, BMC Bioinformatics
  9 (S5), 2008. It gives the sum over what is shared, over the sum of what either has.
* Shrinkage of a similarity that rests on little: R. Bell and Y. Koren, Lessons from the Netflix
  Prize Challenge, SIGKDD Explorations 9 (2), 2007.
* Decay by halves with distance and time, as search does with distance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ontology.geography import NEAR_RADIUS_KM

Values = NDArray[np.floating]

SHRINKAGE = 0.5
"""Information content added to the denominator of the overlap: with it, one shared common concept
(AI, about 0.4) is less than one shared rare one (blockchain, about 0.75)."""
OPEN_LIST = 0.5
"""What a concept counts against two projects that one has and that the other, whose list is open
(等), does not name: it may be there or not."""
LEVEL_PRINTED = 1.0
"""Level of a technology that the source prints."""
LEVEL_DERIVED = 0.6
"""Level of a technology derived from a title, a description or a programme; as in search."""
HALF_YEARS = 3.0
"""Fiscal years over which likeness in time falls by half."""
HALF_KM = NEAR_RADIUS_KM
"""Kilometres over which nearness falls by half: the radius of "near"."""
SATURATION = 1.0
"""Projects at which experience reaches one half: the first says most."""


def information_content(counts: NDArray[np.integer], size: int) -> NDArray[np.float64]:
    """Return how much each concept says: 1 when at most one project has it, near 0 when all have.

    Args:
        counts: number of projects that have a concept or a narrower one.
        size: number of projects.
    """
    if not size:
        return np.ones(len(counts))
    content: NDArray[np.float64] = np.log((size + 1) / np.maximum(counts, 1)) / np.log(size + 1)
    return content


def against_open(open_lists: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return what a concept that a list does not name counts: less where the list is open."""
    return np.where(open_lists, np.float32(OPEN_LIST), np.float32(1))


def overlap(
    shared: Values,
    own: float,
    others: Values,
    *,
    own_open: bool = False,
    against: Values | None = None,
) -> Values:
    """Return the overlap of one thing's concepts with those of others (simGIC with shrinkage).

    Args:
        shared: information content of what each shares with the one.
        own: information content of all that the one has.
        others: information content of all that each has.
        own_open: whether the one's list is open.
        against: what a concept that each of the others does not name counts (``against_open``).
    """
    shared = np.asarray(shared)
    kind = shared.dtype.type
    missing = kind(own) - shared
    if against is not None:
        missing = missing * against
    apart = missing + (others - shared) * kind(OPEN_LIST if own_open else 1)
    return np.asarray(shared / (shared + apart + kind(SHRINKAGE)))


def halved(amount: Values, half: float) -> Values:
    """Return 1 for nothing, one half for ``half``, a quarter for twice that; 0 for infinity."""
    return np.asarray(np.exp2(-amount / half))


def saturated(amount: Values, half: float = SATURATION) -> Values:
    """Return 0 for nothing, one half for ``half``, and always less than 1."""
    return np.asarray(amount / (amount + half))
