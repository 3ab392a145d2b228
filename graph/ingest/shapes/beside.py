"""Checks the shapes in a process of its own while a build goes on."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Self

from graph.ingest.shapes.conformed import MOST_ANEW, Checked, are_local
from graph.ingest.shapes.parts import parts_of_file
from graph.ingest.shapes.violations import conforms
from ontology.vocabulary import load_shapes

WORTH_A_PROCESS = 50_000
"""Statements below which starting a process takes longer than the check."""


_PROGRAM = (
    f"import sys; from {__name__} import end_by_conformance; end_by_conformance(*sys.argv[1:])"
)


class ShapesBeside:
    """Checks the shapes in a process of its own while a build goes on.

    The process tells only whether everything conforms. Where it does not, or where the process came
    to no end, the build makes the check again itself: what is wrong is said in one place.

    As a context it ends when the answer is there. Statements that break a shape may also make a
    later step of a build fail: then the violation is raised, which is the cause.

    Args:
        kept: a file, which need not be there, for what conformed: it is not checked again.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self._kept = kept
        self._process: subprocess.Popen[bytes] | None = None
        self._file = Path()
        self._validate: Callable[[], None] = _nothing

    def begin(self, statements: bytes, file: Path, validate: Callable[[], None]) -> None:
        """Begin with the check.

        Args:
            statements: sorted N-Quads of all that must conform.
            file: where they are put for the process; removed at the end.
            validate: makes the whole check, and raises what is wrong.
        """
        file.write_bytes(statements)
        self._file, self._validate = file, validate
        # not through multiprocessing, which runs the main program's file again in the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM, str(file), *([str(self._kept)] if self._kept else [])],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stderr=subprocess.DEVNULL,
        )

    def look(self) -> None:
        """Raise what is wrong, if that is known by now."""
        if self._process is not None and self._process.poll() is not None:
            self.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._process is not None and kind is not None and not issubclass(kind, Exception):
            self._process.terminate()  # interrupted: nobody waits for the answer
            self._process.wait()
        else:
            self.finish()

    def finish(self) -> None:
        """Wait for the answer, and raise what is wrong."""
        if self._process is not None:
            is_sound = self._process.wait() == 0
            self._process = None
            self._file.unlink(missing_ok=True)
            if not is_sound:
                self._validate()


def _nothing() -> None:
    """Validate nothing."""


def end_by_conformance(file: str, kept: str = "") -> None:
    """End this process; with code 0 where what a file of sorted N-Quads states conforms.

    Args:
        file: the file.
        kept: a file of what conformed before, as for ``ShapesBeside``.
    """
    gc.disable()  # the graph is no garbage, and going through it takes a tenth of the time
    shapes = load_shapes()
    checked = Checked(Path(file), Path(kept), shapes) if kept and are_local(shapes) else None
    if checked is None or len(checked.new) > MOST_ANEW:
        with tempfile.TemporaryDirectory(dir=Path(file).parent) as folder:
            sound = conforms(parts_of_file(Path(file), Path(folder), shapes), shapes)
    else:
        sound = checked.new_conform(shapes)
    if sound and checked is not None:
        checked.keep()
    sys.exit(0 if sound else 1)
