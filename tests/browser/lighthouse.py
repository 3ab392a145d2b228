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

from browser_chromium import ROOT, TOOLS, chromium, serving
from browser_pages import BY_NAME

PAGES = ("start", "results", "project", "peers-results", "sparql")
CATEGORIES = ("performance", "accessibility", "best-practices")
_COMPLETE = 1


def _measured(node: str, executable: str, address: str) -> dict[str, dict[str, object]]:
    """Return the report of one page.

    Raises:
        subprocess.CalledProcessError: Lighthouse could not load it.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [node, TOOLS / ".bin" / "lighthouse", address, "--quiet", "--locale=ja"]
        command += ["--output=json", "--output-path=stdout", "--no-enable-error-reporting"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu --lang=ja"]
        done = subprocess.run(  # noqa: S603 - the command is ours
            command,
            cwd=folder,
            env={**os.environ, "CHROME_PATH": executable},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        sys.exit(f"{address}\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found
