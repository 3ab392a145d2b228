"""OpenRefine as Debian has it, driven over its own HTTP interface, as its pages drive it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from conformance_http import HOST
from ports import free_port
from waiting import until

_ENGINE = json.dumps({"facets": [], "mode": "row-based"})
_SEPARATED = "text/line-based/*sv"
Json = dict[str, Any]


class OpenRefine:
    """An OpenRefine that runs, and one project in it.

    Args:
        base: its address.
    """

    def __init__(self, base: str) -> None:
        self._client = httpx2.Client(base_url=f"{base}/command/core/", timeout=120)
        self._project = ""

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        try:
            return bool(self._token())
        except httpx2.TransportError:
            return False

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _token(self) -> str:
        return str(self._client.get("get-csrf-token").json()["token"])

    def _post(self, command: str, **data: str) -> Any:  # noqa: ANN401 - JSON
        asked = {"csrf_token": self._token(), "project": self._project}
        answer = self._client.post(command, params=asked, data=data)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def open_sheet(self, rows: Sequence[Sequence[str]]) -> None:
        """Make a project of rows, the first of which holds the names of the columns."""
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        options = {
            "encoding": "UTF-8",
            "separator": ",",
            "headerLines": 1,
            "guessCellValueTypes": False,
        }
        answer = self._client.post(
            "create-project-from-upload",
            params={"csrf_token": self._token(), "options": json.dumps(options)},
            data={"project-name": "sheet", "format": _SEPARATED},
            files={"project-file": ("sheet.csv", text.getvalue().encode(), "text/csv")},
        )
        assert answer.status_code == 302, answer.text
        self._project = parse_qs(urlsplit(answer.headers["location"]).query)["project"][0]

    def guessed_types(self, column: str, service: str) -> list[Json]:
        """Return the types that it offers for a column, those of most names first."""
        found = self._post("guess-types-of-column", columnName=column, service=service)
        assert found["code"] == "ok", found
        return list(found["types"])

    def reconcile(
        self, column: str, service: str, manifest: Json, type_: Json, beside: Mapping[str, Json]
    ) -> None:
        """Reconcile a column, and wait until that is done.

        Args:
            column: its name.
            service: address of the service.
            manifest: what the service says of itself.
            type_: the type of what the column names.
            beside: properties by the columns that hold their values.
        """
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "type": type_,
            "autoMatch": True,
            "columnDetails": [
                {"column": name, "property": property_} for name, property_ in beside.items()
            ],
        }
        self._run("reconcile", columnName=column, config=json.dumps(config))

    def extend(
        self, column: str, service: str, manifest: Json, properties: Sequence[Json], after: int
    ) -> None:
        """Add columns with values of properties, and wait until that is done."""
        self._run(
            "extend-data",
            baseColumnName=column,
            endpoint=service,
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            extension=json.dumps({"properties": properties}),
            columnInsertIndex=str(after),
        )

    def _run(self, command: str, **data: str) -> None:
        started = self._post(command, engine=_ENGINE, **data)
        assert started["code"] in {"pending", "ok"}, started
        until(lambda: not self._processes(), f"{command} is done")

    def _processes(self) -> list[Json]:
        answer = self._client.get("get-processes", params={"project": self._project})
        return list(answer.json()["processes"])

    def rows(self) -> list[Json]:
        """Return all rows as its table shows them, with what was judged of each cell."""
        asked = {"project": self._project, "start": 0, "limit": 1000}
        found = self._client.post("get-rows", params=asked, data={"engine": _ENGINE}).json()
        return [{**row, "pool": found["pool"]} for row in found["rows"]]


@contextmanager
def openrefine(folder: Path) -> Iterator[OpenRefine]:
    """Run OpenRefine; where it is not installed the test is skipped.

    Args:
        folder: for its projects.
    """
    command = shutil.which("openrefine")
    if command is None:
        pytest.skip("Debian's openrefine is not installed")
    port = str(free_port())
    options = [
        "-i",
        HOST,
        "-p",
        port,
        "-d",
        str(folder),
        "-m",
        "512M",
        "-x",
        "refine.headless=true",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [command, *options], stdout=log, stderr=log, start_new_session=True
        )
        refine = OpenRefine(f"http://{HOST}:{port}")
        try:
            until(lambda: refine.is_ready() or process.poll() is not None, "OpenRefine is ready")
            assert process.poll() is None, (folder / "log").read_text("utf-8")[-2000:]
            yield refine
        finally:
            refine.close()
            os.killpg(process.pid, signal.SIGTERM)  # it is a script that starts another that waits
            process.wait()
