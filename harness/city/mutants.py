"""Faults of the past, put back all at once: each is found on its own page, by its own part."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.city.browser import look_at
from harness.city.buttons import Hands
from harness.city.findings import Kind, Report
from harness.city.rules import Rules
from harness.city.walk import Stop, Walk
from harness.stage.mutants import mutated
from harness.stage.running_system import make_run
from harness.stage.visitor import Account

Part = Callable[[str, Rules, Report, Stop], None]


def _walk(host: str, rules: Rules, report: Report, stop: Stop) -> None:
    walk = Walk(host, rules, report, deep=1)
    walk.visit(stop.account, stop.address)
    walk.measure_again()


def _browser(host: str, rules: Rules, report: Report, stop: Stop) -> None:
    walk = Walk(host, rules, Report(quiet=True), timed=False, deep=1)
    walk.visit(stop.account, stop.address)
    report.merge(look_at(host, [stop], walk.sessions))


def _buttons(host: str, rules: Rules, report: Report, stop: Stop) -> None:
    Hands(host, rules, report).press_all([stop])


@dataclass(frozen=True)
class Mutant:
    """A patch ``city_….patch`` in ``tests/mutants``; which part finds it where, as whom."""

    name: str
    part: Part
    kind: Kind
    username: str
    address: str


STATISTICS, CLASSES = "/can-bo/tinh-hinh-giai-quyet/?tu=2016-11", "/can-bo/lop-tap-huan/list/"
"""The questions to other communes of the demonstration were asked in November."""
START, DESK = "/can-bo/", "/can-bo/mot-cua/"
MUTANTS = (
    Mutant("statistics_of_unknown_legs", _walk, Kind.ERROR_5XX, "lanhdao.donganh", STATISTICS),
    Mutant("class_with_trainees_deleted", _buttons, Kind.ERROR_5XX, "quantri", CLASSES),
    Mutant("menu_dark_on_dark", _browser, Kind.AXE, "motcua.kimchung", START),
    Mutant("calls_planned_at_each_visit", _walk, Kind.OVER_BUDGET, "motcua.kimchung", DESK),
    Mutant("list_wider_than_the_window", _browser, Kind.OVERFLOW, "quantri", CLASSES),
)


def find(folder: Path, accounts: Iterable[Account]) -> dict[str, frozenset[tuple[Kind, str, str]]]:
    """What is found of each, of its own kind.

    The data are those of ``folder``; only the web server runs the mutated copy. Mutants on pages
    that the site is without (``ROLLOUT=off``) are left out.
    """
    who = {each.username: each for each in accounts}
    rules, found = Rules(), {}
    reached = [each for each in MUTANTS if rules.endpoint(each.address) in rules.app.view_functions]
    with TemporaryDirectory(prefix="mot-cua-mutants-") as copy:
        first, *more = (f"city_{each.name}.patch" for each in reached)
        changed = mutated(first, Path(copy), *more)
        # Python would otherwise look for ``app`` in the working folder first
        with make_run(folder, **changed, PYTHONSAFEPATH="1") as system:
            for each in reached:
                report = Report(quiet=True)
                stop = Stop(who[each.username], each.address, rules.kind(each.address))
                each.part(system.address, rules, report, stop)
                met = {key: told for key, told in report.findings.items() if key[0] is each.kind}
                found[each.name] = frozenset(met)
                told = min(map(str, met.values()), default="NOT FOUND")
                sys.stdout.write(f"mutant {each.name}: {told}\n")
    return found
