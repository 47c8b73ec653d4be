"""A slice of ``make city``: each account of the demonstration, each entry of its menu."""

from __future__ import annotations

import pytest

from app.demo import people
from harness.city.findings import Report
from harness.city.rules import Rules
from harness.city.visitor import CITIZEN, Account
from harness.city.walk import Walk
from tests import databases
from tests.e2e.conftest import Figure
from tests.live import Live

pytestmark = pytest.mark.quick


def test_every_menu_entry_opens_for_every_account(live: Live, figure: Figure) -> None:
    with databases.filler_of(live.database).app_context():
        accounts = [Account(*found[:4]) for found in people.accounts()]
    walk = Walk(live.address, Rules(), Report(), timed=False, deep=1)
    for account in (*accounts, CITIZEN):
        walk.visit(account)
    figure(f"{len(accounts)} accounts opened {walk.report.pages} pages of their menus")
    assert [str(each) for each in walk.report.findings.values()] == []
