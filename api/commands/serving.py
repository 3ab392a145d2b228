"""How the web server is started: where it listens, what it writes, whom it tells."""

from __future__ import annotations

import logging
from dataclasses import fields
from importlib.metadata import version
from typing import Any

from api.commands.notices import interval, watched
from api.release.settings import Settings

_LOG = logging.getLogger("tsunagu")
_BOTH_FAMILIES = "::"
"""Every address of this machine, of IPv6 and of IPv4."""


def server_options(settings: Settings) -> dict[str, Any]:
    """Return options of uvicorn: where to listen, nothing of its own to write, whom to tell.

    Proxies are believed by ``api.http.addresses.proxies`` and by nothing else.
    """
    host = "" if settings.host == _BOTH_FAMILIES else settings.host
    place = {"uds": settings.uds} if settings.uds else {"host": host, "port": settings.port}
    return {
        **place,
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "log_level": "warning",
        "callback_notify": watched(),
        "timeout_notify": interval(),
    }


def tell_start(settings: Settings, release: str) -> None:
    """Begin the log with what is served where, and by which settings.

    Args:
        settings: they are told where they are not the defaults.
        release: id of the release.
    """
    plain = Settings()
    changed = {
        field.name: str(value) if field.repr else "(not shown)"
        for field in fields(Settings)
        if (value := getattr(settings, field.name)) != getattr(plain, field.name)
    }
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    place = f"unix:{settings.uds}" if settings.uds else f"http://{host}:{settings.port}"
    _LOG.info(
        "tsunagu %s serves release %s at %s; settings: %s",
        version("tsunagu"),
        release,
        place,
        changed or "the defaults",
    )
