"""The parts of an entity's page: facts, tables and lists, with their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from api.pages.entity.layout import HEADINGS, HINTS, ORDERED, TABLES
from api.pages.parts.cells import EMPTY, Cell, Cells, Value
from api.release.opened import OpenRelease
from api.wording.language import pick
from api.wording.messages import message
from api.wording.values import date_label, years
from graph.entities.lists import BACKGROUND, row_list
from graph.entities.models import Dossier
from graph.entities.records import Named, Record
from ontology.kinds import THESAURUS_SOURCE

_STATED = "stated"
"""Certainty of what a source states, which goes without saying."""
_REPEATED = 3
"""Fewest rows with one note that is said once, above them."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Args:
        slug: names its heading (``page-section-…``) and its anchor.
        form: ``facts``, ``table``, ``list`` or ``texts``: how a template lays it out.
        headers: words for the columns of a table.
        rows: cells by row; a fact is a row of a label, a value and a source.
        hint: a sentence below the heading, or empty.
        source: where all rows stand that name no source of their own, or empty.
    """

    slug: str
    form: str
    rows: Sequence[Sequence[Cell]]
    headers: Sequence[str] = field(default=())
    hint: str = ""
    source: Cell = EMPTY


class Sections:
    """Makes the parts of a page.

    Args:
        opened: the release.
        dossier: the entity, read.
        cells: formats records; numbers the sources of the whole page.
        lang: language of the page.
    """

    def __init__(self, opened: OpenRelease, dossier: Dossier, cells: Cells, lang: str) -> None:
        self._opened, self._dossier, self._lang = opened, dossier, lang
        self._kind = dossier.kind
        self.cells = cells

    def all(self) -> list[Section]:
        """Return the parts of the page, also the empty ones."""
        own = self._dossier.own
        if own is None:
            return self._concept()
        sections = [self._facts(own)]
        if self._kind == "programme":
            sections.append(self._counts())
        if self._kind in {"municipality", "programme"}:
            sections.append(self._projects())
        tables = [self._table(*entry) for entry in TABLES[self._kind]]
        if self._kind == "project":
            sections += [*tables, self._linked(), self._background()]
        elif self._kind == "municipality":
            sections += [self._things("councils"), *tables, self._things("neighbours")]
        elif self._kind == "programme":
            sections += [*tables[:5], self._survey(), *tables[5:]]
        else:
            sections += tables
        return sections

    def _facts(self, own: Record) -> Section:
        source = self.cells.source(own)
        rows: list[tuple[Cell, Cell, Cell]] = [
            ((Value(self.cells.header(column)),), self.cells.cell(own, column), source)
            for column in self.cells.columns([own])
            if column not in {"name", "title", "technologies_open", "listed_number"}
        ]
        if self._kind == "project":
            rows += self._statuses()
        usual = Counter(own_source for _, _, own_source in rows).most_common(1)
        said = usual[0][0] if usual else EMPTY
        apart = [(label, cell, EMPTY if s == said else s) for label, cell, s in rows]
        return Section("facts", "facts", apart, source=said)

    def _statuses(self) -> list[tuple[Cell, Cell, Cell]]:
        found: list[tuple[Cell, Cell, Cell]] = []
        dated = sorted(self._dossier.rows["statuses"], key=lambda row: row.text("as_of"))
        for record in reversed(dated):
            status, certainty = record.named("status"), record.named("certainty")
            parts = [
                self._as_of(record),
                certainty.label(self._lang) if certainty and certainty.key != _STATED else "",
                record.text("note"),
            ]
            shown = Value(status.label(self._lang) if status else "", note=self._sentences(parts))
            label = (Value(self.cells.header("status")),)
            found.append((label, (shown,), self.cells.source(record)))
        return found

    def _table(self, name: str, columns: tuple[str, ...]) -> Section:
        records, shown = self._dossier.rows[name], row_list(self._kind, name)
        if shown.table in ORDERED:
            records = tuple(sorted(records, key=lambda record: record.integer("position")))
        if name == BACKGROUND.name:
            records = tuple(record for record in records if record.named("project") is None)
        slug = HEADINGS.get((self._kind, name), name)
        return self._section(slug, records, columns, without=shown.column)

    def _section(
        self, slug: str, records: Sequence[Record], columns: Sequence[str] = (), without: str = ""
    ) -> Section:
        shown = list(columns) or self.cells.columns(records, without)
        rows = [[self.cells.cell(record, name) for name in shown] for record in records]
        used = [n for n in range(len(shown)) if any(row[n] for row in rows)]
        hint, common = self._hint(slug), self._common_note(records)
        if common and "note" in shown:
            used.remove(shown.index("note"))
            hint = self._sentences((hint, common))
        headers = [self.cells.header(shown[n]) for n in used]
        cited = [self.cells.source(record) for record in records]
        lines = [[row[n] for n in used] for row in rows]
        if len(set(cited)) == 1:
            return Section(slug, "table", lines, headers, hint, cited[0])
        lines = [[*line, source] for line, source in zip(lines, cited, strict=True)]
        return Section(slug, "table", lines, [*headers, self.cells.header("source")], hint)

    def _common_note(self, records: Sequence[Record]) -> str:
        """Return the note that every row of a table has; it is said once, above."""
        notes = {record.text("note") for record in records}
        return notes.pop() if len(records) >= _REPEATED and len(notes) == 1 else ""

    def _hint(self, slug: str) -> str:
        if slug == "technologies":
            own = self._dossier.own
            open_ = own.flag("technologies_open") if own else None
            if open_ is None:
                return ""
            return message("page-open-list" if open_ else "page-main-list", self._lang)
        return message(f"page-hint-{slug}", self._lang) if slug in HINTS else ""

    def _counts(self) -> Section:
        """Return the counts, those of one year and measure side by side."""
        grouped: dict[tuple[int, int, str], list[Record]] = {}
        for record in self._dossier.rows["counts"]:
            measure = record.named("measure")
            first = record.integer("fiscal_year")
            last = record.integer("fiscal_year_end") or first
            label = measure.label(self._lang) if measure else ""
            grouped.setdefault((first, last, label), []).append(record)
        rows: list[list[Cell]] = []
        for (first, last, label), records in sorted(grouped.items(), key=lambda item: item[0]):
            differ = len({record.text("value") for record in records}) > 1
            note = message("page-differ", self._lang) if differ else ""
            when = years(first, last, self._lang) if first else ""
            rows.append([(Value(when),), (Value(label, note=note),), self._values(records)])
        names = ("fiscal_year", "measure", "value")
        headers = [self.cells.header(name) for name in names]
        return Section("counts", "table", rows, headers, self._hint("counts"))

    def _values(self, records: Sequence[Record]) -> Cell:
        values: list[Value] = []
        for record in records:
            qualifier = record.named("qualifier")
            notes = [
                qualifier.label(self._lang) if qualifier and qualifier.key != "exact" else "",
                self._as_of(record) if record.text("as_of") else "",
                record.text("note"),
            ]
            shown = self.cells.cell(record, "value")[0]
            values.append(
                Value(shown.text, note=self._sentences(notes), source=self.cells.source(record))
            )
        return tuple(values)

    def _as_of(self, record: Record) -> str:
        """Return the date at which something is so, in words."""
        date = date_label(record.text("as_of"), self._lang)
        return message("page-as-of", self._lang).format(date=date)

    def _sentences(self, notes: Iterable[str]) -> str:
        """Return what is to be noted one after another, the empty ones left out."""
        return ("。" if self._lang == "ja" else ". ").join(
            note.rstrip("。") for note in notes if note
        )

    def _projects(self) -> Section:
        found = map(self._year_and_key, self._dossier.projects)
        rows = [self.cells.project(key) for _, key in sorted(found)]
        names = ["fiscal_year", "project", "programme", "applicants"]
        if self._kind == "programme":
            rows = [(row[0], row[1], row[3]) for row in rows]
            names.remove("programme")
        return Section("projects", "table", rows, [self.cells.header(name) for name in names])

    def _year_and_key(self, project: Named) -> tuple[int, str]:
        document = self._opened.search.document("project", project.key)
        return (document.payload["fiscal_year"] or 0 if document else 0), project.key

    def _things(self, name: Literal["councils", "neighbours"]) -> Section:
        """Return the list of things that one of the dossier's properties has."""
        things: Sequence[Named] = getattr(self._dossier, name)
        if name == "neighbours":
            counts = {v.key: v.total for v in self._opened.search.totals("municipality")}
            busy = sorted(things, key=lambda thing: -counts.get(thing.key, 0))
            return Section(name, "list", [((self._neighbour(one, counts),),) for one in busy])
        return Section(name, "list", [((self.cells.thing(thing),),) for thing in things])

    def _neighbour(self, thing: Named, counts: Mapping[str, int]) -> Value:
        """Return a neighbour, and how many projects it has."""
        shown, count = self.cells.thing(thing), counts.get(thing.key, 0)
        note = message("page-neighbour-projects", self._lang).format(count=count) if count else ""
        return replace(shown, note=note)

    def _survey(self) -> Section:
        records = sorted(
            self._dossier.rows["survey"],
            key=lambda record: (record.text("chart"), record.integer("position")),
        )
        return self._section("survey", records)

    def _linked(self) -> Section:
        rows: list[list[Cell]] = [
            [
                self.cells.cell(record, other),
                self.cells.cell(record, "relation"),
                self.cells.cell(record, "note"),
                self.cells.source(record),
            ]
            for name, other in (("linked_by", "project"), ("links", "linked"))
            for record in self._dossier.rows[name]
        ]
        headers = [self.cells.header(n) for n in ("linked", "relation", "note", "source")]
        return Section("linked", "table", rows, headers)

    def _background(self) -> Section:
        records = self._dossier.rows[BACKGROUND.name]
        return self._section("background", records, ("body", "description", "note"))

    def _concept(self) -> list[Section]:
        thesaurus, key = self._opened.thesaurus, self._dossier.key
        concept = thesaurus[key]
        source = self.cells.source_of(THESAURUS_SOURCE, key)
        definition = pick(concept.definition, self._lang)
        facts = [((Value(self.cells.header("definition")),), (Value(definition),), source)]

        def listed(slug: str, keys: Sequence[str]) -> Section:
            things = [Named(self._kind, key, thesaurus[key].pref) for key in keys]
            return Section(slug, "list", [((self.cells.thing(thing),),) for thing in things])

        names = [((Value(text),),) for text, lang in concept.alt if lang in {"ja", "en"}]
        return [
            Section("facts", "facts", facts),
            listed("broader", concept.broader),
            listed("narrower", thesaurus.narrower(key)),
            listed("related", concept.related),
            Section("alternative_labels", "list", names),
            self._projects(),
        ]
