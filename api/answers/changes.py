"""What changed from one release to the next, or to the tables: as JSON, and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from api.contract.releases import (
    ChangeCounts,
    ChangedProperty,
    ChangedThing,
    Changes,
    ReleaseEnd,
)
from api.release.releases import Release
from api.wording.language import LANGUAGES, joined, pick
from api.wording.messages import message, messages
from graph.description.differences.changes import (
    ADDED,
    CHANGED,
    MOST_LISTED,
    PARTS,
    REMOVED,
    read_changes,
)
from ontology.kinds import KINDS
from ontology.namespaces import Iris, curie
from ontology.vocabulary import terms

_NOTHING: Mapping[str, Any] = {
    "statements": {}, "tables": {}, "kinds": {}, "entities": [], "truncated": False,
}  # fmt: skip
"""What is said of the first release, which follows none."""


@dataclass(frozen=True, slots=True)
class ToldThing:
    """A thing that came, went or changed, in words.

    Args:
        kind: its kind.
        key: its key.
        change: what happened to it, in a word.
        text: what it is.
        details: what changed in it.
        is_here: whether the later end has a page of it.
    """

    kind: str
    key: str
    change: str
    text: str
    details: tuple[str, ...]
    is_here: bool


def edition(release: Release) -> ReleaseEnd:
    """Return what is said of a release as one of the two ends."""
    return {"id": release.id, "built_at": release.manifest["built_at"]}


def changes_of(release: Release) -> Mapping[str, Any] | None:
    """Return what changed in a release since the one before, as its build found it.

    None where it followed none that it could be compared with, or where that cannot be read.
    """
    return _kept(release.folder, release.manifest["built_at"])


@lru_cache(maxsize=16)
def _kept(folder: Path, _: str) -> Mapping[str, Any] | None:
    """Return what a release keeps, read once for each time that it was built."""
    try:
        return read_changes(folder)
    except (OSError, ValueError):
        return None


def changes_answer(
    changes: Mapping[str, Any] | None, after: ReleaseEnd, iris: Iris, lang: str
) -> Changes:
    """Return what changed as JSON in one language.

    Args:
        changes: as ``graph.description.differences.changes`` writes it, with ``before``; None where
            the later end follows none.
        after: what is said of the later end.
        iris: maker of IRIs.
        lang: language of labels.
    """
    known = changes or _NOTHING
    return {
        "before": known.get("before"),
        "after": after,
        "changed": any(count for part in known["statements"].values() for count in part.values()),
        "statements": {
            part: {"added": of.get(ADDED, 0), "removed": of.get(REMOVED, 0)}
            for part, of in known["statements"].items()
        },
        "kinds": _filled(known["kinds"]),
        "tables": _filled(known["tables"]),
        "truncated": known["truncated"],
        "entities": [changed_thing(entity, iris, lang) for entity in known["entities"]],
    }


def _filled(counts: Mapping[str, Mapping[str, int]]) -> dict[str, ChangeCounts]:
    return {
        what: {
            "added": of.get(ADDED, 0),
            "removed": of.get(REMOVED, 0),
            "changed": of.get(CHANGED, 0),
        }
        for what, of in counts.items()
    }


def changed_thing(entity: Mapping[str, Any], iris: Iris, lang: str) -> ChangedThing:
    """Return a thing that came, went or changed as JSON in one language.

    Args:
        entity: the thing as ``graph.description.differences.changes`` writes it.
        iris: maker of IRIs.
        lang: language of labels.
    """
    kind, key = entity["kind"], entity["key"]
    return {
        "iri": str(iris.entity(kind, key)),
        "type": kind,
        "key": key,
        "label": pick(entity["labels"], lang) or key,
        "change": entity["change"],
        "properties": [_changed(change, lang) for change in entity["properties"]],
        "records": entity["records"],
    }


def _changed(change: Mapping[str, Any], lang: str) -> ChangedProperty:
    return {
        "property": change["property"],
        "column": change["column"],
        "record": change["record"],
        "before": change["before"],
        "after": change["after"],
        "label": _property(change["property"], change["column"], lang),
    }


def totals(answer: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield in words how much changed; that nothing did is said too.

    Args:
        answer: what ``changes_answer`` gave.
        lang: language of the words.
    """
    if not answer["changed"]:
        yield message("change-nothing", lang)
    for part in PARTS:
        counts = answer["statements"].get(part, {})
        if any(counts.values()):
            what = message(f"change-part-{part}", lang)
            yield _counted("change-statements", counts, lang, part=what)
    for kind, counts in answer["kinds"].items():
        yield _counted("change-counts", counts, lang, what=_kind(kind, lang))
    for table, counts in answer["tables"].items():
        what = message("change-table", lang).format(name=table)
        yield _counted("change-counts", counts, lang, what=what)


