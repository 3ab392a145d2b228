"""Why a local government is a peer, in one sentence: how far, since when, with what, how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from api.answers.labels import kilometres, label_of, within_sentence
from api.answers.relations.items import project_item
from api.contract.relations import DatedProject, Effort, ExplainedPeer, SureProject
from api.release.opened import OpenRelease
from api.wording.language import joined
from api.wording.messages import message
from ontology.eras import fiscal_year_label

_MOST_NAMED = 2
"""Most technologies that a sentence names."""


def efforts(opened: OpenRelease, projects: Sequence[SureProject], lang: str) -> list[Effort]:
    """Return projects with those of the same effort under a linked programme inside the first.

    Args:
        opened: the release.
        projects: as a peer names them, the best first.
        lang: language of labels.
    """
    named = {project["key"]: project for project in projects}
    found: list[Effort] = []
    seen: set[str] = set()
    for key, project in named.items():
        if key in seen:
            continue
        linked = [other for other in opened.relations.similar.linked(key) if other not in seen]
        seen |= {key, *linked}
        found.append(
            {
                **_dated(opened, project, lang),
                "linked": [
                    _dated(opened, named[other], lang) for other in linked if other in named
                ],
            }
        )
    return found


def _dated(opened: OpenRelease, project: SureProject, lang: str) -> DatedProject:
    """Return a project as it is named, with its programme and year."""
    item = project_item(opened, project["key"], lang)
    return {**project, "programme": item["programme"], "fiscal_year": item["fiscal_year"]}


def why(opened: OpenRelease, item: ExplainedPeer, technologies: Iterable[str], lang: str) -> str:
    """Return the sentence of a peer, of what is known of it.

    Args:
        opened: the release.
        item: the peer, with its reasons and efforts.
        technologies: keys of those that are asked for.
        lang: language of the sentence.
    """
    said = joined(_clauses(opened, item, tuple(technologies), lang), lang)
    return said[:1].upper() + said[1:]


def _clauses(
    opened: OpenRelease,
    item: ExplainedPeer,
    asked: Sequence[str],
    lang: str,
) -> Iterator[str]:
    details = _details(item)

    def said(clause: str, **values: object) -> str:
        return message(f"why-{clause}", lang).format(**values)

    if item["distance_km"] is not None:
        yield said("distance", km=kilometres(item["distance_km"]))
    region = details.get("region", {})
    for level in ("prefecture", "region"):
        if level in region:
            yield said(level, name=label_of(opened, level, region[level], lang))
    shared = details.get("designations", {}).get("designations", ())
    if shared:
        yield said(f"designation-{shared[0]}")
    years = [one["fiscal_year"] for one in _all(item["efforts"]) if one["fiscal_year"]]
    if years:
        named = _work(opened, item["efforts"], asked, lang)
        work = joined((within_sentence(label, lang) for label in named), lang)
        since = fiscal_year_label(min(years), lang)
        yield said("since" if work else "since-only", year=since, work=work)
    if "programmes" in details:
        yield said("programmes", count=len(details["programmes"]["programmes"]))
    if details.get("ties", {}).get("projects"):
        yield said("joint")
    if "finished" in details:
        yield said("finished")


def _details(item: ExplainedPeer) -> dict[str, Mapping[str, Any]]:
    """Return what the reasons of a peer rest on, by their kinds."""
    return {reason["kind"]: reason["detail"] for reason in item["reasons"]}


def _all(listed: Iterable[Effort]) -> Iterator[DatedProject]:
    for effort in listed:
        yield effort
        yield from effort["linked"]


def _work(
    opened: OpenRelease, listed: Iterable[Effort], asked: Sequence[str], lang: str
) -> list[str]:
    """Return the technologies of a peer's projects: those asked for, else the first ones."""
    wanted = {key for one in asked for key in (one, *opened.thesaurus.descendants(one))}
    found: dict[str, str] = {}
    for one in _all(listed):
        item = project_item(opened, one["key"], lang)
        for mention in (*item["technologies"], *item["technologies_derived"]):
            if not wanted or mention["key"] in wanted:
                found.setdefault(mention["key"], mention["label"])
    above = {key for one in found for key in opened.thesaurus.ancestors(one)}
    return [label for key, label in found.items() if key not in above][:_MOST_NAMED]
