"""Runs proofs: their parts two at a time where none measures times, each with log and time limit.

``var/proofs.json`` has the figures of each part under the commit at which it ended well; a run that
was interrupted goes on with what is missing, and what another commit left is thrown away.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from harness.proof import Figures, Part, Proof, Sizes

AT_ONCE = 2
MINUTE = 60.0
Command = Callable[[Proof, Part], Sequence[str]]


@dataclass
class Record:
    """What the parts of proofs said on one commit."""

    path: Path
    commit: str
    parts: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """By proof and part; a part that failed has ``error``."""
    _lock: Any = field(default_factory=Lock, repr=False)

    @classmethod
    def of(cls, path: Path, commit: str, *, continued: bool = True) -> Record:
        """The record of this commit; ``continued`` keeps what ended well on it before."""
        found = json.loads(path.read_text()) if continued and path.exists() else {}
        kept = found.get("parts", {}) if found.get("commit") == commit else {}
        well = {
            proof: {name: said for name, said in parts.items() if "error" not in said}
            for proof, parts in kept.items()
        }
        return cls(path, commit, well)

    def add(self, proof: str, part: str, said: Figures) -> None:
        with self._lock:
            self.parts.setdefault(proof, {})[part] = said
            self.write()

    def figures(self, proof: Proof) -> Figures:
        """All figures of a proof as one object, with its seconds; ``error`` names what failed."""
        found: Figures = {}
        faults = []
        for part in proof.parts:
            said = self.parts.get(proof.name, {}).get(part.name, {"error": "was not measured"})
            seconds = found.get("seconds", 0) + said.get("seconds", 0)
            found |= {**said, "seconds": seconds}
            if "error" in said:
                faults.append(f"{part.name}: {said['error']}")
        found.pop("error", None)
        faults += proof.missed(found)
        return found | ({"error": "; ".join(faults)} if faults else {})

    def write(self, proofs: Mapping[str, Figures] | None = None) -> None:
        """Replace the file at once, so that no reader finds half of it."""
        content = {"commit": self.commit, "proofs": proofs or {}, "parts": self.parts}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        half.replace(self.path)


@dataclass
class Runner:
    """Processes of parts, and where they are recorded."""

    record: Record
    command: Command
    logs: Path
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, proofs: Iterable[Proof], only: Sequence[str] = ()) -> None:
        """Run the parts that the record lacks, or those that are named.

        An interruption ends whatever runs.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        wanted = [
            (proof, part)
            for proof in proofs
            for part in proof.parts
            if (part.name in only if only else part.name not in self._ended(proof))
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                beside = [each for each in wanted if not each[1].alone]
                list(pool.map(lambda each: self._run(*each), beside))
                for proof, part in wanted:
                    if part.alone:
                        self._run(proof, part)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in self._running:
                    _end(process)
                raise

    def _ended(self, proof: Proof) -> Mapping[str, Figures]:
        return self.record.parts.get(proof.name, {})

    def _run(self, proof: Proof, part: Part) -> None:
        begun, log = time.monotonic(), self.logs / f"{proof.name}-{part.name}.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                self.command(proof, part),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.append(process)
            try:
                code = process.wait(proof.minutes * MINUTE)
                error = f"exit status {code}" if code else ""
            except subprocess.TimeoutExpired:
                error = f"no end within {proof.minutes} minutes"
            finally:
                _end(process)
        said = _last_figures(log)
        if said is None:
            error = error or "no line of JSON"
        figures = {**(said or {}), "seconds": round(time.monotonic() - begun)}
        self.record.add(proof.name, part.name, figures | ({"error": error} if error else {}))
        told = json.dumps(self.record.parts[proof.name][part.name], ensure_ascii=False)
        sys.stderr.write(f"{proof.name} {part.name}: {told}\n")


def part_command(sizes: Sizes) -> Command:
    """The command line of a part with these sizes."""
    typed = [f"{name}={word}" for name, word in sizes.items()]
    return lambda proof, part: (
        sys.executable, "-m", "harness.part", proof.name, part.name, *typed,
    )  # fmt: skip


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a part with all processes that it started and left."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _last_figures(log: Path) -> Figures | None:
    """The last line that is a JSON object."""
    for line in reversed(log.read_text(errors="replace").splitlines()):
        if line.startswith("{"):
            try:
                return dict(json.loads(line))
            except json.JSONDecodeError:
                continue
    return None
