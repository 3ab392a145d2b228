"""The command ``tsunagu import``: a list is read, a preview printed, and on demand rows written."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Annotated

import orjson
import typer

from api.intake.sheets.faults import ListError
from api.release.settings import read_settings

IN_DOUBT = 2
"""Exit code where a person has to decide something first."""


class Shown(str, Enum):  # noqa: UP042 - typer takes str enumerations
    """How a preview is printed."""

    table = "table"
    json = "json"


def import_list(  # noqa: PLR0913, PLR0917 - every option of the command is a parameter
    file: Annotated[
        Path, typer.Argument(metavar="LIST", help="XLSX or CSV (UTF-8, cp932, EUC-JP).")
    ],
    programme: Annotated[str, typer.Option(help="Key of the programme, as in programmes.csv.")],
    fiscal_year: Annotated[
        str, typer.Option(help="2026, R8, 令和8年度 …; other rows are skipped.")
    ],
    source: Annotated[str, typer.Option(help="Key of the list itself in sources.csv.")],
    locator: Annotated[
        str, typer.Option(help="Where in the source the list stands: p.3.")
    ] = "一覧",
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook with several.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=HEADING", help="Heading (or letter) of the column of a field."),
    ] = None,
    resolve: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROW=ANSWER",
            help="Decide a doubt: codes (272167,010006), bidder, area, new, a project's key.",
        ),
    ] = None,
    skip: Annotated[list[int] | None, typer.Option(metavar="ROW", help="Leave a row out.")] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="ROW=SLUG", help="What ends the key where no local government bids."),
    ] = None,
    technology: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD=CONCEPT", help="Concept of a printed word; none leaves it out."),
    ] = None,
    selection_kind: Annotated[str, typer.Option(help="Kind of every row.")] = "selected",
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of the CSV tables; else TSUNAGU_DATA, else data."),
    ] = None,
    shown: Annotated[
        Shown, typer.Option("--format", help="How to print the preview.")
    ] = Shown.table,
    write: Annotated[bool, typer.Option("--write", help="Add the rows to the tables.")] = False,  # noqa: FBT002 - a switch of the command line
) -> None:
    """Read a programme's list, and show (or write) what it adds to the tables.

    Nothing is written without --write, nor while there are doubts. Exit code 0: previewed without
    doubts, or written; 1: a fault, said in a sentence; 2: doubts remain, each with row, column and
    the option that decides it (or the command was misused).
    """
    from api.intake.additions import Aim  # noqa: PLC0415 - other commands do without all this
    from api.intake.bodies import Bodies  # noqa: PLC0415
    from api.intake.plan import Answers, make_plan  # noqa: PLC0415
    from api.intake.preview import as_json, show  # noqa: PLC0415
    from api.intake.sheets.reading import read_list  # noqa: PLC0415
    from api.intake.writing import alone  # noqa: PLC0415
    from api.intake.writing import write as write_rows  # noqa: PLC0415
    from graph.build import check_data  # noqa: PLC0415
    from search.text.folding import fold  # noqa: PLC0415

    answers = Answers(
        columns=_pairs("--column", column),
        resolve=_answers(resolve),
        skip=frozenset(skip or ()),
        slugs=_slugs(key),
        technologies={
            fold(w): concept for w, concept in _pairs("--technology", technology).items()
        },
    )
    aim = Aim(programme, _year(fiscal_year), source, locator, selection_kind)
    folder = read_settings().data if data is None else data
    with alone(folder):
        rows = check_data(folder).rows
        plan = make_plan(read_list(file, sheet), rows, Bodies(rows), aim, answers)
        written = write and not plan.doubts and bool(plan.added)
        if written:
            write_rows(folder, rows, plan.added)
    if shown is Shown.json:
        content = orjson.dumps(as_json(plan, written=written), option=orjson.OPT_INDENT_2)
        sys.stdout.buffer.write(content + b"\n")
    else:
        from rich.console import Console  # noqa: PLC0415 - other commands start sooner

        show(plan, Console(highlight=False), written=written)
    if plan.doubts:
        raise typer.Exit(IN_DOUBT)


def _year(text: str) -> int:
    from search.numbers.years import parse_years  # noqa: PLC0415
    from search.text.folding import fold  # noqa: PLC0415

    years = parse_years(fold(text))
    if years is None or years.first is None or years.first != years.last:
        raise ListError(f"--fiscal-year {text}: it is no fiscal year; write 2026, R8 or 令和8年度")
    return years.first


def _pairs(option: str, values: Iterable[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values or ():
        name, equals, what = value.partition("=")
        if not equals or not name.strip():
            raise ListError(f"{option} {value}: it has no form like NAME=VALUE")
        found[name.strip()] = what.strip()
    return found


def _by_row(option: str, values: Iterable[str] | None) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for value in values or ():
        row, equals, what = value.partition("=")
        if not equals or not row.strip().isdecimal():
            raise ListError(f"{option} {value}: it does not begin with a row's number and =")
        found[int(row)] += [part.strip() for part in what.split(",") if part.strip()]
    return dict(found)


def _answers(values: Iterable[str] | None) -> dict[int, list[str]]:
    return _by_row("--resolve", values)


def _slugs(values: Iterable[str] | None) -> dict[int, str]:
    from api.intake.proposals import SLUG  # noqa: PLC0415

    slugs = {row: "".join(texts) for row, texts in _by_row("--key", values).items()}
    for row, slug in slugs.items():
        if not SLUG.fullmatch(slug):
            raise ListError(f"--key {row}={slug}: a slug is of small Latin letters, digits and -")
    return slugs
