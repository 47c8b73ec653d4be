"""``docs/figures.md``, written from ``docs/figures.json``: a row for each promise.

``make figures`` takes what ``var/proofs.json`` has of the last run into both.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.proof import Proof
from harness.registry import PROOFS
from harness.runner import Record
from harness.stage.databases import ROOT

KEPT, PAGE = ROOT / "docs" / "figures.json", ROOT / "docs" / "figures.md"
HEAD = """# Figures

Measured by `make proof NAME=…`, whole, on the commit named; written by `make figures` from
`figures.json`, where all figures of each run stand. After each bar its last values. {machines}

| Proof | Promise | Bars, with the last values | Commit | Machine | Minutes |
|---|---|---|---|---|---|
"""
END = """
{each} run at each change (`make proofs`, at most 50 minutes), the others before a release.
"""


def write(record: Record) -> None:
    """Take over what was measured well or badly on this commit, and write the page anew."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for name, proof in PROOFS.items():
        measured = record.parts.get(name, {})
        if measured.keys() == {part.name for part in proof.parts}:
            said = {"commit": record.commit, "machine": machine(), "figures": record.figures(proof)}
            kept[name] = said
    kept = {name: kept[name] for name in PROOFS if name in kept}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    PAGE.write_text(page(kept))


def page(kept: Mapping[str, Any]) -> str:
    """The page over the kept figures."""
    machines = sorted({said["machine"] for said in kept.values()})
    rows = (_row(proof, kept.get(proof.name)) for proof in PROOFS.values())
    each = ", ".join(f"`{p.name}`" for p in PROOFS.values() if p.when.value == "each change")
    head = HEAD.format(machines=f"Machines: {'; '.join(machines)}." if machines else "")
    return head + "".join(f"{row}\n" for row in rows) + END.format(each=each)


def machine() -> str:
    """The class of this machine: cores and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB"


def _row(proof: Proof, said: Mapping[str, Any] | None) -> str:
    figures = said["figures"] if said else {}
    commit = said["commit"][:8] if said else "not measured"
    where = said["machine"] if said else ""
    took = f"{figures['seconds'] / 60:.1f}" if "seconds" in figures else ""
    bars = "; ".join(_held(bar, figures) for bar in proof.bars)
    return f"| `{proof.name}` | {proof.promise} | {bars} | {commit} | {where} | {took} |"


def _held(bar: str, figures: Mapping[str, Any]) -> str:
    """A bar, with the values of its names where they were measured."""
    values = [str(figures[word]) for word in bar.split() if word in figures]
    return f"`{bar}`" + (f" ({', '.join(values)})" if values else "")


def lines(path: Path = PAGE) -> int:
    """How long the page is."""
    return len(path.read_text().splitlines())
