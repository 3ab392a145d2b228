"""The amounts of money, and the shares, by which programmes can be asked for."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from graph.entities.reader import EntityReader
from graph.entities.records import Named
from search.numbers.amounts import BUDGET, MAX_SUPPORT
from search.numbers.rates import SUBSIDY_RATE, printed_rates
from search.text.folding import fold

_BUDGETS: Final = frozenset(
    {"budget", "supplementary-budget", "initial-budget-review", "supplementary-review"}
)
"""Measures that are a budget, and not what was spent or carried over (code list ``measure``)."""
_OF_MORE: Final = "share-of-larger"
"""Qualifier of an amount that other programmes share: the programme's own is not known."""

Amounts = dict[str, tuple[float, ...]]
"""Yen, or shares, by measure."""


def programme_amounts(reader: EntityReader) -> defaultdict[str, Amounts]:
    """Return the budgets, the ceilings and the subsidy rates of each programme, of all years."""
    found: defaultdict[str, Amounts] = defaultdict(dict)
    for record in reader.records.all("programme_budgets"):
        measure, qualifier = record.named("measure"), record.named("qualifier")
        if measure and measure.key in _BUDGETS and not (qualifier and qualifier.key == _OF_MORE):
            _add(found, record.named("programme"), BUDGET, record.integer("amount_yen"))
    for record in reader.records.all("programme_terms"):
        term, programme = record.named("term"), record.named("programme")
        if term and term.key == "max-support":
            for column in ("amount_yen", "amount_yen_max"):
                _add(found, programme, MAX_SUPPORT, record.integer(column))
        elif term and term.key == "subsidy-rate":
            for share in printed_rates(fold(record.text("value_as_printed"))):
                _add(found, programme, SUBSIDY_RATE, share)
    return found


def _add(
    found: defaultdict[str, Amounts], programme: Named | None, measure: str, amount: float
) -> None:
    if programme and amount > 0:
        amounts = found[programme.key]
        amounts[measure] = tuple(dict.fromkeys((*amounts.get(measure, ()), amount)))
