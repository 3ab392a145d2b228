"""Data sets described by Croissant, as machine learning loads them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any


def loaded(path: Path, records: str) -> list[dict[str, Any]]:
    """Return the rows of a table by its description, as ``mlcroissant`` reads them.

    Args:
        path: the description, with the files beside it.
        records: name of the table.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library imports is not ours to mend
        import mlcroissant  # noqa: PLC0415

        dataset = mlcroissant.Dataset(jsonld=path)
        assert not dataset.metadata.ctx.issues.errors
        return list(dataset.records(records))
