"""Accounts in a story: opened in a round, activated by one person, and used for the first time."""

from __future__ import annotations

import re
from io import BytesIO

import pypdf
from sqlalchemy import select

from app.accounts.models.account_links import SealedSlip
from app.accounts.models.staff import AppUser, Staff
from app.kernel.db import db
from harness.stage.person import Person

GIVE = "/can-bo/cap-tai-khoan"
SLIPS = "/can-bo/phieu-niem-phong"
CHOSEN = "hoa-gao-do-thang-ba-1998"
LINK = re.compile(r"/can-bo/kich-hoat/[\w-]{43}")
"""Of a token of 32 bytes."""


def give_out(officer: Person) -> list[str]:
    """Everybody who can get an account; returns the pages of the document."""
    officer.open(f"{GIVE}/?giai-doan=2")
    officer.resize(375)
    officer.resize(1280)
    told = officer.page.locator(f"form[action$='{GIVE}/mo']").evaluate(
        "form => new URLSearchParams(new FormData(form)).toString()"
    )
    answer = officer.page.request.post(
        f"{GIVE}/mo",
        data=told,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    body = answer.body()
    assert body.startswith(b"%PDF"), answer.status
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages]


def print_slip(head: Person, username: str) -> str:
    """The head of the unit prints the sealed slip of one person; returns the link on it."""
    head.open(f"{SLIPS}/list/")
    newest = select(SealedSlip.id).join(SealedSlip.user).order_by(SealedSlip.given_at.desc())
    key = db.session.scalars(newest.where(AppUser.username == username)).first()
    head.open(f"{SLIPS}/show/{key}")
    form: dict[str, str | float | bool] = {
        "csrf_token": head.page.locator("[name=csrf_token]").first.input_value()
    }
    answer = head.page.request.post(f"{SLIPS}/action/printed/{key}", form=form)
    body = answer.body()
    assert body.startswith(b"%PDF"), answer.status
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages)
    found = LINK.search("".join(text.replace("\u200b", "").split()))
    assert found, username
    return found[0]


def come_in(person: Person, link: str, username: str) -> None:
    """Choose a password by the link, on a phone, and sign in with it."""
    person.open(link)
    person.page.locator("[name=new]").fill(CHOSEN)
    person.page.locator("[name=again]").fill(CHOSEN)
    person.press("main form button[type=submit], form button.btn-primary")
    sign_in(person, username)


def sign_in(person: Person, username: str) -> None:
    person.open("/can-bo/dang-nhap")
    person.page.fill("#username", username)
    person.page.fill("#password", CHOSEN)
    person.press("main button[type=submit], form[name=login] button[type=submit]")
    assert person.path == "/can-bo/", person.path


def username_of(id_number: str) -> str:
    """The user name of the person with this identity number."""
    staff = db.session.scalars(select(Staff).where(Staff.id_number == id_number)).one()
    assert staff.user is not None
    return str(staff.user.username)
