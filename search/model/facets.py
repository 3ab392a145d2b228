"""The facets: conditions whose values are counted, listed, filtered by and written in queries.

All of a facet is its row in ``FACETS``. From the row it becomes a parameter of search, of similar
projects and of the pages; a field of the field syntax; a condition, its mask and its column; a
counted facet of the answer; a list of the search page; a part of ``interpretation`` and of
``emptied_by``. What else it needs is words: the text ``condition-{name}``. A facet whose values
are concepts also needs a part of the score (``search.retrieval.ranking``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, TypeVar

from search.model.corpus import Document

PLACE: Final = "place"
"""Kind of the spans that name a local government."""


class Values(Enum):
    """What the values of a facet are: how a text names one, and which of them a document has."""

    KIND = auto()
    """Kinds of things."""
    CONCEPT = auto()
    """Concepts of a thesaurus, by label. A document has the broader ones too. Several groups of
    alternatives may be asked for at once."""
    NAMED = auto()
    """Things that have labels in the lexicon."""
    CODE = auto()
    """Codes of a code list, by key or label."""
    PREFECTURE = auto()
    """Prefectures. A document has those of the places that it lies in."""
    MUNICIPALITY = auto()
    """Local governments. A document has those that it names, and of a ward its city."""
    REGION = auto()
    """Groups of prefectures. A document has those of the places that it lies in."""
    YEAR = auto()
    """Fiscal years. Ranges of them can be asked for. One facet has them (``Conditions.years``)."""


_AREAS: Final = frozenset({Values.PREFECTURE, Values.MUNICIPALITY, Values.REGION})
_LEFT_OUT: Final = frozenset({Values.NAMED, Values.CODE})

_BY_LABEL: Final = "Key, IRI or label; repeated: any of them"
_BY_PLACE: Final = "Code, IRI or name; repeated: any of them"


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet.

    Args:
        name: facet of the answer, parameter, column and mask.
        conditions: its values in the answer's ``interpretation``.
        values: what its values are.
        of: what of a document they are made from, as ``values`` says.
        takes: what the parameter takes, for its description.
        field: its name in the field syntax, where that is another one.
        span: kind of the spans and labels that state it, where that is called otherwise.
        codes: the code list of its values.
        of_bodies: whether local governments and councils meet it themselves, whatever their
            projects do; those of places do.
        matters: how much of a question it is. Where nothing is found, what matters least is left
            out first.
        listed_before: the facet before which the answer lists it, where that is not the next.
        parameter_before: the facet before which its parameter stands, where that is not the next.
    """

    name: str
    conditions: str
    values: Values
    of: Callable[[Document], Iterable[str]]
    takes: str = _BY_LABEL
    field: str = ""
    span: str = ""
    codes: str = ""
    of_bodies: bool = False
    matters: int = 3
    listed_before: str = ""
    parameter_before: str = ""

    def __post_init__(self) -> None:
        """Fill in what is called like something else."""
        object.__setattr__(self, "field", self.field or self.name)
        object.__setattr__(self, "span", self.span or self.name)

    @property
    def is_grouped(self) -> bool:
        """Whether several groups of alternatives may be asked for at once."""
        return self.values is Values.CONCEPT

    @property
    def is_coded(self) -> bool:
        """Whether its values are codes."""
        return self.values is Values.CODE

    @property
    def is_area(self) -> bool:
        """Whether its values are areas."""
        return self.values in _AREAS

    @property
    def is_left_out(self) -> bool:
        """Whether it is left out where nothing is found, since nothing smaller can be changed."""
        return self.values in _LEFT_OUT


