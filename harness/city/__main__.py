"""``make city``: findings as lines, the last line one JSON object; fails with any finding."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.visitor import CITIZEN, Account
from harness.city.walk import Walk
from harness.running_system import OwnSystem, make_run

SYSTEM = Account("log")
ERRORS = (" ERROR ", " CRITICAL ", "[ERROR]", "[CRITICAL]", "Traceback", "panic")


def measure() -> tuple[Report, dict[str, int]]:
    """Start the system, send everybody through it."""
    begun, report = time.monotonic(), Report()
    with TemporaryDirectory(prefix="mot-cua-city-") as folder:
        with make_run(Path(folder)) as system:
            accounts = people(system)
            walk = Walk(system.address, Rules(), report)
            for account in (*accounts, CITIZEN):
                walk.visit(account)
        for line in errors_in(system.log):
            report.add(Kind.LOG_ERROR, system.log.name, SYSTEM, line)
    figures = {
        "accounts": len(accounts),
        "pages": report.pages,
        "clicks": report.clicks,
        **report.counts(),
        "seconds": round(time.monotonic() - begun),
    }
    return report, figures


def people(system: OwnSystem) -> list[Account]:
    """Everybody whom the demonstration names."""
    names = ("username", "password", "role", "unit")
    return [Account(*(each[name] for name in names)) for each in system.accounts()]


def errors_in(log: Path) -> Iterator[str]:
    """Lines of the log that speak of an error."""
    for line in log.read_text().splitlines():
        if any(word in line for word in ERRORS):
            yield line


def main() -> int:
    """Measure; fail unless there is no finding."""
    report, figures = measure()
    sys.stdout.write(json.dumps(figures) + "\n")
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main())
