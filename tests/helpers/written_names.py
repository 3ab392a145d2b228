"""A sheet as staff write one: 200 names of local governments, and which one each means.

Made of the tables, by rules that know nothing of search: twenty ways of writing, ten rows of each.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import jaconv
from paths import DATA

from search.text.tables import OLD_FORMS

EACH = 10
"""Rows of each way of writing."""
Body = dict[str, str]


class Written(NamedTuple):
    """A row of the sheet.

    Args:
        way: how the name is written.
        name: what stands in the cell.
        prefecture: what stands in the cell beside it, or empty.
        code: which local government is meant; empty where nobody can tell.
    """

    way: str
    name: str
    prefecture: str
    code: str


def table(name: str) -> list[Body]:
    """Return the rows of a table of the data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sheet() -> list[Written]:
    """Return the 200 rows, always the same."""
    chosen = random.Random(19)  # noqa: S311 - the same rows in every run
    rows: list[Written] = []
    for way, makes in _ways().items():
        made = sorted(makes)
        rows += [Written(way, *one) for one in chosen.sample(made, EACH)]
    return rows


Made = Iterable[tuple[str, str, str]]


def _ways() -> dict[str, Made]:
    """Return what can be made by each way: name, prefecture, code."""
    bodies = table("municipalities")
    names = {body["code"]: body["name"] for body in bodies}
    towns = [body for body in bodies if body["kind"] not in {"prefecture", "ward"}]
    alone = _single(bodies, "name", towns)
    zero = [body for body in towns if body["code"].startswith("0")]
    short = {body["code"][:5] for body in bodies}
    shared = [body for body in bodies if _times(bodies, "name")[body["name"]] > 1]

    def simply(written: Callable[[Body], str], of: Iterable[Body]) -> Made:
        return [(written(body), "", body["code"]) for body in of]

    return {
        "name": simply(lambda b: b["name"], alone),
        "with prefecture": simply(lambda b: b["full_name"], towns),
        "blank": simply(lambda b: f"{names[b['prefecture']]}　{b['name']}", towns),
        "kana": simply(lambda b: b["kana"], _single(bodies, "kana", towns)),
        "half width": simply(
            lambda b: jaconv.hira2hkata(b["kana"]), _single(bodies, "kana", towns)
        ),
        "English": simply(lambda b: f"{b['romaji']} {_english(b)}", _unlike_any(bodies, towns)),
        "romaji": simply(lambda b: b["romaji"] + b["romaji_suffix"], _unlike_any(bodies, towns)),
        "code": simply(lambda b: b["code"], towns),
        "wide code": simply(lambda b: jaconv.h2z(b["code"], digit=True), towns),
        "no check digit": simply(
            lambda b: b["code"][:5], [b for b in towns if f"0{b['code'][:5]}" not in names]
        ),
        "lost zero": simply(
            lambda b: b["code"][1:], [b for b in zero if b["code"][1:] not in short]
        ),
        "apostrophe": simply(lambda b: f"'{b['code']}", zero),
        "corporate number": simply(
            lambda b: b["corporate_number"], [b for b in towns if b["corporate_number"]]
        ),
        "office": simply(lambda b: b["name"] + _office(b), alone),
        "short": simply(lambda b: b["name"][:-1], _short_alone(bodies, towns)),
        "brackets": simply(lambda b: f"{b['name']}（{names[b['prefecture']]}）", towns),
        "namesake": [(b["name"], names[b["prefecture"]], b["code"]) for b in _apart(shared)],
        "namesake alone": [(b["name"], "", "") for b in shared],
        "former": list(_former(bodies)),
        "old kanji": list(_old(alone)),
    }


def _times(bodies: Iterable[Body], column: str) -> Counter[str]:
    return Counter(body[column] for body in bodies)


def _single(bodies: Iterable[Body], column: str, of: Iterable[Body]) -> list[Body]:
    times = _times(bodies, column)
    return [body for body in of if times[body[column]] == 1]


def _unlike_any(bodies: Iterable[Body], towns: Iterable[Body]) -> list[Body]:
    """Return those whose romaji is their own and has no vowel that may be long (o, u)."""
    return [
        body for body in _single(bodies, "romaji", towns) if not set("ou") & set(body["romaji"])
    ]


def _english(body: Body) -> str:
    return {"町": "Town", "村": "Village"}.get(body["name"][-1], "City")


def _office(body: Body) -> str:
    return "役場" if body["name"][-1] in "町村" else "役所"


def _short_alone(bodies: Iterable[Body], towns: Iterable[Body]) -> list[Body]:
    """Return those whose name without 市 is nobody else's, nor a region's."""
    times = Counter(body["name"][:-1] for body in bodies)
    regions = {row["name_ja"] for name in ("regions", "informal_regions") for row in table(name)}
    said = {region.removesuffix("地方") for region in regions} | regions
    return [
        body
        for body in towns
        if times[body["name"][:-1]] == 1 and len(body["name"]) > 2 and body["name"][:-1] not in said
    ]


def _apart(shared: Iterable[Body]) -> list[Body]:
    """Return those of a shared name who are alone with it in their prefecture."""
    times = Counter((body["name"], body["prefecture"]) for body in shared)
    return [body for body in shared if times[body["name"], body["prefecture"]] == 1]


def _former(bodies: Iterable[Body]) -> Iterator[tuple[str, str, str]]:
    today = {body["name"] for body in bodies}
    rows = table("former_municipalities")
    older = {row["name"] for row in table("former_names")}
    times = Counter(row["name"] for row in rows)
    for row in rows:
        if times[row["name"]] == 1 and row["name"] not in today | older and row["successor"]:
            yield row["name"], "", row["successor"]


def _old(alone: Iterable[Body]) -> Iterator[tuple[str, str, str]]:
    """Yield names with the old form of a character (沢 is 澤), as registers of families have it."""
    old = {OLD_FORMS[form]: form for form in "澤濱龍廣國櫻邊"}
    for body in alone:
        written = "".join(old.get(character, character) for character in body["name"])
        if written != body["name"]:
            yield written, "", body["code"]
