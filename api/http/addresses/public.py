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

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
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
    return f"{request.url.scheme}://{host}/" if host in _names(settings) else ""


def absolute(request: Request, path: str) -> str:
    """Return a path of ours as an address, as far as it is known where the service is.

    Args:
        request: the request that is answered.
        path: path with its query, from the first slash.
    """
    return public_url(request) + path[1:] if public_url(request) else path


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
    host = request.headers.get("host", "").casefold()
    if not (_is_known_origin(origin, settings) and is_known_host(host, settings)):
        raise ApiProblem(403, "origin-refused", "origin", {"origin": shortened(origin)})


def _is_known_origin(origin: str, settings: Settings) -> bool:
    """Tell whether the settings know where a page came from: scheme, name and port."""
    try:
        scheme, name, port = _parts(origin)
    except ValueError:
        return False
    if scheme not in _PORTS or not name:
        return False
    if settings.public_url and (scheme, name, port) == _parts(settings.public_url):
        return True
    authority = f"[{name}]" if ":" in name else name
    return _is_listed(authority if port == _PORTS[scheme] else f"{authority}:{port}", settings)


def _parts(address: str) -> tuple[str, str, int]:
    """Return scheme, name and port of an address.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def is_known_host(host: str, settings: Settings) -> bool:
    """Tell whether the settings know a name, with its port where that is not the usual one.

    A proxy may have taken the encryption away, so that the scheme of the request says nothing.

    Args:
        host: as the header ``Host`` gives it, in small letters.
        settings: they say by which names the service is known.
    """
    host = host.removesuffix(":443").removesuffix(":80")
    _, name, port = _parts(settings.public_url)
    usual = port in _PORTS.values()
    return host == (name if usual else f"{name}:{port}") or _is_listed(host, settings)


def _names(settings: Settings) -> set[str]:
    """Return the names that the settings give: where the service listens, and allowed ones."""
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {f"{own}:{settings.port}", *settings.allowed_hosts.casefold().split()}


def _is_listed(authority: str, settings: Settings) -> bool:
    """Tell whether a name is what the service listens on or one that is allowed."""
    if authority in _names(settings):
        return True
    try:
        name = urlsplit(f"//{authority}").hostname
    except ValueError:  # a bracket that is not closed
        return False
    return settings.host in LOOPBACK and name in LOOPBACK
