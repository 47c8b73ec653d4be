"""``python -m harness.concurrency [rounds [racers [processes]]] [--alone]``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from harness.concurrency import measure
from harness.stage.mutants import mutated

ROUNDS, RACERS, PROCESSES = 2_000, 64, 4
MUTANT = "steps_without_version_or_lock.patch"
ROUNDS_OF_THE_MUTANT = 100


@click.command()
@click.argument("rounds", default=ROUNDS)
@click.argument("racers", default=RACERS)
@click.argument("processes", default=PROCESSES)
@click.option("--alone", is_flag=True, help="Leave the mutant out.")
def main(rounds: int, racers: int, processes: int, alone: bool) -> None:
    """Race, then race the application without its two guards, which must be detected."""
    found = measure(rounds, racers, processes)
    facts, sound = found.facts, found.is_sound
    if not alone:
        facts["mutant_double_wins"] = _of_the_mutant(rounds, racers, processes)
        sound = sound and facts["mutant_double_wins"] > 0
    click.echo(json.dumps(facts))
    sys.exit(0 if sound else 1)


def _of_the_mutant(rounds: int, racers: int, processes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        fewer = min(ROUNDS_OF_THE_MUTANT, rounds)
        command = ["harness.concurrency", str(fewer), str(racers), str(processes)]
        ran = subprocess.run(
            [sys.executable, "-m", *command, "--alone"],
            cwd=folder,
            env=mutated(MUTANT, Path(folder)),
            capture_output=True,
            text=True,
            check=False,
        )
    return int(json.loads(ran.stdout.splitlines()[-1])["race_double_wins"])


if __name__ == "__main__":
    main()
