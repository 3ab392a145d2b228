"""How much of a programme the data hold, in one line of words, for pages where people decide."""

from __future__ import annotations

from collections.abc import Iterable

from api.answers.labels import label_of
from api.pages.parts.cells import Value
from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.things.coverage import YearCoverage
from api.wording.messages import message
from api.wording.values import years


def coverage_line(opened: OpenRelease, key: str, lang: str) -> str:
    """Return how many of a programme's selections are in the data, over all years and in the last.

    Args:
        opened: the release.
        key: key of the programme.
        lang: language of the line.
    """
    known = opened.programmes.coverage[key]
    stated = known.stated
    if not stated:
        here = sum(year.here.counted for year in known.years)
        name = "unknown" if here else "nothing"
        return message(f"page-coverage-{name}", lang).format(here=here)
    period = years(stated[0].year, stated[-1].year, lang)
    name = "part" if any(year.missing != (0, 0) for year in stated) else "whole"
    line = message(f"page-coverage-{name}", lang).format(
        here=known.here, stated=_span(*known.span, lang), years=period
    )
    last = stated[-1]
    if len(stated) > 1 and last.missing != (0, 0):
        line += _last(last, lang)
    return line


def _last(year: YearCoverage, lang: str) -> str:
    stated = _span(year.least or 0, year.most or 0, lang)
    when = years(year.year, None, lang)
    return message("page-coverage-last", lang).format(
        here=year.here.counted, stated=stated, year=when
    )


def _span(least: int, most: int, lang: str) -> str:
    if least == most:
        return f"{most:,}"
    return message("page-about-span", lang).format(least=f"{least:,}", most=f"{most:,}")


def poorly_covered(opened: OpenRelease, keys: Iterable[str], lang: str) -> list[Value]:
    """Return the programmes of which less is known than is enough, each with its line.

    Args:
        opened: the release.
        keys: keys of the programmes that are concerned; unknown ones are left out.
        lang: language of the lines.
    """
    concerned, book = set(keys), opened.programmes
    return [
        Value(
            label_of(opened, "programme", key, lang),
            entity_path("programme", key),
            note=coverage_line(opened, key, lang),
        )
        for key in book.facts
        if key in concerned and book.coverage[key].poor
    ]
