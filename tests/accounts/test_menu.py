"""The menu is short at the counter, and everything stays within reach."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.accounts.roles import Role
from harness.stage.factories import AnOfficer, browser_of

pytestmark = pytest.mark.usefixtures("database")
ALL = "/can-bo/chuc-nang/"
MOST = 12


def menu_of(page: str) -> list[str]:
    menu = page.partition('id="mc-menu"')[2].partition("navbar-right")[0]
    return [href for href in re.findall(r'<a href="([^"]+)"', menu) if href != "/can-bo/"]


def test_the_counter_has_twelve_entries_at_most_and_the_rest_on_one_page(app: Flask) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION))
    page = browser.get(ALL)
    assert page.status_code == 200
    entries = menu_of(page.text)
    assert len(entries) <= MOST, entries
    assert entries[-1] == ALL
    assert "/can-bo/ho-so/list/" in entries
    rest = page.text.partition("mc-sitemap")[2]
    for address in ("/can-bo/nhan-su/list/", "/can-bo/niem-yet/list/", "/can-bo/giay-to/list/"):
        assert address not in entries
        assert f'href="{address}"' in rest


@pytest.mark.parametrize("role", [Role.COMMUNE_LEADER, Role.CITY_ADMIN])
def test_other_menus_have_everything_by_what_people_do(app: Flask, role: Role) -> None:
    page = browser_of(app, AnOfficer(role)).get(ALL).text
    entries = menu_of(page)
    assert ALL not in entries
    assert "/can-bo/lop-tap-huan/list/" in entries
    assert len(entries) > MOST
    assert "Tập huấn" in page


def test_reports_and_the_system_have_headings_of_their_own(app: Flask) -> None:
    page = browser_of(app, AnOfficer(Role.CITY_JUSTICE)).get(ALL).text
    boxes = page.partition("mc-sitemap")[2]
    reports = boxes.partition("Báo cáo</h2>")[2].partition("</ul>")[0]
    assert "/can-bo/tinh-hinh-giai-quyet/" in reports
    assert "/can-bo/kenh-nop/" in reports
    system = browser_of(app, AnOfficer(Role.CITY_ADMIN)).get(ALL).text
    assert "Hệ thống</h2>" in system
