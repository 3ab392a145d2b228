"""``tsunagu releases``: list them, verify them, go back to one, remove old ones."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.options import Out, settings_of
from api.commands.printing import Format, Shown, print_rows
from api.commands.switching import plan_switch
from api.release.disk.upcoming import said_at
from api.release.pruning import prune as pruned
from api.release.publishing import publish, unpublish
from api.release.releases import ReleaseError, Releases

releases = typer.Typer(help="List releases, verify them, go back to one, remove old ones.")


def _releases(out: Out) -> Releases:
    return Releases(settings_of(out=out).out)


def _name_others(found: Releases) -> None:
    """Name on standard error what lies among the releases and is none."""
    for reason in found.unreadable():
        typer.echo(f"warning: {reason}", err=True)
    if found.current_id() is None and found.all():
        typer.echo(f"warning: {found.pointer_fault()}", err=True)


@releases.command("list")
def list_releases(out: Out = None, shown: Shown = Format.table) -> None:
    """List the releases, the newest first."""
    found = _releases(out)
    current, upcoming = found.current_id(), found.upcoming()
    rows = [
        {
            "current": "*" if release.id == current else "",
            "id": release.id,
            "built_at": release.manifest["built_at"],
            "statements": release.manifest["counts"]["quads"],
            "documents": release.manifest["counts"]["documents"],
        }
        for release in found.all()
    ]
    print_rows(rows, ("current", "id", "built_at", "statements", "documents"), shown)
    if upcoming:
        when = f"at {said_at(upcoming.at)}" if upcoming.at else "when its time is set"
        typer.echo(f"{upcoming.id} is to be current {when}", err=True)
    _name_others(found)


@releases.command()
def verify(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Ids of releases; else all.")
    ] = None,
    out: Out = None,
) -> None:
    """Compare every file with the hash that the build wrote; exit with 1 where one differs."""
    found, damaged = _releases(out), False
    for release in [found.get(id_) for id_ in ids] if ids else found.all():
        wrong = found.verify(release)
        said = f"{len(wrong)} missing or damaged: {', '.join(wrong[:5])}" if wrong else "intact"
        typer.echo(f"{release.id}: {said}")
        damaged = damaged or bool(wrong)
    if not ids:
        _name_others(found)
        damaged = damaged or bool(found.unreadable()) or found.current_id() is None
    if damaged:
        raise typer.Exit(1)


@releases.command()
def use(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the release.")],
    out: Out = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When: +seconds, or a date and time (ISO 8601)."),
    ] = None,
    when_ready: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Not before this service has it open; several times."),
    ] = None,
) -> None:
    """Go back (or forward) to a release; a running service follows by itself.

    With a time, services open it beforehand and all change at that moment of their clocks.
    """
    found = _releases(out)
    found.adopt(id_)
    damaged = found.verify(found.get(id_))
    if damaged:
        raise ReleaseError(f"{damaged[0]} of release {id_} is missing or damaged")
    publish(settings_of(out=out), found.get(id_))
    if at or when_ready:
        plan_switch(found, id_, at, when_ready or ())
        return
    found.switch(id_)
    typer.echo(f"current is now {id_}")


@releases.command()
def prune(
    keep: Annotated[int, typer.Option(help="How many intact releases to keep.", min=1)] = 3,
    out: Out = None,
) -> None:
    """Remove all but the newest intact releases; never the current one, nor one that is served."""
    found = _releases(out)
    done = pruned(found, keep)
    unpublish(settings_of(out=out), done.removed)
    typer.echo(f"removed {len(done.removed)}: {', '.join(done.removed) or 'nothing'}")
    if done.held:
        typer.echo(f"kept, as a service holds it: {', '.join(done.held)}")
    _name_others(found)
