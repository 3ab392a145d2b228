"""The notebook of ``docs/notebooks``, run as readers run it: it answers, and as it is committed."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import nbformat
import pytest
from conformance_http import serving
from nbclient import NotebookClient
from nbformat import NotebookNode
from paths import ROOT

from api.release.releases import Release
from api.release.settings import Settings

NOTEBOOK = ROOT / "docs" / "notebooks" / "tsunagu.ipynb"
PNG = b"\x89PNG\r\n\x1a\n"
pytestmark = [
    pytest.mark.slow,
    # Libraries of Jupyter, not ours to mend.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def committed() -> NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def run(release: Release, settings: Settings) -> Iterator[NotebookNode]:
    """The notebook, run by a kernel of its own against the real service."""
    assert release.folder.is_dir()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with serving(settings.out) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGU_URL", server.base)
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
        yield notebook


def texts(notebook: NotebookNode) -> list[str]:
    """Return what cells print and the tables that they show."""
    return [
        output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    ]


def test_it_gives_what_is_committed(run: NotebookNode, committed: NotebookNode) -> None:
    assert texts(run) == texts(committed)


def test_its_tables_have_rows(run: NotebookNode) -> None:
    tables = [
        output["data"]["text/html"]
        for cell in run.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert len(tables) >= 4
    for table in tables:
        assert table.count("<tr") > 2, table


def test_its_map_is_a_picture_with_every_place(run: NotebookNode, committed: NotebookNode) -> None:
    for notebook in (run, committed):
        (picture,) = [
            base64.b64decode(output["data"]["image/png"])
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            if "image/png" in output.get("data", {})
        ]
        assert picture.startswith(PNG)
        assert len(picture) > 10_000
