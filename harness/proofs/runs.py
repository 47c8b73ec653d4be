"""One proof: its program, its log, its last line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.proofs.plan import LIMITS, ProofPlan
from harness.proofs.record import ProofRecord, Said

Command = Callable[[str], Sequence[str]]
AT_ONCE = 2
STUCK = 45 * 60
"""Seconds after which a proof is ended, with all processes it started."""


@dataclass
class Runs:
    """What runs now, and where it is recorded."""

    record: ProofRecord
    command: Command
    """The command line of a target."""
    logs: Path
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, plan: ProofPlan) -> None:
        """Run what the record lacks; an interruption ends what runs."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                list(pool.map(self._run, plan.beside))
                for target in plan.alone:
                    pool.submit(self._run, target).result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in self._running:
                    _end(process)
                raise

    def _run(self, target: str) -> None:
        if target in self.record.proofs:
            return
        begun, log = time.monotonic(), self.logs / f"{target}.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                self.command(target),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.append(process)
            try:
                code = process.wait(STUCK)
                error = f"exit status {code}" if code else ""
            except subprocess.TimeoutExpired:
                _end(process)
                error = f"no end within {STUCK} s"
        said = _said(log, round(time.monotonic() - begun), LIMITS.get(target), error)
        self.record.add(target, said)
        sys.stdout.write(f"{target}: {json.dumps(said, ensure_ascii=False)}\n")
        sys.stdout.flush()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all processes that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _said(log: Path, seconds: int, limit: int | None, error: str) -> Said:
    """Its last line, its seconds, and why it failed if it did."""
    figures = _figures_in(log)
    if not error and not figures:
        error = "no line of JSON"
    if not error and limit and seconds > limit:
        error = f"{seconds} s instead of {limit} at most"
    last: Said = figures[-1] if figures else {}
    before = {"before": figures[:-1]} if figures[1:] else {}
    return {**last, **before, "seconds": seconds, **({"error": error} if error else {})}


def _figures_in(log: Path) -> list[dict[str, Any]]:
    """The JSON objects among its lines: a target of several programs prints one for each."""
    found = []
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{"):
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                continue
    return found
