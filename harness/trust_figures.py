"""Metrics of trust: nobody lets themselves in, a fallen process reaches less, files are understood.

``make figures-trust``: each part in a process of its own, because each changes clocks and
databases; the last line is one JSON object with the metrics of all. It fails when a part does, or
when a bar does not hold.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

PARTS: Mapping[str, str] = {
    "walks": "harness.trust_walks:walk_figures",
    "public process": "harness.fallen_processes:public_figures",
    "web process": "harness.fallen_processes:web_figures",
    "hostile files": "harness.malicious_files.availability:hostile_figures",
    "pairs": "harness.residents.match_quality:pairs_figures",
    "layouts": "harness.rollout.layout_run:layouts_figures",
    "deadlines": "harness.deadlines.refusals:refusal_figures",
}
"""Each part by the function that returns its figures."""
FIGURES = (
    "walks", "widenings", "public_tried", "public_opened", "web_tried", "web_sessions_made",
    "hostile_files", "slowest_probe_ms", "peak_mb", "pairs", "precision", "recall", "wrong_merges",
    "layouts", "rows", "rows_wrong", "deadlines_refused",
)  # fmt: skip
AT_LEAST: Mapping[str, float] = {"walks": 20_000, "precision": 0.99, "recall": 0.98}
AT_MOST: Mapping[str, float] = {
    "widenings": 0,
    "public_opened": 0,
    "web_sessions_made": 0,
    "slowest_probe_ms": 999,
    "wrong_merges": 0,
    "looked_at_percent": 5,
    "rows_wrong": 0,
    "check_seconds": 2,
    "page_seconds": 0.3,
}


def missed(figures: Mapping[str, Any]) -> Iterator[str]:
    """The bars that do not hold, and the figures that are missing."""
    for name in dict.fromkeys((*FIGURES, *AT_MOST)):
        value = figures.get(name)
        if value is None:
            yield f"{name} is missing"
        elif value < AT_LEAST.get(name, value) or value > AT_MOST.get(name, value):
            yield f"{name} is {value}"


def figures_of(part: str) -> dict[str, Any]:
    """Measure one part in this process."""
    module, _colon, name = PARTS[part].partition(":")
    measure: Callable[[], Mapping[str, Any]] = getattr(import_module(module), name)
    return dict(measure())


def _measured(part: str) -> dict[str, Any]:
    """The figures of a part, from a process of its own; none if it fails."""
    command = [sys.executable, "-m", "harness.trust_figures", part]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(f"{part}\n{done.stdout}\n")
    sys.stdout.flush()
    lines = done.stdout.strip().splitlines()
    return dict(json.loads(lines[-1])) if done.returncode == 0 and lines else {}


def main() -> int:
    """Measure all parts, or the one that is named."""
    if sys.argv[1:]:
        sys.stdout.write(json.dumps(figures_of(sys.argv[1])) + "\n")
        return 0
    found: dict[str, Any] = {}
    for part in PARTS:
        found |= _measured(part)
    faults = list(missed(found))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(json.dumps({name: found.get(name) for name in FIGURES}) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
