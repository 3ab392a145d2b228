"""What a programme pays, when it is called, whom to ask and what comes after, as typed values.

``ProgrammeBook`` lists every row for the pages; here are the few values that answer a question.
Read once a release; every value keeps its source as the other answers show it. What a source does
not print is absent, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

from api.things.amounts import shares
from api.things.items import source_item
from graph.entities.reader import EntityReader
from graph.entities.records import Named, Record

_MACHINE_WRITTEN = "機械が書いた記事"
"""What the note of a row or of its source says where no person wrote the source."""
_CEILINGS = frozenset({"max-support", "support-per-area"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a programme.

    Args:
        programme: key of the programme.
        fiscal_year: the year it holds for; None where the source names none.
        printed: what the source prints.
        note: what the table adds.
        source: the source and the place in it, as every answer shows it.
    """

    programme: str
    fiscal_year: int | None
    printed: str
    note: str
    source: Mapping[str, Any] = field(hash=False)


_F = TypeVar("_F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Rate(Fact):
    """What share of the costs is paid.

    Args:
        shares: the shares that are printed, in order; several where the rate has classes.
    """

    shares: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Ceiling(Fact):
    """The most that is paid.

    Args:
        yen: the largest amount; None where no number is printed.
        per_area: whether it is the support of one area and not of one project.
    """

    yen: int | None
    per_area: bool


@dataclass(frozen=True, slots=True)
class Budget(Fact):
    """The money of a year.

    Args:
        yen: the amount; None where only words are printed.
        measure: which of the budget's numbers it is.
        qualifier: whether it is exact, or a share of something larger.
    """

    yen: int | None
    measure: Named | None
    qualifier: Named | None


@dataclass(frozen=True, slots=True)
class Call(Fact):
    """A call for applications.

    Args:
        opens: first day, ISO 8601.
        closes: last day, ISO 8601; empty where none is printed.
        sure: False where a machine wrote the source.
    """

    opens: str
    closes: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Office(Fact):
    """Whom to ask; ``printed`` is the name of the office.

    Args:
        organisation: the office.
        email: address that can be written to, or empty.
        telephone: number, or empty.
        as_of: the date of the source, ISO 8601 and perhaps without a day.
    """

    organisation: Named | None
    email: str
    telephone: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Step(Fact):
    """What happens when support ends; ``printed`` is when, in the words of the source.

    Args:
        key: key of the step.
        labels: its name by language.
        condition: when it applies, by language.
        action: what happens, by language.
        permitted: whether it may be done; None where the source says nothing of that.
    """

    key: str
    labels: Mapping[str, str] = field(hash=False)
    condition: Mapping[str, str] = field(hash=False)
    action: Mapping[str, str] = field(hash=False)
    permitted: bool | None


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What is known of one programme; each list has the newest year first.

    Args:
        rates: shares of the costs.
        ceilings: the most that is paid.
        budgets: the money of each year.
        calls: the calls, the last one first.
        offices: whom to ask, those with the latest date first.
        steps: what comes after the support, in the order of the source.
    """

    rates: tuple[Rate, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    budgets: tuple[Budget, ...] = ()
    calls: tuple[Call, ...] = ()
    offices: tuple[Office, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def last_call(self) -> Call | None:
        """The call that opened last; None where none is known."""
        return self.calls[0] if self.calls else None


def programme_facts(reader: EntityReader) -> Mapping[str, ProgrammeFacts]:
    """Return what is known of each programme, by its key; groups of programmes are left out.

    Args:
        reader: the release's things.
    """
    facts = _Facts(reader)
    return MappingProxyType(
        {record.key: facts.of(record.key) for record in reader.records.all("programmes")}
    )


class _Facts:
    def __init__(self, reader: EntityReader) -> None:
        self._sources = reader.sources
        tables = ("programme_terms", "programme_budgets", "programme_offices", "transition_steps")
        self._rows = {table: tuple(reader.records.all(table)) for table in tables}

    def of(self, key: str) -> ProgrammeFacts:
        """Return the facts of one programme."""
        terms = self._of("programme_terms", key)
        return ProgrammeFacts(
            rates=_newest(self._rate(row) for row in terms if _term(row) == "subsidy-rate"),
            ceilings=_newest(self._ceiling(row) for row in terms if _term(row) in _CEILINGS),
            budgets=_newest(self._budget(row) for row in self._of("programme_budgets", key)),
            calls=tuple(
                sorted(
                    (self._call(row) for row in terms if _term(row) == "call-period"),
                    key=lambda call: call.opens,
                    reverse=True,
                )
            ),
            offices=tuple(
                sorted(
                    (self._office(row) for row in self._of("programme_offices", key)),
                    key=lambda office: office.as_of,
                    reverse=True,
                )
            ),
            steps=tuple(
                self._step(row)
                for row in sorted(
                    self._of("transition_steps", key), key=lambda row: row.integer("position")
                )
            ),
        )

    def _of(self, table: str, key: str) -> list[Record]:
        return [
            row
            for row in self._rows[table]
            if (programme := row.named("programme"))
            and (programme.kind, programme.key) == ("programme", key)
        ]

    def _fact(self, record: Record, printed: str) -> dict[str, Any]:
        programme = record.named("programme")
        return {
            "programme": programme.key if programme else "",
            "fiscal_year": record.integer("fiscal_year") or None,
            "printed": printed,
            "note": record.text("note"),
            "source": source_item(self._sources[record.source], record.locator),
        }

    def _rate(self, record: Record) -> Rate:
        printed = record.text("value_as_printed")
        return Rate(**self._fact(record, printed), shares=shares(printed))

    def _ceiling(self, record: Record) -> Ceiling:
        return Ceiling(
            **self._fact(record, record.text("value_as_printed")),
            yen=record.integer("amount_yen_max") or None,
            per_area=_term(record) == "support-per-area",
        )

    def _budget(self, record: Record) -> Budget:
        return Budget(
            **self._fact(record, record.text("amount_as_printed")),
            yen=record.integer("amount_yen") or None,
            measure=record.named("measure"),
            qualifier=record.named("qualifier"),
        )

    def _call(self, record: Record) -> Call:
        notes = record.text("note") + self._sources[record.source].text("note")
        return Call(
            **self._fact(record, record.text("value_as_printed")),
            opens=record.text("date_start"),
            closes=record.text("date_end"),
            sure=_MACHINE_WRITTEN not in notes,
        )

    def _office(self, record: Record) -> Office:
        return Office(
            **self._fact(record, record.text("office_as_printed")),
            organisation=record.named("organisation"),
            email=record.text("email"),
            telephone=record.text("telephone"),
            as_of=record.text("as_of"),
        )

    def _step(self, record: Record) -> Step:
        return Step(
            **self._fact(record, record.text("timing_as_printed")),
            key=record.key,
            labels=dict(record.labels),
            condition=_both(record, "condition"),
            action=_both(record, "action"),
            permitted=record.flag("permitted"),
        )


def _term(record: Record) -> str:
    term = record.named("term")
    return term.key if term else ""


def _both(record: Record, stem: str) -> dict[str, str]:
    return {lang: text for lang in ("ja", "en") if (text := record.text(f"{stem}_{lang}"))}


def _newest(facts: Iterable[_F]) -> tuple[_F, ...]:
    """Return facts by year, the newest first; those without a year last, in the table's order."""
    return tuple(sorted(facts, key=lambda fact: -(fact.fiscal_year or 0)))
