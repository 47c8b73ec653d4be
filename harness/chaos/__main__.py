"""``python -m harness.chaos [submissions]``: the last line is one object of JSON.

``CUTS="clamd_away dns_gone"`` makes these cuts alone, ``MUTANTS=""`` none of the mutants. It fails
when something acknowledged is lost or doubled, when people saw what they should not, and when a
mutant is not found. Everything it has seen is in ``var/chaos.json``.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections import Counter

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
FAILOVER_WITHIN_SECONDS = 20.0


def main(submissions: int) -> int:
    """Kill, cut, check, and look for mutants; returns the exit status."""
    began = time.monotonic()
    in_each = max(LEAST_IN_A_CUT, math.ceil(submissions * SHARE_OF_CUTS / len(CUTS)))
    cuts = [cut for cut in CUTS if cut.needs() and cut.name in _named("CUTS", cut.name)]
    mutants = [each for each in MUTANTS if each.name in _named("MUTANTS", each.name)]
    with in_service(City.made(os.environ)) as run:
        turns = plan(submissions)
        killer, seen = run.under_kills(max(1, submissions - len(cuts) * in_each), turns)
        for cut in cuts:
            run.cut(cut, in_each)
        verdict = run.verdict()
        sys.stdout.write(f"{verdict}\n")
        sys.stdout.flush()
        submitted = len(run.people)
        told = all_found(run, mutants)
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
        "mutants": len(mutants),
        "mutants_found": len(told),
    }
    details = {
        **figures,
        "seconds": round(time.monotonic() - began),
        "kills": dict(killer.done),
        "failovers_s": killer.failovers,
        "under_kills": seen,
        "during_cuts": run.cuts,
        "faults": verdict.faults,
        "mutants_not_found": sorted({each.name for each in mutants} - set(told)),
    }
    (VAR / "chaos.json").write_text(json.dumps(details, indent=1) + "\n")
    sys.stdout.write(json.dumps(details) + "\n" + json.dumps(figures) + "\n")
    late = figures["failover_p95_s"] > FAILOVER_WITHIN_SECONDS
    killed = killer.done == Counter(turns)
    whole = verdict.acknowledged == verdict.stored == submitted
    return int(
        bool(
            verdict.faults
            or faults
            or seen["faults"]
            or late
            or not killed
            or not whole
            or len(told) < len(mutants)
        )
    )


def _named(setting: str, each: str) -> list[str]:
    """The names in a setting; each one where it is not set."""
    return os.environ.get(setting, each).split()


if __name__ == "__main__":
    machine.enter()
    sys.exit(main(int((sys.argv[1:] or [str(SUBMISSIONS)])[0])))
