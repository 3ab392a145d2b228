"""The log: one line for each thing that happened, as text or as JSON, with the time in UTC."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from api.release.settings import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="-")
"""Id of the request that is answered; a hyphen outside of requests."""
IN_PATHS = "/:@!$&'()*+,;=~"
"""Characters of a path that are told as they are (RFC 3986, section 3.3); others are encoded."""
FIELDS = "fields"
"""Name of the attribute of a record with further values by name (``extra`` of ``logging``)."""
_CONTROLS = {
    number: f"\\x{number:02x}" for number in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
}
"""Characters that would begin a new line or change a terminal: nobody may write lines of ours."""
_OWN_LEVELS = {"httpx": "WARNING", "mcp": "WARNING"}
"""Libraries that tell more than is of use."""


class TextLines(logging.Formatter):
    """A line: time, level, id of the request, what happened; the trace of an error below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        said = (record.getMessage() + fields).translate(_CONTROLS)
        line = f"{_time(record)} {record.levelname} {REQUEST.get()} {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """A JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        content = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "request": REQUEST.get(),
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            content["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(content, default=str).decode()


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Write whatever is logged in this process in one format.

    Args:
        settings: format and level.
        stream: where to; standard error where none is given.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name, level in _OWN_LEVELS.items():
        logging.getLogger(name).setLevel(level)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, FIELDS, {})
    return fields


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
