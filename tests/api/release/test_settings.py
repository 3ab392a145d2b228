"""Settings: each documented, each an environment variable, and nothing else passes."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from api.release.settings import PREFIX, Settings, SettingsError, read_settings

OTHER_VALUES: dict[str, tuple[str, object]] = {
    "data": ("/srv/data", Path("/srv/data")),
    "out": ("/srv/out", Path("/srv/out")),
    "base": ("https://example.jp/x/", "https://example.jp/x/"),
    "own_rdf_trusted": ("true", True),
    "public_url": ("https://example.jp/x/y/", "https://example.jp/x/y/"),
    "allowed_hosts": ("a.example.jp b.jp:8080", "a.example.jp b.jp:8080"),
    "host": ("::1", "::1"),
    "port": ("9001", 9001),
    "uds": ("/run/tsunagu/http.sock", "/run/tsunagu/http.sock"),
    "trusted_proxies": ("10.0.0.0/8 fd00::1", "10.0.0.0/8 fd00::1"),
    "log_level": ("warning", "warning"),
    "log_format": ("json", "json"),
    "access_log": ("yes", True),
    "log_queries": ("yes", True),
    "metrics_address": ("[::1]:9100", "[::1]:9100"),
    "query_limit": ("50", 50),
    "search_url": ("http://a:9200, https://b.jp:9200", "http://a:9200, https://b.jp:9200"),
    "search_user": ("tsunagu", "tsunagu"),
    "search_password": ("a b", "a b"),
    "search_ca": ("/etc/ca.pem", "/etc/ca.pem"),
    "search_shards": ("3", 3),
    "search_replicas": ("0", 0),
    "search_seconds": ("2.5", 2.5),
    "sparql_timeout": ("2.5", 2.5),
    "sparql_workers": ("5", 5),
    "sparql_queue": ("4", 4),
    "sparql_slow": ("7", 7),
    "sparql_slow_per_client": ("3", 3),
    "sparql_cache_mb": ("0", 0),
    "sparql_url": ("http://db:3030/t-{release}/sparql", "http://db:3030/t-{release}/sparql"),
    "sparql_store_url": ("http://db:3030/t-{release}/data", "http://db:3030/t-{release}/data"),
    "sparql_create_url": ("http://db/$/datasets?dbName=x", "http://db/$/datasets?dbName=x"),
    "sparql_union": ("urn:x-arq:UnionGraph", "urn:x-arq:UnionGraph"),
    "sparql_rows": ("2000", 2000),
    "sparql_user": ("reader", "reader"),
    "sparql_password": ("secret", "secret"),
    "sparql_auth": ("digest", "digest"),
    "traces": ("1", True),
    "metrics": ("yes", True),
    "sparql_memory_mb": ("512", 512),
    "sparql_result_mb": ("8", 8),
    "reload_seconds": ("0.5", 0.5),
    "connections": ("50", 50),
    "connections_per_client": ("9", 9),
    "requests_per_client": ("6", 6),
    "request_queue": ("12", 12),
    "head_seconds": ("3.5", 3.5),
    "body_seconds": ("7.5", 7.5),
    "idle_seconds": ("30", 30),
    "send_seconds": ("9.5", 9.5),
    "stop_seconds": ("2.5", 2.5),
    "drain_seconds": ("6.5", 6.5),
    "keep_seconds": ("30", 30.0),
    "embed_ancestors": ("'self' https://*.example.jp", "'self' https://*.example.jp"),
    "security_expires": ("2027-03-31", "2027-03-31"),
    "operator_name": ("運営室", "運営室"),
    "operator_type": ("LocalAuthority", "LocalAuthority"),
    "operator_email": ("ask@example.jp", "ask@example.jp"),
    "operator_url": ("https://example.jp/f?a={iri}", "https://example.jp/f?a={iri}"),
}
NAMES = [field.name for field in fields(Settings)]


def test_without_variables_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_a_variable(name: str) -> None:
    text, value = OTHER_VALUES[name]
    found = read_settings({PREFIX + name.upper(): text})
    assert getattr(found, name) == value
    assert type(getattr(found, name)) is type(value)
    assert value != getattr(Settings(), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert re.search(rf"^ +{name}: \S", Settings.__doc__ or "", re.MULTILINE)


def test_other_variables_do_not_matter() -> None:
    assert read_settings({"PATH": "/bin", "TSUNAG": "1", "tsunagu_port": "x"}) == Settings()


@pytest.mark.parametrize("name", ["TSUNAGU_PROT", "TSUNAGU_", "TSUNAGU_port"])
def test_unknown_variable_is_refused_and_the_known_are_listed(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is not a setting; known are .*TSUNAGU_PORT"):
        read_settings({name: "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "80.5"),
        ("PORT", ""),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("SPARQL_TIMEOUT", "long"),
        ("SPARQL_TIMEOUT", "0"),
        ("SPARQL_TIMEOUT", "-1"),
        ("SPARQL_TIMEOUT", "nan"),
        ("SPARQL_TIMEOUT", "inf"),
        ("SPARQL_WORKERS", "0"),
        ("SPARQL_QUEUE", "0"),
        ("SPARQL_MEMORY_MB", "0"),
        ("SPARQL_RESULT_MB", "0"),
        ("QUERY_LIMIT", "0"),
        ("RELOAD_SECONDS", "0"),
        ("RELOAD_SECONDS", "nan"),
        ("DRAIN_SECONDS", "-1"),
        ("SPARQL_URL", "db:3030"),
        ("SPARQL_STORE_URL", "http://db/{id}"),
        ("SPARQL_ROWS", "0"),
        ("SPARQL_AUTH", "ntlm"),
        ("KEEP_SECONDS", "inf"),
        ("BASE", "example.jp/"),
        ("BASE", "https://example.jp"),
        ("BASE", "https:///"),
        ("BASE", "https://example.jp/a b/"),
        ("BASE", "https://example.jp/<x>/"),
        ("BASE", "https://example.jp/?q=/"),
        ("BASE", "https://example.jp/#/"),
        ("BASE", "ftp://example.jp/"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "proxy"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_ADDRESS", "9100"),
        ("OPERATOR_EMAIL", "ask"),
        ("OPERATOR_TYPE", "Town"),
        ("OPERATOR_EMAIL", "a@example.jp, b@example.jp"),
        ("OPERATOR_EMAIL", "a@example.jp?bcc=c@example.jp"),
        ("OPERATOR_URL", "example.jp/form"),
        ("OPERATOR_URL", "javascript:alert(1)"),
        ("OPERATOR_URL", "https://example.jp/{code}"),
    ],
)
def test_value_that_cannot_be_used_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=PREFIX + name):
        read_settings({PREFIX + name: value})


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
