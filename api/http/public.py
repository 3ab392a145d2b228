"""Under which address the service is known: from the settings, never from an unchecked header."""

from __future__ import annotations

from fastapi import Request

from api.release.settings import Settings


def public_url(request: Request) -> str:
    """Return the public address of the service, with a slash at its end.

    It is the setting, else what the request was sent to where that is the address that the service
    listens on or one that the operator allows, else nothing: then addresses stay relative.
    """
    app = request.scope.get("app")
    settings: Settings = app.state.settings if app else Settings()
    if settings.public_url:
        return settings.public_url
    host = request.headers.get("host", "").casefold()
    known = {f"{settings.host}:{settings.port}", *settings.allowed_hosts.casefold().split()}
    return f"{request.url.scheme}://{host}/" if host in known else ""


def absolute(request: Request, path: str) -> str:
    """Return a path of ours as an address, as far as it is known where the service is.

    Args:
        request: the request that is answered.
        path: path with its query, from the first slash.
    """
    return public_url(request) + path[1:] if public_url(request) else path
