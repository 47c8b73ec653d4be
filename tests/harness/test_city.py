"""A slice of ``make city``: one account of each role, each entry of its menu."""

from __future__ import annotations

import subprocess

import pytest
from flask import Flask
from lxml.html import document_fromstring

from app.demo import people
from app.kernel.db import db
from harness.city import page
from harness.city.findings import Report
from harness.city.mutants import MUTANTS
from harness.city.rules import Rules
from harness.city.walk import MENUS, Walk
from harness.stage.live import Live
from harness.stage.mutants import PATCHES, ROOT
from harness.stage.visitor import CITIZEN, START, Account, Visitor
from tests.e2e.conftest import Figure

pytestmark = pytest.mark.quick


def test_every_menu_entry_opens_for_every_role(live: Live, app: Flask, figure: Figure) -> None:
    with live.filler().app_context():
        every = [Account(*found[:3]) for found in people.accounts()]
        db.session.remove()
        db.engine.dispose()
    accounts = {each.role: each for each in reversed(every)}.values()
    walk = Walk(live.address, Rules(app), Report(), timed=False, deep=MENUS)
    for account in (*accounts, CITIZEN):
        walk.visit(account)
    figure(f"{len(accounts)} accounts opened {walk.report.pages} pages of their menus")
    assert [str(each) for each in walk.report.findings.values()] == []


def test_an_account_known_by_its_password_alone_signs_in(live: Live) -> None:
    visitor = Visitor(live.address, Account("quantri", people.PASSWORD))
    assert visitor.get(visitor.sign_in()).address == START


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("<p>Xóa hoặc Delete</p>", "English: Delete"),
        ("<p>Kết quả: None</p>", "English: None"),
        ("<p>not_needed</p>", "raw key: not_needed"),
        ("<p>ce90228a-dcb1-4c41-b61e-629275eb4c31</p>", "UUID: "),
        ("<p>%(name)s</p>", "object: "),
        ("<p>&lt;q lang='vi'>Tin</p>", "markup: <q lang='vi'>"),
        ("<a href='/x'><svg></svg></a>", "nothing to read on <a href='/x'>"),
        ("<p lang='en'>Save</p><script>None</script>", ""),
    ],
)
def test_what_nobody_should_read_is_named(bad: str, fault: str) -> None:
    root = document_fromstring(f"<html lang='vi'><p>Hồ sơ</p>{bad}</html>")
    found = list(page.faults(root, "citizen.home"))
    assert [each.startswith(fault) for each in found] == ([True] if fault else [])


def test_every_mutant_of_the_city_applies() -> None:
    patches = [f"city_{each.name}.patch" for each in MUTANTS]
    assert sorted(patches) == sorted(each.name for each in PATCHES.glob("city_*.patch"))
    for patch in patches:
        subprocess.run(["git", "apply", "--check", str(PATCHES / patch)], cwd=ROOT, check=True)
