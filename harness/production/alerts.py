"""Every alert once by its cause: those of the tests, and a standby that lags on `make up`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # apispec brings it along
from lxml import etree

from config import ROOT
from devstack.production.layout import PORTS, System
from harness.production.service import as_owner, at_member, primary
from harness.stage.promtool import ALERTS, Series, differences, scrape

TESTS = (
    "tests/cli/test_alerts.py",
    "tests/harness/test_site_alerts.py",
    "tests/harness/test_wrong_clock.py",
)
LAG = "ReplicationLag"
MEGABYTES = 80
"""Of log that a standby has not applied; the alert asks for more than 64."""
_WRITE = "select pg_logical_emit_message(false, 'lag', repeat('x', 1000000), true)"


def measure(system: System) -> dict[str, int]:
    """How many alerts there are, and how many were fired by what they are for."""
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    rules = {rule["alert"] for group in groups for rule in group["rules"]}
    fired = len(rules) - 1 - _not_fired() + _lag_is_told(system)
    return {"alerts": len(rules), "alerts_fired": fired}


def _not_fired() -> int:
    """Tests that failed or could not be run; the first of them says that each alert has one."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", "-q", *TESTS, f"--junitxml={report}"]
        subprocess.run(command, cwd=ROOT, check=False)
        suites = etree.parse(report).getroot().iter("testsuite")
        return sum(
            int(suite.get(what, 0))
            for suite in suites
            for what in ("errors", "failures", "skipped")
        )


def _lag_is_told(system: System) -> bool:
    before = _figures(system)
    with _one_lags(system), tempfile.TemporaryDirectory() as folder:
        told = differences(Path(folder), before, _figures(system), {LAG})
    sys.stdout.write(told)
    return told == ""


def _figures(system: System) -> Series:
    """Of all three members, as Prometheus reads them."""
    found: Series = {}
    for host in system.database_hosts:
        address = f"{host.address}:{PORTS['patroni']}"
        found |= scrape(f"http://{address}/metrics", job="patroni", instance=address)
    return found


@contextmanager
def _one_lags(system: System) -> Iterator[None]:
    standby = next(host for host in system.database_hosts if host != primary(system))
    with at_member(system, standby) as line:
        line.execute("select pg_wal_replay_pause()")
        try:
            with as_owner(system) as writer:
                for _ in range(MEGABYTES):
                    writer.execute(_WRITE)
            yield
        finally:
            line.execute("select pg_wal_replay_resume()")
