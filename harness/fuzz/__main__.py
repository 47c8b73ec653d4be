"""``python -m harness.fuzz [requests [seed]]``: the last line is one JSON object."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from harness.fuzz.run import TOLD, Seen, in_a_database
from harness.stage import databases

REQUESTS, AT_LEAST = 50_400, 50
PROCESSES = 2


def measure(requests: int = REQUESTS, seed: int = 1) -> dict[str, Any]:
    """Run two processes and add up; failures are printed on the way."""
    started = time.monotonic()
    context = multiprocessing.get_context("spawn")
    each, least = -(-requests // PROCESSES), -(-AT_LEAST // PROCESSES)
    seen, routes = Seen(), list[str]()
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        runs = [pool.submit(in_a_database, seed * 1000 + n, each, least) for n in range(PROCESSES)]
        for run in runs:
            found, routes = run.result()
            seen.add(found)
    for fault in list(seen.faults.values())[:TOLD]:
        sys.stdout.write(f"{fault}\n\n")
    return {**seen.figures(routes), "seconds": round(time.monotonic() - started)}


if __name__ == "__main__":
    os.environ.setdefault("TEST_SERVER_DIR", str(databases.fastest_place()))
    figures = measure(*(int(word) for word in sys.argv[1:]))
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(1 if figures["server_errors"] or figures["least_per_route"] < AT_LEAST else 0)
