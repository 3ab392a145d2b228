"""The years that stand in a folded text, one by one: written, counted from today, or named.

A number that counts something else is no year: 2000万円, 2020番地, 2000人, 03-2020-1234.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ontology.eras import ERAS, western_year
from search.numbers import year_words as words
from search.text.scripts import HAN

FIRST_YEAR = 2000
"""Years before this are not understood as years: the programmes began later."""
LAST_YEAR = 2100
_CENTURY = 2000

_APRIL = 4
"""The month in which a fiscal year begins (会計法 11条)."""
_JAPAN = timezone(timedelta(hours=9))
"""Japan Standard Time; it has no summer time."""

_KANJI = "[一二三四五六七八九十]"
_NUMBER = rf"[0-9]{{1,2}}|元|{_KANJI}{{1,3}}"
_COUNT = rf"(?P<n>{_NUMBER}|{'|'.join(sorted(words.SMALL_NUMBERS, key=len, reverse=True))})"
_APART = (
    r"(?<![0-9a-z¥$〒])(?:(?<!\.)|(?<=\.\.))"
    r"(?:(?<![0-9][,-])|(?<=20[0-9]{2}[,-])|(?<=[rh][0-9]-)|(?<=[rh][0-9]{2}-))"
)
"""What a number that is a year does not follow: digits, a price, a postal code; a year may."""
_MONTH = (
    r"[ ]?年の?[ ]?(?P<m1>1[0-2]|0?[1-9])月(?:末|上旬|中旬|下旬|[0-9]{1,2}日)?"
    r"|[-/.](?P<m2>0[1-9]|1[0-2])(?:[-/.][0-9]{1,2})?(?![0-9])"
    r"|(?:[/.](?P<m3>[1-9])(?:[/.][0-9]{1,2})?|-(?P<m4>[1-9])-[0-9]{1,2})(?![0-9])"
)
_WRITTEN = re.compile(
    rf"{_APART}(?:(?P<fiscal>fy[ ]?'?|fiscal year |西暦)?"
    rf"(?P<w>20[0-9]{{2}}|二[〇零○][〇零○一二三四五六七八九]{{2}}|二千{_KANJI}{{0,3}}(?=年))"
    rf"|fy[ ]?'?(?P<f>[0-9]{{2}})"
    rf"|(?P<e>令和|平成|reiwa|heisei|[rh])[ .]?(?P<n>{_NUMBER}))"
    rf"(?:(?P<decade>年代|s(?![a-z]))|{_MONTH}|(?P<unit>[ ]?年度?(?:末|当初)?))?"
)
_IN_ENGLISH = re.compile(
    rf"{_APART}(?:[0-9]{{1,2}}(?:st|nd|rd|th)? )?(?P<m>{'|'.join(words.MONTHS)})[a-z]{{0,6}}[.,]?"
    r"(?: [0-9]{1,2}(?:st|nd|rd|th)?,)? (?P<w>20[0-9]{2})(?![0-9a-z])"
)
_GOES_ON = re.compile(
    r"[0-9a-z]|,[0-9]{3}(?![0-9])|-(?!20[0-9]{2}(?![0-9a-z-]))[0-9]"
    rf"|[ ]?(?:{words.MONEY})"
    rf"|(?:{words.COUNTERS})(?=$|[^{HAN}]|以上|以下|未満|規模|程度|前後|余|超|地|室|分|当た)"
)
"""What follows a number that is no year."""
_LISTED = re.compile(
    rf"(?:[ ]?(?:[・,、]|と|や|及び|および)[ ]?(?:{_NUMBER}))+(?=年度?(?![前間代内か]))"
)
_RANGED = re.compile(
    rf"[ ]?(?:(?P<kara>から)|~|-|\.\.|to|until|through)[ ]?(?P<n>{_NUMBER})"
    r"(?:(?P<unit>年度?)(?![前間代内か])|(?=$|[ のに、。以]))(?!-[0-9])"
)
_LASTING = re.compile(rf"から(?:の)?(?P<n>{_NUMBER})[かが]?年(?P<long>間)?(?!度)")
_ITEM = re.compile(_NUMBER)
_AFTER_ITEM = re.compile(r"年度?")


def _named(names: dict[int, tuple[str, ...]]) -> re.Pattern[str]:
    forms = sorted((form for row in names.values() for form in row), key=len, reverse=True)
    return re.compile(
        rf"(?<![a-z日])(?P<word>{'|'.join(forms)})(?:の?(?P<m>1[0-2]|[1-9])月)?(?![a-z])"
    )


def _counting(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of forms with a number, each in a group of its own."""
    counts = [_COUNT.replace("<n>", f"<n{number}>") for number in range(len(forms))]
    filled = (form.replace("{n}", count) for form, count in zip(forms, counts, strict=True))
    return re.compile("|".join(rf"(?<![0-9a-z])(?:{form})(?![a-z])" for form in filled))


