"""All tools, and the judgements of what they find."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from app.accounts.roles import Role
from harness.stage.running_system import a_system
from harness.static_analysis import dependencies, http_checks, scanners
from harness.static_analysis.findings import ROOT, Finding, Report

JUDGED = re.compile(r"^\| (\w+) \| `([^`]+)` \| `([^`]+)` \| (\d+) \| (.+) \|$", re.MULTILINE)

Key = tuple[str, str, str]
"""Tool, rule and place."""


def measure(seconds_each: int = 60) -> dict[str, Any]:
    """``seconds_each``: how long sqlmap tries one address."""
    reports = list(_reports(seconds_each))
    found = [each for report in reports for each in report.found]
    failed = [f"{report.tool}: {report.failed}" for report in reports if report.failed]
    known = judgements((ROOT / "SECURITY.md").read_text())
    new = unjudged(found, known)
    old = outlived(found, known, [report.tool for report in reports if not report.failed])
    for report in reports:
        told = f"{report.looked_at}, {len(report.found)} findings"
        sys.stderr.write(f"{report.tool}: {told} {report.failed}\n")
    sys.stderr.writelines(f"not judged: {each}\n" for each in new)
    sys.stderr.writelines(f"judged, but not there any more: {each}\n" for each in old)
    return {
        "tools": len(reports),
        "findings": len(found),
        "unjudged": len(new),
        "outlived": len(old),
        "failed": failed,
    }


def _reports(seconds_each: int) -> Iterator[Report]:
    try:
        scanners.install()
    except scanners.Missing as missing:
        yield Report("scanners", "nothing", failed=str(missing))
        return
    yield scanners.bandit()
    yield scanners.semgrep()
    if known := dependencies.pip_audit():
        yield known
    with a_system(Role.COMMUNE_RECEPTION, Role.CITY_ADMIN) as system:
        yield http_checks.headers(system)
        yield http_checks.sqlmap(system, seconds_each)


def judgements(page: str) -> dict[Key, int]:
    """How many findings of a rule in a place the table of the page covers."""
    return {(t, rule, place): int(n) for t, rule, place, n, _why in JUDGED.findall(page)}


def unjudged(found: Iterable[Finding], known: dict[Key, int]) -> list[Finding]:
    """Findings without a judgement, or more of them in a place than it covers."""
    by_key = {_key(each): each for each in found}
    counts = Counter(map(_key, found))
    return sorted(by_key[key] for key, n in counts.items() if n > known.get(key, 0))


def outlived(found: Iterable[Finding], known: dict[Key, int], tools: Iterable[str]) -> list[Key]:
    """Judgements of findings that no longer exist."""
    return sorted(key for key in known if key[0] in set(tools) and key not in map(_key, found))


def _key(each: Finding) -> Key:
    return each.tool, each.rule, each.place
