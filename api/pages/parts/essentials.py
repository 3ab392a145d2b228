"""What decides about a programme, in a few lines: purpose, rate, ceiling, last call, office.

The head of its page, the first rows of a comparison and the items of the match say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from api.pages.parts.cells import Cell, Cells, Value
from api.release.opened import OpenRelease
from api.wording.messages import message
from api.wording.values import date_label, years
from graph.entities.records import Record

RATE = frozenset({"subsidy-rate"})
CEILING = frozenset({"max-support", "support-per-area", "financial-support"})
CALL = frozenset({"call-period"})
"""Terms of ``programme_terms`` that say how much of the cost is paid, how much at most (or that no
money is), and when applications were taken."""


@dataclass(frozen=True, slots=True)
class Essential:
    """One line.

    Args:
        slug: names its label (``page-essential-…``).
        cell: what is known, with its sources; empty when no source says it.
    """

    slug: str
    cell: Cell = field(hash=False)


def essentials(opened: OpenRelease, key: str, cells: Cells, lang: str) -> list[Essential]:
    """Return what decides about a programme, in the order in which it is asked.

    Args:
        opened: the release.
        key: key of the programme.
        cells: formats records; numbers the sources of the whole page.
        lang: language of the page.
    """
    rows = opened.programmes.rows
    terms = rows["programme_terms"].get(key, ())
    own = rows["programmes"].get(key, ())
    return [
        Essential("aim", _aim(own, cells)),
        Essential("rate", _terms(_latest(terms, RATE), cells, lang)),
        Essential("ceiling", _terms(_latest(terms, CEILING), cells, lang)),
        Essential("call", last_call(opened, key, cells, lang)),
        Essential("office", _offices(rows["programme_offices"].get(key, ()), cells, lang)),
    ]


def last_call(opened: OpenRelease, key: str, cells: Cells, lang: str) -> Cell:
    """Return when applications were last taken, and how sure that is.

    Where no source names the dates, the last year with a selection is said, and that it is no more
    than that.

    Args:
        opened: the release.
        key: key of the programme.
        cells: formats records.
        lang: language of the page.
    """
    terms = opened.programmes.rows["programme_terms"].get(key, ())
    calls = [row for row in terms if _term(row) in CALL]
    if calls:
        last = max(calls, key=lambda row: row.text("date_start"))
        known = message("page-essential-call-stated", lang)
        return (Value(_period(last, lang), note=_joined((known, last.text("note")), lang),
                      source=cells.source(last)),)  # fmt: skip
    year = opened.programmes.facts[key]["last_selected"]
    if year is None:
        return ()
    said = message("page-essential-call-selected", lang).format(year=years(year, None, lang))
    return (Value(said, note=message("page-essential-call-inferred", lang)),)


def _period(call: Record, lang: str) -> str:
    first, last = (date_label(call.text(f"date_{end}"), lang) for end in ("start", "end"))
    when = ("〜" if lang == "ja" else " – ").join((first, last)) if last else first
    year = years(call.integer("fiscal_year"), None, lang)
    return f"{when}（{year}）" if lang == "ja" else f"{when} ({year})"


def _aim(own: Sequence[Record], cells: Cells) -> Cell:
    return tuple(
        Value(value.text, source=cells.source(record))
        for record in own
        for value in cells.cell(record, "aim")
    )


def _term(record: Record) -> str:
    term = record.named("term")
    return term.key if term else ""


def _latest(rows: Iterable[Record], terms: frozenset[str]) -> list[Record]:
    """Return the rows of some terms of the last year with any, else those without a year."""
    found = [row for row in rows if _term(row) in terms]
    last = max((row.integer("fiscal_year") for row in found), default=0)
    return [row for row in found if row.integer("fiscal_year") == last]


def _terms(rows: Iterable[Record], cells: Cells, lang: str) -> Cell:
    return tuple(
        Value(
            row.text("value_as_printed"),
            note=_joined(
                (
                    years(row.integer("fiscal_year"), None, lang)
                    if row.integer("fiscal_year")
                    else "",
                    row.text("note"),
                ),
                lang,
            ),
            source=cells.source(row),
        )
        for row in rows
    )


def _offices(rows: Iterable[Record], cells: Cells, lang: str) -> Cell:
    found = []
    for row in rows:
        email, telephone = row.text("email"), row.text("telephone")
        href = f"mailto:{email}" if email else f"tel:{telephone}" if telephone else ""
        organisation = row.named("organisation")
        name = row.text("office_as_printed") or (organisation.label(lang) if organisation else "")
        dated = message("page-as-of", lang).format(date=date_label(row.text("as_of"), lang))
        ways = [email, telephone, dated if row.text("as_of") else ""]
        note = " / ".join(filter(None, ways))
        found.append(Value(name, href, note, cells.source(row)))
    return tuple(found)


def _joined(notes: Iterable[str], lang: str) -> str:
    return ("。" if lang == "ja" else ". ").join(note.rstrip("。") for note in notes if note)
