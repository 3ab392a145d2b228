"""The first sentence of an entity's page: what it is, in plain words made from the facts.

A sentence says nothing that the tables below do not say with its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.parts.coverage import coverage_line
from api.pages.parts.paths import entity_path
from api.release.opened import OpenRelease
from api.wording.language import joined
from api.wording.messages import message
from api.wording.values import code_label, date_label
from ontology.eras import fiscal_year_label

MOST_NAMED = 5
"""Most things that a sentence lists."""
_SELECTED = "selected"
"""Code of what a programme selected; of anything else the sentence says what it is."""


def summary(opened: OpenRelease, kind: str, found: Mapping[str, Any], lang: str) -> list[str]:
    """Return the sentences at the head of a page.

    Args:
        opened: the release, for what is counted.
        kind: kind of the entity.
        found: the entity as the API gives it, in one language.
        lang: language of the page.
    """
    said = _SENTENCES.get(kind)
    return [sentence for sentence in said(opened, found, lang) if sentence] if said else []


def points(
    opened: OpenRelease, kind: str, found: Mapping[str, Any], lang: str
) -> list[dict[str, Any]]:
    """Return where an entity is, for a map: its own place, or those of its local governments.

    Args:
        opened: the release.
        kind: kind of the entity.
        found: the entity as the API gives it, in one language.
        lang: language of labels.
    """
    if kind == "municipality":
        codes = [found["key"]]
    elif kind == "project":
        codes = [place["code"] for place in found["locations"]]
    elif kind == "council":
        codes = [row["body"]["key"] for row in found["bodies"] if row.get("body")]
    elif kind == "event" and found.get("municipality"):
        codes = [found["municipality"]["key"]]
    else:
        codes = []
    places = opened.search.places
    return [
        {
            "lat": place.latitude,
            "lon": place.longitude,
            "code": code,
            "kind": place.kind,
            "label": place.full_name if lang == "ja" else place.english,
            "href": entity_path("municipality", code),
        }
        for code in dict.fromkeys(codes)
        if (place := places.get(code))
    ]


def _text(key: str, lang: str, **values: object) -> str:
    return message(f"page-summary-{key}", lang).format(**values)


def _list(names: Sequence[str], lang: str) -> str:
    shown = joined(names[:MOST_NAMED], lang)
    return shown + _text("more", lang) if len(names) > MOST_NAMED else shown


def _project(_: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    who = [body["name"] for body in (*found["applicants"], *found["areas"])]
    year, programme = found["fiscal_year"], found["programme"]["label"]
    how = code_label("selection-kind", found["selection_kind"], lang)
    when = fiscal_year_label(year, lang) if year else ""
    key = "project" if when else "project-undated"
    if found["selection_kind"] != _SELECTED:
        key = f"{key}-otherwise"
    sentences = [_text(key, lang, who=_list(who, lang), programme=programme, year=when, how=how)]
    names = [technology["label"] for technology in found["technologies"]]
    if names:
        key = "technologies-open" if found["technologies_open"] else "technologies"
        sentences.append(_text(key, lang, names=_list(names, lang)))
    if found["status"]:
        status = code_label("status", found["status"], lang)
        key = "status-inferred" if found["status_certainty"] == "inferred" else "status"
        sentences.append(
            _text(key, lang, status=status, date=date_label(found["status_as_of"], lang))
        )
    if found["confidence"] not in {None, "high"}:
        sentences.append(_text("doubt", lang))
    return sentences


def _municipality(opened: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    place = opened.search.places.get(found["key"])
    kind, prefecture = found["kind"]["label"], found.get("prefecture")
    above = prefecture["label"] if prefecture else ""
    inside = prefecture and place and place.kind != "prefecture"
    name = found["label"] if inside or lang != "ja" else found["full_name"]
    reading = found["kana"] if lang == "ja" else found["romaji"]
    what = _text("municipality" if inside else "prefecture", lang, name=name, reading=reading,
                 kind=kind if lang == "ja" else kind.lower(), prefecture=above)  # fmt: skip
    counted = len(found["projects"])
    return [
        what,
        _people(found, lang),
        _text("projects" if counted else "no-projects", lang, count=counted),
    ]


def _people(found: Mapping[str, Any], lang: str) -> str:
    """Return how many people live there, and how old they are, each with its year."""
    rows = sorted(found["census"], key=lambda row: str(row["as_of"]), reverse=True)
    aged = next((row for row in rows if row.get("aged_65_percent") is not None), None)
    if not rows:
        return ""
    latest = rows[0]
    counted = _text(
        "people", lang, count=f"{latest['population']:,}", year=latest["as_of"][:4],
        status=latest["figure_status"]["label"].lower(),
    )  # fmt: skip
    if aged is None:
        return counted
    share = _text("aged", lang, share=aged["aged_65_percent"], year=aged["as_of"][:4])
    return counted + ("" if lang == "ja" else " ") + share


def _programme(opened: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    owners = opened.programmes.owners(found["key"], lang)
    counted = _text("projects", lang, count=len(found["projects"]))
    owned = _text("programme", lang, owners=_list(owners, lang)) if owners else ""
    return [owned, found.get("aim") or "", counted, coverage_line(opened, found["key"], lang)]


def _concept(opened: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    """Return what a concept is, and how many projects have it, or what is narrower."""
    counted = len(found["projects"])
    below = next((v.total for v in opened.search.totals(found["type"]) if v.key == found["key"]), 0)
    key = "concept-projects" if counted else "concept-below" if below else "no-projects"
    return [found.get("definition") or "", _text(key, lang, count=counted or below)]


def _ministry(_: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    names = [row["programme"]["label"] for row in found["programmes"] if row.get("programme")]
    names = list(dict.fromkeys(names))
    kind = found["kind"]["label"] if found.get("kind") else ""
    what = _text("ministry", lang, name=found["label"], kind=kind) if kind else ""
    return [what, _text("ministry-programmes", lang, names=_list(names, lang)) if names else ""]


def _council(_: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    bodies = [row["body"]["label"] for row in found["bodies"] if row.get("body")]
    kind = found["kind"]["label"] if found.get("kind") else ""
    where = _list(bodies, lang) or found.get("area_as_printed") or ""
    return [_text("council", lang, where=where, kind=kind) if where and kind else ""]


def _event(_: OpenRelease, found: Mapping[str, Any], lang: str) -> list[str]:
    kind = found["kind"]["label"] if found.get("kind") else ""
    first, last = found.get("date_start"), found.get("date_end")
    ends = [date_label(day, lang) for day in dict.fromkeys((first, last)) if day]
    when = ("〜" if lang == "ja" else " – ").join(ends)
    what = _text("event", lang, when=when, kind=kind) if when and kind else ""
    return [what, found.get("content") or ""]


_SENTENCES = {
    "project": _project,
    "municipality": _municipality,
    "programme": _programme,
    "technology": _concept,
    "challenge": _concept,
    "ministry": _ministry,
    "council": _council,
    "event": _event,
}
