"""Source scanners: bandit, and semgrep with the project's rules (offline)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness.static_analysis.findings import ROOT, Finding, Report

TOOLS = ROOT / "var" / "audit"
RULES = Path(__file__).with_name("rules")
WANTED = Path(__file__).with_name("requirements.txt")
SOURCES = ("app", "demo", "devstack", "sanitizer", "config.py", "run.py", "bootstrap.py")


class Missing(RuntimeError):
    """A scanner could not be installed."""


def install() -> None:
    """Make the environment of the scanners, unless it exists.

    Raises:
        Missing: the package index cannot be reached, or has no such version.
    """
    stamp = TOOLS / "installed"
    if stamp.exists() and stamp.read_text() == WANTED.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", str(TOOLS)], check=True)
    pip = [str(TOOLS / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "-r", str(WANTED)], check=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing("the scanners cannot be installed: " + done.stderr.strip().splitlines()[-1])
    stamp.write_text(WANTED.read_text())


def bandit() -> Report:
    """Every severity: harmless findings are judged once."""
    said = _json("bandit", "-q", "-f", "json", "-r", *SOURCES)
    found = [
        Finding("bandit", each["test_id"], each["filename"].removeprefix("./"), each["issue_text"])
        for each in said["results"]
    ]
    return Report("bandit", f"{said['metrics']['_totals']['loc']:,} lines", found)


def semgrep() -> Report:
    """The project's rules; offline."""
    options = ["--metrics=off", "--disable-version-check", "--json", "--quiet", "--no-git-ignore"]
    said = _json("semgrep", "scan", *options, "--config", str(RULES), *SOURCES)
    found = [
        Finding(
            "semgrep", each["check_id"].rpartition(".")[2], each["path"], each["extra"]["message"]
        )
        for each in said["results"]
    ]
    faults = [each.get("message", "") for each in said["errors"] if each.get("level") == "error"]
    looked_at = f"{len(said['paths']['scanned'])} files"
    return Report("semgrep", looked_at, found, "; ".join(faults)[:300])


def _json(tool: str, *arguments: str) -> Any:
    path = f"{TOOLS / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        [str(TOOLS / "bin" / tool), *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "SEMGREP_SEND_METRICS": "off", "HOME": str(TOOLS)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.startswith("{"):
        raise Missing(f"{tool} said nothing: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)
