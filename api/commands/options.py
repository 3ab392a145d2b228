"""Options that several commands have, and the settings that they change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.release.settings import Settings, read_settings

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the CSV tables; else TSUNAGU_DATA, else data."),
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder of the releases; else TSUNAGU_OUT, else var.")
]


def settings_of(data: Path | None = None, out: Path | None = None) -> Settings:
    """Return the settings of the environment, with what the options of a command say instead.

    Raises:
        SettingsError: a setting cannot be used.
    """
    settings = read_settings()
    if data is not None:
        settings = replace(settings, data=data)
    return replace(settings, out=out) if out is not None else settings
