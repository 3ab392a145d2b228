"""What search is given at build time: documents, places and labels. It knows nothing of RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

Progress = Callable[[str, int, int], None]
"""Progress of a long build: the task, items done, total."""


Keep = Callable[
    [str, Sequence[bytes], Callable[[Sequence[int]], Sequence[bytes]], int], list[bytes]
]
"""Gives what a step makes of each of some inputs, from a build before where that has made it. Told
the name of the step, the inputs, what makes the values of some of them, by number, and how many
builds are remembered."""


def anew(
    _step: str,
    inputs: Sequence[bytes],
    make: Callable[[Sequence[int]], Sequence[bytes]],
    _most: int,
) -> list[bytes]:
    """Make everything, and keep nothing."""
    return list(make(range(len(inputs))))


def silent(_what: str, _done: int, _total: int) -> None:
    """Ignore the progress of a build."""


@dataclass(frozen=True, slots=True)
class Place:
    """A local government as a place on the map.

    Args:
        code: its 6-digit code.
        kind: ``prefecture``, ``ward`` or a kind of municipality.
        name: short Japanese name (``河内長野市``).
        full_name: with its prefecture.
        reading: hiragana.
        romaji: Hepburn without macrons, without suffix.
        romaji_suffix: ``-shi``, ``-machi`` …, or empty.
        english: English name (``Kawachinagano City``).
        latitude: degrees.
        longitude: degrees.
        prefecture: code of the prefecture (its own for a prefecture).
        parent: code of a ward's city, or empty.
        figures: what is counted of it by measure (``search.numbers.figures``); not of prefectures.
    """

    code: str
    kind: str
    name: str
    full_name: str
    reading: str
    romaji: str
    romaji_suffix: str
    english: str
    latitude: float
    longitude: float
    prefecture: str
    parent: str
    figures: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Region:
    """A group of places with a name.

    Args:
        key: its key.
        labels: its names, the Japanese one first.
        prefectures: codes of the prefectures of a region that lists are made by (関西, 東北).
        english: English name, or the Japanese one where there is none.
        members: codes of the places of a region that is only said (道東, 湘南, 東日本).
    """

    key: str
    labels: tuple[str, ...]
    prefectures: tuple[str, ...]
    english: str
    members: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The codes of what it consists of."""
        return (*self.prefectures, *self.members)


class Station(NamedTuple):
    """A railway station, which names the municipality that it lies in.

    Args:
        key: its key.
        name: its Japanese name, without 駅.
        municipality: code of the municipality.
        latitude: degrees.
        longitude: degrees.
        lines: how many lines stop there; of stations of one name more lines are meant first.
    """

    key: str
    name: str
    municipality: str
    latitude: float
    longitude: float
    lines: int


class FormerName(NamedTuple):
    """What a place was called, or was a part of another place, until a day.

    Args:
        name: the former name.
        until: the day from which it was no more, ``YYYY-MM-DD``, or empty.
    """

    name: str
    until: str


