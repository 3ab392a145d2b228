"""What programmes are compared by: counted once a release, in as many queries as there are kinds.

No request reads projects: what a programme selected is held as numbers by concept and year, so that
an answer costs the same at 273 projects and at 100,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.entities.named_queries import named_query
from graph.entities.reader import EntityReader
from graph.entities.records import Record
from graph.store.store import Binding, Store

NOT_SELECTIONS = ("priority", "hands-on", "bureau-project")
"""Kinds of rows that are designations beside a selection; a mention or a payee implies one."""
_PATHS = {
    "printed": "tsn:technology",
    "technologies": "tsn:technology|tsn:derivedTechnology",
    "challenges": "tsn:challenge",
}
"""What is counted, and the way from a project to it."""
_EMPTY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Area:
    """A local government that takes part in a programme.

    Args:
        prefecture: code of its prefecture; its own for a prefecture.
        latitude: degrees, of its office.
        longitude: degrees.
    """

    prefecture: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """One programme.

    Args:
        key: its key.
        printed: number of selected projects whose source prints a technology or a narrower one.
        technologies: the same with derived technologies.
        challenges: number of selected projects with a challenge or a narrower one.
        years: number of selected projects by fiscal year.
        rows: number of all its projects by fiscal year and kind of selection.
        recipients: local governments of what it selected, by code.
        payees: local governments and councils that it paid.
        named_technologies: technologies that its name, aim or support says.
        named_challenges: challenges that they say.
        ministries: ministries that run it.
        groups: groups to which it belongs.
    """

    key: str
    printed: Mapping[str, int] = field(default_factory=dict, hash=False)
    technologies: Mapping[str, int] = field(default_factory=dict, hash=False)
    challenges: Mapping[str, int] = field(default_factory=dict, hash=False)
    years: Mapping[int, int] = field(default_factory=dict, hash=False)
    rows: Mapping[int, Mapping[str, int]] = field(default_factory=dict, hash=False)
    recipients: Mapping[str, Area] = field(default_factory=dict, hash=False)
    payees: frozenset[str] = frozenset()
    named_technologies: frozenset[str] = frozenset()
    named_challenges: frozenset[str] = frozenset()
    ministries: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def selected(self) -> int:
        """Projects that it selected and that are known."""
        return sum(self.years.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """A row that says something between or of programmes, and where it stands.

    Args:
        kind: key in ``programme-tie-kind``, in ``project-stage``, or ``joint-screening``.
        basis: ``stated`` or ``derived``.
        fiscal_year: as stated, or None.
        words: the words on which it rests, as printed.
        source: key of its source.
        locator: where in it.
        group: the group that both belong to, the programme that the other is part of, or empty.
    """

    kind: str
    basis: str
    fiscal_year: int | None
    words: str
    source: str
    locator: str
    group: str = ""

    def evidence(self) -> dict[str, object]:
        """Return what a reason shows of it."""
        shown = {name: getattr(self, name) for name in self.__slots__ if name != "kind"}
        return {name: value for name, value in shown.items() if value not in {None, ""}}


@dataclass(frozen=True, slots=True)
class ProgrammeData:
    """All programmes of a release.

    Args:
        programmes: by key.
        ties: statements between two programmes, in either direction.
        stages: statements of the stages that a programme supports.
        forms: statements of the forms of its support.
    """

    programmes: Mapping[str, ProgrammeFacts] = field(hash=False)
    ties: Mapping[tuple[str, str], Sequence[Statement]] = field(hash=False, default_factory=dict)
    stages: Mapping[str, Sequence[Statement]] = field(hash=False, default_factory=dict)
    forms: Mapping[str, Sequence[Statement]] = field(hash=False, default_factory=dict)

    @property
    def last_year(self) -> int:
        """Latest fiscal year in which any programme is known to have selected anything."""
        return max((max(p.years) for p in self.programmes.values() if p.years), default=0)


def gather_programmes(store: Store, reader: EntityReader) -> ProgrammeData:
    """Return the programmes of a release: seven queries over projects and payments, then rows.

    Args:
        store: the release's store.
        reader: over the same store.
    """
    counts = {name: _counts(store, reader, path) for name, path in _PATHS.items()}
    rows = _selection_rows(store, reader)
    recipients, payees = _recipients(store, reader), _payees(store, reader)
    columns = {
        name: _pairs(reader.records.all(table), column)
        for name, table, column in (
            ("named_technologies", "programme_technologies", "technology"),
            ("named_challenges", "programme_challenges", "challenge"),
            ("groups", "programme_group_members", "programme_group"),
        )
    }
    run_by = (
        record
        for record in reader.records.all("programme_organisations")
        if _named(record, "role") == "ministry"
    )
    ministries = _pairs(run_by, "organisation")
    programmes = {
        key: ProgrammeFacts(
            key=key,
            printed=counts["printed"].get(key, _EMPTY),
            technologies=counts["technologies"].get(key, _EMPTY),
            challenges=counts["challenges"].get(key, _EMPTY),
            years=_selected(rows[key]),
            rows=rows[key],
            recipients=recipients[key],
            payees=frozenset(payees[key]),
            ministries=frozenset(ministries[key]),
            **{name: frozenset(found[key]) for name, found in columns.items()},
        )
        for key in sorted(record.key for record in reader.records.all("programmes"))
    }
    support = reader.records.all("programme_support")
    stages, forms = (_support(support, column) for column in ("stage", "form"))
    return ProgrammeData(programmes, _ties(reader), stages, forms)


def _rows(store: Store, reader: EntityReader, name: str, path: str = "") -> list[Binding]:
    others = (reader.iris.entity("selection-kind", key) for key in NOT_SELECTIONS)
    text = named_query(name).replace("# not selections", ", ".join(f"<{iri}>" for iri in others))
    return store.select(text.replace("# path", path))


def _key(row: Binding, variable: str, reader: EntityReader) -> str:
    place = reader.iris.split(str(row[variable])) if variable in row else None
    return place[1] if place else ""


def _counts(store: Store, reader: EntityReader, path: str) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(store, reader, "programme_concepts", path):
        programme, concept = (_key(row, name, reader) for name in ("programme", "concept"))
        found[programme][concept] = int(row["n"])
    return dict(found)


def _selection_rows(
    store: Store, reader: EntityReader
) -> defaultdict[str, dict[int, dict[str, int]]]:
    """Return how many projects each programme has, by fiscal year and kind of selection."""
    found: defaultdict[str, dict[int, dict[str, int]]] = defaultdict(dict)
    for row in _rows(store, reader, "programme_years"):
        kinds = found[_key(row, "programme", reader)].setdefault(int(row["year"]), {})
        kinds[_key(row, "kind", reader)] = int(row["n"])
    return found


def _selected(rows: Mapping[int, Mapping[str, int]]) -> dict[int, int]:
    """Return how many projects were selected by fiscal year; years of none are left out."""
    counts = {
        year: sum(count for kind, count in kinds.items() if kind not in NOT_SELECTIONS)
        for year, kinds in rows.items()
    }
    return {year: count for year, count in counts.items() if count}


def _recipients(store: Store, reader: EntityReader) -> defaultdict[str, dict[str, Area]]:
    found: defaultdict[str, dict[str, Area]] = defaultdict(dict)
    for row in _rows(store, reader, "programme_bodies"):
        programme, code, prefecture = (
            _key(row, name, reader) for name in ("programme", "body", "prefecture")
        )
        found[programme][code] = Area(
            prefecture or code, float(row["latitude"]), float(row["longitude"])
        )
    return found


def _payees(store: Store, reader: EntityReader) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(store, reader, "programme_payees"):
        found[_key(row, "programme", reader)].add(_key(row, "payee", reader))
    return found


def _named(record: Record, column: str) -> str:
    thing = record.named(column)
    return thing.key if thing else ""


def _pairs(records: Iterable[Record], column: str) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        found[_named(record, "programme")].add(_named(record, column))
    return found


def _statement(record: Record, kind: str, basis: str, group: str = "") -> Statement:
    return Statement(
        kind,
        basis,
        record.integer("fiscal_year") or None,
        record.text("evidence"),
        record.source,
        record.locator,
        group,
    )


def _ties(reader: EntityReader) -> dict[tuple[str, str], list[Statement]]:
    """Return what rows say between programmes; members of one group are tied by their rows."""
    found: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for record in reader.records.all("programme_relations"):
        ends = _named(record, "programme"), _named(record, "related")
        kind, group = _named(record, "relation"), ""
        if kind == "part-of":  # a whole is to its part what a group is to its members
            kind, group = "joint-screening", _named(record, "related")
        statement = _statement(record, kind, _named(record, "basis"), group)
        for pair in (ends, ends[::-1]):
            found[pair].append(statement)
    members = reader.records.all("programme_group_members")
    for one in members:
        for other in members:
            group = _named(one, "programme_group")
            if one.key != other.key and group == _named(other, "programme_group"):
                pair = _named(one, "programme"), _named(other, "programme")
                found[pair].append(_statement(other, "joint-screening", "stated", group))
    return dict(found)


def _support(records: Iterable[Record], column: str) -> dict[str, list[Statement]]:
    found: defaultdict[str, list[Statement]] = defaultdict(list)
    for record in records:
        if kind := _named(record, column):
            found[_named(record, "programme")].append(_statement(record, kind, "stated"))
    return dict(found)
