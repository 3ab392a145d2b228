"""A letter from one local government to another: what both can read in the data, and no more.

The letter says who asks and what for, names projects of the other with their sources, and asks for
a talk. Who signs it stays blank. The sentences are ours (``letter-*`` in ``texts/contacts.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.answers.labels import label_of
from api.answers.relations.contacts import source_reference
from api.release.opened import OpenRelease
from api.wording.language import joined, pick
from api.wording.messages import message
from graph.entities.contacts import dated
from graph.entities.models import Mention, Project
from graph.entities.records import Record
from ontology.eras import fiscal_year_label

MOST_PROJECTS = 3
"""Most projects that a letter names: those that have most of what is asked for, newest first."""
MOST_READ = 60
"""Most projects of a local government that are read for a letter, by the end of their keys."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a letter asks for.

    Args:
        sender: who asks, as its row of ``municipalities``.
        to: who is asked, likewise.
        technologies: keys; any of them or narrower ones.
        challenges: keys; any of them or narrower ones.
    """

    sender: Record
    to: Record
    technologies: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()


def introduction(opened: OpenRelease, ask: Ask, lang: str) -> dict[str, Any]:
    """Return the subject, the text and the facts of a letter.

    Args:
        opened: the release.
        ask: from whom, to whom, about what.
        lang: language of the letter.
    """
    projects = _projects(opened, ask)
    facts = [_fact(opened, ask, project, lang) for project in projects]
    names = {
        "sender": ask.sender.text("full_name") if lang == "ja" else pick(ask.sender.labels, lang),
        "to": ask.to.text("full_name") if lang == "ja" else pick(ask.to.labels, lang),
        "own": _honorific(ask.sender, "当", lang),
        "your": _honorific(ask.to, "貴", lang),
    }
    names["topic"] = _topic(opened, ask, lang)
    topic = "topic" if names["topic"] else "general"
    known = "facts" if facts else "no-facts"
    parts = ["greeting", f"purpose-{topic}", known]
    lines = [message(f"letter-{part}", lang).format(**names) for part in parts]
    lines += [fact["text"] for fact in facts]
    lines += [message(f"letter-{part}", lang).format(**names) for part in ("request", "closing")]
    subject = message(f"letter-subject-{topic}", lang).format(**names)
    return {"subject": subject, "text": "\n".join(lines), "facts": facts}


def _honorific(body: Record, prefix: str, lang: str) -> str:
    """Return 貴市, 当町 …: every Japanese name of a local government ends in its kind."""
    return prefix + body.labels.get("ja", "")[-1:] if lang == "ja" else pick(body.labels, lang)


def _topic(opened: OpenRelease, ask: Ask, lang: str) -> str:
    labels = [label_of(opened, "technology", key, lang) for key in ask.technologies]
    labels += [label_of(opened, "challenge", key, lang) for key in ask.challenges]
    return joined(labels, lang)


def _projects(opened: OpenRelease, ask: Ask) -> list[Project]:
    """Return the projects that the letter names: those with most of what is asked for."""
    reader = opened.reader
    keys = [named.key for named in reader.projects_of("municipality", ask.to.key)]
    keys.sort(key=_year_first, reverse=True)
    projects = reader.projects_among(keys[:MOST_READ])
    scored = [(len(_matching(opened, ask, project)), project) for project in projects]
    if ask.technologies or ask.challenges:
        scored = [(count, project) for count, project in scored if count] or scored
    scored.sort(key=lambda pair: (-pair[0], -pair[1].fiscal_year, pair[1].key))
    return [project for _, project in scored[:MOST_PROJECTS]]


def _year_first(key: str) -> str:
    """Return the fiscal year of a project's key (``mirai-2018-270008``), else the key."""
    years = [part for part in key.split("-") if len(part) == len("2018") and part.isdigit()]
    return years[0] if years else key


def _matching(opened: OpenRelease, ask: Ask, project: Project) -> set[str]:
    """Return the keys of what is asked for that a project has, printed or derived."""
    has = {m.concept.key for m in (*project.technologies, *project.technologies_derived)}
    has |= {m.concept.key for m in project.challenges}
    return {
        key
        for key in (*ask.technologies, *ask.challenges)
        if has & {key, *opened.thesaurus.descendants(key)}
    }


def _fact(opened: OpenRelease, ask: Ask, project: Project, lang: str) -> dict[str, Any]:
    """Return one project of the other side with its source, and the letter's line for it."""
    place = project.sources[0]
    source = opened.reader.sources[place.key]
    day, day_kind = dated(source)
    derived = _only_derived(project)
    fact = {
        "kind": "project",
        "iri": str(opened.iris.entity("project", project.key)),
        "type": "project",
        "key": project.key,
        "label": pick(project.labels, lang),
        "programme": {"key": project.programme.key, "label": project.programme.label(lang)},
        "fiscal_year": project.fiscal_year,
        "technologies": _labels(project.technologies, lang),
        "technologies_derived": _labels(derived, lang),
        "technologies_open": project.technologies_open,
        "asked_for": sorted(_matching(opened, ask, project)),
        "joint": ask.sender.key in {p.body.key for p in project.applicants if p.body},
        "source": source_reference(source),
        "locator": place.locator,
        "date": day,
        "date_kind": day_kind,
    }
    return {**fact, "text": _line(project, fact, lang)}


def _only_derived(project: Project) -> Sequence[Mention]:
    printed = {mention.concept.key for mention in project.technologies}
    return [m for m in project.technologies_derived if m.concept.key not in printed]


def _labels(mentions: Iterable[Mention], lang: str) -> list[str]:
    return list(dict.fromkeys(mention.concept.label(lang) for mention in mentions))


def _line(project: Project, fact: dict[str, Any], lang: str) -> str:
    details = []
    for name in ("technologies", "technologies_derived"):
        if fact[name]:
            end = "letter-open" if name == "technologies" and project.technologies_open else ""
            listed = joined(fact[name], lang) + (message(end, lang) if end else "")
            details.append(message(f"letter-{name.replace('_', '-')}", lang).format(listed=listed))
    if fact["joint"]:
        details.append(message("letter-joint", lang))
    return message("letter-fact", lang).format(
        year=fiscal_year_label(project.fiscal_year, lang),
        programme=fact["programme"]["label"],
        label=fact["label"],
        details="".join(details),
        source=fact["source"]["title"],
        dated=message(f"contact-date-{fact['date_kind']}", lang).format(date=fact["date"]),
    )
