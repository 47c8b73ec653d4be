"""Everybody works while processes are killed, then while the city is cut from what it needs."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections import Counter
from typing import Any

from config import VAR
from harness.chaos import machine
from harness.chaos.city import City
from harness.chaos.cuts import CUTS
from harness.chaos.kills import plan
from harness.chaos.mutants import MUTANTS, all_found
from harness.chaos.run import in_service
from harness.failover import p95

SUBMISSIONS = 10_000
SHARE_OF_CUTS = 0.2
"""Of all submissions, so many are sent during cuts."""
LEAST_IN_A_CUT = 4
ALL, NONE = "all", "none"


def measure(submissions: int = SUBMISSIONS, cuts: str = ALL, mutants: str = ALL) -> dict[str, Any]:
    """Kill, cut, check, and look for mutants, in networks and on disks of their own; as root.

    ``cuts=clamd_away,dns_gone`` makes these alone, ``mutants=none`` none. Everything that was seen
    is in ``var/chaos.json``.
    """
    machine.enter()
    began = time.monotonic()
    wanted = [cut for cut in CUTS if cut.needs() and _is_named(cuts, cut.name)]
    faulty = [each for each in MUTANTS if _is_named(mutants, each.name)]
    in_each = max(LEAST_IN_A_CUT, math.ceil(submissions * SHARE_OF_CUTS / max(len(wanted), 1)))
    with in_service(City.made(os.environ)) as run:
        turns = plan(submissions)
        killer, seen = run.under_kills(max(1, submissions - len(wanted) * in_each), turns)
        for cut in wanted:
            run.cut(cut, in_each)
        verdict = run.verdict()
        sys.stdout.write(f"{verdict}\n")
        sys.stdout.flush()
        submitted = len(run.people)
        told = all_found(run, faulty)
    faults = [f"{name}: {what}" for name, cut in run.cuts.items() for what in cut["faults"]]
    figures = {
        "submitted": submitted,
        "acknowledged": verdict.acknowledged,
        "stored": verdict.stored,
        "lost": verdict.lost + verdict.rows_lost + verdict.signatures_lost,
        "duplicates": verdict.duplicates + verdict.book_duplicates,
        "bad_files": verdict.bad_files,
        "web_kills": killer.done["web"],
        "worker_kills": killer.done["worker"],
        "primary_stops": killer.done["primary"],
        "etcd_kills": killer.done["etcd"],
        "cuts": len(run.cuts),
        "failover_p95_s": p95(killer.failovers),
        "book_gaps": verdict.book_gaps,
        "message_attempts_max": verdict.message_attempts_max,
        "mutants": len(faulty),
        "mutants_found": len(told),
        "kills_left_out": sum((Counter(turns) - killer.done).values()),
        "faults": [*verdict.faults, *seen["faults"], *faults],
    }
    details = {
        **figures,
        "seconds": round(time.monotonic() - began),
        "kills": dict(killer.done),
        "failovers_s": killer.failovers,
        "under_kills": seen,
        "during_cuts": run.cuts,
        "verdict": verdict.faults,
        "mutants_not_found": sorted({each.name for each in faulty} - set(told)),
    }
    (VAR / "chaos.json").write_text(json.dumps(details, indent=1) + "\n")
    sys.stdout.write(json.dumps(details) + "\n")
    return figures


def _is_named(words: str, each: str) -> bool:
    return words == ALL or each in words.split(",")
