"""What docs/data.md shows of an import is what the command prints."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from made_lists import DOCUMENTED, DOCUMENTED_MERGED, SOURCE, YEAR, workbook
from paths import ROOT
from rich.console import Console

from api.intake.additions import Aim
from api.intake.bodies import Bodies
from api.intake.plan import Answers, make_plan
from api.intake.preview import show
from api.intake.sheets.reading import read_list
from graph.ingest.checking import Rows

AIM = Aim("mirai", YEAR, SOURCE, "一覧", "selected")


@pytest.mark.parametrize("page", ["docs/data.md", "docs/ja/data.md"])
def test_the_output_in_the_documents_is_real(
    page: str, register_rows: Rows, bodies: Bodies, tmp_path: Path
) -> None:
    shown = re.findall(r"```text\n(.*?)\n```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    path = workbook(tmp_path / "list.xlsx", DOCUMENTED, DOCUMENTED_MERGED)

    def printed(answers: Answers, *, written: bool) -> str:
        stream = io.StringIO()
        plan = make_plan(read_list(path), register_rows, bodies, AIM, answers)
        show(plan, Console(file=stream, width=120), written=written)
        return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())

    assert shown[0] == printed(Answers(), written=False)
    decided = printed(Answers(resolve={5: ["324485"]}), written=True)
    assert shown[1] == decided.splitlines()[-1]
