"""Reasons of relations in words: what the evidence of a part of a score says, in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from api.answers.labels import kilometres, label_of
from api.release.opened import OpenRelease
from api.wording.language import joined, pick
from api.wording.messages import message
from api.wording.values import code_label
from graph.relations.scores import Part

_MOST_NAMED = 5
"""Most things that the words of a reason on a programme name; its detail lists more."""

Relation = Literal["similar", "peer", "programme"]
_Evidence = Mapping[str, Any]
_Words = Callable[[OpenRelease, _Evidence, str], dict[str, str]]


def reason(opened: OpenRelease, relation: Relation, part: Part, lang: str) -> Any:
    """Return one part of a score as a reason (docs/design.md, section 5).

    Args:
        opened: the release.
        relation: which one; its texts are the messages ``relation-{relation}-{kind}``.
        part: the part.
        lang: language of the label.
    """
    words = _WORDS[relation].get(part.kind)
    subjects = words(opened, part.evidence, lang) if words else {}
    shown = {
        "kind": part.kind,
        "label": message(f"relation-{relation}-{part.kind}", lang).format(**subjects),
        "weight": part.weight,
        "detail": {"coefficient": part.coefficient, "raw": part.raw, **part.evidence},
    }
    cited = dict.fromkeys((s["source"], s["locator"]) for s in part.evidence.get("statements", ()))
    if cited:
        shown["sources"] = [opened.programmes.source(*place) for place in cited]
    return shown


def _labels(
    opened: OpenRelease, kind: str, keys: Iterable[str], lang: str, most: int | None = None
) -> str:
    """Return the labels of things as a list in words, with ``…`` for those beyond the most."""
    distinct = list(dict.fromkeys(keys))
    labels = [label_of(opened, kind, key, lang) for key in distinct[:most]]
    return joined([*labels, *(["…"] if len(distinct) > len(labels) else [])], lang)


def _concepts(kind: str, most: int | None = None) -> _Words:
    """Return the words of shared concepts; those broader than another shared one go unsaid."""

    def words(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        keys = [shared["key"] for shared in evidence["shared"]]
        covered = {above for key in keys for above in opened.thesaurus.ancestors(key)}
        own = (key for key in keys if key not in covered)
        return {"subject": _labels(opened, kind, own, lang, most)}

    return words


def _things(kind: str, name: str) -> _Words:
    """Return the words of things of a kind that stand in the evidence, and how many they are."""

    def words(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        subject = _labels(opened, kind, evidence[name], lang, _MOST_NAMED)
        return {"subject": subject, "count": str(evidence.get("count", len(evidence[name])))}

    return words


def _labelled(kind: str, name: str) -> _Words:
    """Return the words of all things of a kind that stand in the evidence."""

    def words(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        return {"subject": _labels(opened, kind, evidence[name], lang)}

    return words


def _number(name: str, field: str) -> _Words:
    """Return a number of the evidence as a field of the message."""

    def words(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
        return {field: str(evidence[name])}

    return words


def _kilometres(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
    return {"km": kilometres(evidence["distance_km"])}


def _kinds(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    kinds = dict.fromkeys(evidence["kinds"])
    return {"subject": joined((code_label("body-kind", k, lang) for k in kinds), lang)}


def _designations(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    keys = evidence["designations"]
    return {"subject": joined((code_label("designation", key, lang) for key in keys), lang)}


def _since(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"year": label_of(opened, "fiscal_year", str(evidence["fiscal_year"]), lang)}


def _shared_region(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    level = "prefecture" if "prefecture" in evidence else "region"
    return {
        "level": message(f"relation-same-{level}", lang),
        "subject": label_of(opened, level, evidence[level], lang),
    }


def _shared_challenges(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    level = "same" if evidence["same"] else "close"
    return {
        "level": message(f"relation-{level}-challenge", lang),
        "subject": _labels(opened, "challenge", evidence["challenges"], lang),
    }


def _years(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    years = map(str, evidence["fiscal_years"])
    return {"subject": _labels(opened, "fiscal_year", years, lang)}


def _ties(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    groups = [_group(opened, key, lang) for key in evidence["groups"]]
    projects = [label_of(opened, "project", key, lang) for key in evidence["projects"]]
    programmes = [label_of(opened, "programme", key, lang) for key in evidence["programmes"]]
    return {"subject": joined([*projects, *groups, *programmes], lang)}


def _group(opened: OpenRelease, key: str, lang: str) -> str:
    """Return the name of a council or an event; a member's printed name stands for itself."""
    for kind in ("council", "event"):
        if opened.search.labels(kind, key):
            return label_of(opened, kind, key, lang)
    return key


def _printed(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": joined(dict.fromkeys(s["words"] for s in evidence["statements"]), lang)}


def _programme_groups(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    keys = dict.fromkeys(statement["group"] for statement in evidence["statements"])
    groups = opened.programmes.groups
    return {"subject": joined((pick(groups[key], lang) for key in keys), lang)}


def _programme(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": label_of(opened, "programme", evidence["programme"], lang)}


def _stage(_: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": message(f"project-stage-{evidence['taken_as']}", lang)}


def _last_year(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": label_of(opened, "fiscal_year", str(evidence["last_year"]), lang)}


_WORDS: Mapping[Relation, Mapping[str, _Words]] = {
    "similar": {
        "technologies": _concepts("technology"),
        "challenges": _concepts("challenge"),
        "programme": _labelled("programme", "programmes"),
        "councils": _labelled("council", "shared"),
        "years": _years,
        "distance": _kilometres,
    },
    "peer": {
        "experience": _number("total", "count"),
        "years": _number("years", "years"),
        "since": _since,
        "programmes": _labelled("programme", "programmes"),
        "kind": _kinds,
        "designations": _designations,
        "region": _shared_region,
        "distance": _kilometres,
        "ties": _ties,
        "challenges": _shared_challenges,
    },
    "programme": {
        "programme": _programme,
        "complement": _printed,
        "shared_areas": _printed,
        "group": _programme_groups,
        "ministry": _things("ministry", "ministries"),
        "technologies_printed": _concepts("technology", _MOST_NAMED),
        "technologies_derived": _concepts("technology", _MOST_NAMED),
        "technology_named": _concepts("technology", _MOST_NAMED),
        "challenges": _concepts("challenge", _MOST_NAMED),
        "challenge_named": _concepts("challenge", _MOST_NAMED),
        "recipients": _things("municipality", "municipalities"),
        "recipient": _things("municipality", "municipalities"),
        "payees": _number("count", "count"),
        "years": _years,
        "stage": _stage,
        "currency": _last_year,
    },
}
"""What the words of a part's message say, from its evidence, by relation and part. The message of a
part that is not here has nothing to fill in."""
