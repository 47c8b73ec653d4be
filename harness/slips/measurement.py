"""Each slip: its page checked, its time measured."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

from harness.slips.cases import CASES, EXAMPLES
from harness.slips.page import faults, pictures

ROUNDS = 40


def milliseconds(
    clock: Callable[[], float] = perf_counter, rounds: int = ROUNDS
) -> dict[str, float]:
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


def measure(rounds: int = ROUNDS, pictures_in: str = "") -> dict[str, Any]:
    """The proof; with a folder, also images of the pages."""
    wrong = {}
    for name, case in CASES.items():
        for example in EXAMPLES:
            found = faults(case, example)
            if found:
                wrong[f"{name} {example.name}"] = found
    if pictures_in:
        pictures(Path(pictures_in))
    times = milliseconds(rounds=rounds)
    sys.stdout.write(f"{times}\n")
    return {
        "slips": len(CASES),
        "faults": wrong,
        "slip_ms": max(times.values()),
        "slip_cpu_ms": max(milliseconds(process_time, rounds).values()),
    }
