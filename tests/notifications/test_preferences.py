"""Officers choose the channel of their digest; nobody chooses for another."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.notifications.models.calls_and_preferences import DigestBy, NoticePreference
from harness.stage.factories import AnOfficer, Officer, browser_of
from tests.handoffs.conftest import Desk

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/can-bo/tin-bao-cua-toi/"


def choice_of(officer: Officer) -> NoticePreference | None:
    """What is kept of it."""
    return db.session.get(NoticePreference, officer.staff.id)


@pytest.fixture
def reception() -> Officer:
    """Somebody at the desk, with a telephone."""
    officer = AnOfficer(Role.COMMUNE_RECEPTION)
    officer.staff.phone = "0912344127"
    return officer


@pytest.fixture
def browser(app: Flask, reception: Officer) -> Desk:
    """Signed in."""
    return Desk(browser_of(app, reception), reception)


def test_leader_reads_sms_and_others_nothing_until_they_choose(
    app: Flask, browser: Desk, reception: Officer
) -> None:
    assert chosen(browser.see(PAGE)) == ["not"]
    leader = AnOfficer(Role.COMMUNE_LEADER)
    assert chosen(browser_of(app, leader).get(PAGE).text) == ["sms"]


def chosen(page: str) -> list[str]:
    """The ticked options."""
    ticked = [tag for tag in re.findall("<input[^>]*>", page) if "checked" in tag]
    return [re.findall('value="([^"]*)"', tag)[0] for tag in ticked]


def test_choice_is_kept_with_its_address_and_in_the_trail(
    browser: Desk, reception: Officer
) -> None:
    sent = browser.send(PAGE, PAGE, digest_by="email", email=" can.bo@example.vn ")
    assert sent.status_code == 302
    kept = choice_of(reception)
    assert kept is not None
    assert (kept.digest_by, kept.email) == (DigestBy.EMAIL, "can.bo@example.vn")
    entry = db.session.scalars(select(AuditEntry).filter_by(subject="notice_preference")).one()
    assert (entry.staff_id, entry.fields) == (reception.staff.id, ["digest_by", "email"])
    assert "can.bo" not in str(vars(entry))


def test_same_choice_again_leaves_no_second_line_in_the_trail(browser: Desk) -> None:
    for _turn in range(2):
        browser.send(PAGE, PAGE, digest_by="not", email="")
    assert (
        len(db.session.scalars(select(AuditEntry).filter_by(subject="notice_preference")).all())
        == 1
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Ghi địa chỉ thư điện tử"),
        ("khong-phai-thu", "Ghi địa chỉ thư"),
        ("a@example.vn\nBcc: b@example.vn", "Ghi địa chỉ thư"),
    ],
)
def test_address_that_is_none_is_said_at_the_field_and_stays_typed(
    browser: Desk, reception: Officer, typed: str, told: str
) -> None:
    page = browser.send(PAGE, PAGE, digest_by="email", email=typed)
    assert page.status_code == 200
    assert 'id="email-error"' in page.text
    assert " ".join(typed.split()) in page.text
    assert choice_of(reception) is None


def test_sms_is_not_chosen_without_a_telephone(browser: Desk, reception: Officer) -> None:
    reception.staff.phone = None
    page = browser.send(PAGE, PAGE, digest_by="sms", email="")
    assert 'id="digest_by-error"' in page.text
    assert choice_of(reception) is None


def test_only_the_end_of_the_telephone_is_shown(browser: Desk) -> None:
    page = browser.see(PAGE)
    assert "4127" in page
    assert "0912344127" not in page


def test_every_role_finds_the_page_in_its_own_menu(app: Flask) -> None:
    for role in Role:
        page = browser_of(app, AnOfficer(role)).get(PAGE)
        assert page.status_code == 200, role
        assert f'href="{PAGE}"' in page.text, role


def test_nobody_sees_the_choice_of_another(app: Flask, browser: Desk) -> None:
    browser.send(PAGE, PAGE, digest_by="email", email="can.bo@example.vn")
    other = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION))
    assert "can.bo@example.vn" not in other.get(PAGE).text
