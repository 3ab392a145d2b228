"""What completes a query and is no thing: fiscal years, and words that ask for a fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ontology.eras import ERAS, fiscal_year_label
from search.model.corpus import Corpus
from search.model.kinds import FACT, YEAR
from search.names.asked import WORDS
from search.names.things import Thing, named

_READINGS: Final = {"令和": "れいわ", "平成": "へいせい", "昭和": "しょうわ"}
_LATIN: Final = {"令和": "Reiwa", "平成": "Heisei", "昭和": "Showa"}
_ALSO: Final = 1
"""Years before its first in which an era's fiscal years go by the era before too: 平成31年度."""


def words_said(corpus: Corpus) -> list[Thing]:
    """Return the fiscal years in which there are projects, and the words of facts.

    A year stands in it twice: whoever types 令和4 is offered 令和4年度, who types 2022 2022年度.

    Args:
        corpus: its projects are counted.
    """
    counts = Counter(d.fiscal_year for d in corpus.documents if d.kind == "project")
    years = [
        thing
        for year, count in sorted((year, n) for year, n in counts.items() if year is not None)
        for thing in _year(year, count)
    ]
    return [*years, *_facts()]


def _year(year: int, count: int) -> Iterator[Thing]:
    english = fiscal_year_label(year, "en")
    western = f"{year}年度"
    plain = (named(western, (), ()), named(english, (), ()))
    yield Thing(YEAR, str(year), {"ja": western, "en": english}, {}, count, plain)
    label = fiscal_year_label(year, "ja")
    for era in ERAS:
        number = year - era.first + 1
        if number < 1:
            continue
        forms = dict.fromkeys((label, f"{era.name}{number}年度"))
        names = tuple(
            named(text, (_READINGS[era.name] + text.removeprefix(era.name),), ())
            for text in forms
            if text.startswith(era.name)
        )
        latin = [
            named(f"{start}{number}", (), ()) for start in (era.letter, f"{_LATIN[era.name]} ")
        ]
        shown = {"ja": names[0].text, "en": english}
        yield Thing(YEAR, f"{era.letter}{number}", shown, {}, count, (*names, *latin))
        if number > _ALSO:
            return


def _facts() -> Iterator[Thing]:
    for number, (fact, word, reading, english) in enumerate(WORDS):
        first = all(other != fact for other, *_ in WORDS[:number])
        labels = {"ja": word} | ({"en": english} if english else {})
        names = [named(word, (reading,), ())]
        names += [named(english, (), ())] if english else []
        yield Thing(FACT, fact if first else f"{fact}-{number}", labels, {}, 0, tuple(names))
