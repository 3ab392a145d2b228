"""Ranked lists and shortlists as files, by the rules of ``api.answers.exports.tables``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from fastapi import Response

from api.answers.exports import tables
from api.answers.exports.files import attached, file_title
from api.answers.exports.told import explaining
from api.answers.search.files import with_sources
from api.release.opened import OpenRelease
from api.wording.columns import EXPORTS, chosen
from api.wording.messages import message

FileFormat = Literal["json", "csv", "xlsx"]
"""Formats of ranked lists and shortlists."""
Row = Mapping[str, Any]
_Cell = Callable[[Row], Any]
_WIDTHS = {"local_government": 24, "why": 48, "projects": 48, "programmes": 40, "address": 40}
"""Widths of columns of a sheet, in characters, where the usual ones cut everything."""


def _value(name: str) -> _Cell:
    return lambda row: row.get(name)


def _labels(name: str) -> _Cell:
    return lambda row: [one["label"] for one in row.get(name) or ()]


def _own(name: str) -> _Cell:
    """Return a member of the office of a local government, else of its site."""
    return lambda row: next((one[name] for one in own_contacts(row["contact"]) if one[name]), None)


_CONTACT: Mapping[str, _Cell] = {
    "office": _own("name"),
    "telephone": _own("telephone"),
    "address": _own("address"),
    "site": _own("url"),
    "contact_as_of": _own("date"),
}
PEER_COLUMNS: Mapping[str, _Cell] = {
    "rank": _value("rank"),
    "codes": _value("key"),
    "local_government": _value("full_name"),
    "distance_km": _value("distance_km"),
    "why": _value("why"),
    "challenge_match": _labels("shared_challenges"),
    "projects": _labels("projects"),
    "population": _value("population"),
    "population_as_of": _value("population_as_of"),
    "aged_65_percent": _value("aged_65_percent"),
    **_CONTACT,
    "score": _value("score"),
    "iri": _value("iri"),
}
"""Columns of a list of peers, by the names in ``api.wording.columns``."""
SHORTLIST_COLUMNS: Mapping[str, _Cell] = {
    "codes": _value("key"),
    "local_government": _value("full_name"),
    "distance_km": _value("distance_km"),
    "population": _value("population"),
    "population_as_of": _value("population_as_of"),
    "aged_65_percent": _value("aged_65_percent"),
    "area_km2": _value("area_km2"),
    "density": _value("density"),
    "designations": _labels("designations"),
    "any_technologies": _labels("technologies"),
    "programmes": _labels("programmes"),
    "years": _value("fiscal_years"),
    **_CONTACT,
    "iri": _value("iri"),
}
"""Columns of a shortlist, likewise."""


def own_contacts(contacts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the contacts that are a local government's own: its office, its site, its pages."""
    kinds = ("office", "official-page", "project-page")
    found = [one for one in contacts if one["kind"] in kinds]
    return sorted(found, key=lambda one: kinds.index(one["kind"]))


def peers_file(
    opened: OpenRelease, answer: Row, format_: FileFormat, lang: str, columns: str
) -> Response:
    """Return peers as a file, with their ranks.

    Args:
        opened: the release, which knows the sources.
        answer: the peers, all of them.
        format_: ``csv`` or ``xlsx``.
        lang: language of headings and values.
        columns: as ``api.wording.columns.chosen`` reads them.
    """
    ranked = [{**row, "rank": rank} for rank, row in enumerate(answer["items"], start=1)]
    items = [with_sources(opened, row) for row in ranked]
    return _file("peers", PEER_COLUMNS, items, format_, lang, columns)


def shortlist_file(
    opened: OpenRelease, answer: Row, format_: FileFormat, lang: str, columns: str
) -> Response:
    """Return a shortlist as a file, who asks first; arguments as of ``peers_file``."""
    items = [with_sources(opened, row) for row in (answer["own"], *answer["items"])]
    return _file("shortlist", SHORTLIST_COLUMNS, items, format_, lang, columns)


def similar_file(
    opened: OpenRelease, answer: Row, format_: FileFormat, lang: str, columns: str
) -> Response:
    """Return similar projects as a file, with the columns of a search; arguments likewise."""
    items = [with_sources(opened, dict(row)) for row in answer["items"]]
    asked = chosen(EXPORTS["similar"], columns)
    if format_ == "csv":
        content = tables.to_csv(items, asked, lang)
    else:
        content = tables.to_xlsx(items, asked, lang, explaining(asked, items, lang))
    return attached(content, "similar", file_title("similar", lang), format_)


def _file(
    what: str,
    table: Mapping[str, _Cell],
    rows: Sequence[Row],
    format_: FileFormat,
    lang: str,
    columns: str,
) -> Response:
    asked = chosen(EXPORTS[what], columns)
    separator = message("export-separator", lang)
    cells = [[_cell(name, table[name](row), separator) for name in asked.names] for row in rows]
    sheets = explaining(asked, rows, lang) if format_ == "xlsx" else ()
    content = tables.table_file(cells, asked, format_, lang, _WIDTHS, sheets)
    return attached(content, what, file_title(what, lang), format_)


def _cell(name: str, value: Any, separator: str) -> Any:
    if isinstance(value, list):
        return separator.join(map(str, value)) or None
    return tables.rounded(name, value)