def told(answer: Mapping[str, Any], lang: str) -> Iterator[ToldThing]:
    """Yield in words what came, went and changed.

    Args:
        answer: what ``changes_answer`` gave in the same language.
        lang: language of the words.
    """
    for entity in answer["entities"]:
        kind, change = _kind(entity["type"], lang), entity["change"]
        text = message("change-thing", lang)
        yield ToldThing(
            kind=entity["type"],
            key=entity["key"],
            change=message(f"change-{change}", lang),
            text=text.format(kind=kind, label=entity["label"], key=entity["key"]),
            details=tuple(_details(entity, lang)),
            is_here=entity["type"] in KINDS and change != REMOVED,
        )


def more(answer: Mapping[str, Any], shown: int, lang: str) -> str:
    """Return the sentence that not everything is shown, or an empty string.

    Args:
        answer: what ``changes_answer`` gave.
        shown: how many things are shown.
        lang: language of the sentence.
    """
    if len(answer["entities"]) <= shown and not answer["truncated"]:
        return ""
    return message("change-more", lang).format(count=f"{min(shown, MOST_LISTED):,}")


def end(described: ReleaseEnd | None, lang: str) -> str:
    """Return what one of the two ends is called: a release, or the folder of the data."""
    id_ = described.get("id") if described else None
    return message("change-release", lang).format(id=id_) if id_ else message("change-folder", lang)


def _details(entity: Mapping[str, Any], lang: str) -> Iterator[str]:
    for change in entity["properties"]:
        name = change["label"]
        if change["record"]:
            name = message("change-of-record", lang).format(name=name, record=change["record"])
        before, after = (_values(change[side], lang) for side in ("before", "after"))
        yield message("change-property", lang).format(name=name, before=before, after=after)
    for table, counts in entity["records"].items():
        what = message("change-table", lang).format(name=table)
        yield _counted("change-records", counts, lang, what=what)


def _values(values: Iterable[str], lang: str) -> str:
    return joined(values, lang) or message("change-none", lang)


def _counted(key: str, counts: Mapping[str, int], lang: str, **words: str) -> str:
    numbers = {change: f"{counts.get(change, 0):,}" for change in (ADDED, REMOVED, CHANGED)}
    return message(key, lang).format(**numbers, **words)


def _kind(kind: str, lang: str) -> str:
    """Return what a kind is called; rows that are about nothing else are of their class."""
    name = f"kind-{kind}"
    if name in messages():
        return message(name, lang)
    class_ = "".join(word.capitalize() for word in kind.split("-"))
    return _vocabulary().get(class_, {}).get(lang, kind)


def _property(iri: str, column: str, lang: str) -> str:
    """Return what a property is called: as on the pages, else as in the vocabulary."""
    stem, _, last = column.rpartition("_")
    name = stem if stem and last in LANGUAGES else column
    for key in (f"change-{name}", f"page-field-{name}"):
        if name and key in messages():
            return message(key, lang)
    return _vocabulary().get(iri.rpartition("#")[2], {}).get(lang) or name or curie(iri)


@cache
def _vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of our own terms by name."""
    return {term.name: term.label for term in terms()}
