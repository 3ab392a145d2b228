"""What is wrong with the data: one problem, and the error that carries all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

MOST_LISTED = 1000
"""Most problems of one file that are kept; of more it is only said how many they are."""


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


class Problems(list[Problem]):
    """Problems, of each file the first ones: a million broken rows do not fill the memory."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self._kept: Counter[str] = Counter()
        self.more: Counter[str] = Counter()
        """How many more there are, by file."""
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Add a problem, or count it where its file has enough."""
        if self._kept[problem.file] < MOST_LISTED:
            self._kept[problem.file] += 1
            super().append(problem)
        else:
            self.more[problem.file] += 1

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems, and what others have only counted."""
        for problem in problems:
            self.append(problem)
        if isinstance(problems, Problems):
            self.more += problems.more

    def __iadd__(self, problems: Iterable[Problem]) -> Self:  # type: ignore[override,misc]
        """Add problems, as ``extend`` does."""
        self.extend(problems)
        return self


class DataError(Exception):
    """The data cannot become a release.

    Args:
        problems: every problem found, not only the first; of very many in one file the first ones.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        self.more = dict(sorted(problems.more.items())) if isinstance(problems, Problems) else {}
        total = len(self.problems) + sum(self.more.values())
        super().__init__(f"{total:,} problem(s) in the data")

    @property
    def lines(self) -> list[str]:
        """One line for each problem, and for each file of which not all are listed."""
        left = [
            f"{file}: {count:,} more problems of this file are not listed"
            for file, count in self.more.items()
        ]
        return [*map(str, self.problems), *left]
