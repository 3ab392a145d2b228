"""What is wrong with the data: one problem, and the error that carries all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in ``data/``.

    Args:
        file: path below the data folder, for example ``projects.csv``.
        row: row as a spreadsheet counts it (the header is row 1), of RDF the line; 0 when the file
            as a whole is meant.
        column: header of the column, of RDF the property, or an empty string.
        message: what is wrong and what would be right.
    """

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = self.file
        if self.row:
            unit = "line" if self.file.startswith("rdf/") else "row"
            where += f", {unit} {self.row}"
        if self.column:
            where += f", column {self.column}"
        return f"{where}: {self.message}"


class DataError(Exception):
    """The data cannot become a release.

    Args:
        problems: every problem found, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(f"{len(self.problems)} problem(s) in the data")
