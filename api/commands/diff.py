"""``tsunagu diff``: what changed between two releases, or between a release and the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from api.release.releases import GRAPH_FILE, Release, ReleaseError, Releases
from api.release.settings import Settings, read_settings

if TYPE_CHECKING:
    from api.contract.releases import Changes, ReleaseEnd

FOLDER, CURRENT = "data", "current"
"""Words for the folder of the tables, and for the current release."""


class Told(str, Enum):  # noqa: UP042 - typer takes str enumerations
    """How the differences are told."""

    words = "words"
    json = "json"


class Lang(str, Enum):  # noqa: UP042
    """Language of words and labels."""

    ja = "ja"
    en = "en"


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two that are compared: a release, or None for the tables."""

    release: Release | None

    @property
    def described(self) -> ReleaseEnd:
        if self.release is None:
            return {"id": None, "built_at": None}
        return {"id": self.release.id, "built_at": self.release.manifest["built_at"]}


def diff(
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="Id of a release, current, or data.")
    ] = CURRENT,
    after: Annotated[
        str, typer.Argument(metavar="[B]", help="The same, of what A is compared with.")
    ] = FOLDER,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of the CSV tables; else TSUNAGU_DATA, else data."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the releases; else TSUNAGU_OUT, else var."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the words.")] = Lang.ja,
    shown: Annotated[Told, typer.Option("--format", help="How to print it.")] = Told.words,
) -> None:
    """Say what changed from A to B: things, rows, statements. Writes nothing."""
    settings = read_settings()
    if data is not None:
        settings = replace(settings, data=data)
    if out is not None:
        settings = replace(settings, out=out)
    releases = Releases(settings.out)
    answer = _compared(_end(before, releases), _end(after, releases), settings, lang.value)
    if shown is Told.json:
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(answer, lang.value)))


def _end(name: str, releases: Releases) -> _End:
    """Return what a word names.

    Raises:
        ReleaseError: there is no such release; the message names those that there are.
    """
    if name == FOLDER:
        return _End(None)
    if name == CURRENT:
        return _End(releases.current())
    known = {release.id: release for release in releases.all()}
    if name not in known:
        listed = ", ".join([FOLDER, CURRENT, *known])
        raise ReleaseError(f"there is no release {name}; there are: {listed}")
    return _End(known[name])


def _compared(before: _End, after: _End, settings: Settings, lang: str) -> Changes:
    from api.answers.changes import changes_answer  # noqa: PLC0415 - other commands start sooner
    from graph.build import data_lines  # noqa: PLC0415
    from graph.description.differences.changes import COMPUTED  # noqa: PLC0415
    from graph.description.differences.comparison import Source, compare, lines_of  # noqa: PLC0415
    from ontology.namespaces import Iris  # noqa: PLC0415

    releases = [end.release for end in (before, after) if end.release]
    bases = {release.manifest["base"] for release in releases} or {settings.base}
    if len(bases) > 1:
        raise ReleaseError(
            f"the IRIs of the two releases begin differently ({', '.join(sorted(bases))}),"
            " so that nothing in them can be compared; build both with one TSUNAGU_BASE"
        )
    iris = Iris(min(bases))

    def source(end: _End) -> Source:
        if end.release is None:
            lines = data_lines(settings.data, iris)
            return lambda: lines
        path = end.release.folder / GRAPH_FILE
        return lambda: lines_of(path)

    without = {COMPUTED} if len(releases) < 2 else set()  # noqa: PLR2004 - both are releases
    found = compare(source(before), source(after), iris, without).as_json()
    return changes_answer({**found, "before": before.described}, after.described, iris, lang)


def _lines(answer: Changes, lang: str) -> Iterator[str]:
    from api.answers.changes import end, more, told, totals  # noqa: PLC0415
    from api.wording.messages import message  # noqa: PLC0415

    names = {"before": end(answer["before"], lang), "after": end(answer["after"], lang)}
    yield message("change-between", lang).format(**names)
    yield from totals(answer, lang)
    for thing in told(answer, lang):
        yield f"{thing.change}: {thing.text}"
        yield from (f"    {detail}" for detail in thing.details)
    if left := more(answer, len(answer["entities"]), lang):
        yield left
