"""The matrix in all three configurations, then every mutant."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from harness.authorization_matrix.configurations import BOTH, FILTERS_ONLY, RLS_ONLY
from harness.authorization_matrix.mutants import MUTANTS, Mutant, groups
from harness.authorization_matrix.people import PEOPLE
from harness.authorization_matrix.stages import Found, stage
from harness.stage import databases

AT_ONCE = 2
"""One process for each core."""
SHOWN = 40


def shares() -> list[dict[str, Any]]:
    """The work of each process: a third of the people, or the citizens."""
    names = [person.name for person in PEOPLE]
    people = [{"people": names[n::3], "citizens": False} for n in range(3)]
    return [*people, {"people": [], "citizens": True}]


def measure(only: str = "") -> Found:
    """Run the matrix and count; ``only`` some configurations."""
    configurations = only.split() or [BOTH, RLS_ONLY, FILTERS_ONLY]
    os.environ.setdefault("TEST_SERVER_DIR", str(databases.fastest_place()))
    with stage() as made, ThreadPoolExecutor(AT_ONCE) as pool:
        walks = [
            {"configuration": configuration, **share}
            for configuration in configurations
            for share in shares()
        ]
        walked = [pool.submit(made.walk, each) for each in walks]
        mutated = [(group, pool.submit(made.mutants, group)) for group in groups()]
        found = [_told(each) for each in walked]
        caught = sum(_caught(group, run.result()) for group, run in mutated)
    return {
        "calls": sum(each["calls"] for each in found),
        "spared": sum(each["spared"] for each in found),
        **{
            f"canaries_{configuration}": sum(
                len(each["findings"]) for each in found if each["configuration"] == configuration
            )
            for configuration in configurations
        },
        "mutants": len(MUTANTS),
        "mutants_found": caught,
        "own_canaries": sum(each["own_canaries"] for each in found),
        "own_writes": sum(each["own_writes"] for each in found),
    }


def _caught(group: Sequence[Mutant], met: Found) -> int:
    """How many of the mutants of one process were detected, each printed."""
    caught = 0
    for mutant in group:
        wanted = mutant.detected(met["findings"])
        caught += bool(wanted)
        said = _line(wanted[0]) if wanted else "NOT FOUND"
        sys.stdout.write(f"mutant {mutant.patch}: {said}\n")
    return caught


def _told(run: Future[Found]) -> Found:
    """What one process found, printed at once: a later one may end early."""
    found = run.result()
    configuration, findings = found["configuration"], found["findings"]
    kinds = Counter((f["what"], f["rule"], f["told"].partition("(")[2]) for f in findings)
    for (what, rule, meaning), times in kinds.most_common(SHOWN):
        example = next(f for f in findings if (f["what"], f["rule"]) == (what, rule))
        sys.stdout.write(f"{configuration}: {times} × {what} ({meaning}: {_line(example)}\n")
    return found


def _line(finding: Mapping[str, str]) -> str:
    said = "{method} {path} by {person} ({relation}): {what} in {where}: {told}"
    return said.format(**finding)
