"""Ranked lists and shortlists as files: CSV and XLSX, by the rules of ``api.answers.exports``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from fastapi import Response

from api.answers import exports
from api.answers.search.files import CSV, disposition, with_sources
from api.release.opened import OpenRelease
from api.wording.language import LANGUAGES
from api.wording.messages import message

FileFormat = Literal["json", "csv", "xlsx"]
"""Formats of ranked lists and shortlists."""
TableColumns = Literal["labels", "keys"]
"""How a table is headed: with words for people, or with keys."""
Row = Mapping[str, Any]
_Cell = Callable[[Row], Any]
_DIGITS = {"score": 2, "distance_km": 1, "density": 1}
"""Columns that people read with fewer decimals."""
_WIDTHS = {"local_government": 24, "why": 48, "projects": 48, "programmes": 40, "address": 40}
"""Widths of columns of a sheet, in characters, where the usual ones cut everything."""
_USUAL_WIDTH = 16


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
"""Columns of a list of peers; in a language each is headed ``export-{column}``."""
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
    rows: Sequence[Row], format_: FileFormat, lang: str, columns: TableColumns
) -> Response:
    """Return peers as a file, with their ranks.

    Args:
        rows: items of the answer, all of them.
        format_: ``csv`` or ``xlsx``.
        lang: language of headings and values.
        columns: ``keys`` heads the table with keys.
    """
    ranked = [{**row, "rank": rank} for rank, row in enumerate(rows, start=1)]
    return _file("peers", PEER_COLUMNS, ranked, format_, lang, columns)


def shortlist_file(
    rows: Sequence[Row], format_: FileFormat, lang: str, columns: TableColumns
) -> Response:
    """Return a shortlist as a file; arguments as of ``peers_file``."""
    return _file("shortlist", SHORTLIST_COLUMNS, rows, format_, lang, columns)


def similar_file(
    opened: OpenRelease, rows: Sequence[Row], format_: FileFormat, lang: str, columns: TableColumns
) -> Response:
    """Return similar projects as a file, with the columns of a search; arguments likewise."""
    items = [with_sources(opened, dict(row)) for row in rows]
    table = "" if columns == "keys" else lang
    if format_ == "csv":
        return _response("similar", exports.to_csv(items, table), format_, lang)
    return _response("similar", exports.to_xlsx(items, table), format_, lang)


def _file(
    what: str,
    table: Mapping[str, _Cell],
    rows: Iterable[Row],
    format_: FileFormat,
    lang: str,
    columns: TableColumns,
) -> Response:
    in_words = columns == "labels" and lang in LANGUAGES
    heads = [message(f"export-{name}", lang) if in_words else name for name in table]
    separator = message("export-separator", lang)
    cells = [[_cell(name, cell(row), separator) for name, cell in table.items()] for row in rows]
    if format_ == "csv":
        return _response(what, exports.table_csv(heads, cells), format_, lang)
    widths = [_WIDTHS.get(name, _USUAL_WIDTH) for name in table]
    return _response(what, exports.table_xlsx(heads, cells, widths, lang), format_, lang)


def _cell(name: str, value: Any, separator: str) -> Any:
    if isinstance(value, list):
        return separator.join(map(str, value)) or None
    return round(value, _DIGITS[name]) if name in _DIGITS and value is not None else value


def _response(what: str, content: bytes, format_: FileFormat, lang: str) -> Response:
    headers = {
        "Content-Disposition": disposition(what, format_, lang),
        "Vary": "Accept, Accept-Language",
    }
    media_type = CSV if format_ == "csv" else exports.XLSX
    return Response(content, media_type=media_type, headers=headers)
