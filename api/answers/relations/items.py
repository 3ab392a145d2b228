"""The JSON of similar projects and of peers: items, reasons in words, what emptied an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.answers.labels import label_of
from api.answers.relations.reasons import reason
from api.answers.search.answer import emptied
from api.release.opened import OpenRelease
from api.wording.language import joined, localise
from graph.relations.scores import Part, Ranking, Related, Weight
from search.model.result import Emptied


def weights_item(
    table: Mapping[str, Weight], used: Mapping[str, float], lang: str
) -> dict[str, dict[str, Any]]:
    """Return the weights of an answer, with their defaults and the reasons for these."""
    return {
        name: {
            "value": used[name],
            "default": weight.value,
            "reason": weight.japanese if lang == "ja" else weight.reason,
        }
        for name, weight in table.items()
    }


def thing_item(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return a thing as search shows it.

    Raises:
        LookupError: search has no such thing.
    """
    document = opened.search.document(kind, key)
    if document is None:
        raise LookupError(f"the search index has no {kind} {key}")
    item: dict[str, Any] = localise(dict(document.payload), lang)
    return item


def reference(opened: OpenRelease, kind: str, key: str, lang: str) -> dict[str, Any]:
    """Return what a thing is called."""
    iri = str(opened.iris.entity(kind, key))
    return {"iri": iri, "type": kind, "key": key, "label": label_of(opened, kind, key, lang)}


def related_item(opened: OpenRelease, related: Related, lang: str) -> dict[str, Any]:
    """Return one related thing, with its score, its distance and its reasons."""
    return {
        **thing_item(opened, related.kind, related.key, lang),
        "score": related.score,
        "distance_km": related.distance_km,
        "reasons": [
            reason(part, lang, of=_OF[related.kind], **_words(opened, related.kind, part, lang))
            for part in related.parts
        ],
    }


def page(
    path: str,
    given: Mapping[str, Any],
    ranking: Ranking,
    items: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the members that every list has.

    Args:
        path: path of the request.
        given: its parameters, ``limit`` and ``offset`` among them.
        ranking: what was found.
        items: the JSON of its items.
    """
    limit, offset = given["limit"], given["offset"]
    more = offset + len(items) < ranking.total
    following = urlencode({**given, "offset": offset + limit}, doseq=True) if more else None
    return {
        "total": ranking.total,
        "items": items,
        "limit": limit,
        "offset": offset,
        "links": {"next": f"{path}?{following}" if following else None},
    }


def emptied_items(without: Mapping[str, int], lang: str) -> list[dict[str, Any]]:
    """Return the conditions without which there would be something, and how much."""
    return [emptied(Emptied((name,), count), lang) for name, count in without.items()]


def _words(opened: OpenRelease, kind: str, part: Part, lang: str) -> dict[str, str]:
    """Return the words of a part's label: what its evidence says, in a language."""
    said = _SAID.get((kind, part.kind))
    return said(opened, part.evidence, lang) if said else {}


_Evidence = Mapping[str, Any]


def _concepts(kind: str) -> Callable[[OpenRelease, _Evidence, str], dict[str, str]]:
    def said(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
        keys = [shared["key"] for shared in evidence["shared"]]
        covered = {above for key in keys for above in opened.thesaurus.ancestors(key)}
        own = [key for key in keys if key not in covered]
        return {"subject": joined((label_of(opened, kind, key, lang) for key in own), lang)}

    return said


def _programmes(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": _labels(opened, "programme", evidence["programmes"], lang)}


def _kilometres(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
    return {"km": f"{evidence['distance_km']:.1f}"}


def _years(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    years = [str(year) for year in dict.fromkeys(evidence["fiscal_years"])]
    return {"subject": joined((label_of(opened, "fiscal_year", y, lang) for y in years), lang)}


def _councils(opened: OpenRelease, evidence: _Evidence, lang: str) -> dict[str, str]:
    return {"subject": _labels(opened, "council", evidence["shared"], lang)}


def _experience(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
    return {"count": str(evidence["total"])}


def _supported(_: OpenRelease, evidence: _Evidence, __: str) -> dict[str, str]:
    return {"years": str(evidence["years"])}


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


def _labels(opened: OpenRelease, kind: str, keys: Iterable[str], lang: str) -> str:
    return joined((label_of(opened, kind, key, lang) for key in dict.fromkeys(keys)), lang)


_OF = {"project": "similar-", "municipality": "peer-"}
"""What stands before the kind of a part in the key of its text."""
_SAID: Mapping[tuple[str, str], Callable[[OpenRelease, _Evidence, str], dict[str, str]]] = {
    ("project", "technologies"): _concepts("technology"),
    ("project", "challenges"): _concepts("challenge"),
    ("project", "programme"): _programmes,
    ("project", "councils"): _councils,
    ("project", "years"): _years,
    ("project", "distance"): _kilometres,
    ("municipality", "experience"): _experience,
    ("municipality", "years"): _supported,
    ("municipality", "programmes"): _programmes,
    ("municipality", "distance"): _kilometres,
    ("municipality", "ties"): _ties,
}
