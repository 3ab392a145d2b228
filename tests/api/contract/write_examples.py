"""Write the examples of ``/openapi.json`` anew, from the release of the project's own data."""

from __future__ import annotations

import sys

import orjson
from starlette.testclient import TestClient

from api.app import create_app
from api.http.documented import EXAMPLES_FILE
from api.release.settings import read_settings

sys.path.append("tests/helpers")
from contract_examples import asked
from paths import ROOT

with TestClient(create_app(read_settings())) as client:
    content = orjson.dumps(asked(client), option=orjson.OPT_INDENT_2)
(ROOT / "api" / "contract" / EXAMPLES_FILE).write_bytes(content + b"\n")
