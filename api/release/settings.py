"""Settings: one frozen object, read in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from math import inf, ulp
from pathlib import Path

from graph.description.contact_point import PUBLISHER_TYPES, Operator
from ontology.namespaces import DEFAULT_BASE

PREFIX = "TSUNAGU_"
"""Every setting is an environment variable of this prefix, e.g. ``TSUNAGU_BASE``."""


_BASE = r'https?://[^\s/?#<>"{}|\\^`]+/([^\s?#<>"{}|\\^`]*/)?'
_SERVER = r'https?://[^\s/?#<>"{}|\\^`]+(?:[^\s<>"{}|\\^`]|\{release\})*'
_NODE = r"https?://[\w.\-:\[\]]+(?:/[\w.\-/]*)?"
_TEXTS = {
    "base": (re.compile(_BASE), "an http(s) IRI that ends in '/'"),
    "public_url": (re.compile(f"(?:{_BASE})?"), "an http(s) address that ends in '/', or empty"),
    "allowed_hosts": (
        re.compile(r"\s*(?:[\w.\-]+(?::\d{1,5})?(?:\s+|$))*", re.ASCII),
        "hosts with or without ports, with spaces between",
    ),
    "log_level": (re.compile("debug|info|warning|error"), "debug, info, warning or error"),
    "log_format": (re.compile("text|json"), "text or json"),
    "metrics_address": (
        re.compile(r"(?:(?:[\w.\-]+|\[[0-9a-f:.]+\]):\d{1,5})?", re.ASCII),
        "host and port such as 127.0.0.1:9100, or empty",
    ),
    "embed_ancestors": (
        re.compile(r"'none'|[^\s;,\"]+(?: [^\s;,\"]+)*", re.ASCII),
        "*, 'none', or origins such as https://www.example.jp with single spaces between",
    ),
    "search_url": (
        re.compile(rf"(?:{_NODE}(?:\s*,\s*{_NODE})*)?"),
        "http(s) addresses of nodes by commas, without names and passwords, or empty",
    ),
    "security_expires": (
        re.compile(r"(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?", re.ASCII),
        "a day such as 2027-03-31, or empty",
    ),
    "operator_type": (
        re.compile("|".join(map(re.escape, ("", *PUBLISHER_TYPES)))),
        f"one of {', '.join(PUBLISHER_TYPES)}, or empty",
    ),
    "operator_email": (
        re.compile(r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+)?", re.ASCII),
        "an e-mail address, or empty",
    ),
    **{
        f"sparql_{name}": (re.compile(f"(?:{_SERVER})?"), "an http(s) address, or empty")
        for name in ("url", "store_url", "create_url")
    },
    "sparql_auth": (re.compile("basic|digest|bearer"), "basic, digest or bearer"),
    "operator_url": (
        re.compile(r'(?:https?://[^\s/?#<>"{}|\\^`]+(?:[^\s<>"{}|\\^`]|\{iri\})*)?'),
        "an http(s) address, or empty",
    ),
}
"""Patterns of the settings that are texts, and what they must be."""
_LAST_PORT = 65535
_AT_LEAST_1 = (
    "query_limit",
    "search_shards",
    "sparql_workers",
    "sparql_queue",
    "sparql_memory_mb",
    "sparql_result_mb",
    "sparql_slow",
    "sparql_slow_per_client",
    "sparql_rows",
    "idle_seconds",
    "connections",
    "connections_per_client",
    "requests_per_client",
    "request_queue",
)
_SECONDS = (
    "search_seconds",
    "sparql_timeout",
    "reload_seconds",
    "head_seconds",
    "body_seconds",
    "send_seconds",
    "stop_seconds",
)
_FROM_0 = ("drain_seconds", "keep_seconds")


class SettingsError(ValueError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs.

    Args:
        data: folder of the CSV tables.
        out: folder of the releases.
        base: base of entity IRIs; ends in ``/``.
        own_rdf_trusted: whether RDF in ``data/rdf`` may say of our things what tables say.
        public_url: address under which the service is known, with a slash at its end; empty for
            what it is asked by, where that may be trusted.
        allowed_hosts: hosts, with their ports, that a request may call the service by.
        trusted_proxies: addresses or networks of proxies, with spaces between, whose
            ``X-Forwarded-For``, ``X-Forwarded-Proto`` and ``X-Request-ID`` are believed.
        host: address that the service listens on; ``::`` for every one of IPv6 and IPv4.
        port: its port.
        connections: most connections at once.
        connections_per_client: most of them of one client's address; of IPv6, of its /64.
        requests_per_client: most requests of one client that are answered or wait at once.
        request_queue: most requests for pages and JSON that wait for their turn.
        head_seconds: time within which a request line and headers must have come.
        body_seconds: time within which a body must have come after them.
        idle_seconds: time for which a connection is kept after an answer; longer than proxies and
            clients keep theirs (mostly 60), so that none of them sends a request into a connection
            that is just being closed.
        send_seconds: time in which a client must take something of an answer.
        stop_seconds: time that is left to what is being answered when the service is to end; less
            than the ten seconds after which a container is killed.
        drain_seconds: time from SIGTERM until the service listens no more; meanwhile ``/ready`` is
            503, so that balancers send nobody any more.
        keep_seconds: how long a release is kept open after it was current, for clients that say
            that they mean it; 0 for not at all.
        uds: path of a socket to listen on in place of both; empty for none. Whoever can reach it
            is believed as a proxy is.
        log_level: what is logged: ``debug``, ``info``, ``warning`` or ``error``.
        log_format: ``text`` or ``json``.
        access_log: whether there is a line for each request.
        log_queries: whether such a line has the query of the address, so what people searched.
        query_limit: longest search query, in characters.
        search_url: addresses of the nodes of an OpenSearch cluster that answers searches, by
            commas; empty for the engine in this process.
        search_user: name to log in there by; empty for none.
        search_password: its password.
        search_ca: file of the authorities that sign the nodes' certificates; empty for the
            system's.
        search_shards: parts of the index of a new release.
        search_replicas: further copies of each part.
        search_seconds: most seconds that one request to the cluster may take there.
        sparql_timeout: most seconds that a SPARQL query may run.
        sparql_workers: processes that evaluate quick SPARQL queries at once.
        sparql_queue: most queries that may wait for a worker.
        sparql_slow: most SPARQL queries at once that take longer than a quarter of a second.
        sparql_slow_per_client: most of them for one client's address.
        sparql_cache_mb: size of all SPARQL answers that are kept, in MiB; 0 for none.
        sparql_url: query endpoint of a server that evaluates SPARQL in the place of the embedded
            engine; ``{release}`` in it stands for the id of the release. Empty for none.
        sparql_store_url: where ``build`` and ``releases use`` load a release as N-Quads by PUT
            before they switch; empty where it is loaded by other means.
        sparql_create_url: where the dataset of a release is made by POST before that, and removed
            by DELETE when it is pruned; empty where there is nothing to make.
        sparql_union: graph that stands for all graphs at the server; empty where the default graph
            is the union of all.
        sparql_rows: most hits of the search that are written into one query for the server.
        sparql_user: who logs in at the server; empty for nobody.
        sparql_password: of the user, or the token.
        sparql_auth: how: ``basic``, ``digest`` or ``bearer``.
        sparql_memory_mb: memory of one worker, in MiB.
        sparql_result_mb: largest result of a SPARQL query, in MiB.
        metrics: whether ``/metrics`` is served, for those who run the service.
        metrics_address: host and port where the figures are served alone; empty for none.
        traces: whether a trace of each request goes to a collector of OpenTelemetry, which its own
            variables (``OTEL_…``) name.
        reload_seconds: how often the service looks for a new release.
        embed_ancestors: who may frame ``/embed/…``: sources of ``frame-ancestors`` (CSP 3, 6.4.2).
        security_expires: day until which ``security.txt`` may be believed; empty for half a year
            from when it is read.
        operator_name: who runs the service, as pages say it; empty for nobody named.
        operator_type: what kind of body that is, one of the ADMS list, or empty.
        operator_email: e-mail address for questions and errors, or empty.
        operator_url: address of a form or page for them, or empty; ``{iri}`` in it stands for
            the IRI of what is asked about.
    """

    data: Path = Path("data")
    out: Path = Path("var")
    base: str = DEFAULT_BASE
    own_rdf_trusted: bool = False
    public_url: str = ""
    allowed_hosts: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    connections: int = 1000
    connections_per_client: int = 200
    requests_per_client: int = 32
    request_queue: int = 256
    head_seconds: float = 15.0
    body_seconds: float = 60.0
    idle_seconds: int = 75
    send_seconds: float = 60.0
    stop_seconds: float = 8.0
    drain_seconds: float = 0.0
    keep_seconds: float = 0.0
    uds: str = ""
    trusted_proxies: str = "127.0.0.1 ::1"
    log_level: str = "info"
    log_format: str = "text"
    access_log: bool = False
    log_queries: bool = False
    query_limit: int = 1000
    search_url: str = ""
    search_user: str = ""
    search_password: str = field(default="", repr=False)
    search_ca: str = ""
    search_shards: int = 1
    search_replicas: int = 1
    search_seconds: float = 5.0
    sparql_timeout: float = 10.0
    sparql_workers: int = 3
    sparql_queue: int = 64
    sparql_slow: int = 4
    sparql_slow_per_client: int = 2
    sparql_url: str = ""
    sparql_store_url: str = ""
    sparql_create_url: str = ""
    sparql_union: str = ""
    sparql_rows: int = 100_000
    sparql_user: str = ""
    sparql_password: str = field(default="", repr=False)
    sparql_auth: str = "basic"
    sparql_memory_mb: int = 1024
    sparql_result_mb: int = 64
    sparql_cache_mb: int = 32
    metrics: bool = False
    metrics_address: str = ""
    traces: bool = False
    reload_seconds: float = 1.0
    embed_ancestors: str = "*"
    security_expires: str = ""
    operator_name: str = ""
    operator_type: str = ""
    operator_email: str = ""
    operator_url: str = ""

    def __post_init__(self) -> None:
        for name, (pattern, wanted) in _TEXTS.items():
            if not pattern.fullmatch(getattr(self, name)):
                raise SettingsError(f"{PREFIX}{name.upper()} must be {wanted}")
        _check_networks(self.trusted_proxies)
        if not 0 <= self.port <= _LAST_PORT:
            raise SettingsError(f"{PREFIX}PORT must be from 0 to {_LAST_PORT}")
        self._check_numbers()

    def _check_numbers(self) -> None:
        for names, least, wanted in (
            (_AT_LEAST_1, 1, "at least 1"),
            (("sparql_cache_mb", "search_replicas"), 0, "at least 0"),
            (_SECONDS, ulp(0.0), "a number of seconds above 0"),
            (_FROM_0, 0, "a number of seconds from 0"),
        ):
            for name in names:
                if not least <= getattr(self, name) < inf:
                    raise SettingsError(f"{PREFIX}{name.upper()} must be {wanted}")

    @property
    def operator(self) -> Operator:
        """Who runs the service and can be asked."""
        return Operator(
            self.operator_name.strip(), self.operator_email, self.operator_url, self.operator_type
        )


def _check_networks(listed: str) -> None:
    for one in listed.split():
        try:
            ip_network(one)
        except ValueError as error:
            raise SettingsError(f"{PREFIX}TRUSTED_PROXIES: {error}; e.g. 10.0.0.0/8") from error


_SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError
    return _SWITCH[text.lower()]


_CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "Path": Path,
    "str": str,
    "int": int,
    "float": float,
    "bool": _switch,
}


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment (the process's own by default).

    Raises:
        SettingsError: a value cannot be used, or a variable of our prefix is not a setting.
    """
    given = os.environ if environment is None else environment
    known = {PREFIX + one.name.upper(): one for one in fields(Settings)}
    unknown = sorted(name for name in given if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting; known are {', '.join(sorted(known))}")
    values: dict[str, object] = {}
    for name, one in known.items():
        if name in given:
            convert = _CONVERTERS[str(one.type)]
            try:
                values[one.name] = convert(given[name])
            except ValueError as error:
                raise SettingsError(f"{name}={given[name]!r} is not a {one.type}") from error
    return Settings(**values)  # type: ignore[arg-type]
