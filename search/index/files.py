"""Files of a release's search, read so that an error says which file is at fault.

Libraries say what they met (``repeats may not contain negative values``) but not where, and each
in a class of its own. Here every error is an ``OSError`` or a ``ValueError`` that names the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

CORPUS = "corpus.json"
LEXICON = "lexicon.json"
INDEX = "whoosh"
COLUMNS = "columns"
DOCUMENTS = "documents"
DICTIONARY = "user.dic"
NAMES = "names"


class DamagedFile(ValueError):
    """A file is not what it should be.

    Args:
        path: which file.
        reason: what is wrong with it.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path.parent.name}/{path.name} is damaged ({reason})")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name a file in whatever goes wrong while it is read; a missing file is named already.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFile: anything else.
    """
    try:
        yield
    except DamagedFile:
        raise
    except Exception as error:
        if isinstance(error, FileNotFoundError) or getattr(error, "filename", None):
            raise
        raise DamagedFile(path, f"{type(error).__name__}: {error}") from error


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return what a file of JSON holds.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFile: it is not JSON.
    """
    with reading(path):
        return orjson.loads(path.read_bytes())


def read_list(path: Path) -> list[Any]:
    """Return the list that a file of JSON holds.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFile: it is no list.
    """
    found = read_json(path)
    if not isinstance(found, list):
        raise DamagedFile(path, "no list")
    return found


def read_array(path: Path, *, mapped: bool = False) -> NDArray[Any]:
    """Return the values of a file of NumPy's, in one dimension.

    Args:
        path: the file.
        mapped: whether values are read from the disk as they are needed.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFile: it is not such a file, or cut off.
    """
    with reading(path):
        found: NDArray[Any] = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
        if found.ndim != 1:
            raise DamagedFile(path, f"{found.ndim} dimensions where one is expected")
    # a plain array over a mapped file: slices of NumPy's own kind are slow to make
    return found.view(np.ndarray)


def read_starts(path: Path) -> NDArray[np.int64]:
    """Return where each of many parts begins, and the end: from 0 on, and never falling.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFile: it is not such a file.
    """
    found = read_array(path)
    if found.dtype != np.int64 or not len(found) or found[0] or np.any(found[1:] < found[:-1]):
        raise DamagedFile(path, "no ascending starts")
    return found
