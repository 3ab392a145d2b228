"""Prints what Lighthouse says of the main pages; writes nothing.

    make lighthouse

Performance depends on the machine: Lighthouse plays a slow phone on it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from browser_chromium import ARGUMENTS, ROOT, TOOLS, chromium, serving
from browser_pages import BY_NAME

PAGES = (
    "start",
    "results",
    "project",
    "programme",
    "municipality",
    "peers-results",
    "programmes-match",
    "about",
    "sparql",
)
CATEGORIES = ("performance", "accessibility", "best-practices")


def _report(node: str, executable: str, address: str) -> dict[str, Any] | None:
    """Return what Lighthouse says of one page; nothing where it could not load the page."""
    command = [node, str(TOOLS / ".bin" / "lighthouse"), address, "--quiet", "--locale=ja"]
    command += ["--output=json", "--output-path=stdout", "--no-enable-error-reporting"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"]
    environment = {**os.environ, "CHROME_PATH": executable}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        print(f"{address}\n{done.stderr[-1000:]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _failed(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what costs points of accessibility and best practices."""
    for category in CATEGORIES[1:]:
        for one in report["categories"][category]["auditRefs"]:
            audit = report["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"    {category}: {audit['id']}: {audit['title']}"


def main() -> None:
    """Measure each page and print its scores, of 100."""
    executable, node = chromium(), shutil.which("node")
    if executable is None or node is None:
        sys.exit("Lighthouse needs Chromium and node")
    print(
        f"{'page':<18}{'performance':>14}{'accessibility':>15}{'best-practices':>16}"
        f"{'layout shift':>14}"
    )
    complete = True
    with serving(ROOT / "var") as server:
        for page in (BY_NAME[name] for name in PAGES):
            report = _report(node, executable, server.base + page.address)
            if report is None:
                complete = False
                continue
            scores = [round(100 * report["categories"][name]["score"]) for name in CATEGORIES]
            shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
            print(
                f"{page.name:<18}{scores[0]:>14}{scores[1]:>15}{scores[2]:>16}{shift:>14.3f}",
                flush=True,
            )
            for line in _failed(report):
                print(line, flush=True)
    if not complete:
        sys.exit(1)


if __name__ == "__main__":
    main()
