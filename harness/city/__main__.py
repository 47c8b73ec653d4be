"""``make city``: findings as lines, the last line one JSON object; fails with any finding."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.city import browser, database_cost, mutants
from harness.city.buttons import Hands
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.visitor import CITIZEN, Account
from harness.city.walk import Walk
from harness.running_system import OwnSystem, make_run

SYSTEM = Account("make run")
ERRORS = (" ERROR ", " CRITICAL ", "[ERROR]", "[CRITICAL]", "Traceback", "PANIC")


def measure() -> dict[str, int]:
    """Start the system, send everybody through it; the figures in the order of the last line."""
    begun, report, rules = time.monotonic(), Report(), Rules()
    with TemporaryDirectory(prefix="mot-cua-city-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the user of the database has to reach its data
        with _observed(folder, report) as system:
            accounts = people(system)
            walk = Walk(system.address, rules, report)
            for account in (*accounts, CITIZEN, *with_receipts(system)):
                walk.visit(account)
            _tell("walked", begun, report)
            report.merge(browser.visit(system.address, walk.to_look_at(), walk.sessions))
            _tell("looked at", begun, report)
            database_cost.prepare(folder)
        with _observed(folder, report) as system:
            database_cost.measure(system.address, folder, walk)
            _tell("measured", begun, report)
        found = mutants.find(folder, accounts, report)
        _tell("mutants", begun, report)
        with _observed(folder, report) as system:  # last: afterwards nothing is as it was
            Hands(system.address, rules, report).press_all(walk.stops)
    return {
        "accounts": len(accounts),
        "pages": report.pages,
        "clicks": report.clicks,
        **report.counts(),
        "mutants": len(mutants.MUTANTS),
        "mutants_found": found,
        "seconds": round(time.monotonic() - begun),
    }


@contextmanager
def _observed(folder: Path, report: Report) -> Iterator[OwnSystem]:
    """The system; at the end its log is read."""
    with make_run(folder) as system:
        yield system
    for line in errors_in(system.log):
        report.add(Kind.LOG_ERROR, system.log.name, SYSTEM, line)


def people(system: OwnSystem) -> list[Account]:
    """Everybody whom the demonstration names."""
    names = ("username", "password", "role")
    return [Account(*(each[name] for name in names)) for each in system.accounts()]


def with_receipts(system: OwnSystem) -> list[Account]:
    """A citizen for each state that a dossier of the demonstration is in."""
    return [
        Account(f"công dân ({state})", secret, receipt=code)
        for state, code, secret in system.receipts()
    ]


def errors_in(log: Path) -> Iterator[str]:
    """Lines of the log that speak of an error."""
    lines = log.read_text().splitlines()
    return (line for line in lines if any(word in line for word in ERRORS))


def _tell(done: str, begun: float, report: Report) -> None:
    told = f"{done} after {time.monotonic() - begun:.0f} s: {report.pages} pages, {report.clicks}"
    sys.stdout.write(f"{told} clicks\n")


def main() -> int:
    """Measure; fail unless there is no finding and every mutant is found."""
    figures = measure()
    sys.stdout.write(json.dumps(figures) + "\n")
    wrong = any(figures[kind] for kind in Kind)
    return int(wrong or figures["mutants"] != figures["mutants_found"])


if __name__ == "__main__":
    sys.exit(main())
