"""How long 1,000 names take: of local governments in many writings, in batches, over HTTP."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers"), str(ROOT / "tests" / "conformance")]

from conformance_http import serving  # noqa: E402 - the helpers of the tests are no package
from written_names import sheet  # noqa: E402

NAMES, BATCH = 1000, 100


def seconds(base: str, **more: str) -> float:
    """Return how long the names take, once they were asked for before.

    Args:
        base: address of the service.
        more: what each query holds besides.
    """
    names = [one.name for one in sheet()] * (NAMES // 200)
    queries = [{"query": name, **more} for name in names]
    batches = [queries[first : first + BATCH] for first in range(0, NAMES, BATCH)]
    forms = [{"queries": json.dumps(dict(enumerate(batch)))} for batch in batches]
    with httpx2.Client(timeout=60) as client:
        client.post(f"{base}/reconcile", data=forms[0]).raise_for_status()
        started = time.perf_counter()
        for form in forms:
            client.post(f"{base}/reconcile", data=form).raise_for_status()
        return time.perf_counter() - started


def main() -> None:
    """Serve a folder of releases, and print the seconds with a type and without."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", default="var", help="folder of the releases")
    with serving(Path(parser.parse_args().out)) as server:
        print(f"{NAMES} names, of a type: {seconds(server.base, type='local-government'):.2f} s")
        print(f"{NAMES} names, of any type: {seconds(server.base):.2f} s")


if __name__ == "__main__":
    main()
