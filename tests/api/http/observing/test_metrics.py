"""Figures for operators: at an address of their own, by door, and with what is wrong."""

from __future__ import annotations

import json
import re
import urllib.request
from dataclasses import replace

import pytest
from deployed import DEPLOY
from ports import free_port
from starlette.testclient import TestClient

from api.app import create_app
from api.release.following.condition import Trouble
from api.release.settings import Settings


@pytest.fixture(scope="module")
def figures(settings: Settings) -> str:
    """What stands at the address of the figures after some requests."""
    port = free_port()
    own = replace(settings, metrics_address=f"127.0.0.1:{port}")
    with TestClient(create_app(own)) as client:
        assert client.get("/doc/municipality/271004").status_code == 200
        assert client.get("/no/such").status_code == 404
        assert client.get("/metrics").status_code == 404  # only where it was asked for
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text: str = answer.read().decode()
    return text


def test_answers_are_counted_by_door(figures: str) -> None:
    assert 'tsunagu_answers_total{route="/doc/{kind}/{key}",status="200"} 1.0' in figures
    assert 'tsunagu_answers_total{route="other",status="404"}' in figures


def test_release_troubles_and_process_are_told(figures: str, client: TestClient) -> None:
    release = client.get("/ready").json()["release"]
    assert f'tsunagu_release_info{{release="{release}"}} 1.0' in figures
    for trouble in Trouble:
        assert f'tsunagu_trouble{{reason="{trouble.value}"}} 0.0' in figures
    assert "process_resident_memory_bytes" in figures
    assert "tsunagu_reload_failures_total 0.0" in figures


def test_the_memory_of_each_worker_is_told(figures: str) -> None:
    sizes = re.findall(
        r'^tsunagu_sparql_worker_resident_bytes\{worker="\d+"\} (.*)$', figures, re.MULTILINE
    )
    (workers,) = re.findall(r"^tsunagu_sparql_workers (.*)$", figures, re.MULTILINE)
    assert len(sizes) == float(workers) > 0
    assert sizes == sorted(sizes, key=float, reverse=True)
    assert float(sizes[-1]) > 1_000_000


@pytest.mark.parametrize("name", ["alerts.yaml", "dashboard.json"])
def test_the_examples_ask_for_figures_that_there_are(figures: str, name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    if name.endswith("json"):
        assert json.loads(text)["panels"]
    asked = set(re.findall(r"\b(?:tsunagu|process)_[a-z_]+", text))
    known = set(re.findall(r"^([a-z_]+)(?:\{| )", figures, re.MULTILINE))
    assert len(asked) >= 5
    assert asked <= known | {"tsunagu_sparql_workers"}
