"""A soak, as ``make soak`` makes it, of a few requests: the machinery works, and nothing grows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from paths import ROOT

SOAK = ROOT / "tests" / "attack" / "soak.py"
HELPERS = ROOT / "tests" / "helpers"


def test_nothing_grows_in_a_few_hundred_requests(small_out: Path) -> None:
    command = [sys.executable, str(SOAK), "--out", str(small_out)]
    done = subprocess.run(
        [*command, "--requests", "600", "--switches", "2"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(HELPERS)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("600 requests, 2 switches")
    assert [line.split()[0] for line in lines[3:6]] == ["start", "middle", "end"]
    counted = re.findall(r"(\d+): (\d+)", lines[1])
    assert sum(int(count) for _, count in counted) == 600
    assert {"0", "200", "404"} <= {status for status, _ in counted}
    assert not list(small_out.glob(".soak-*"))
