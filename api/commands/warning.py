"""What commands say on standard error without failing."""

from __future__ import annotations

from pathlib import Path

import typer


def warn_of_ignored(data: Path) -> None:
    """Name the files of a data folder that are not read because of their names."""
    from graph.ingest.ignored import ignored_files  # noqa: PLC0415 - serve does without rdflib

    for found in ignored_files(data):
        typer.echo(f"warning: {found}", err=True)
