"""What a text may name, and how it says so: before it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.answers.tools.reconciliation.entity_types import Reference

EXACT, WRITTEN, SHORT, OLD, OFFICE, LIKE = 100.0, 95.0, 90.0, 90.0, 95.0, 0.8
"""Likeness of a name or a code as it is; in kana, Latin letters or another label; without 市 or 県;
of what it was; with 役所 after it. What is only like a name has this share of its likeness."""
ADDRESS, WRONG_DIGIT = 80.0, 60.0
"""Likeness of an address in a place, and of a code whose check digit is another one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a text may name.

    Args:
        reference: its kind and key.
        likeness: of the text to what it is called, from 0 to 100.
        how: what the text is, if not its name: ``code``, ``short_name`` … (a feature).
        exact: whether it is called so, rather than something like it.
        clear: whether nothing but other candidates speaks against it.
        former: the name that it had, where the text is that.
        until: the day from which it had that name no more (ISO 8601), or empty.
    """

    reference: Reference
    likeness: float
    how: str = ""
    exact: bool = True
    clear: bool = True
    former: str = ""
    until: str = ""


def best(found: Iterable[Found]) -> list[Found]:
    """Return each thing once, as it was found best, in the order of its first."""
    kept: dict[Reference, Found] = {}
    for one in found:
        known = kept.get(one.reference)
        if known is None or (one.exact, one.likeness) > (known.exact, known.likeness):
            kept[one.reference] = one
    return list(kept.values())