_OFFSETS = {form: offset for offset, row in words.FROM_NOW.items() for form in row}
_RELATIVE = _named(words.FROM_NOW)
_LATEST = re.compile(
    rf"(?<![a-z])(?:{'|'.join(sorted(words.LATEST, key=len, reverse=True))})(?![a-z])"
)
_LAST_YEARS, _YEARS_AGO = (_counting(forms) for forms in (words.LAST_YEARS, words.YEARS_AGO))
_FIXED = [(re.compile(form), first, last) for form, first, last in words.FIXED]


@dataclass(frozen=True, slots=True)
class Present:
    """What words like 去年 and 最新年度 count from.

    Args:
        today: the day in Japan.
        latest: the last fiscal year in which there are projects; None where it is not known.
    """

    today: date
    latest: int | None = None

    @property
    def fiscal_year(self) -> int:
        """The fiscal year of today."""
        return fiscal_year(self.today.year, self.today.month)


@dataclass(frozen=True, slots=True)
class SingleYear:
    """A year, or a span that is said in one word, in a folded text.

    Args:
        start: its first character.
        end: one past the last.
        first: the first fiscal year; None for an open beginning.
        last: the last one; None for an open end.
        zero: the Western year before the first of its era or century, which a number after it
            counts from too (令和3〜5年度); None where it has none.
    """

    start: int
    end: int
    first: int | None
    last: int | None
    zero: int | None = None


def today_in_japan() -> date:
    """Return the day that it is in Japan."""
    return datetime.now(_JAPAN).date()


def fiscal_year(year: int, month: int) -> int:
    """Return the fiscal year of a month: January to March belong to the year before."""
    return year - (month < _APRIL)


def single_years(text: str, present: Present | None) -> Iterator[SingleYear]:
    """Yield the years of a folded text, leftmost first, none overlapping.

    Args:
        text: the folded text.
        present: what 去年 and ここ3年 count from; without it they are no years.
    """
    found = [*_written(text), *_in_english(text), *_fixed(text)]
    if present is not None:
        found += [*_relative(text, present), *_counted(text, present)]
    end = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end


def number_of(text: str) -> int:
    """Return a number in figures, in kanji (三, 二〇二一, 二千二十一) or in a word; else 0."""
    if text.isdecimal():
        return int(text)
    if text in words.SMALL_NUMBERS:
        return words.SMALL_NUMBERS[text]
    if "千" in text or "十" in text:
        thousands, _, rest = text.rpartition("千")
        tens, ten, ones = rest.rpartition("十")
        value = words.DIGITS.get(thousands, 0) * 1000
        return value + (words.DIGITS.get(tens, 1) * 10 if ten else 0) + words.DIGITS.get(ones, 0)
    return int("".join(str(words.DIGITS.get(character, "")) for character in text) or 0)


