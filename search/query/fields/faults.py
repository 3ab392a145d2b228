"""What can be wrong with a query in field syntax: a key and values; whoever answers words it."""

from __future__ import annotations

from typing import Literal

Fault = Literal[
    "after",
    "before",
    "between",
    "denied-twice",
    "bracket-open",
    "bracket-closes-nothing",
    "brackets-empty",
    "brackets-deep",
    "quotation-open",
    "quotation-empty",
    "nothing",
    "terms",
    "field",
    "field-meant",
    "field-empty",
    "radius-without-place",
    "radius-twice",
    "radius-value",
    "radius-joined",
    "value",
    "several",
    "type",
    "year",
    "place",
    "name",
    "name-of-kind",
]


class FieldSyntaxError(ValueError):
    """A query in field syntax cannot be read.

    Args:
        fault: what is wrong.
        position: index of the character of the query where it is wrong.
        candidates: what a value could name: pairs of key and label.
        shown: values in the words of the fault.
    """

    def __init__(
        self,
        fault: Fault,
        position: int,
        candidates: tuple[tuple[str, str], ...] = (),
        **shown: object,
    ) -> None:
        self.fault = fault
        self.position = position
        self.candidates = candidates
        self.shown = shown
        super().__init__(f"{fault} at character {position + 1}")
