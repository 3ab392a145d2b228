"""What is said of a table and its columns, whatever the format: the one description of each."""

from __future__ import annotations

from dataclasses import dataclass

from graph.mapping.schema import Cell

TITLE = "Tsunagu: Japan's support programmes for future technology in municipalities"
LICENCE_NAME = "CC0-1.0"
LICENCE_TITLE = "Creative Commons Zero 1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
"""Terms of what we say ourselves."""
LONGEST = 10_000
"""Longest cell in characters (``data/README.md``)."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms that have an identifier.

    Args:
        name: its identifier in the list of SPDX.
        title: what it is called.
        path: its address.
    """

    name: str
    title: str
    path: str


OWN_LICENCE = Licence(LICENCE_NAME, LICENCE_TITLE, LICENCE_URL)


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column of a table.

    Args:
        name: its header.
        type: what its cells hold.
        says: what they mean.
        title: the header that people may be given instead.
        unit: of its numbers, in words; empty where it has none.
        required: whether no cell is empty.
        codes: every value that it can have; none where that is open.
        predicate: IRI of the property that it becomes in the graph; empty where it becomes none.
        stated: whether each cell is a statement about its row.
        link: template of the IRI that a cell names (RFC 6570), or nothing.
        reference: table and column whose values its cells are, where there is one such.
    """

    name: str
    type: Cell
    says: str
    title: str = ""
    unit: str = ""
    required: bool = False
    codes: tuple[str, ...] = ()
    predicate: str = ""
    stated: bool = False
    link: str = ""
    reference: tuple[str, str] | None = None

    @property
    def meaning(self) -> str:
        """What its cells mean, with their unit."""
        return f"{self.says} Unit: {self.unit}." if self.unit else self.says


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A table, as a file that can be fetched.

    Args:
        name: of the table.
        path: of its CSV, from where its description is.
        says: what it holds.
        columns: all of them, in their order.
        key: the columns that tell its rows apart.
        about: template of the IRI of a row (RFC 6570), or nothing.
        classes: IRIs of the classes of every row.
        licences: of what is in it.
        terms: in words, the terms of sources that are no licence.
    """

    name: str
    path: str
    says: str
    columns: tuple[DescribedColumn, ...]
    key: tuple[str, ...] = ()
    about: str = ""
    classes: tuple[str, ...] = ()
    licences: tuple[Licence, ...] = (OWN_LICENCE,)
    terms: str = ""

    @property
    def holds(self) -> str:
        """What it holds, and the terms of its sources that are no licence."""
        return f"{self.says} Terms of some sources: {self.terms}." if self.terms else self.says
