"""Which names of the service a request may use (RFC 9112, section 3.2; RFC 9110, 15.5.20).

No answer is made of an unchecked ``Host``; still a request must have one, so that nothing between
the client and us reads another than we do.
"""

from __future__ import annotations

import re

from starlette.types import Scope

from api.http.addresses.public import LOOPBACK, is_known_host
from api.http.problems import ApiProblem, shortened
from api.release.settings import Settings

_HOST = re.compile(r"(?P<name>[\w.\-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
_WITHOUT_HOST = "1.0"
"""The last version of HTTP in which a request needs no ``Host``."""


def host_problem(scope: Scope, settings: Settings) -> ApiProblem | None:
    """Return what is wrong with the name by which a request calls the service, or nothing.

    Args:
        scope: the request.
        settings: where ``allowed_hosts`` says something, other names are refused than these, that
            of the public address, and those of this machine, by which it is watched.
    """
    given = [value for name, value in scope["headers"] if name == b"host"]
    if not given and scope["http_version"] == _WITHOUT_HOST:
        return None
    found = _HOST.fullmatch(given[0].decode("latin-1")) if len(given) == 1 else None
    if found is None:
        return ApiProblem(400, "wrong-host", "host-missing")
    host = found[0].casefold()
    name = found["name"].casefold().strip("[]")
    if not settings.allowed_hosts or name in LOOPBACK or is_known_host(host, settings):
        return None
    return ApiProblem(421, "wrong-host", "host-unknown", {"host": shortened(host)})
