"""Under which address the service is known: from the settings, never from an unchecked header.

And which pages may ask what is meant for programs. A browser says in ``Origin`` which page asks. A
page whose own name leads to this machine (DNS rebinding) still says that name, so that only those
may ask that the settings know.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from api.http.problems import ApiProblem, shortened
from api.release.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine: pages of programs that the reader runs."""
_PORTS = {"http": 80, "https": 443}


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


def check_origin(request: Request, settings: Settings) -> None:
    """Refuse a page of an origin that the settings do not know, and a name that they do not.

    Programs send no ``Origin`` and may use any name: what they ask is what anybody may. A page may
    ask from the public address, from a host that is allowed, and from this machine where the
    service listens only there; the name that it asks by must be one of these, too.

    Args:
        request: its headers ``Origin`` and ``Host`` are asked.
        settings: they say by which names the service is known.

    Raises:
        ApiProblem: 403.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    host = request.headers.get("host", "")
    if not (_is_known(origin, settings) and _is_known(f"{request.url.scheme}://{host}", settings)):
        shown = {"origin": shortened(origin)}
        raise ApiProblem(403, "origin-refused", "origin", shown)


def _is_known(origin: str, settings: Settings) -> bool:
    """Tell whether the settings know an origin: scheme, name and port."""
    try:
        parts = urlsplit(origin)
        name, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return False
    if parts.scheme not in _PORTS or not name:
        return False
    if settings.host in _LOOPBACK and name in _LOOPBACK:
        return True
    known = {*settings.allowed_hosts.casefold().split(), f"{settings.host}:{settings.port}"}
    if f"{name}:{port}" in known or (name in known and port == _PORTS[parts.scheme]):
        return True
    public = urlsplit(settings.public_url)
    of_public = (public.hostname, public.port or _PORTS.get(public.scheme, 0))
    return bool(settings.public_url) and (name, port) == of_public
