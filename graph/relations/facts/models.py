"""What relations are computed from: plain facts of projects and local governments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project.

    Args:
        key: its key.
        programme: key of its programme.
        fiscal_year: year of its selection.
        printed: technologies that its source prints.
        derived: technologies that are derived.
        open_list: whether the printed list is open (等).
        challenges: keys of its challenges.
        places: codes of where it is; its municipalities, or its prefectures when it has none.
        bodies: codes of its applicants and target areas.
        road_support: whether the road bureau supports it.
        councils: councils that work for it, and their members that are known by name.
        status: key of its status, or empty.
        supported_until: fiscal year of the source that says the status, or of the selection.
        linked: keys of the same effort under a linked programme.
    """

    key: str
    programme: str
    fiscal_year: int
    printed: Sequence[str] = ()
    derived: Sequence[str] = ()
    open_list: bool = False
    challenges: Sequence[str] = ()
    places: Sequence[str] = ()
    bodies: Sequence[str] = ()
    road_support: bool = False
    councils: Sequence[str] = ()
    status: str = ""
    supported_until: int = 0
    linked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """One local government.

    Args:
        code: its 6-digit code.
        kind: key in ``body-kind``.
        prefecture: code of its prefecture; its own for a prefecture.
        region: key of its region, or empty.
        latitude: degrees, of its office.
        longitude: degrees.
        population: inhabitants, or None where no source says.
        aged_percent: share of people of 65 and over in per cent, or None where no source says.
        parent: code of a ward's city, or empty.
        groups: keys of the councils and events that it takes part in.
        area_km2: its area, or None where no source says.
        designations: keys in ``designation`` that say something of the whole.
    """

    code: str
    kind: str
    prefecture: str
    region: str
    latitude: float
    longitude: float
    population: int | None = None
    aged_percent: float | None = None
    parent: str = ""
    groups: Sequence[str] = ()
    area_km2: float | None = None
    designations: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TextVectors:
    """The words of projects as search weighs them: one row a document, BM25 impacts as values.

    Args:
        keys: key of the project of each row.
        starts: for each term, where its documents begin; one more than there are terms.
        documents: rows of each term's documents, term after term.
        values: impact of the term in that document.
    """

    keys: Sequence[str]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that relations are computed from.

    Args:
        projects: in any order.
        bodies: in any order.
        broader: for each concept of both thesauri, all of its broader ones.
        technologies: keys of the technologies.
        challenges: keys of the challenges.
        programme_ties: how near two programmes are, 0 to 1, by their keys; symmetric.
        text: words of the projects, or None.
    """

    projects: Sequence[ProjectFacts]
    bodies: Sequence[BodyFacts]
    broader: Mapping[str, Sequence[str]] = field(hash=False)
    technologies: Sequence[str] = ()
    challenges: Sequence[str] = ()
    programme_ties: Mapping[tuple[str, str], float] = field(hash=False, default_factory=dict)
    text: TextVectors | None = None
