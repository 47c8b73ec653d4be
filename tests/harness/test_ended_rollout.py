"""Once the roll-out has ended, the system runs without its pages, and nothing leads to them."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask import Flask

from demo import people
from harness.city.findings import Report
from harness.city.rules import Rules
from harness.city.walk import Walk
from harness.stage import databases
from harness.stage.running_system import System, a_system
from harness.stage.visitor import CITIZEN, Account

GONE = ("/can-bo/san-sang/", "/can-bo/tuyen-truyen/", "/can-bo/lop-tap-huan/list/", "/chung-nhan/x")
ROLLOUT = {"StaffListView", "Readiness", "Outreach", "ClassView", "CertificateView"}
MENU_DEPTH = 2


def _accounts(system: System) -> list[Account]:
    with databases.disposed(databases.filler_of(system.database)) as app, app.app_context():
        one_of_each = {each.role: each for each in people.accounts()}
    return [Account(*each[:3]) for each in one_of_each.values()]


@pytest.mark.slow
def test_every_menu_leads_on_and_the_pages_of_the_rollout_are_gone(app: Flask) -> None:
    with a_system(ROLLOUT="off") as system:
        report = Report()
        walk = Walk(system.address, Rules(app), report, timed=False, deep=MENU_DEPTH)
        for account in (*_accounts(system), CITIZEN):
            walk.visit(account)
        visited = {stop.kind[0].partition(".")[0] for stop in walk.stops}
        for address in GONE:
            with pytest.raises(HTTPError, match="404"):
                urlopen(system.address + address)
    assert report.findings == {}
    assert {"Start", "Desk", "StaffView", "WaiverView", "ScheduledJobs", "citizen"} <= visited
    assert visited & ROLLOUT == set()
