"""Systems with a fault on purpose: the checker must find each."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from app.notifications.rules import MOST_HANDED_OVER
from harness import failover
from harness.chaos import cuts
from harness.chaos.cuts import Stage
from harness.chaos.run import Run
from harness.failover import wait_for
from harness.stage.mutants import mutated

FAMILIES, SIGNATURES = 12, 12
FAMILIES_UNDER_KILLS = 40
STARTED_SECONDS = 3.0
SIGNED_SECONDS = 1.0
"""Killed sooner, web processes would never have started, and nothing would ever be signed."""
UNLUCKY_SECONDS = 300
"""More than eight attempts take no longer."""
STOPS = 5
"""Each loses what the last fifth of a second wrote, if a second machine need not have it."""


@dataclass(frozen=True)
class Mutant:
    """A fault, how it is brought to light, and the figure that must tell it."""

    name: str
    fault: str
    scene: Callable[[Run], None]
    patch: str = ""


def all_found(run: Run, mutants: Sequence[Mutant]) -> list[str]:
    """Those that the checker finds, in what was sent while they were there; the city is spoiled."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        return [each.name for each in mutants if _is_found(run, each, Path(folder, each.name))]


def _is_found(run: Run, mutant: Mutant, folder: Path) -> bool:
    _change(run, mutant, folder)
    run.begin_anew()
    before = run.verdict(patiently=False).faults
    mutant.scene(run)
    after = run.verdict(patiently=False).faults
    told = after.get(mutant.fault, 0) > before.get(mutant.fault, 0)
    sys.stdout.write(f"{mutant.name}: {'found' if told else 'NOT FOUND'} {json.dumps(after)}\n")
    sys.stdout.flush()
    return told


def _change(run: Run, mutant: Mutant, folder: Path) -> None:
    """Let the city run the changed application."""
    if mutant.patch:
        folder.mkdir()
        mutated(f"{mutant.patch}.patch", folder)
    changed = replace(run.city, mutant=str(folder) if mutant.patch else "")
    if changed != run.city:
        run.city = changed
        changed.change()


# ---- scenes -------------------------------------------------------------------------------------


def _send(run: Run) -> None:
    run.send(FAMILIES)


def _send_under_web_kills(run: Run) -> None:
    run.send(FAMILIES_UNDER_KILLS, meanwhile=run.city.kill_web_worker, every=STARTED_SECONDS)


def _lose_power(run: Run) -> None:
    run.send(FAMILIES)
    with cuts.power_of_files(Stage(run.city, run.gateway)):
        pass


def _sign_while_connections_break(run: Run) -> None:
    run.sign(SIGNATURES, meanwhile=run.break_connections, every=SIGNED_SECONDS)


def _send_without_gateway(run: Run) -> None:
    run.gateway.close()
    run.send(FAMILIES)
    time.sleep(30)
    run.gateway.open()
    time.sleep(60)


def _lose_answers_of_the_gateway(run: Run) -> None:
    run.gateway.lost = 1.0
    run.send(1)
    until = time.monotonic() + UNLUCKY_SECONDS
    while time.monotonic() < until:
        if max(run.gateway.handed_over.values(), default=0) > MOST_HANDED_OVER:
            break
        time.sleep(1)
    run.gateway.lost = 0.0


def _stop_primaries_without_sync(run: Run) -> None:
    """The primary acknowledges what nobody else has yet, and what is not on its own disk."""
    failover.configure(run.city, {"synchronous_mode": False, "postgresql": _commits("off")})
    try:
        for _n in range(STOPS):
            wait_for(partial(_has_standbys, run))
            time.sleep(2)
            moment = run.city.stop_primary()
            wait_for(partial(run.writer.first_after, moment))
    finally:
        failover.configure(run.city, {"synchronous_mode": True, "postgresql": _commits("on")})
        wait_for(run.city.is_whole)


def _commits(word: str) -> dict[str, Any]:
    return {"parameters": {"synchronous_commit": word}}


def _has_standbys(run: Run) -> float | None:
    states = sorted(each["state"] for each in failover.members(run.city))
    return time.monotonic() if states == ["running", "streaming", "streaming"] else None


MUTANTS = (
    Mutant("no_synchronous_commit", "rows_lost", _stop_primaries_without_sync),
    Mutant("files_not_flushed", "bad_files", _lose_power, "chaos_files_not_flushed"),
    Mutant("files_after_their_rows", "bad_files", _send_under_web_kills, "files_after_their_rows"),
    Mutant("answer_before_the_commit", "lost", _send, "chaos_answer_before_the_commit"),
    Mutant(
        "refusals_taken_for_deliveries",
        "messages_missing",
        _send_without_gateway,
        "chaos_refusals_taken_for_deliveries",
    ),
    Mutant(
        "lost_answers_taken_for_refusals",
        "message_attempts_over",
        _lose_answers_of_the_gateway,
        "chaos_lost_answers_taken_for_refusals",
    ),
    Mutant(
        "book_numbers_from_a_sequence",
        "book_gaps",
        _sign_while_connections_break,
        "book_numbers_from_a_sequence",
    ),
)
