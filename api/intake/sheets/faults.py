"""What ends an import, in a module that costs nothing to load: every command knows it."""

from __future__ import annotations


class ListError(Exception):
    """A list cannot be read, or not be imported so; the message names file, row and column."""
