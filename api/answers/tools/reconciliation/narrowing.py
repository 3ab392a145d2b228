"""Whether what a query says of an entity is so: a prefecture, a code, a year, a technology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.answers.tools.reconciliation.entity_types import PREFECTURE, Reference, entity_id
from api.answers.tools.reconciliation.facts import Facts
from api.answers.tools.reconciliation.properties import PROPERTIES, Day, Property, Value
from api.answers.tools.reconciliation.queries import Given
from api.answers.tools.reconciliation.readings.names import called
from search.numbers.years import parse_years
from search.text.folding import fold

_NUMBERS = (int, float)


def prefectures_given(facts: Facts, given: Iterable[Given]) -> frozenset[str]:
    """Return the codes of the prefectures that values name; none where they name none."""
    return frozenset(key for value in given for _, key in _called(facts, str(value), PREFECTURE))


def _called(facts: Facts, text: str, type_: str) -> frozenset[Reference]:
    """Return what a text names; many rows of a table have the same prefecture."""
    found = facts.meant.get((type_, text))
    if found is None:
        found = facts.meant[type_, text] = called(facts.opened, text, type_)
    return found


def agrees(facts: Facts, reference: Reference, name: str, given: Sequence[Given]) -> bool | None:
    """Return whether an entity has one of the values that are given for a property.

    Args:
        facts: what is known.
        reference: the entity.
        name: identifier of the property.
        given: values; one that says nothing that there is agrees with nothing.

    Returns:
        None where entities of its type do not have the property.
    """
    asked = PROPERTIES[name]
    if facts.type(reference) not in asked.types:
        return None
    if name == PREFECTURE:
        wanted = {("municipality", code) for code in prefectures_given(facts, given)}
        return not wanted.isdisjoint(asked.of(facts, reference))
    values = asked.of(facts, reference)
    return any(_is_so(facts, asked, value, one) for value in values for one in given)


def _is_so(facts: Facts, asked: Property, value: Value, given: Given) -> bool:
    if isinstance(value, tuple) and not isinstance(value, Day):
        return _is_entity(facts, value, str(given))
    said = value.iso if isinstance(value, Day) else value
    if isinstance(said, _NUMBERS):
        return _is_number(asked, said, given)
    return fold(str(said)) == fold(str(given)) or _digits(str(said)) == _digits(str(given))


def _is_entity(facts: Facts, value: Reference, given: str) -> bool:
    return given == entity_id(*value) or value in _called(facts, given, facts.type(value))


def _is_number(asked: Property, said: float, given: Given) -> bool:
    if isinstance(given, _NUMBERS):
        return said == given
    if asked.id == "fiscal_years" and (years := parse_years(fold(given))):
        return said in years
    try:
        return said == float(fold(given).replace(",", ""))
    except ValueError:
        return False


def _digits(text: str) -> str:
    """Return the digits of a code or a telephone number, so that hyphens do not matter."""
    folded = fold(text).replace("-", "").lstrip("'")
    return folded if folded.isdecimal() else text
