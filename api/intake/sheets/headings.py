"""Finds the header row of a list, and which column holds what.

Headings are compared by the search's own folding, so that 市区町村, with blanks or a line break in
it, full-width or of look-alikes, is one. A heading that is a word of ``WORDS`` wins over one that
only holds it; of words the longest counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.intake.sheets.faults import ListError
from api.intake.sheets.sheet import Line, Sheet, letter, printed
from search.text.folding import fold

APPLICANT = "applicant"
PREFECTURE = "prefecture"
TITLE = "title"
TECHNOLOGIES = "technologies"
YEAR = "fiscal_year"
NUMBER = "number"
AREA = "area"
MARK = "mark"
NOTE = "note"

WORDS: Mapping[str, tuple[str, ...]] = {
    PREFECTURE: ("都道府県", "都道府県名", "県名", "府県名"),
    APPLICANT: (
        "市区町村", "市区町村名", "市町村", "市町村名", "自治体", "自治体名", "地方公共団体",
        "地方公共団体名", "団体名", "支援団体", "選定団体", "提案者", "提案者名", "提案団体",
        "申請者", "申請者名", "申請団体", "申請自治体", "応募者", "応募者名", "応募団体",
        "実施主体", "事業主体", "実施団体", "代表団体", "代表者", "事業者", "事業者名",
    ),
    TITLE: (
        "事業名", "事業名称", "事業の名称", "タイトル", "プロジェクト名", "プロジェクト名称",
        "取組名", "取組名称", "取組の名称", "取り組み名", "提案名", "提案名称", "名称", "題名",
        "事業タイトル",
    ),
    TECHNOLOGIES: ("主な活用技術", "活用技術", "活用する技術", "未来技術", "主な技術", "技術"),
    YEAR: ("選定年度", "採択年度", "年度", "選定年", "採択年", "事業年度"),
    NUMBER: ("no", "no.", "番号", "連番", "通番", "通し番号", "項番", "#"),
    AREA: ("対象地域", "実施地域", "実施区域", "対象区域", "対象エリア", "実施エリア", "地区名"),
    MARK: ("※", "道路局", "道路局支援", "道路局の支援", "連携支援"),
    NOTE: ("備考", "注記", "摘要"),
}  # fmt: skip
"""For each field the headings under which ministries print it."""
REQUIRED = (APPLICANT,)
_SEARCHED = 60
"""Rows in which the header is looked for."""
_LONGEST_HEADING = 30
"""Characters of a heading; a longer text that holds a word of ``WORDS`` is a sentence."""
_LEFT_OUT = re.compile(r"\(.*?\)|[\s:*※【】\[\]<>]")
"""What stands in a heading beside its words."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is, and what it says.

    Args:
        number: row of the header.
        headings: texts of its cells.
        columns: column of each field that was found, counted from 0.
    """

    number: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]

    def place(self, field: str) -> tuple[str, str]:
        """Return letter and heading of the column of a field; empty where there is none."""
        column = self.columns.get(field)
        if column is None:
            return "", ""
        return letter(column), self.headings[column]


def find_header(sheet: Sheet, chosen: Mapping[str, str]) -> Header:
    """Return the header of a list.

    Args:
        sheet: the list.
        chosen: for a field the heading, or the letter of the column, that a person named; an empty
            text means that no column is that field.

    Raises:
        ListError: a field that is required is not found, two columns fit one, or a column that was
            named is not there.
    """
    unknown = [field for field in chosen if field not in WORDS]
    if unknown:
        raise ListError(f"--column {unknown[0]}: there is no such field; there are:"
                        f" {', '.join(WORDS)}")  # fmt: skip
    line = max(sheet.lines[:_SEARCHED], key=lambda line: _score(line, chosen), default=None)
    if line is None or not any(_score(line, chosen)):
        raise ListError(
            f"{sheet.file}: no header row was found in the first {_SEARCHED} rows; a heading such"
            " as 自治体名 is needed, or --column applicant=HEADING"
        )
    fitting = _fitting(line, chosen)
    columns: dict[str, int] = {}
    for field in WORDS:
        found = _named(sheet, line, field, chosen[field]) if field in chosen else fitting[field]
        if len(found) > 1:
            listed = ", ".join(f"{letter(c)} ({printed(line.cells[c])})" for c in found)
            raise ListError(
                f"{sheet.file}, row {line.number}: several columns may be the field {field}:"
                f" {listed}; say which: --column {field}={letter(found[0])}"
                f" (or --column {field}= for none)"
            )
        if found:
            columns[field] = found[0]
        elif field in REQUIRED:
            raise ListError(
                f"{sheet.file}, row {line.number}: no column is the field {field}; say which:"
                f" --column {field}=HEADING. The headings are: {_shown(line)}"
            )
    return Header(line.number, line.cells, columns)


def _shown(line: Line) -> str:
    return ", ".join(f"{letter(c)} ({printed(text)})" for c, text in enumerate(line.cells) if text)


def key(heading: str) -> str:
    """Return the form in which headings are compared."""
    return _LEFT_OUT.sub("", fold(heading)) or fold(heading).strip()


_EXACT = {key(word): field for field, words in WORDS.items() for word in words}
_LONGEST_FIRST = sorted((word for word in _EXACT if len(word) > 1), key=len, reverse=True)


def field_of(heading: str) -> tuple[str, bool] | None:
    """Return the field that a heading names and whether it is wholly a word for it, or None."""
    folded = key(heading)
    if folded in _EXACT:
        return _EXACT[folded], True
    if not folded or len(folded) > _LONGEST_HEADING:
        return None
    held = next((word for word in _LONGEST_FIRST if word in folded and not word.isascii()), None)
    return (_EXACT[held], False) if held else None


def _fitting(line: Line, chosen: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the columns that may be each field, those of its own words before all others."""
    exact: defaultdict[str, list[int]] = defaultdict(list)
    holding: defaultdict[str, list[int]] = defaultdict(list)
    named = {key(heading) for heading in chosen.values() if heading}
    for column, heading in enumerate(line.cells):
        found = field_of(heading)
        if found and key(heading) not in named:
            (exact if found[1] else holding)[found[0]].append(column)
    return {field: exact[field] or holding[field] for field in WORDS}


def _named(sheet: Sheet, line: Line, field: str, name: str) -> Sequence[int]:
    if not name:
        return []
    same = [c for c, heading in enumerate(line.cells) if heading and key(heading) == key(name)]
    lettered = [c for c in range(len(line.cells)) if letter(c) == name.strip().upper()]
    if same or lettered:
        return same or lettered
    raise ListError(
        f"{sheet.file}, row {line.number}: there is no column {name!r} for the field {field};"
        f" the headings are: {_shown(line)}"
    )


def _score(line: Line, chosen: Mapping[str, str]) -> tuple[int, int]:
    """Return how much a row looks like a header: fields found, and those by words of their own."""
    found = [field for heading in line.distinct if (field := field_of(heading))]
    named = {key(name) for name in chosen.values() if name}
    asked = sum(key(heading) in named for heading in line.distinct)
    fields = {field for field, _ in found}
    whole = {field for field, exact in found if exact}
    return (asked + len(fields), asked + len(whole)) if asked or whole else (0, 0)
