"""Rows of the graph as cells for people: labels, links, words for codes, sources by number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.wording.language import LANGUAGES
from api.wording.messages import message
from api.wording.values import years, yen, yes_no
from graph.entities.records import Named, Record


@dataclass(frozen=True, slots=True)
class Value:
    """One thing to read, perhaps with a link, a note, and the number of its source."""

    text: str
    href: str = ""
    note: str = ""
    source: tuple[Value, ...] = ()


Cell = tuple[Value, ...]
EMPTY: Cell = ()
_YEARS = {
    "fiscal_year": "fiscal_year_end",
    "fiscal_year_from": "fiscal_year_to",
    "launched_fiscal_year": "",
}
"""Columns that begin a range of fiscal years, and those that end it."""
_WHOLE_PAGE = "page"
"""Locator of what stands on a web page without parts."""
_SHORT_LOCATOR = 12
"""Longest locator, in characters, that is shown beside a fact; the table of sources has all."""
_USUAL = ("qualifier", "exact")
"""What goes without saying: a number that is said to be nothing else is exact."""
_UNITS = {"value": "unit", "base": "base_unit"}
_HIDDEN = frozenset(
    {"key", "code", "position", "unit", "base_unit", "fiscal_year_end", "fiscal_year_to"}
)
_LINKS = frozenset({"official_url", "estat_uri", "geonames_id", "url"})
_PERCENT = frozenset({"percent", "aged_65_percent", "change_percent"})
_MONEY = frozenset({"amount_yen", "amount_yen_max"})
_PRINTED_AMOUNT = "amount_as_printed"


class Cells:
    """Formats records, and numbers the sources that they come from.

    Args:
        opened: the release.
        lang: language of the page.
    """

    def __init__(self, opened: OpenRelease, lang: str) -> None:
        self._opened, self._lang = opened, lang
        self._locators: dict[str, dict[str, None]] = {}

    def header(self, column: str) -> str:
        """Return the words for a column."""
        return message(f"page-field-{column}", self._lang)

    def columns(self, records: Iterable[Record], without: str = "") -> list[str]:
        """Return the columns that hold anything, languages joined, in the order of the table."""
        found: dict[str, None] = {}
        for record in records:
            for column in record.values:
                stem, _, lang = column.rpartition("_")
                name = stem if lang in LANGUAGES and stem else column
                if name not in _HIDDEN and name != without:
                    found[name] = None
        return list(found)

    def cell(self, record: Record, column: str) -> Cell:
        """Return one column of a record; empty when it says nothing."""
        value = record.values.get(column)
        if value is None or _goes_without_saying(record, column):
            return EMPTY if value is not None else self._text(record, column)
        if isinstance(value, Named):
            return (self.thing(value),)
        if isinstance(value, bool):
            return (Value(yes_no(value, self._lang, column)),)
        if column in _YEARS:
            return (Value(self._years(record, column)),)
        if column in _MONEY:
            return (Value(yen(record.integer(column), self._lang)),)
        return (self._plain(record, column),)

    def _plain(self, record: Record, column: str) -> Value:
        text = record.text(column)
        if column in _LINKS:
            return Value(text, text if text.startswith(("http://", "https://")) else "")
        if column == "email":
            return Value(text, f"mailto:{text}")
        if column in _PERCENT:
            return Value(f"{record.number(column) or 0:g}%")
        unit = record.named(_UNITS.get(column, ""))
        number = record.values.get(column)
        shown = f"{number:,}" if isinstance(number, int) and column != "position" else text
        space = "" if self._lang == "ja" else " "
        return Value(f"{shown}{space}{unit.label(self._lang)}" if unit else shown)

    def _text(self, record: Record, column: str) -> Cell:
        """Return a text of several languages, in the language of the page if there is one."""
        order = (self._lang, *LANGUAGES)
        text = next((t for lang in order if (t := record.text(f"{column}_{lang}"))), "")
        if not text:
            return EMPTY
        own = (record.table, column) == ("events", "name")
        return (Value(text, entity_path("event", record.key) if own else ""),)

    def _years(self, record: Record, column: str) -> str:
        last = record.integer(_YEARS[column]) or None
        return years(record.integer(column), last, self._lang)

    def thing(self, thing: Named) -> Value:
        """Return a thing as its label, with a link when it has a page."""
        if thing.kind == "source":
            source = self._opened.reader.sources.get(thing.key)
            return Value(source.text("title") if source else thing.key)
        return Value(thing.label(self._lang), entity_path(thing.kind, thing.key))

    def source(self, record: Record) -> Cell:
        """Return the number of a record's source, as a link to the table of sources."""
        return self.source_of(record.source, record.locator)

    def source_of(self, key: str, locator: str) -> Cell:
        """Return the number of a source, and note the place in it."""
        if key not in self._opened.reader.sources:
            return EMPTY
        self._locators.setdefault(key, {})[locator] = None
        number = list(self._locators).index(key) + 1
        text = message("page-source-number", self._lang).format(number=number)
        place = "" if locator == _WHOLE_PAGE or len(locator) > _SHORT_LOCATOR else f" {locator}"
        return (Value(f"{text}{place}", f"#source-{number}"),)

    def sources(self) -> list[dict[str, Any]]:
        """Return every source that was named, by number, with the places in it."""
        found = []
        for number, (key, locators) in enumerate(self._locators.items(), start=1):
            record = self._opened.reader.sources[key]
            licence = record.text("licence")
            found.append(
                {
                    "number": number,
                    "title": record.text("title"),
                    "publisher": record.text("publisher"),
                    "url": record.text("url"),
                    "locators": [place for place in locators if place and place != _WHOLE_PAGE],
                    "licence": message("page-no-licence", self._lang)
                    if licence.startswith("none stated")
                    else licence,
                    "published": record.text("date_published"),
                    "retrieved": record.text("date_retrieved"),
                }
            )
        return found

    def _doubt(self, confidence: str | None) -> str:
        """Return the mark of a project that rests on little; empty for a sure one."""
        return "" if confidence in {None, "high"} else message("page-doubt", self._lang)

    def project(self, key: str) -> tuple[Cell, ...]:
        """Return a project of a list: year, title, programme, applicants or areas."""
        document = self._opened.search.document("project", key)
        if document is None:
            return (EMPTY, (Value(key),), EMPTY, EMPTY)
        labels, facts = document.labels, document.payload
        label = labels.get(self._lang) or next(iter(labels.values()), key)
        programme = facts["programme"]
        named = [Named("programme", programme["key"], programme["labels"])]
        codes = [body["code"] for body in (*facts["applicants"], *facts["areas"])]
        labels_of = self._opened.search.labels
        bodies = [Named("municipality", code, labels_of("municipality", code) or {})
                  for code in dict.fromkeys(codes) if code]  # fmt: skip
        year = facts["fiscal_year"]
        return (
            (Value(years(year, None, self._lang)),) if year else EMPTY,
            (Value(label, entity_path("project", key), note=self._doubt(facts["confidence"])),),
            tuple(self.thing(thing) for thing in named),
            tuple(self.thing(body) for body in bodies),
        )


def _goes_without_saying(record: Record, column: str) -> bool:
    """Tell whether a column says what is usual, or only the digits of the amount beside it."""
    value = record.values.get(column)
    if isinstance(value, Named):
        return (column, value.key) == _USUAL
    return column == _PRINTED_AMOUNT and record.text(column) == record.text("amount_yen")