def _written(text: str) -> Iterator[SingleYear]:
    for match in _WRITTEN.finditer(text):
        zero = _CENTURY if match["e"] is None else _zero(match["e"])
        if zero is None:
            continue
        said = match["w"] or match["f"] or match["n"]
        year = number_of(said) + (0 if match["w"] else zero)
        if (year == zero and not match["w"]) or not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        if match["decade"] and match["w"] and year % 10 == 0:
            yield SingleYear(match.start(), match.end(), year, year + 9)
            continue
        month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
        year = fiscal_year(year, int(month)) if month else year
        more = _lasting(text, match.end(), year, zero)
        if not (month or match["decade"] or more):
            more = _more(text, match.end(), year, zero)
        bare = not (match["unit"] or month or match["fiscal"])
        if match["decade"] or (bare and not more and _GOES_ON.match(text, match.end())):
            continue
        yield SingleYear(match.start(), match.end(), year, year, zero)
        yield from more


def _zero(era: str) -> int | None:
    first = western_year(words.ERA_WORDS.get(era, era), 1)
    return None if first is None or first < ERAS[-1].first else first - 1


def _lasting(text: str, start: int, year: int, zero: int) -> list[SingleYear]:
    """Return the last year of a length of time that begins with a year (2020年から3年間).

    から3年 after a Western year is a length too, and after one of an era the year of the era.
    """
    lasting = _LASTING.match(text, start)
    if lasting is None or (zero != _CENTURY and not lasting["long"]):
        return []
    last = year + number_of(lasting["n"]) - 1
    return [SingleYear(lasting.start("n"), lasting.end(), last, last)]


def _more(text: str, start: int, year: int, zero: int) -> list[SingleYear]:
    """Return the years after a year that are written without their era or century."""
    if listed := _LISTED.match(text, start):
        found = []
        for item in _ITEM.finditer(text, start, listed.end()):
            unit = _AFTER_ITEM.match(text, item.end())
            at = zero + number_of(item[0])
            found.append(SingleYear(item.start(), unit.end() if unit else item.end(), at, at, zero))
        return found if all(one.first and one.first > year for one in found) else []
    ranged = _RANGED.match(text, start)
    if ranged and (ranged["unit"] or not ranged["kara"]):
        last = zero + number_of(ranged["n"])
        return [SingleYear(ranged.start("n"), ranged.end(), last, last)] if last >= year else []
    return []


def _in_english(text: str) -> Iterator[SingleYear]:
    for match in _IN_ENGLISH.finditer(text):
        year = fiscal_year(int(match["w"]), words.MONTHS[match["m"]])
        yield SingleYear(match.start(), match.end(), year, year)


def _fixed(text: str) -> Iterator[SingleYear]:
    for pattern, first, last in _FIXED:
        for match in pattern.finditer(text):
            yield SingleYear(match.start(), match.end(), first, last)


def _relative(text: str, present: Present) -> Iterator[SingleYear]:
    for match in _RELATIVE.finditer(text):
        offset = _OFFSETS[match["word"]]
        year = present.fiscal_year + offset
        if match["m"]:
            year = fiscal_year(present.today.year + offset, int(match["m"]))
        yield SingleYear(match.start(), match.end(), year, year)
    if present.latest is not None:
        for match in _LATEST.finditer(text):
            yield SingleYear(match.start(), match.end(), present.latest, present.latest)


def _counted(text: str, present: Present) -> Iterator[SingleYear]:
    """Yield the last so many years, and the year so many years ago."""
    now = present.fiscal_year
    for match in _LAST_YEARS.finditer(text):
        count = number_of(match[match.lastgroup or 0])
        if count:
            first = now - max(count, 2) + 1  # a single year past reaches into the one before
            yield SingleYear(match.start(), match.end(), first, now)
    for match in _YEARS_AGO.finditer(text):
        year = now - number_of(match[match.lastgroup or 0])
        if FIRST_YEAR <= year < now:
            yield SingleYear(match.start(), match.end(), year, year)
