"""Direct answers: facts that a query asks for, each with its source. Nothing is generated.

A word says which fact (``search.names.asked``), the rest of the query whose: a programme that it
names, those of a ministry or of a technology, else those whose value the query says (補助率1/2). Of
each the latest row stands, for it is dated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode

import numpy as np

from api.answers.labels import label_of, place_label
from api.contract.search import AnswerSubject, BetterPage, DirectAnswer, SaidFact
from api.release.opened import OpenRelease
from api.things.items import source_item
from api.wording.messages import message
from graph.entities.records import Record
from ontology.eras import fiscal_year_label
from search.model.facets import ByFacet
from search.model.interpretation import Interpretation
from search.model.request import SearchRequest
from search.names.asked import (
    BUDGET,
    CALL_PERIOD,
    COMPARE,
    CONSULT,
    CONTACT,
    COUNT,
    MANY,
    MAX_SUPPORT,
    MOST,
    SUBSIDY_RATE,
    SUPPORT_PERIOD,
)
from search.numbers.years import parse_years
from search.text.folding import fold

MOST_ANSWERS = 3
"""Most direct answers of one query."""
_TERMS = (SUBSIDY_RATE, MAX_SUPPORT, CALL_PERIOD, SUPPORT_PERIOD)
"""Facts that are terms of programmes, called as the code list ``term-kind`` calls them."""
_VALUE = re.compile(r"[0-9][0-9,.]*(?:/[0-9]+)?(?:億|千万|百万|万)?円?")


def direct_answers(
    opened: OpenRelease, understood: Interpretation, lang: str
) -> list[DirectAnswer]:
    """Return up to three facts that a query asks for.

    Args:
        opened: the release.
        understood: how the query was understood.
        lang: language of labels.
    """
    return list(islice(_Asking(opened, understood, lang).answers(), MOST_ANSWERS))


def better_pages(understood: Interpretation, lang: str) -> list[BetterPage]:
    """Return the pages that do better what a query asks for, filled in.

    Args:
        understood: how the query was understood.
        lang: language of labels.
    """
    programmes = _chosen(understood, "programme")
    found = []
    if understood.asks(COMPARE) and len(programmes) > 1:
        pairs = [("compare", key) for key in programmes]
        found.append(("compare", f"/programmes/compare?{urlencode(pairs)}"))
    if understood.asks(CONSULT):
        who = [place.code for place in understood.conditions.places if place.code][:1]
        what = _chosen(understood, "technology")[:1]
        pairs = [("municipality", code) for code in who] + [("technology", key) for key in what]
        found.append(("peers", f"/peers?{urlencode(pairs)}" if pairs else "/peers"))
    return [
        {"kind": kind, "href": href, "label": message(f"link-{kind}", lang)} for kind, href in found
    ]


def _chosen(understood: Interpretation, kind: str) -> list[str]:
    keys = (
        one.key
        for span in understood.spans
        if not span.excluded
        for one in span.chosen
        if one.kind == kind
    )
    return list(dict.fromkeys(keys))


class _Asking:
    """What one query asks for."""

    def __init__(self, opened: OpenRelease, understood: Interpretation, lang: str) -> None:
        self._opened, self._understood, self._lang = opened, understood, lang
        self._records = opened.reader.records
        self._projects = SearchRequest(
            query=understood.query, filters=ByFacet(type=("project",)), limit=0
        )

    def answers(self) -> Iterator[DirectAnswer]:
        """Yield the answers, fact after fact; each is looked for when it is its turn."""
        asks = self._understood.asks
        if asks(CONTACT):
            yield from self._contacts()
        for term in filter(asks, _TERMS):
            rows = self._rows("programme_terms", "term", term)
            yield from self._of_programmes(term, rows, "value_as_printed")
        if asks(BUDGET):
            rows = self._rows("programme_budgets", "measure", "budget")
            yield from self._of_programmes("budget", rows, "amount_as_printed")
        if asks(MANY):
            yield from self._many()
        elif asks(COUNT):
            yield from self._count()

    def _programmes(self) -> list[str]:
        """Return the programmes that a query names, by themselves or by what they have."""
        named = _chosen(self._understood, "programme")
        if named:
            return named
        ministries = set(_chosen(self._understood, "ministry"))
        concepts = set(_chosen(self._understood, "technology"))
        known = self._opened.programmes.ranked.data.programmes
        return [
            key
            for key, facts in known.items()
            if (ministries or concepts)
            and (not ministries or ministries & facts.ministries)
            and (not concepts or concepts & facts.named_technologies)
        ]

    def _rows(self, table: str, column: str, key: str) -> list[Record]:
        """Return the rows of a table whose column names a thing."""
        rows = self._records.all(table)
        return [row for row in rows if (thing := row.named(column)) and thing.key == key]

    def _of_programmes(
        self, fact: str, rows: Sequence[Record], column: str
    ) -> Iterator[DirectAnswer]:
        programmes = self._programmes()
        values = _VALUE.findall(fold(self._understood.query))
        asked = [
            row
            for row in rows
            if (key := _programme(row))
            if (key in programmes if programmes else _says(row.text(column), values))
        ]
        years = [parse_years(key) for key in _chosen(self._understood, "year")]
        of_year = [row for row in asked if any(row.integer("fiscal_year") in y for y in years if y)]
        for row in self._ordered(of_year or asked):
            key = _programme(row)
            yield self._answer(
                fact, "programme", key, row,
                {"value": row.text(column), "fiscal_year": row.integer("fiscal_year") or None},
            )  # fmt: skip

    def _ordered(self, rows: Iterable[Record]) -> list[Record]:
        """Return the latest row of each programme, the latest first, or the largest amount."""
        latest = _latest(rows)
        if self._understood.asks(MOST):
            return sorted(latest, key=lambda row: -_amount(row))
        return latest

    def _contacts(self) -> Iterator[DirectAnswer]:
        programmes = self._programmes()
        for row in self._records.all("programme_offices"):
            if _programme(row) in programmes:
                said = (row.text(name) for name in ("office_as_printed", "telephone", "email"))
                yield self._answer(
                    "office", "programme", _programme(row), row,
                    {"value": " ".join(filter(None, said)), "as_of": row.text("as_of") or None},
                )  # fmt: skip
        codes = {place.code for place in self._understood.conditions.places if place.code}
        for row in self._records.all("government_offices"):
            body = row.named("body")
            if body and body.key in codes:
                said = (row.text(name) for name in ("name", "telephone"))
                yield self._answer(
                    "telephone", "municipality", body.key, row,
                    {"value": " ".join(filter(None, said)), "as_of": row.text("as_of") or None},
                )  # fmt: skip

    def _count(self) -> Iterator[DirectAnswer]:
        """Yield how many projects meet the conditions: of the data, so without a source."""
        if self._understood.conditions.asks_only_kinds:
            return
        total = int(np.count_nonzero(self._opened.search.meeting(self._projects)))
        text = message("answer-count", self._lang).format(count=f"{total:,}")
        yield {"kind": "count", "subject": None, "value": total, "text": text, "source": None}

    def _many(self) -> Iterator[DirectAnswer]:
        """Yield the places with the most projects that meet the conditions."""
        asked = self._understood.conditions.keys["applicant_kind"]
        facet = "prefecture" if asked == ("prefecture",) else "municipality"
        for value in self._opened.search.search(self._projects).facets[facet][:MOST_ANSWERS]:
            label = place_label(self._opened, value.key, self._lang)
            text = message("answer-many", self._lang)
            yield {
                "kind": "count",
                "subject": self._subject("municipality", value.key, label),
                "value": value.total,
                "text": text.format(subject=label, count=f"{value.total:,}"),
                "source": None,
            }

    def _subject(self, kind: str, key: str, label: str) -> AnswerSubject:
        iri = str(self._opened.iris.entity(kind, key))
        return {"type": kind, "key": key, "label": label, "iri": iri}

    def _answer(self, fact: str, kind: str, key: str, row: Record, said: SaidFact) -> DirectAnswer:
        opened, lang = self._opened, self._lang
        place = kind == "municipality"
        label = place_label(opened, key, lang) if place else label_of(opened, kind, key, lang)
        year = said.get("fiscal_year")
        dated = fiscal_year_label(year, lang) if isinstance(year, int) else said.get("as_of")
        text = message(f"answer-{fact}", lang).format(subject=label, value=said["value"])
        when = message("answer-dated", lang).format(date=dated) if dated else ""
        return {
            "kind": fact,
            "subject": self._subject(kind, key, label),
            **said,
            "text": text + when,
            "source": source_item(opened.reader.sources[row.source], row.locator),
        }


def _programme(row: Record) -> str:
    thing = row.named("programme")
    return thing.key if thing and thing.kind == "programme" else ""


def _says(text: str, values: Sequence[str]) -> bool:
    """Tell whether a text holds any of the values of a query; it does where there are none."""
    return not values or any(value in fold(text) for value in values)


def _amount(row: Record) -> int:
    return max(row.integer("amount_yen_max"), row.integer("amount_yen"))


def _latest(rows: Iterable[Record]) -> list[Record]:
    """Return the latest row of each programme, the latest of all first."""
    newest: dict[str, Record] = {}
    for row in sorted(rows, key=lambda row: -row.integer("fiscal_year")):
        newest.setdefault(_programme(row), row)
    return list(newest.values())
