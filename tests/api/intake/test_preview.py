"""The previews of three made-up lists are pinned; what people see says the same.

``PIN=1 pytest tests/api/intake/test_preview.py`` writes the pinned files anew, to be read by eye.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from made_lists import HOSTILE, MESSY, MESSY_MERGED, SOURCE, TIDY, YEAR, delimited, workbook
from rich.console import Console

from api.intake.additions import Aim
from api.intake.bodies import Bodies
from api.intake.plan import Answers, Plan, make_plan
from api.intake.preview import as_json, show
from api.intake.sheets.reading import read_list
from graph.ingest.checking import Rows

PINNED = Path(__file__).parent / "pinned"
AIM = Aim("mirai", YEAR, SOURCE, "一覧", "selected")
LISTS = ("tidy", "messy", "hostile")


@pytest.fixture(params=LISTS)
def plan(
    request: pytest.FixtureRequest, tmp_path: Path, register_rows: Rows, bodies: Bodies
) -> Plan:
    name = request.param
    answers = Answers()
    if name == "hostile":
        path = delimited(tmp_path / "hostile.csv", HOSTILE, "utf-8")
        answers = Answers(columns={"note": ""})
    else:
        table, merged = {"tidy": (TIDY, ()), "messy": (MESSY, MESSY_MERGED)}[name]
        path = workbook(tmp_path / f"{name}.xlsx", table, merged)
    return make_plan(read_list(path), register_rows, bodies, AIM, answers)


def test_the_preview_is_the_pinned_one(plan: Plan) -> None:
    path = PINNED / f"{Path(plan.sheet.file).stem}.json"
    found = as_json(plan, written=False)
    if os.environ.get("PIN"):
        text = json.dumps(found, ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", "utf-8")
    assert found == json.loads(path.read_text("utf-8"))


def test_people_see_every_row_doubt_and_skipped_row(plan: Plan) -> None:
    stream = io.StringIO()
    show(plan, Console(file=stream, width=400), written=False)
    text = stream.getvalue()
    for proposal in plan.proposals:
        assert proposal.key in text
        assert proposal.entry.title in text
    for doubt in plan.doubts:
        assert f"Doubt, {doubt.where}: {doubt.message}" in text
    assert text.count("Skipped, ") == len(plan.skipped)
    assert not any(ord(c) < 32 and c != "\n" for c in text)


def test_every_doubt_names_row_column_and_heading(plan: Plan) -> None:
    for doubt in plan.doubts:
        assert doubt.row > plan.header.number
        assert plan.header.headings[ord(doubt.column) - ord("A")] == doubt.heading
