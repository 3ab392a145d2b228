"""A shortlist: two to four local governments side by side, as facts, and a letter to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import Field

from api.answers.labels import label_of
from api.answers.lookup import asker, find_body
from api.answers.relations.contacts import contact_items, contact_note
from api.answers.relations.files import FileFormat
from api.answers.relations.items import municipality_item, project_item, reference
from api.answers.relations.letters import Ask, introduction
from api.answers.unknown import unknown
from api.contract.parts import Labelled
from api.contract.relations import Compared, Land, ShortlistAnswer, Shortlisted, Work
from api.http.parameters import Parameters, keys_of
from api.http.problems import ApiProblem
from api.release.opened import OpenRelease
from api.wording.columns import LABELS, ShortlistColumns
from api.wording.language import pick
from graph.entities.records import Record
from ontology.geography import distance_km

MOST = 4
"""Most local governments that a shortlist holds: as many as fit side by side on a sheet of A4."""
_MOST_TECHNOLOGIES = 8
"""Most technologies that are named of one: those of most projects."""


class ShortlistParameters(Parameters):
    """Parameters of a shortlist."""

    shortlist: str = Field(
        "", max_length=100, description=f"Codes with commas between them, {MOST} at most"
    )
    technology: list[str] = Field([], description="What letters ask about; repeated: any of them")
    challenge: list[str] = Field([], description="Likewise")
    format: FileFormat = "json"
    columns: ShortlistColumns = LABELS


def shortlisted(opened: OpenRelease, text: str) -> list[str]:
    """Return the codes of a shortlist, each once, in the order given.

    Args:
        opened: the release.
        text: codes or names with commas between them.

    Raises:
        ApiProblem: there are too many, or one is not there.
        UnresolvedName: a name fits nothing, or several local governments.
    """
    names = [name.strip() for name in text.replace("、", ",").split(",") if name.strip()]
    codes = [asker(opened, find_body(opened, "shortlist", name)).code for name in names]
    found = list(dict.fromkeys(codes))
    if len(found) > MOST:
        shown = {"count": len(found), "most": MOST}
        raise ApiProblem(400, "bad-parameter", "shortlist", shown, parameter="shortlist")
    return found


def shortlist_answer(
    opened: OpenRelease, code: str, parameters: ShortlistParameters, lang: str
) -> ShortlistAnswer:
    """Return the local governments of a shortlist with their facts, contacts and letters.

    Args:
        opened: the release.
        code: code of who asks; of a ward its city asks.
        parameters: whom, and about what.
        lang: language of labels and letters.

    Raises:
        ApiProblem: one is not there, or there are too many.
        UnresolvedName: a name fits nothing, or several things.
    """
    asking = asker(opened, code).code
    sender = _row(opened, asking)
    technologies, challenges = (
        opened.search.resolve(kind, keys_of(getattr(parameters, kind), opened.iris))
        for kind in ("technology", "challenge")
    )
    codes = [one for one in shortlisted(opened, parameters.shortlist) if one != asking]
    asks = {one: Ask(sender, _row(opened, one), technologies, challenges) for one in codes}
    return {
        "municipality": reference(opened, "municipality", asking, lang),
        "own": _compared(opened, asking, lang),
        "total": len(codes),
        "items": [_item(opened, asking, ask, lang) for ask in asks.values()],
    }


def _row(opened: OpenRelease, code: str) -> Record:
    found = opened.reader.records.one("municipality", code)
    if found is None:
        raise unknown(opened, "municipality", code)
    return found


def _item(opened: OpenRelease, asking: str, ask: Ask, lang: str) -> Shortlisted:
    code = ask.to.key
    own, other = opened.search.places[asking], opened.search.places[code]
    letter = introduction(opened, ask, lang)
    return {
        **_compared(opened, code, lang),
        "distance_km": round(
            distance_km(own.latitude, own.longitude, other.latitude, other.longitude), 3
        ),
        "letter": {"subject": letter["subject"], "text": letter["text"]},
    }


def _compared(opened: OpenRelease, code: str, lang: str) -> Compared:
    """Return what stands side by side of a local government."""
    item, contacts = municipality_item(opened, code, lang), opened.relations.contacts[code]
    return {
        **item,
        **_land(opened, code, item["population"], lang),
        **_work(opened, code, lang),
        "contact": contact_items(opened, contacts, lang),
        "contact_note": contact_note(contacts, lang),
    }


def _land(opened: OpenRelease, code: str, population: int | None, lang: str) -> Land:
    """Return the area, the density and the designations of a local government."""
    dossier = opened.reader.dossier("municipality", code)
    rows: Mapping[str, Sequence[Record]] = dossier.rows if dossier else {}
    areas = sorted(rows.get("area", ()), key=lambda row: row.text("as_of"), reverse=True)
    area = areas[0].number("area_km2") if areas else None
    named = (row.named("designation") for row in rows.get("designations", ()))
    designations: dict[str, Labelled] = {
        one.key: {"key": one.key, "label": pick(one.labels, lang)} for one in named if one
    }
    return {
        "area_km2": area,
        "area_as_of": areas[0].text("as_of") if areas else None,
        "density": population / area if population and area else None,
        "designations": list(designations.values()),
    }


def _work(opened: OpenRelease, code: str, lang: str) -> Work:
    """Return the projects of a local government, and what and when they are of."""
    keys = [named.key for named in opened.reader.projects_of("municipality", code)]
    projects = [project_item(opened, key, lang) for key in keys]
    counts = Counter(
        mention["key"]
        for project in projects
        for mention in (*project["technologies"], *project["technologies_derived"])
    )
    technologies = [key for key, _ in counts.most_common(_MOST_TECHNOLOGIES)]
    programmes = {project["programme"]["key"]: project["programme"] for project in projects}
    return {
        "projects": [reference(opened, "project", key, lang) for key in keys],
        "technologies": [
            {"key": key, "label": label_of(opened, "technology", key, lang)} for key in technologies
        ],
        "programmes": list(programmes.values()),
        "fiscal_years": sorted({p["fiscal_year"] for p in projects if p["fiscal_year"]}),
    }
