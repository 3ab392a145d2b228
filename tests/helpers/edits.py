"""Edits of the small copy of the data: one title changed, one project more, one project fewer."""

from __future__ import annotations

from pathlib import Path

from small_data import read_rows, write_rows

from graph.mapping.tables import BY_NAME, TABLES

RETITLED, GONE, CAME = "mirai-2018-041009", "mirai-2018-281000", "mirai-2018-202011"
OLD_TITLE, NEW_TITLE = (
    "防災・減災分野におけるドローン活用仙台モデル構築事業",
    "名を改めた仙台のドローン事業",
)


def edit(data: Path) -> None:
    """Edit the tables of a folder that the small copy was written to."""
    for table in TABLES:
        path = data / f"{table.name}.csv"
        rows = [row for row in read_rows(path) if GONE not in row.values()]
        write_rows(path, table.header, rows)
    titles = read_rows(data / "project_titles.csv")
    (title,) = (row for row in titles if row["project"] == RETITLED)
    assert title["title"] == OLD_TITLE
    title["title"] = NEW_TITLE
    write_rows(data / "project_titles.csv", BY_NAME["project_titles"].header, titles)
    for name, column in (("projects", "key"), ("project_applicants", "project")):
        rows = read_rows(data / f"{name}.csv")
        new = {**next(row for row in rows if row[column] == RETITLED), column: CAME}
        if name == "projects":
            new["listed_number"] = ""
        write_rows(data / f"{name}.csv", BY_NAME[name].header, [*rows, new])
