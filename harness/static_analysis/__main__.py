"""Run everything, print a table, exit with 1 on findings without an assessment."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from app.accounts.roles import Role
from harness.stage.running_system import a_system
from harness.static_analysis import dependencies, scanners, sql_injection
from harness.static_analysis.findings import Finding, Report, judgements, outlived, unjudged
from harness.static_analysis.headers import headers


def measure() -> dict[str, Any]:
    """Run the audit and return its metrics."""
    began = time.monotonic()
    reports = run()
    known, found = judgements(), [each for report in reports for each in report.found]
    new = unjudged(found, known)
    old = outlived(found, known, [report.tool for report in reports if not report.failed])
    show(reports, new, old)
    return {
        "tools": len(reports),
        "findings": len(found),
        "unjudged": len(new),
        "outlived": len(old),
        "failed": [report.tool for report in reports if report.failed],
        "seconds": round(time.monotonic() - began),
    }


def run() -> list[Report]:
    """The report of each tool, in their order."""
    try:
        scanners.install()
    except scanners.Missing as missing:
        return [Report("scanners", "nothing", failed=str(missing))]
    reports = [_timed(scanners.bandit), _timed(scanners.semgrep)]
    if known := dependencies.pip_audit():
        reports.append(known)
    with a_system(Role.COMMUNE_RECEPTION, Role.CITY_ADMIN) as system:
        reports.append(_timed(lambda: headers(system)))
        reports.append(_timed(lambda: sql_injection.sqlmap(system)))
    return reports


def _timed(look: Callable[[], Report]) -> Report:
    began = time.monotonic()
    report = look()
    report.seconds = time.monotonic() - began
    return report


def show(reports: list[Report], new: list[Finding], old: list[tuple[str, str, str]]) -> None:
    """The table, then findings without assessment, then assessments without finding."""
    say = sys.stdout.write
    say(f"{'tool':10}{'looked at':52}{'found':>7}{'judged':>8}{'new':>5}{'seconds':>9}\n")
    for report in reports:
        fresh = [each for each in report.found if each in new]
        numbers = f"{len(report.found):7}{len(report.found) - len(fresh):8}{len(fresh):5}"
        say(f"{report.tool:10}{report.looked_at:52}{numbers}{report.seconds:9.1f}\n")
        if report.failed:
            say(f"  {report.tool} FAILED: {report.failed}\n")
    for each in new:
        say(f"  not judged: {each.tool} {each.rule} in {each.place}: {each.words}\n")
    for tool, rule, place in old:
        say(f"  judged, but not there any more: {tool} {rule} in {place}\n")


if __name__ == "__main__":
    result = measure()
    sys.stdout.write(json.dumps(result) + "\n")
    sys.exit(1 if result["unjudged"] or result["failed"] or result["outlived"] else 0)
