"""A letter from one local government to another: what both can read in the data, and no more.

The letter says who asks and what for, names projects of the other that have to do with it, and asks
for a talk; to a partner of a joint project it begins with that, and of one without a project it
only asks how things stand. It holds no guess of ours: what is
inferred stands in the facts beside it. Who signs it stays blank. The sentences are ours
(``letter-*`` in ``texts/contacts.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from api.answers.labels import label_of, within_sentence
from api.answers.relations.contacts import source_reference
from api.contract.contacts import Introduction, LetterFact, LetterFactText
from api.release.opened import OpenRelease
from api.wording.language import joined, pick
from api.wording.messages import message
from api.wording.values import date_label
from graph.entities.contacts import dated
from graph.entities.models import Mention, Project
from graph.entities.records import Record
from ontology.eras import fiscal_year_label

MOST_PROJECTS = 3
"""Most projects that a letter names: those that have most of what is asked for, newest first."""
_ANSWERS = ("支援", "確保", "対策", "振興", "解消", "推進", "対応", "維持", "活性化", "管理")
"""Endings of Japanese challenges that say what is done about one."""
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


def introduction(opened: OpenRelease, ask: Ask, lang: str) -> Introduction:
    """Return the subject, the text and the facts of a letter.

    Args:
        opened: the release.
        ask: from whom, to whom, about what.
        lang: language of the letter.
    """
    ask = replace(ask, sender=_office(opened, ask.sender), to=_office(opened, ask.to))
    known = _read(opened, ask)
    joint = [project for project in known if _is_joint(ask, project)]
    facts = [_fact(opened, ask, project, lang) for project in _named(opened, ask, known)]
    names = {
        "sender": ask.sender.text("full_name") if lang == "ja" else pick(ask.sender.labels, lang),
        "to": ask.to.text("full_name") if lang == "ja" else pick(ask.to.labels, lang),
        "own": _honorific(ask.sender, "本", lang),
        "your": _honorific(ask.to, "貴", lang),
        "topic": _topic(opened, ask, lang),
        "together": _called(joint[0], lang) if joint else "",
    }
    topic = "topic" if names["topic"] else "general"
    purpose = f"purpose-{topic}" + ("-joint" if joint else "" if facts else "-open")
    parts = ["greeting-joint" if joint else "greeting", purpose]
    parts.append("facts" if facts else "no-facts")
    lines = [message(f"letter-{part}", lang).format(**names) for part in parts]
    lines += [fact["text"] for fact in facts]
    request = "request" if facts else "request-open"
    lines += [message(f"letter-{part}", lang).format(**names) for part in (request, "closing")]
    subject = message(f"letter-subject-{topic}", lang).format(**names)
    return {"subject": subject, "text": "\n".join(lines), "facts": facts}


def _office(opened: OpenRelease, body: Record) -> Record:
    """Return who answers letters: of a ward of a designated city its city."""
    place = opened.search.places.get(body.key)
    city = (
        opened.reader.records.one("municipality", place.parent) if place and place.parent else None
    )
    return city or body


def _honorific(body: Record, prefix: str, lang: str) -> str:
    """Return 貴市, 本町 …: every Japanese name of a local government ends in its kind."""
    return prefix + body.labels.get("ja", "")[-1:] if lang == "ja" else pick(body.labels, lang)


def _topic(opened: OpenRelease, ask: Ask, lang: str) -> str:
    """Return what is asked about; a challenge is told as an answer to it, not as work for it."""
    labels = [label_of(opened, "technology", key, lang) for key in ask.technologies]
    for key in ask.challenges:
        label = label_of(opened, "challenge", key, lang)
        told = lang == "en" or label.endswith(_ANSWERS)
        labels.append(label if told else message("letter-challenge", lang).format(label=label))
    return joined((within_sentence(label, lang) for label in labels), lang)


def _read(opened: OpenRelease, ask: Ask) -> tuple[Project, ...]:
    """Return the projects of the other side that are read, newest first."""
    keys = [named.key for named in opened.reader.projects_of("municipality", ask.to.key)]
    keys.sort(key=_year_first, reverse=True)
    return tuple(opened.reader.projects_among(keys[:MOST_READ]))


def _named(opened: OpenRelease, ask: Ask, known: Iterable[Project]) -> list[Project]:
    """Return the projects that the letter names: those with most of what is asked for."""
    scored = [(len(_matching(opened, ask, project)), project) for project in known]
    if ask.technologies or ask.challenges:
        scored = [(count, project) for count, project in scored if count]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].fiscal_year, pair[1].key))
    named: dict[str, Project] = {}
    for _, project in scored:  # of one effort under two programmes the first stands for both
        if not named.keys() & set(opened.relations.similar.linked(project.key)):
            named[project.key] = project
    return list(named.values())[:MOST_PROJECTS]


def _is_joint(ask: Ask, project: Project) -> bool:
    return ask.sender.key in {p.body.key for p in project.applicants if p.body}


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


def _fact(opened: OpenRelease, ask: Ask, project: Project, lang: str) -> LetterFactText:
    """Return one project of the other side with its source, and the letter's line for it."""
    place = project.sources[0]
    source = opened.reader.sources[place.key]
    day, day_kind = dated(source)
    derived = _only_derived(project)
    fact: LetterFact = {
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
        "joint": _is_joint(ask, project),
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


def _title(project: Project, lang: str) -> str:
    """Return the title that a source gives a project, quoted; empty where none does."""
    if lang != "ja":
        return ""  # sources give none in English, and an invented one is no name
    kinds = [(row.named("kind"), row.text("title")) for row in project.titles]
    titles = [title for kind, title in kinds if kind and kind.key == "official"]
    inner = str.maketrans("「」", "『』")
    return f"「{titles[0].translate(inner)}」" if titles else ""


def _called(project: Project, lang: str) -> str:
    """Return how a letter calls a project: by its title, else by its year and programme."""
    year = fiscal_year_label(project.fiscal_year, lang)
    untitled = message("letter-untitled", lang)
    return _title(project, lang) or untitled.format(
        year=year, programme=project.programme.label(lang)
    )


def _line(project: Project, fact: LetterFact, lang: str) -> str:
    details = ""
    if fact["technologies"]:
        end = message("letter-open", lang) if project.technologies_open else ""
        listed = joined(fact["technologies"], lang) + end
        details = message("letter-technologies", lang).format(listed=listed)
    if fact["joint"]:
        details += message("letter-joint", lang)
    return message("letter-fact", lang).format(
        year=fiscal_year_label(project.fiscal_year, lang),
        programme=fact["programme"]["label"],
        title=_title(project, lang),
        details=details,
        source=fact["source"]["title"],
        dated=message(f"contact-date-{fact['date_kind']}", lang).format(
            date=date_label(fact["date"], lang)
        ),
    )
