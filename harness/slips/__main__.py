"""Print each slip, check its page, and measure its time: one line of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from harness.slips.cases import CASES, EXAMPLES
from harness.slips.page import faults, pictures

ROUNDS = 40


def measured(clock: Callable[[], float] = perf_counter, rounds: int = ROUNDS) -> dict[str, float]:
    """The 95th percentile of the milliseconds of a slip, warm, each of another person."""
    found = {}
    for name, case in CASES.items():
        case.sheet(EXAMPLES[0], n=0).printed(number="1")
        times = []
        for n in range(rounds):
            sheet = case.sheet(EXAMPLES[n % len(EXAMPLES)], n=n)
            start = clock()
            sheet.printed(number=f"{n}/2016/X")
            times.append((clock() - start) * 1000)
        found[name] = round(quantiles(times, n=20)[-1], 1)
    return found


def main() -> int:
    """The proof; with a folder, also images of the pages."""
    wrong = {}
    for name, case in CASES.items():
        for example in EXAMPLES:
            found = faults(case, example)
            if found:
                wrong[f"{name} {example.name}"] = found
    if len(sys.argv) > 1:
        pictures(Path(sys.argv[1]))
    times = measured()
    worst = max(times.values())
    said = {
        "slips": len(CASES),
        "faults": wrong,
        "slip_ms": worst,
        "slip_cpu_ms": max(measured(process_time).values()),
        "each_ms": times,
    }
    print(json.dumps(said))  # noqa: T201
    return 1 if wrong or worst > 50 else 0


if __name__ == "__main__":
    sys.exit(main())