def regions_of(regions: Iterable[Region]) -> dict[str, tuple[str, ...]]:
    """Return the keys of the regions of each prefecture, by its code, in the order of regions.

    Regions that are only said are not among them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for region in regions:
        for code in region.prefectures:
            found[code] = (*found.get(code, ()), region.key)
    return found


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a thing that a query can name.

    Args:
        kind: ``technology``, ``challenge``, ``programme``, ``ministry``, ``place`` or
            ``organisation``.
        key: key of the thing.
        text: the label.
        lang: BCP 47 tag; ``ja-Latn`` marks romaji, ``ja-Hira`` a reading.
        preferred: whether it is the label that is shown.
        former: of a place: that it is not called so any more.
    """

    kind: str
    key: str
    text: str
    lang: str
    preferred: bool
    former: FormerName | None = None


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Concepts of the thesauri: which are narrower, and how near they are.

    Args:
        narrower: for each concept the transitively narrower ones with their Wu–Palmer similarity.
    """

    narrower: Mapping[str, Mapping[str, float]] = field(hash=False)

    def broader(self) -> dict[str, tuple[str, ...]]:
        """Return the transitively broader concepts of each concept that has any, sorted."""
        found: dict[str, set[str]] = {}
        for above, below in self.narrower.items():
            for key in below:
                found.setdefault(key, set()).add(above)
        return {key: tuple(sorted(above)) for key, above in found.items()}


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    Args:
        kind: one of ``KINDS``.
        key: its key.
        labels: its labels by language; the Japanese one is also searched as the title.
        titles: further titles and names.
        names: names of the bodies and organisations in it.
        concept_labels: labels of its concepts.
        texts: descriptions; sentences of them are shown as snippets.
        details: sentences that say less of it than its texts; they too are shown as snippets.
        words: other words by which it is found, which are not shown.
        background: what is said of its places, which is not shown.
        technologies: keys that are printed for it (for a technology: its own key).
        technologies_derived: keys that are derived for it.
        technologies_open: whether the printed list is open; None when none is printed.
        challenges: keys.
        programmes: keys.
        ministries: keys.
        fiscal_year: the year, or None.
        bodies: codes of the local governments named in it.
        applicants: codes of the local governments that are found through a project.
        applicant_kinds: kinds of local government that apply (for a local government, its own).
        councils: keys of the councils that are found through it.
        statuses: keys of its status and of the broader ones.
        designations: keys of what the places where it is are designated as (離島, 過疎地域 …).
        located_in: codes of where it is.
        place_derived: whether that is derived and not printed.
        effort: key of the effort that the project shares with others, or empty.
        amounts: of a programme, by measure (``search.numbers.amounts``), in yen or as a share.
        payload: what the doors show of it; opaque to search.
    """

    kind: str
    key: str
    labels: Mapping[str, str] = field(hash=False)
    titles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    concept_labels: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    technologies_derived: tuple[str, ...] = ()
    technologies_open: bool | None = None
    challenges: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    fiscal_year: int | None = None
    bodies: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    applicant_kinds: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    designations: tuple[str, ...] = ()
    located_in: tuple[str, ...] = ()
    place_derived: bool = False
    effort: str = ""
    amounts: Mapping[str, tuple[float, ...]] = field(default_factory=dict, hash=False)
    payload: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that the search index is built from."""

    documents: tuple[Document, ...]
    places: tuple[Place, ...]
    regions: tuple[Region, ...]
    labels: tuple[Label, ...]
    hierarchy: Hierarchy
    codes: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict, hash=False)
    """Labels of coded values: facet (``status``, ``applicant_kind``), key, language."""
    stations: tuple[Station, ...] = ()
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Codes of the municipalities beside each municipality."""


def to_json(corpus: Corpus) -> dict[str, Any]:
    """Return a corpus without its documents and labels as plain JSON values."""
    return {
        "places": [asdict(place) for place in corpus.places],
        "regions": [asdict(region) for region in corpus.regions],
        "narrower": {key: dict(value) for key, value in corpus.hierarchy.narrower.items()},
        "codes": {
            facet: {key: dict(labels) for key, labels in codes.items()}
            for facet, codes in corpus.codes.items()
        },
        "stations": [list(station) for station in corpus.stations],
        "neighbours": {code: list(beside) for code, beside in corpus.neighbours.items()},
    }


def from_json(data: Mapping[str, Any], documents: tuple[Document, ...] = ()) -> Corpus:
    """Return what ``to_json`` wrote, as a corpus with the given documents and no labels."""
    return Corpus(
        documents=documents,
        places=tuple(Place(**place) for place in data["places"]),
        regions=tuple(
            Region(
                region["key"],
                tuple(region["labels"]),
                tuple(region["prefectures"]),
                region["english"],
                tuple(region["members"]),
            )
            for region in data["regions"]
        ),
        labels=(),
        hierarchy=Hierarchy(data["narrower"]),
        codes=data["codes"],
        stations=tuple(Station(*station) for station in data["stations"]),
        neighbours={code: tuple(beside) for code, beside in data["neighbours"].items()},
    )
