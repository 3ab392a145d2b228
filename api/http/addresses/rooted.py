"""The path of the public address: everywhere where an address of ours leaves the service.

The service makes its addresses from its first slash: ``/peers``. Where it is known under a path
(``https://example.jp/tsunagu/``), a proxy takes that path away before it passes a request on, and
here it is put before what goes out: in pages, in JSON, and in the headers that hold addresses.
Whole addresses are made of the public address by ``public.absolute`` and need nothing more. Scripts
know the path from where they were loaded (``loading.js``); style sheets name files beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from api.release.settings import Settings

_ROOT: ContextVar[str] = ContextVar("root", default="")
"""Path under which the request that is answered was sent."""
_ATTRIBUTE = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")/(?!/)')
"""An address of ours in a page. A quotation mark of a text is escaped, so that only attributes
match."""
_IN_LINK = re.compile(rb"<(?=/(?!/))")
_MEMBERS = frozenset({"href", "url", "uncompressed_url", "checksums", "page"})
"""Members of JSON that are addresses, beside those of ``links``."""
_LOCATIONS = frozenset({b"location", b"content-location"})


def path_of(settings: Settings) -> str:
    """Return the path of the public address without a slash at its end; empty where it has none."""
    return urlsplit(settings.public_url).path.rstrip("/")


def enter(root: str) -> None:
    """Say under which path the request was sent that is answered from here on.

    Args:
        root: the path without a slash at its end, or nothing.
    """
    _ROOT.set(root)


def rooted(address: str) -> str:
    """Return an address of ours with the path; other addresses, and relative ones, as they are."""
    is_ours = address.startswith("/") and not address.startswith("//")
    return _ROOT.get() + address if is_ours else address


def rooted_page(html: str) -> str:
    """Return a page whose addresses of ours have the path."""
    root = _ROOT.get()
    return _ATTRIBUTE.sub(rf"\1{root}/", html) if root else html


def rooted_json(value: Any) -> Any:
    """Return JSON values in which the addresses of ours have the path."""
    return _in_json(value) if _ROOT.get() else value


def rooted_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers in which the addresses of ours have the path."""
    root = _ROOT.get().encode()
    return [(name, _in_header(name, value, root)) for name, value in headers] if root else headers


def _in_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _member(name, one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in_json(one) for one in value]
    return value


def _member(name: str, value: Any) -> Any:
    if name == "links" and isinstance(value, Mapping):
        return {key: rooted(one) if isinstance(one, str) else one for key, one in value.items()}
    if name in _MEMBERS and isinstance(value, str):
        return rooted(value)
    return _in_json(value)


def _in_header(name: bytes, value: bytes, root: bytes) -> bytes:
    if name in _LOCATIONS and value.startswith(b"/") and not value.startswith(b"//"):
        return root + value
    return _IN_LINK.sub(b"<" + root, value) if name == b"link" else value
