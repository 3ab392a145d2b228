"""What each row of a list says: applicants, title, technologies, year; and what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.intake.bodies import Bodies, Named, Organisation, Part, Unclear
from api.intake.sheets import headings
from api.intake.sheets.faults import ListError
from api.intake.sheets.headings import Header
from api.intake.sheets.sheet import Doubt, Line, Sheet, cell_doubt, printed
from api.intake.technologies import PrintedList, Technologies, Technology
from search.numbers.years import parse_years
from search.text.folding import fold

BIDDER = "bidder"
"""Answer to a doubt: the text is a company or a council."""
AREA_ONLY = "area"
"""Answer to a doubt: the text is an area; who bids is not printed."""
_MARK = re.compile(r"[\s(（]*[※＊*][\d０-９]*[)）\s]*$")
_MARKED = frozenset(fold(text) for text in ("※", "*", "○", "◯", "〇", "●", "◎", "✓", "✔", "有"))
_NUMBER = re.compile(r"[1-9]\d{0,5}")
_CODE = re.compile(r"[0-9]{6}")


def is_code(text: str) -> bool:
    """Tell whether an answer has the form of a local government's code."""
    return bool(_CODE.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list.

    Args:
        row: row as a spreadsheet counts it.
        applicants: local governments that bid, in printed order.
        bidder: the company or council that bids, as printed.
        areas: local governments, or with an empty code other areas, that the row prints beside.
        title: as printed.
        technologies: that it prints.
        technologies_open: whether 等 leaves their list open; None where none is printed.
        number: number in the list.
        year: fiscal year that the row states; None where it states none.
        marked: whether it bears the mark ※.
        doubts: what nobody but a person can decide.
    """

    row: int
    applicants: tuple[Named, ...] = ()
    bidder: str = ""
    areas: tuple[Named, ...] = ()
    title: str = ""
    technologies: tuple[Technology, ...] = ()
    technologies_open: bool | None = None
    number: str = ""
    year: int | None = None
    marked: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One row while it is read."""

    line: Line
    doubts: list[Doubt] = field(default_factory=list)
    marked: bool = False


class EntryReader:
    """Reads the rows of a list.

    Args:
        sheet: the list.
        header: its header.
        bodies: the local governments.
        technologies: the technologies.
        answers: for a row what a person answered to its doubts: codes, ``bidder`` or ``area``.
    """

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        bodies: Bodies,
        technologies: Technologies,
        answers: Mapping[int, Sequence[str]],
    ) -> None:
        self._unread = sheet.unread
        self._header = header
        self._bodies = bodies
        self._technologies = technologies
        self._answers = answers

    def entry(self, line: Line) -> Entry:
        """Return what a row says.

        Raises:
            ListError: an answer to its doubts does not fit them.
        """
        reading = _Reading(line)
        prefectures = self._prefectures(reading)
        parts = self._parts(reading, prefectures)
        named = tuple(part for part in parts if isinstance(part, Named) and part.printed)
        applicants = tuple(body for body in named if body.code)
        bidders = "、".join(part.printed for part in parts if isinstance(part, Organisation))
        areas = (*(area for area in named if not area.code), *self._areas(reading))
        if parts and isinstance(parts[0], Organisation):
            areas = areas or applicants or self._within(bidders) or prefectures
            applicants = ()
        codes = {named.code for named in applicants}
        listed = self._listed(reading)
        number = fold(self._text(reading, headings.NUMBER))
        return Entry(
            row=line.number,
            applicants=applicants,
            bidder=bidders,
            areas=tuple(area for area in areas if area.code not in codes),
            title=printed(self._text(reading, headings.TITLE)),
            technologies=listed.technologies,
            technologies_open=listed.open,
            number=number if _NUMBER.fullmatch(number) else "",
            year=self._year(reading),
            marked=self._is_marked(reading),
            doubts=tuple(reading.doubts),
        )

    def _text(self, reading: _Reading, name: str) -> str:
        """Return the text of a field without the mark ※ behind it; what is no text is a doubt."""
        column = self._header.columns.get(name)
        if column is None:
            return ""
        text = reading.line.text(column)
        if not fold(text).strip("-~"):
            return ""
        fault = self._unread.get((reading.line.number, column), "") or cell_doubt(text)
        if fault:
            self._mend(reading, name, f"{fault}, not a text")
            return ""
        if _MARK.search(text):
            reading.marked = True
            text = _MARK.sub("", text)
        return text

    def _doubt(
        self, reading: _Reading, name: str, message: str, candidates: Sequence[str] = ()
    ) -> None:
        column, heading = self._header.place(name)
        row = reading.line.number
        reading.doubts.append(Doubt(row, column, heading, message, tuple(candidates)))

    def _mend(self, reading: _Reading, name: str, message: str) -> None:
        """Note a doubt that only the list itself can settle."""
        answer = f"mend the cell, or leave the row out with --skip {reading.line.number}"
        self._doubt(reading, name, f"{message}; {answer}")

    def _is_marked(self, reading: _Reading) -> bool:
        """Tell whether ※ stands behind a text, or a mark in a column of its own or of remarks."""
        marks = (
            reading.line.text(self._header.columns.get(name))
            for name in (headings.MARK, headings.NOTE)
        )
        return reading.marked or any(fold(text) in _MARKED for text in marks)

    def _prefectures(self, reading: _Reading) -> tuple[Named, ...]:
        text = self._text(reading, headings.PREFECTURE)
        found = [self._prefecture(part) for part in self._bodies.read(text)]
        if None in found:
            self._mend(reading, headings.PREFECTURE, f"{printed(text)!r} is no prefecture")
        return tuple(named for named in found if named is not None)

    def _prefecture(self, part: Part) -> Named | None:
        """Return the prefecture that is meant; where prefectures stand 大阪 alone is 大阪府."""
        codes = (part.code,) if isinstance(part, Named) else getattr(part, "candidates", ())
        places = self._bodies.places
        found = [c for c in codes if c in places and places[c].kind == "prefecture"]
        return Named(found[0], part.printed) if len(found) == 1 else None

    def _parts(self, reading: _Reading, prefectures: Sequence[Named]) -> list[Part]:
        """Return who bids, answers to doubts put in; what is left unclear becomes a doubt."""
        stated = frozenset(named.code for named in prefectures)
        doubts = len(reading.doubts)
        text = self._text(reading, headings.APPLICANT)
        found: list[Part] = list(self._bodies.read(text, stated))
        if not found and len(reading.doubts) == doubts:
            shown = "、".join(named.printed for named in prefectures)
            codes = tuple(named.code for named in prefectures)
            found = [Unclear(shown, "no applicant is printed", codes)]
        known: list[Part] = []
        for part in self._answered(reading.line.number, found):
            if isinstance(part, Unclear):
                self._unclear(reading, part)
            else:
                known.append(part)
        return known

    def _unclear(self, reading: _Reading, part: Unclear) -> None:
        row = reading.line.number
        said = f"{part.printed!r}: {part.message}" if part.printed else part.message
        codes = [code for code in part.candidates if code in self._bodies.places]
        answer = f"--resolve {row}={codes[0] if len(codes) == 1 else 'CODE'}"
        if not codes:
            answer += f", {row}={BIDDER} (a company or council) or {row}={AREA_ONLY} (no bidder)"
        self._doubt(reading, headings.APPLICANT, f"{said}; answer with {answer}", codes)

    def _answered(self, row: int, found: Sequence[Part]) -> list[Part]:
        """Return parts with what a person answered in the place of what is unclear."""
        answers = self._answers.get(row, ())
        codes = [answer for answer in answers if is_code(answer)]
        strange = [code for code in codes if code not in self._bodies.places]
        if strange:
            raise ListError(f"--resolve {row}={strange[0]}: no local government has this code")
        unclear = [part for part in found if isinstance(part, Unclear)]
        if BIDDER in answers:
            return [Organisation(p.printed) if isinstance(p, Unclear) else p for p in found]
        if AREA_ONLY in answers:
            return [Named("", p.printed) if isinstance(p, Unclear) else p for p in found]
        if not codes:
            return list(found)
        if len(unclear) == 1:
            given = {id(unclear[0]): self._several(unclear[0], codes)}
        elif len(unclear) == len(codes):
            pairs = zip(unclear, codes, strict=True)
            given = {id(part): self._several(part, [code]) for part, code in pairs}
        else:
            raise ListError(
                f"--resolve {row}: {len(codes)} codes for {len(unclear)} doubts about applicants;"
                " give one for each, in printed order"
            )
        return [new for part in found for new in given.get(id(part), [part])]

    def _several(self, part: Unclear, codes: Sequence[str]) -> list[Part]:
        """Return the local governments of an answer, each with what the list prints of it."""
        lines = part.lines if len(part.lines) == len(codes) else [part.printed] * len(codes)
        pairs = zip(codes, lines, strict=True)
        return [Named(code, line or self._bodies.places[code].full_name) for code, line in pairs]

    def _within(self, bidder: str) -> tuple[Named, ...]:
        """Return the municipalities that the name of a council says."""
        places = self._bodies.places
        return tuple(Named(code, places[code].name) for code in self._bodies.within(bidder))

    def _areas(self, reading: _Reading) -> tuple[Named, ...]:
        """Return what the column of areas prints; what is not one local government has no code."""
        parts = self._bodies.read(self._text(reading, headings.AREA))
        return tuple(
            part if isinstance(part, Named) else Named("", part.printed)
            for part in parts
            if part.printed
        )

    def _listed(self, reading: _Reading) -> PrintedList:
        found = self._technologies.read(self._text(reading, headings.TECHNOLOGIES))
        for word in found.unknown:
            several = len(word.candidates) != 1
            concept = "CONCEPT" if several else word.candidates[0]
            self._doubt(
                reading,
                headings.TECHNOLOGIES,
                f"{word.printed!r} is no label of one technology; answer with"
                f" --technology '{word.printed}={concept}' (or '{word.printed}=' to leave it out)",
                word.candidates,
            )
        return found

    def _year(self, reading: _Reading) -> int | None:
        text = self._text(reading, headings.YEAR)
        if not text:
            return None
        years = parse_years(fold(text))
        if years is None or years.first is None or years.first != years.last:
            self._mend(reading, headings.YEAR, f"{printed(text)!r} is not read as a fiscal year")
            return None
        return years.first
