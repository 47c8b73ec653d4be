"""``make proofs``: everything; the last line is one JSON object.

``python -m harness.proofs matrix fuzz`` runs these alone, ``--dirty`` also beside changes that are
not committed, ``--again`` also what ended well before.
"""

from __future__ import annotations

import json
import sys
import time

import click

from harness.proofs.plan import ALL_WITHIN, PROOFS, ProofPlan
from harness.proofs.record import ProofRecord, commit_of
from harness.proofs.runs import Runs
from harness.stage.mutants import ROOT

RECORD, LOGS = ROOT / "var" / "proofs.json", ROOT / "var" / "proofs"


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(PROOFS.targets))
@click.option("--dirty", is_flag=True, help="Run although files differ from the commit.")
@click.option("--again", is_flag=True, help="Run also what ended well on this commit.")
def main(targets: tuple[str, ...], *, dirty: bool, again: bool) -> None:
    commit, changed = commit_of(ROOT)
    if changed and not dirty:
        raise click.ClickException("files differ from the commit: commit them, or say --dirty")
    record = ProofRecord.of(RECORD, commit, continued=not (changed or again))
    begun, before = time.monotonic(), record.seconds
    chosen = set(targets or PROOFS.targets)
    plan = ProofPlan(
        tuple(each for each in PROOFS.beside if each in chosen),
        tuple(each for each in PROOFS.alone if each in chosen),
    )
    try:
        Runs(record, lambda target: ("make", "--no-print-directory", target), LOGS).run(plan)
    finally:
        record.seconds = before + round(time.monotonic() - begun)
        record.write()
    failed = [name for name in plan.targets if "error" in record.proofs[name]]
    for name in failed:
        sys.stdout.write(f"{name}: {record.proofs[name]['error']}; see {LOGS / name}.log\n")
    figures = {
        "proofs": len(record.proofs),
        "failed": len(failed),
        "seconds": record.seconds,
        "commit": commit,
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(1 if failed or record.seconds > ALL_WITHIN else 0)


if __name__ == "__main__":
    main()
