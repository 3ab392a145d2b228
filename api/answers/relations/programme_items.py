"""The JSON of related programmes: items with facts, and reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.answers.labels import label_of
from api.answers.relations.items import reference
from api.answers.relations.reasons import reason
from api.release.opened import OpenRelease
from api.wording.language import joined, localise, pick
from api.wording.messages import message
from graph.relations.scores import Part, Related

_MOST_NAMED = 5
"""Most things that the words of a reason name; its detail lists more."""

_Evidence = Mapping[str, Any]
_Words = Callable[[OpenRelease, _Evidence, str], dict[str, str]]


def programme_item(opened: OpenRelease, related: Related, lang: str) -> dict[str, Any]:
    """Return one programme with its score, its reasons and what is said of it.

    Args:
        opened: the release.
        related: the programme and the parts of its score.
        lang: language of labels.
    """
    facts = localise(opened.programmes.facts[related.key], lang)
    return {
        **reference(opened, "programme", related.key, lang),
        "score": related.score,
        "distance_km": None,
        "reasons": [_reason(opened, part, lang) for part in related.parts],
        "facts": facts,
    }


def _reason(opened: OpenRelease, part: Part, lang: str) -> dict[str, Any]:
    words = _WORDS.get(part.kind)
    said = words(opened, part.evidence, lang) if words else {}
    shown = reason(part, lang, of="programme-", **said)
    cited = dict.fromkeys(
        (statement["source"], statement["locator"])
        for statement in part.evidence.get("statements", ())
    )
    if cited:
        shown["sources"] = [opened.programmes.source(*place) for place in cited]
    return shown


def _labels(opened: OpenRelease, kind: str, keys: Iterable[str], lang: str) -> str:
    named = list(keys)
    shown = [label_of(opened, kind, key, lang) for key in named[:_MOST_NAMED]]
    return joined([*shown, *(["…"] if len(named) > _MOST_NAMED else [])], lang)


def _concepts(kind: str) -> _Words:
    """Return what says shared concepts; the broader ones of others that are shared go unsaid."""

    def said(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        keys = [shared["key"] for shared in evidence["shared"]]
        covered = {above for key in keys for above in opened.thesaurus.ancestors(key)}
        return {"subject": _labels(opened, kind, (k for k in keys if k not in covered), lang)}

    return said


def _things(kind: str, name: str) -> _Words:
    def said(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        subject = _labels(opened, kind, evidence[name], lang)
        return {"subject": subject, "count": str(evidence.get("count", len(evidence[name])))}

    return said


def _printed(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": joined(dict.fromkeys(s["words"] for s in evidence["statements"]), lang)}


def _groups(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    keys = dict.fromkeys(statement["group"] for statement in evidence["statements"])
    groups = opened.programmes.groups
    return {"subject": joined((pick(groups[key], lang) for key in keys), lang)}


def _own(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": label_of(opened, "programme", evidence["programme"], lang)}


def _count(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
    return {"count": str(evidence["count"])}


def _years(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    years = [str(year) for year in evidence["fiscal_years"]]
    return {"subject": joined((label_of(opened, "fiscal_year", y, lang) for y in years), lang)}


def _stage(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": message(f"project-stage-{evidence['taken_as']}", lang)}


def _last(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": label_of(opened, "fiscal_year", str(evidence["last_year"]), lang)}


_WORDS: Mapping[str, _Words] = {
    "programme": _own,
    "complement": _printed,
    "shared_areas": _printed,
    "group": _groups,
    "ministry": _things("ministry", "ministries"),
    "technologies_printed": _concepts("technology"),
    "technologies_derived": _concepts("technology"),
    "technology_named": _concepts("technology"),
    "challenges": _concepts("challenge"),
    "challenge_named": _concepts("challenge"),
    "recipients": _things("municipality", "municipalities"),
    "recipient": _things("municipality", "municipalities"),
    "payees": _count,
    "years": _years,
    "stage": _stage,
    "currency": _last,
}
"""What the words of a part's message say, from its evidence."""
