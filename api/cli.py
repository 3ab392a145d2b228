"""The command line: ``tsunagu build | serve | search | query | validate | import | diff …``."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.assistants import mcp
from api.commands.diff import diff
from api.commands.options import Data, Out, settings_of
from api.commands.printing import Format, Shown, print_rows
from api.commands.releases import releases
from api.commands.warning import warn_of_ignored
from api.intake.command import import_list
from api.intake.sheets.faults import ListError
from api.release.releases import DATASET, ReleaseError, Releases
from api.release.settings import SettingsError
from api.release.starting import EarlyCheck
from graph.ingest.problems import DataError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

app = typer.Typer(
    help="Tsunagu: who already does it, which programme helps, and whom to call.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(releases, name="releases")
for name, command in (("import", import_list), ("diff", diff), ("mcp", mcp)):
    app.command(name)(command)


def _console(*, soft_wrap: bool = False) -> Console:
    """Return what writes for people beside the output of a command."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and serve writes nothing

    return Console(
        stderr=True, emoji=False, markup=False, soft_wrap=soft_wrap, highlight=not soft_wrap
    )


class _Steps:
    """Shows the steps of a build, and bars for those that tell how far they are."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def begin(self, step: str) -> None:
        if not self._bar.disable and self._bar.console.is_terminal:
            self._bar.console.print(f"… {step}", style="dim")

    def advance(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done)


@app.command()
def build(data: Data = None, out: Out = None) -> None:
    """Build a release from the tables and switch to it. Does nothing when nothing changed."""
    from rich.progress import Progress  # noqa: PLC0415

    from api.release.build import build as build_release  # noqa: PLC0415 - serve does without SHACL

    console = _console()
    settings = settings_of(data, out)
    warn_of_ignored(settings.data)

    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        steps = _Steps(bar)
        release, new = build_release(settings, steps.begin, steps.advance)
    counts = release.manifest["counts"]
    what = "Built" if new else "Unchanged:"
    typer.echo(
        f"{what} release {release.id}: {counts['quads']:,} statements,"
        f" {counts['documents']:,} documents, {release.manifest['seconds']} s"
    )


@app.command()
def validate(data: Data = None) -> None:
    """Check the tables, the thesauri and the shapes, and list every problem."""
    from rich.progress import Progress  # noqa: PLC0415

    from graph.build import Stated, check_data  # noqa: PLC0415
    from graph.build import validate as validate_quads  # noqa: PLC0415
    from ontology.namespaces import Iris  # noqa: PLC0415

    settings = settings_of(data)
    warn_of_ignored(settings.data)
    iris = Iris(settings.base)
    console = _console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        steps = _Steps(bar)
        steps.begin("Reading and checking the tables")
        found = check_data(settings.data, iris)
        steps.begin("Validating against the shapes")
        validate_quads(
            Stated(found, iris),
            found.rows,
            iris,
            found.own,
            trusted=settings.own_rdf_trusted,
            advance=partial(steps.advance, "Validating"),
        )
    rows = sum(len(table) for table in found.rows.values())
    typer.echo(f"{rows:,} rows in {len(found.rows)} tables: valid")


@app.command()
def serve(
    out: Out = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    uds: Annotated[str | None, typer.Option(help="Socket to listen on, in place of both.")] = None,
) -> None:
    """Serve the current release over HTTP."""
    from graph.sparql.workers.processes import prepare_workers  # noqa: PLC0415

    settings = settings_of(out=out)
    gc.disable()  # what is made now stays; the release switches it on when it is warm
    check = EarlyCheck(settings.out)
    prepare_workers()
    # the web server costs start-up time that other commands save
    from api.app import create_app  # noqa: PLC0415
    from api.commands.serving import draining, server_options, tell_start  # noqa: PLC0415
    from api.http.connections.server import STARTUP_FAILED, Service  # noqa: PLC0415
    from api.http.observing.logs import configure  # noqa: PLC0415

    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        uds=settings.uds if uds is None else uds,
    )
    configure(settings)
    application = create_app(settings, check)
    with application.state.holder.current() as opened:
        tell_start(settings, opened.release.id)
    holder = application.state.holder
    service = Service(
        application, settings, holder.look_now, draining(holder.drain), **server_options(settings)
    )
    with contextlib.suppress(KeyboardInterrupt):  # SIGINT, which uvicorn raises anew at its end
        service.run()
    if not service.started:
        raise typer.Exit(STARTUP_FAILED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What a person would type.")],
    out: Out = None,
    limit: Annotated[int, typer.Option(help="At most so many results.", min=1, max=100)] = 10,
    programme: Annotated[list[str] | None, typer.Option(help="Only of these programmes.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--type", help="Only of these kinds.")] = None,
    lang: Annotated[str, typer.Option(help="ja or en.")] = "ja",
    shown: Shown = Format.table,
) -> None:
    """Search as the web page does."""
    from search.engine import SearchEngine  # noqa: PLC0415
    from search.model.facets import ByFacet  # noqa: PLC0415
    from search.model.request import SearchRequest  # noqa: PLC0415

    release = Releases(settings_of(out=out).out).current()
    try:
        engine = SearchEngine(release.folder / "search")
    except (OSError, ValueError, KeyError) as error:
        raise ReleaseError(f"the release {release.id} is damaged; build again") from error
    filters = ByFacet(programme=tuple(programme or ()), type=tuple(kind or ()))
    request = SearchRequest(query=query, filters=filters, limit=limit)
    result = engine.search(request)
    rows = [
        {
            "type": hit.kind,
            "key": hit.key,
            "label": hit.payload["labels"].get(lang) or hit.payload["labels"].get("ja", ""),
            "distance_km": "" if hit.distance_km is None else f"{hit.distance_km:.1f}",
            "score": f"{hit.score:.2f}",
        }
        for hit in result.hits
    ]
    print_rows(rows, ("type", "key", "label", "distance_km", "score"), shown)
    if shown is Format.table:
        typer.echo(f"{len(rows)} of {result.total}")


def _query_text(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise OSError(f"the query is not valid UTF-8: {error.reason}") from error


@app.command()
def query(
    file: Annotated[str, typer.Argument(help="File with a SPARQL query, or - for standard input.")],
    out: Out = None,
    accept: Annotated[
        str, typer.Option(help="Media type of the result (text/csv, text/turtle, …).")
    ] = "text/csv",
) -> None:
    """Run a SPARQL query on the current release."""
    from api.release.limits import sparql_limits  # noqa: PLC0415
    from graph.sparql.workers.evaluator import Evaluator, QueryAnswer, QueryRequest  # noqa: PLC0415
    from graph.store.formats import GRAPH_FORMATS, RESULT_FORMATS  # noqa: PLC0415

    settings = settings_of(out=out)
    text = _query_text(file)
    release = Releases(settings.out).current()
    request = QueryRequest(text, (accept, *RESULT_FORMATS), (accept, *GRAPH_FORMATS))

    async def answered() -> QueryAnswer:
        base = release.manifest["base"]
        evaluator = Evaluator(release.folder / DATASET, sparql_limits(settings), base)
        try:
            return await evaluator.evaluate(request)
        finally:
            await evaluator.close()

    sys.stdout.buffer.write(asyncio.run(answered()).body)


def _tell(*lines: str) -> None:
    console = _console(soft_wrap=True)
    for line in lines:
        console.print(line)


def main() -> None:
    """Run the command line; what is wrong is said in plain words, with exit code 1."""
    from api.wording.faults import fault_texts  # noqa: PLC0415
    from graph.sparql.guard import RefusedQuery  # noqa: PLC0415
    from graph.sparql.workers.evaluator import QueryError, StoppedQueryError  # noqa: PLC0415
    from search.model.request import UnresolvedName  # noqa: PLC0415
    from search.query.fields.faults import FieldSyntaxError  # noqa: PLC0415

    try:
        app()
    except DataError as error:
        _tell(*error.lines, f"{error}; the release before stays")
    except (
        ListError,
        ReleaseError,
        SettingsError,
        RefusedQuery,
        QueryError,
        StoppedQueryError,
        OSError,
    ) as error:
        _tell(f"Error: {error}")
    except FieldSyntaxError as error:
        fault = " ".join(fault_texts(error)["en"].split())
        _tell(f"Error: {fault} (character {error.position + 1})")
    except UnresolvedName as error:
        _tell(f"Error: {error}: {', '.join(label for _, label in error.candidates)}")
    else:
        return
    sys.exit(1)
