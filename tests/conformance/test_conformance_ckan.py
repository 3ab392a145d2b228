"""The catalogue as CKAN harvests it: by the parser of ckanext-dcat, which knows no base address.

It is skipped where the parser is not installed (``make catalog-client``).
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from conformance_http import Server
from paths import TESTS

CKAN = TESTS / "conformance" / "clients" / "ckan"
PYTHON = CKAN / ".venv" / "bin" / "python"
DATASET = "https://w3id.org/tsunagu/dataset"
FORMATS = (("text/turtle", "turtle"), ("application/rdf+xml", "xml"))


def read(address: str, media_type: str, form: str) -> dict[str, dict[str, Any]]:
    """Return the datasets that the parser finds, by their IRIs."""
    if not PYTHON.exists():
        pytest.skip("ckanext-dcat is not installed (make catalog-client)")
    done = subprocess.run(
        [PYTHON, CKAN / "read_catalog.py", address, media_type, form],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {extras(one)["uri"]: one for one in json.loads(done.stdout)}


def extras(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return what CKAN keeps beside its own fields."""
    return {one["key"]: one["value"] for one in dataset["extras"]}


@pytest.mark.parametrize(("media_type", "form"), FORMATS)
def test_ckan_reads_the_datasets_with_addresses_that_lead_somewhere(
    real: Server, media_type: str, form: str
) -> None:
    found = read(f"{real.base}/catalog", media_type, form)
    assert {DATASET, f"{DATASET}#examples"} <= found.keys()
    dataset = found[DATASET]
    assert dataset["title"]
    assert dataset["notes"]
    assert dataset["tags"]
    told = extras(dataset)
    assert told["identifier"] == DATASET
    assert told["temporal_start"] < told["temporal_end"]
    assert len(json.loads(told["language"])) == 2
    addresses = {one["url"] for one in dataset["resources"]}
    assert all(address.startswith(f"{real.base}/") for address in addresses)
    assert f"{real.base}/dump/tsunagu.nq.gz" in addresses
    assert f"{real.base}/dump/projects.csv.gz" in addresses
    assert all(one["format"] and one["license"] for one in dataset["resources"])
