"""Facts as arrays on disk: written by the build, mapped into memory to serve.

Projects are numbered by their keys in order, and so are local governments and concepts, so that
nothing depends on the order in which facts are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from graph.relations.facts.distances import body_distances
from graph.relations.facts.models import BodyFacts, Facts, ProjectFacts
from graph.relations.facts.words import Texts, text_arrays
from graph.relations.measures import LEVEL_DERIVED, LEVEL_PRINTED, information_content

FINISHED = frozenset({"finishing", "ended"})
"""Statuses of a project that has seen the whole way."""
CURRENT = frozenset({"supported", "finishing"})
"""Statuses of a project that is supported at the date of the source."""
LIVING = (
    "depopulated",
    "remote-island",
    "island-municipality",
    "heavy-snow",
    "prefectural-capital",
)
"""Designations that say how people live in a place; the others are kinds of local governments."""

_NAMES = "names.json"


@dataclass(frozen=True, slots=True)
class Lists:
    """For each of some things a list of numbers: those of thing ``i`` stand from ``starts[i]`` on.

    Args:
        starts: one more than there are things.
        items: all lists, one after the other.
    """

    starts: NDArray[np.int64]
    items: NDArray[np.int32]

    def __getitem__(self, number: int) -> NDArray[np.int32]:
        return self.items[self.starts[number] : self.starts[number + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Self:
        """Return lists of numbers, packed."""
        packed = [list(found) for found in lists]
        starts = np.concatenate([[0], np.cumsum([len(found) for found in packed])])
        items = np.array([item for found in packed for item in found], dtype=np.int32)
        return cls(starts.astype(np.int64), items)

    def turned(self, size: int) -> Lists:
        """Return for each of so many numbers the things whose lists hold it."""
        owners = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.items, kind="stable")
        counts = np.bincount(self.items, minlength=size)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Lists(starts, owners[order])


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Projects and local governments in arrays; ``N`` projects, ``B`` bodies.

    Args:
        projects: keys, sorted.
        programmes: keys, sorted.
        technologies: keys, sorted.
        challenges: keys, sorted.
        bodies: codes, sorted.
        body_kinds: for each body the key of its kind.
        regions: for each body its region, or an empty string.
        groups: names of councils and their members, sorted.
        designations: keys of those that are compared, as in ``LIVING``.
        levels: technology × N, 0 or the level at which a project has it or a narrower one.
        problems: challenge × N, 0 or 1 likewise.
        own: technology × N, whether the project has the very concept.
        open_lists: N.
        years: N, fiscal years of selection.
        supported: N, fiscal years of support up to the date of the source; at least 1.
        finished: N, whether support is ending or has ended.
        current: N, whether it is supported.
        programme: N, numbers of programmes.
        programme_ties: programme × programme, 0 to 1.
        road_support: N.
        place_sets: N, number of the set of places.
        sets: bodies of each set of places.
        participants: for each project its applicants and areas, as numbers of bodies.
        councils: for each project, numbers of groups.
        linked: for each project, numbers of the same effort under a linked programme.
        distances: B × B, kilometres.
        populations: B, 0 where unknown.
        aged: B, share of people of 65 and over in per cent, NaN where unknown.
        densities: B, inhabitants per square kilometre, NaN where unknown.
        designated: designation × B, whether each is designated so.
        prefectures: B, number of the prefecture's body.
        body_groups: for each body, numbers of the councils and events that it takes part in.
        texts: words of the projects.
    """

    projects: Sequence[str]
    programmes: Sequence[str]
    technologies: Sequence[str]
    challenges: Sequence[str]
    bodies: Sequence[str]
    body_kinds: Sequence[str]
    regions: Sequence[str]
    groups: Sequence[str]
    designations: Sequence[str]
    levels: NDArray[np.float32]
    problems: NDArray[np.float32]
    own: NDArray[np.bool_]
    open_lists: NDArray[np.bool_]
    years: NDArray[np.int16]
    supported: NDArray[np.int16]
    finished: NDArray[np.bool_]
    current: NDArray[np.bool_]
    programme: NDArray[np.int16]
    programme_ties: NDArray[np.float32]
    road_support: NDArray[np.bool_]
    place_sets: NDArray[np.int32]
    sets: Lists
    participants: Lists
    councils: Lists
    linked: Lists
    distances: NDArray[np.float32]
    populations: NDArray[np.int32]
    aged: NDArray[np.float32]
    densities: NDArray[np.float32]
    designated: NDArray[np.bool_]
    prefectures: NDArray[np.int32]
    body_groups: Lists
    texts: Texts

    def write(self, folder: Path) -> None:
        """Write everything into an existing empty folder."""
        names: dict[str, Sequence[str]] = {}
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                np.save(folder / f"{field.name}.npy", value)
            elif isinstance(value, Lists | Texts):
                for part in fields(value):
                    np.save(folder / f"{field.name}.{part.name}.npy", getattr(value, part.name))
            else:
                names[field.name] = list(value)
        (folder / _NAMES).write_bytes(orjson.dumps(names))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map what ``write`` wrote.

        Raises:
            OSError: a file is missing.
            ValueError: a file is not what it should be.
        """
        values: dict[str, Any] = dict(orjson.loads((folder / _NAMES).read_bytes()))
        for name, kind in (*((name, Lists) for name in _LISTS), ("texts", Texts)):
            parts = (_mapped(folder / f"{name}.{part.name}.npy") for part in fields(kind))
            values[name] = kind(*parts)
        for field in fields(cls):
            if field.name not in values:
                values[field.name] = _mapped(folder / f"{field.name}.npy")
        found = cls(**values)
        if not found.levels.shape[1] == len(found.projects) == len(found.place_sets):
            raise ValueError(f"the files of {folder.name}/ do not fit each other")
        return found


_LISTS = ("sets", "participants", "councils", "linked", "body_groups")


def _mapped(path: Path) -> NDArray[Any]:
    """Map an array; what is small is read, for a mapped array is slower to look into."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    if mapped.nbytes < 1 << 16:
        return np.array(mapped)
    return mapped.view(np.ndarray)  # a memmap of its own class is slow to slice


