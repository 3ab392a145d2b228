"""What is said of each programme beside its rank: support, money, numbers, names, offices, steps.

Read once a release, one query a table; every row keeps its source. Published numbers that disagree
all stand, each with its own source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from api.contract.parts import Source
from api.things.coverage import SELECTED, coverage
from api.things.items import named, source_item
from api.wording.language import Texts
from graph.entities.reader import EntityReader
from graph.entities.records import Named, Record
from graph.relations.programmes.facts import gather_programmes
from graph.relations.programmes.ranking import Programmes
from graph.store.store import Store

PAYS = frozenset(
    {"subsidy-rate", "max-support", "support-per-area", "min-project-cost", "support-period"}
)
"""Terms that say what a programme pays and for how long."""
_ONE_PROGRAMME = {
    "support": ("programme_support", ("form", "stage", "fiscal_year", "evidence", "note")),
    "budgets": (
        "programme_budgets",
        ("fiscal_year", "measure", "amount_as_printed", "amount_yen", "qualifier",
         "budget_line_as_printed", "note"),
    ),
    "terms": (
        "programme_terms",
        ("term", "fiscal_year", "value_as_printed", "amount_yen", "amount_yen_max", "note"),
    ),
    "offices": (
        "programme_offices",
        ("office_as_printed", "organisation", "email", "email_as_printed", "telephone", "as_of",
         "note"),
    ),
}  # fmt: skip
"""Lists of facts: the table of each, and the columns that are shown."""


class ProgrammeBook:
    """The programmes of one release: how they are related, and what is said of each.

    ``counts`` and ``organisations`` are rows by the key of their programme: published numbers of
    projects, and ministries with their offices; ``rows`` has others by table: its own row, its
    terms, its offices; ``coverage`` is what the data hold of these
    numbers. ``facts`` has the programmes that are screened jointly first, then the others, those
    of most projects first.

    Args:
        store: the release's store.
        reader: over the same store.
    """

    def __init__(self, store: Store, reader: EntityReader) -> None:
        self._reader = reader
        self.ranked = Programmes(gather_programmes(store, reader))
        self.counts = _grouped(reader.records.all("programme_counts"))
        self.organisations = _grouped(reader.records.all("programme_organisations"))
        self._above = {
            part.key: whole
            for record in reader.records.all("organisation_parents")
            if (part := record.named("organisation")) and (whole := record.named("parent"))
            if (kind := record.named("relation")) and kind.key == "part-of"
        }
        self.coverage = {
            key: coverage(known.rows, self.counts.get(key, ()))
            for key, known in self.ranked.data.programmes.items()
        }
        records = reader.records.all("programmes")
        groups = reader.records.all("programme_groups")
        self.rows = {
            "programmes": {record.key: (record,) for record in records},
            "programme_terms": _grouped(reader.records.all("programme_terms")),
            "programme_offices": _grouped(reader.records.all("programme_offices")),
        }
        self.groups = {record.key: dict(record.labels) for record in (*records, *groups)}
        self._joint = frozenset(row.key for row in records if row.flag("jointly_screened"))
        self.facts = self._facts()
        self.steps = self._steps()

    def is_joint(self, key: str) -> bool:
        """Tell whether a programme is one of those that are screened jointly."""
        return key in self._joint

    def source(self, key: str, locator: str = "") -> Source:
        """Return a source as every answer shows it."""
        return source_item(self._reader.sources[key], locator)

    def _row(self, record: Record, columns: Iterable[str]) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for column in columns:
            thing = record.named(column)
            shown[column] = named(thing, self._reader.iris) if thing else record.values.get(column)
        return {**shown, "source": self.source(record.source, record.locator)}

    def _place(self, record: Record) -> tuple[bool, int, str]:
        """Return what programmes are listed by."""
        if self.is_joint(record.key):
            return False, 0, record.key
        return True, -self.ranked.data.programmes[record.key].selected, record.key

    def _facts(self) -> dict[str, dict[str, Any]]:
        records = self._reader.records
        lists = {name: _grouped(records.all(table)) for name, (table, _) in _ONE_PROGRAMME.items()}
        names = self._names()
        found = {}
        for record in sorted(records.all("programmes"), key=self._place):
            rows = {
                name: [self._row(row, columns) for row in lists[name].get(record.key, ())]
                for name, (_, columns) in _ONE_PROGRAMME.items()
            }
            known = self.ranked.data.programmes[record.key]
            found[record.key] = {
                "since": self._row(record, ("launched_fiscal_year", "note")),
                "supports": Texts({lang: record.text(f"support_{lang}") for lang in ("ja", "en")}),
                **rows,
                "terms": [row for row in rows["terms"] if row["term"]["key"] in PAYS],
                "selected": self._selected(self.counts.get(record.key, ())),
                "known_projects": known.selected,
                "coverage": [year.payload() for year in self.coverage[record.key].years],
                "last_selected": max(known.years, default=None),
                "names": names[record.key],
            }
        return found

    def _selected(self, records: Iterable[Record]) -> list[dict[str, Any]]:
        """Return the published numbers by fiscal year; ``disagree`` where sources differ."""
        years: defaultdict[int, list[Record]] = defaultdict(list)
        for record in records:
            measure = record.named("measure")
            if measure and measure.key in SELECTED and not record.text("fiscal_year_end"):
                years[record.integer("fiscal_year")].append(record)
        columns = ("measure", "value", "unit", "qualifier", "as_of", "note")
        return [
            {
                "fiscal_year": year,
                "published": [self._row(row, columns) for row in rows],
                "disagree": len({row.integer("value") for row in rows if _is_selected(row)}) > 1,
            }
            for year, rows in sorted(years.items())
        ]

    def _names(self) -> defaultdict[str, list[dict[str, Any]]]:
        """Return which name of a programme followed which."""
        names = {record.key: record for record in self._reader.records.all("programme_names")}
        found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in self._reader.records.all("programme_successions"):
            earlier, later = (record.named(column) for column in ("name", "successor"))
            if earlier and later:
                row = self._row(record, ("basis", "fiscal_year", "evidence", "note"))
                texts = {
                    side: names[thing.key].text("name_ja")
                    for side, thing in (("earlier", earlier), ("later", later))
                }
                ends = (names[thing.key].named("programme") for thing in (earlier, later))
                for key in dict.fromkeys(programme.key for programme in ends if programme):
                    found[key].append({**texts, **row})
        return found

    def owners(self, programme: str, lang: str) -> list[str]:
        """Return who runs a programme, each with what it is part of: 内閣府地方創生推進事務局.

        Args:
            programme: its key.
            lang: Japanese names the whole first, English last.
        """
        rows = self.organisations.get(programme, ())
        named = {thing.key: thing for row in rows if (thing := row.named("organisation"))}
        chains = [self._chain(thing) for thing in named.values()]
        inner = {above.key for chain in chains for above in chain[:-1]}
        return [_chained(chain, lang) for chain in chains if chain[-1].key not in inner]

    def _chain(self, organisation: Named) -> list[Named]:
        """Return an organisation after what it is part of, the whole first."""
        chain = [organisation]
        while (above := self._above.get(chain[0].key)) and above not in chain:
            chain.insert(0, above)
        return chain

    def _steps(self) -> list[dict[str, Any]]:
        """Return what happens when support ends, in the order of the source."""
        records = self._reader.records.all("transition_steps")
        return [
            {
                "key": record.key,
                "labels": dict(record.labels),
                **{
                    stem: Texts({lang: record.text(f"{stem}_{lang}") for lang in ("ja", "en")})
                    if record.text(f"{stem}_ja")
                    else None
                    for stem in ("condition", "action")
                },
                **self._row(
                    record,
                    (
                        "position",
                        "programme",
                        "permitted",
                        "timing_as_printed",
                        "fiscal_year",
                        "note",
                    ),
                ),
            }
            for record in sorted(records, key=lambda record: record.integer("position"))
        ]


def _is_selected(record: Record) -> bool:
    measure = record.named("measure")
    return bool(measure) and measure.key == "selected"  # type: ignore[union-attr]


def _grouped(records: Iterable[Record]) -> Mapping[str, tuple[Record, ...]]:
    """Return rows by the key of their programme, without those of groups of programmes."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        thing = record.named("programme")
        if thing and thing.kind == "programme":
            found[thing.key].append(record)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


def _chained(chain: Sequence[Named], lang: str) -> str:
    """Return an organisation with what it is part of; a whole that a part names is not repeated."""
    parts = [one.label(lang) for one in chain]
    said = [
        whole
        for number, whole in enumerate(parts)
        if not any(whole in part for part in parts[number + 1 :])
    ]
    return "".join(said) if lang == "ja" else ", ".join(reversed(said))