FACETS: Final[tuple[Facet, ...]] = (
    Facet("type", "types", Values.KIND, lambda document: (document.kind,)),
    Facet(
        "technology",
        "technologies",
        Values.CONCEPT,
        lambda document: (*document.technologies, *document.technologies_derived),
    ),
    Facet("challenge", "challenges", Values.CONCEPT, lambda document: document.challenges),
    Facet("programme", "programmes", Values.NAMED, lambda document: document.programmes),
    Facet(
        "ministry",
        "ministries",
        Values.NAMED,
        lambda document: document.ministries,
        parameter_before="region",
    ),
    Facet(
        "prefecture",
        "prefectures",
        Values.PREFECTURE,
        lambda document: document.located_in,
        takes=_BY_PLACE,
        span=PLACE,
    ),
    Facet(
        "municipality",
        "municipalities",
        Values.MUNICIPALITY,
        lambda document: document.bodies,
        takes=_BY_PLACE,
        span=PLACE,
    ),
    Facet(
        "region",
        "regions",
        Values.REGION,
        lambda document: document.located_in,
        takes="Key or name; repeated: any of them",
        listed_before="prefecture",
    ),
    Facet(
        "applicant_kind",
        "applicant_kinds",
        Values.CODE,
        lambda document: document.applicant_kinds,
        takes="Kind of local government that applies: town, city …; any of them",
        codes="body-kind",
        of_bodies=True,
        matters=2,
    ),
    Facet(
        "designation",
        "designations",
        Values.CODE,
        lambda document: document.designations,
        takes="Designation of the places: remote-island, depopulated …; any of them",
        codes="designation",
        of_bodies=True,
        matters=2,
    ),
    Facet(
        "status",
        "statuses",
        Values.CODE,
        lambda document: document.statuses,
        takes="supported, finishing or ended; any of them",
        codes="status",
        matters=1,
    ),
    Facet(
        "fiscal_year",
        "fiscal_years",
        Values.YEAR,
        lambda document: (str(document.fiscal_year),) if document.fiscal_year else (),
        takes="2020, 2020..2022 or 2020..; any of them",
        field="year",
        span="year",
        listed_before="region",
    ),
)
"""Every facet, in the order of the field syntax and of ``interpretation``."""

BY_NAME: Final[Mapping[str, Facet]] = {facet.name: facet for facet in FACETS}
BY_FIELD: Final[Mapping[str, Facet]] = {facet.field: facet for facet in FACETS}
BY_SPAN: Final[Mapping[str, Facet]] = {facet.span: facet for facet in FACETS if facet.span != PLACE}
"""The facet that spans of a kind state; a place may state several, or none."""


def _moved(before: Callable[[Facet], str]) -> tuple[Facet, ...]:
    """Return the facets with some of them before others.

    Args:
        before: gives the name of the facet that one stands before, or an empty string.
    """
    moved = list(FACETS)
    for facet in FACETS:
        if before(facet):
            moved.remove(facet)
            moved.insert(moved.index(BY_NAME[before(facet)]), facet)
    return tuple(moved)


LISTED: Final = _moved(lambda facet: facet.listed_before)
"""Every facet, in the order in which answers and pages list them: areas from large to small."""
PARAMETERS: Final = _moved(lambda facet: facet.parameter_before)
"""Every facet, in the order of the parameters, which the links of pages and answers keep."""
AREAS: Final = tuple(facet.name for facet in LISTED if facet.is_area)
"""Names of the facets whose values are areas, the largest first."""
GROUPED: Final = tuple(facet.name for facet in FACETS if facet.is_grouped)
"""Names of the facets of which several groups of alternatives may be asked for at once."""
LEFT_OUT: Final = tuple(
    facet.name for facet in sorted(FACETS, key=lambda facet: facet.matters) if facet.is_left_out
)
"""Names of the facets that are left out where nothing is found, in that order."""

T_co = TypeVar("T_co", covariant=True)


class ByFacet(Mapping[str, tuple[T_co, ...]]):
    """Values by the names of facets. A facet that nothing is said of has no values.

    It cannot be changed, and only facets with values are among its names.

    Args:
        values: tuples of values by the name of the facet.
        named: the same, as keywords.

    Raises:
        KeyError: there is no such facet.
    """

    __slots__ = ("_values",)

    def __init__(
        self, values: Mapping[str, tuple[T_co, ...]] | None = None, /, **named: tuple[T_co, ...]
    ) -> None:
        given = {**values, **named} if values else named
        self._values: dict[str, tuple[T_co, ...]] = {n: v for n, v in given.items() if v}
        for name in self._values:
            _ = BY_NAME[name]  # a name that is none is a mistake of the program, not no values

    def __getitem__(self, name: str) -> tuple[T_co, ...]:
        found = self._values.get(name)
        if found is None:
            _ = BY_NAME[name]
            return ()
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByFacet) and self._values == other._values

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"ByFacet({self._values})"

    def __or__(self, other: Mapping[str, tuple[T_co, ...]]) -> ByFacet[T_co]:
        """Return these values with those of the other in their stead; an empty tuple removes."""
        return ByFacet({**self._values, **other}) if other else self


NOTHING: Final[ByFacet[Any]] = ByFacet()
"""Nothing is said of any facet."""