def arrays_of(facts: Facts) -> Arrays:
    """Return facts as arrays, whatever their order."""
    projects = sorted(facts.projects, key=lambda project: project.key)
    bodies = sorted(facts.bodies, key=lambda body: body.code)
    keys = [project.key for project in projects]
    programmes = sorted({project.programme for project in projects})
    numbers = _numbers(keys)
    codes = _numbers(body.code for body in bodies)
    technologies, challenges = sorted(facts.technologies), sorted(facts.challenges)
    distinct = sorted({tuple(sorted(p.places)) for p in projects})
    set_numbers = {places: number for number, places in enumerate(distinct)}
    groups = sorted(
        {g for p in projects for g in p.councils} | {g for b in bodies for g in b.groups}
    )
    group_numbers = _numbers(groups)
    programme_numbers = _numbers(programmes)
    size = len(projects)
    return Arrays(
        projects=keys,
        programmes=programmes,
        technologies=technologies,
        challenges=challenges,
        bodies=[body.code for body in bodies],
        body_kinds=[body.kind for body in bodies],
        regions=[body.region for body in bodies],
        groups=groups,
        designations=list(LIVING),
        levels=_levels(projects, technologies, facts.broader),
        problems=_problems(projects, challenges, facts.broader),
        own=_own(projects, technologies),
        open_lists=_array((p.open_list for p in projects), np.bool_, size),
        years=_array((p.fiscal_year for p in projects), np.int16, size),
        supported=_array((_years_supported(p) for p in projects), np.int16, size),
        finished=_array((p.status in FINISHED for p in projects), np.bool_, size),
        current=_array((p.status in CURRENT for p in projects), np.bool_, size),
        programme=_array((programme_numbers[p.programme] for p in projects), np.int16, size),
        programme_ties=_ties(programmes, facts.programme_ties),
        road_support=_array((p.road_support for p in projects), np.bool_, size),
        place_sets=_array((set_numbers[tuple(sorted(p.places))] for p in projects), np.int32, size),
        sets=Lists.of([codes[code] for code in places] for places in distinct),
        participants=Lists.of([codes[code] for code in dict.fromkeys(p.bodies)] for p in projects),
        councils=Lists.of([group_numbers[g] for g in sorted(set(p.councils))] for p in projects),
        linked=Lists.of(
            sorted(numbers[k] for k in set(p.linked) if k in numbers) for p in projects
        ),
        distances=body_distances(bodies),
        populations=_array((body.population or 0 for body in bodies), np.int32, len(bodies)),
        aged=_array(
            (np.nan if b.aged_percent is None else b.aged_percent for b in bodies),
            np.float32,
            len(bodies),
        ),
        densities=_array((_density(body) for body in bodies), np.float32, len(bodies)),
        designated=np.array([[key in b.designations for b in bodies] for key in LIVING], np.bool_),
        prefectures=_array((codes[body.prefecture] for body in bodies), np.int32, len(bodies)),
        body_groups=Lists.of(sorted({group_numbers[g] for g in b.groups}) for b in bodies),
        texts=text_arrays(facts.text, keys),
    )


def content_of(levels: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the information content of each concept among the projects (rows: concepts)."""
    return information_content(np.count_nonzero(levels, axis=1), levels.shape[1])


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _array(values: Iterable[Any], kind: type, size: int) -> NDArray[Any]:
    return np.fromiter(values, dtype=kind, count=size)


def _years_supported(project: ProjectFacts) -> int:
    return max(1, (project.supported_until or project.fiscal_year) - project.fiscal_year + 1)


def _density(body: BodyFacts) -> float:
    return body.population / body.area_km2 if body.population and body.area_km2 else np.nan


def _levels(
    projects: Sequence[ProjectFacts], keys: Sequence[str], broader: Mapping[str, Sequence[str]]
) -> NDArray[np.float32]:
    rows = _numbers(keys)
    found = np.zeros((len(keys), len(projects)), dtype=np.float32)
    for column, project in enumerate(projects):
        for concepts, level in ((project.derived, LEVEL_DERIVED), (project.printed, LEVEL_PRINTED)):
            for concept in concepts:
                for above in (concept, *broader[concept]):
                    found[rows[above], column] = level
    return found


def _problems(
    projects: Sequence[ProjectFacts], keys: Sequence[str], broader: Mapping[str, Sequence[str]]
) -> NDArray[np.float32]:
    rows = _numbers(keys)
    found = np.zeros((len(keys), len(projects)), dtype=np.float32)
    for column, project in enumerate(projects):
        for concept in project.challenges:
            for above in (concept, *broader[concept]):
                found[rows[above], column] = 1.0
    return found


def _own(projects: Sequence[ProjectFacts], keys: Sequence[str]) -> NDArray[np.bool_]:
    rows = _numbers(keys)
    found = np.zeros((len(keys), len(projects)), dtype=np.bool_)
    for column, project in enumerate(projects):
        for concept in (*project.printed, *project.derived):
            found[rows[concept], column] = True
    return found


def _ties(programmes: Sequence[str], ties: Mapping[tuple[str, str], float]) -> NDArray[np.float32]:
    rows = [[1.0 if a == b else ties.get((a, b), 0.0) for b in programmes] for a in programmes]
    return np.array(rows, dtype=np.float32).reshape(len(programmes), len(programmes))
