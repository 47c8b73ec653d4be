"""Who compares the ledgers now, and who looks at what was found each evening."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.handoffs.operations import reconciliation
from app.handoffs.views.reconciliation import SHOWN
from app.kernel import clock
from app.kernel.db import transaction
from app.kernel.i18n.formatting import day
from harness.stage.factories import ADossier, AnOfficer, a_commune, a_copy_of, browser_of
from harness.stage.factories.people import cleared
from tests.handoffs.conftest import Desk

Sit = Callable[..., Desk]
PAGE = "/can-bo/doi-chieu/"
NOW = "Theo sổ hai bên lúc này"


@pytest.mark.parametrize("role", [Role.COMMUNE_JUSTICE, Role.POLICE])
def test_the_two_offices_compare_now(desk: Sit, role: Role) -> None:
    ADossier(State.AT_AGENCIES)
    page = desk(role).see(PAGE)
    assert NOW in page
    assert "Khớp" in page


@pytest.mark.usefixtures("database")
def test_an_officer_of_two_communes_compares_now(app: Flask) -> None:
    officer, beside = AnOfficer(Role.COMMUNE_JUSTICE), a_commune(1)
    staff = cleared(officer.staff, beside, Role.COMMUNE_JUSTICE)
    with transaction():
        accounts_staff.grant_posting(
            staff, beside, Role.COMMUNE_JUSTICE, title="Công chức", since=clock.today()
        )
    assert NOW in browser_of(app, officer).get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.DISTRICT_JUSTICE, Role.CITY_JUSTICE])
def test_who_supervises_communes_sees_what_each_evening_found(desk: Sit, role: Role) -> None:
    ADossier(State.AT_AGENCIES)
    officer = desk(role)
    assert "chưa có buổi nào được lưu" in officer.see(PAGE)
    with transaction():
        reconciliation.keep_all(clock.now())
    page = officer.see(PAGE)
    assert f"Lưu buổi chiều ngày {day(clock.today())}" in page
    assert NOW not in page
    assert "Khớp" in page


def test_many_differences_of_two_offices_are_shown_in_part(desk: Sit) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    for n in range(SHOWN + 2):  # without their rows in the ledgers
        a_copy_of(dossier, n)
    page = desk(Role.POLICE).see(PAGE)
    assert page.count("<li>\n") == SHOWN
    assert "Còn 2 chênh lệch nữa trong tệp Excel" in page
