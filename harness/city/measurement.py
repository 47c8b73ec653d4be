"""Everybody of the demonstration, everywhere in `make run`: walked, looked at, pressed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from devstack.postgres import Server
from harness.city import browser, database_cost, mutants
from harness.city.browser import AT_ONCE, Sessions
from harness.city.buttons import Hands
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.walk import Stop, Walk
from harness.stage.running_system import OwnSystem, make_run
from harness.stage.visitor import CITIZEN, Account

SYSTEM = Account("make run")
SHOWN = 20
"""Findings among the figures; all are in the log."""
ERRORS = (" ERROR ", " CRITICAL ", "[ERROR]", "[CRITICAL]", "Traceback", "PANIC")


def measure(*, once: bool = False) -> dict[str, Any]:
    """Start the system and send everybody through it.

    ``once`` takes each address, role and state of a row once, whatever else is asked there.
    The walk is alone, since it takes times. What follows keeps both cores busy: the browsers visit
    the system, whatever changes it or restarts it a copy.
    """
    begun, report, rules = time.monotonic(), Report(), Rules(once=once)
    with TemporaryDirectory(prefix="mot-cua-city-") as name:
        home = Path(name)
        home.chmod(0o755)  # the user of the database has to reach its data
        folder = home / "city"
        folder.mkdir()
        with _observed(folder, report) as system:
            _tell("started", begun, report)
            accounts = people(system)
            walk = Walk(system.address, rules, report)
            for account in (*accounts, CITIZEN, *with_receipts(system)):
                walk.visit(account)
            walk.measure_again()
            _tell("walked", begun, report)
        stops, sessions = walk.to_look_at(), walk.sessions
        copies = [_copy(folder, home / name) for name in ("pressed", "explained", "mutated")]
        with _observed(folder, report) as system, ProcessPoolExecutor(AT_ONCE) as pool:
            parts = [
                pool.submit(_press, copies[0], walk.stops, once),
                pool.submit(_explain, copies[1], stops, sessions),
                pool.submit(_mutate, copies[2], accounts),
                *(
                    pool.submit(browser.look_at, system.address, share, sessions)
                    for share in browser.shares(stops)
                ),
            ]
            for part in as_completed(parts):
                report.merge(part.result())
                _tell(f"part {parts.index(part) + 1} of {len(parts)}", begun, report)
    return {
        "accounts": len(accounts),
        "pages": report.pages,
        "clicks": report.clicks,
        **report.counts(),
        "mutants": len(report.of_mutants),
        "mutants_found": len(report.mutants_found()),
        "findings": [str(each) for each in report.findings.values()][:SHOWN],
    }


def _copy(folder: Path, to: Path) -> Path:
    """The stopped system once more, with the owners of its files."""
    subprocess.run(["/bin/cp", "-a", str(folder), str(to)], check=True)
    return to


def _press(folder: Path, stops: list[Stop], once: bool) -> Report:
    """Press every button."""
    report = Report()
    with _observed(folder, report) as system:
        Hands(system.address, Rules(once=once), report).press_all(stops)
    return report


def _explain(folder: Path, stops: list[Stop], sessions: Sessions) -> Report:
    """Let the database explain what each page costs."""
    report = Report()
    with Server(folder / "pg").lease():
        database_cost.prepare(folder)
    with _observed(folder, report) as system:
        database_cost.measure(system.address, folder, stops, sessions, report)
    return report


def _mutate(folder: Path, accounts: list[Account]) -> Report:
    """Look for the mutants."""
    report = Report(quiet=True)
    report.of_mutants = mutants.find(folder, accounts)
    return report


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
