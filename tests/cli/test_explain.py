"""Why a user does not see a dossier: each of the six causes is distinguished from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models.permissions import RoleReach
from app.accounts.models.sessions import Level, Session
from app.accounts.models.staff import AppUser
from app.accounts.operations import staff
from app.accounts.roles import Reach, Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.i18n.formatting import day
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of

ADAY = timedelta(days=1)


@dataclass
class Told:
    """The output of the command, and the status of the dossier's page."""

    app: Flask
    status: int = 0
    lines: list[str] = field(default_factory=list)

    def ask(self, who: Officer, dossier: Dossier, *, page: Callable[[str], Any] | None) -> None:
        """Run the command and, with a browser, request the page."""
        if page:
            self.status = page(f"/can-bo/mot-cua/ho-so/{dossier.id}").status_code
        arguments = ["explain", "access", str(who.user.username), dossier.code]
        at_hand = list(db.session)  # the command ends the session of the test
        said = self.app.test_cli_runner().invoke(args=arguments)
        db.session.add_all(at_hand)
        assert said.exit_code == 0, said.output
        self.lines = said.output.splitlines()

    @property
    def marks(self) -> str:
        """Yes, no or neither for each cause, in their order."""
        return "".join(line.split()[1] for line in self.lines[1:7])

    @property
    def causes(self) -> str:
        """The causes in the verdict; empty if the dossier is visible."""
        return self.lines[-1].partition(", do: ")[2].removesuffix(".")


@pytest.fixture
def told(app: Flask, committed: Database) -> Told:
    return Told(app)


def change(statement: Any) -> None:
    with transaction():
        db.session.execute(statement)


def test_whoever_sees_the_dossier_is_told_why(app: Flask, told: Told) -> None:
    dossier = ADossier()
    officer = AnOfficer(unit=dossier.commune)
    browser = browser_of(app, officer)
    told.ask(officer, dossier, page=browser.get)
    assert (told.status, told.marks, told.causes) == (200, "✓✓✓✓✓✓", "")
    assert f"thấy hồ sơ {dossier.code}" in told.lines[-1]
    assert "đọc hồ sơ của đơn vị này" in told.lines[3]
    for personal in (dossier.applicant_name, dossier.subject_name, dossier.applicant_phone):
        assert str(personal) not in "\n".join(told.lines)
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


def test_a_role_that_does_not_open_the_page(app: Flask, told: Told) -> None:
    dossier = ADossier()
    it = AnOfficer(Role.DISTRICT_IT, dossier.commune.district)
    told.ask(it, dossier, page=browser_of(app, it).get)
    assert told.status != 200
    assert told.marks == "✗✓✗✓✓–"
    assert told.causes == "Quyền, Phạm vi"
    assert "không được phép can_read Desk" in told.lines[1]
    assert "không đọc hồ sơ nào" in told.lines[3]


@pytest.mark.parametrize("when", ["over", "not begun", "closed"])
def test_a_posting_that_does_not_hold_today(app: Flask, told: Told, when: str) -> None:
    dossier, today = ADossier(), clock.today()
    officer = AnOfficer(unit=dossier.commune)
    with transaction():
        if when == "closed":
            officer.user.active = False
        elif when == "over":
            staff.end_posting(officer.posting, last_day=today - ADAY)
        else:
            officer.posting.during = staff.period(today + ADAY)
    told.ask(officer, dossier, page=browser_of(app, officer).get)
    assert told.status != 200
    if when == "closed":
        assert told.marks == "✓✗✓✓––"
        assert "Tài khoản đã bị khóa" in told.lines[2]
    else:
        assert told.marks == "–✗–✓✓–"
        named = today - ADAY if when == "over" else today + ADAY
        said = "Đã kết thúc" if when == "over" else "Chưa bắt đầu"
        assert said in told.lines[2]
        assert day(named) in told.lines[2]
    assert told.causes == "Vị trí công tác"


def test_a_commune_out_of_reach(app: Flask, told: Told) -> None:
    dossier = ADossier(commune=a_commune(1))
    officer = AnOfficer(unit=a_commune(0))
    told.ask(officer, dossier, page=browser_of(app, officer).get)
    assert (told.status, told.marks, told.causes) == (404, "✓✓✗✓✓–", "Phạm vi")
    assert f"{dossier.commune.name}, nằm ngoài phạm vi" in told.lines[3]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.DISTRICT_OFFICE, "đọc hồ sơ của các xã trong huyện"),
        (Role.CITY_JUSTICE, "đọc hồ sơ của mọi xã"),
    ],
)
def test_a_district_reads_its_communes_and_the_city_all(
    app: Flask, told: Told, role: Role, words: str
) -> None:
    dossier = ADossier()
    reader = AnOfficer(role)
    told.ask(reader, dossier, page=browser_of(app, reader).get)
    assert (told.status, told.marks, told.causes) == (200, "✓✓✓✓✓✓", "")
    assert words in told.lines[3]


def test_an_agency_reads_packets_and_no_dossier(app: Flask, told: Told) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    police = AnOfficer(Role.POLICE)
    told.ask(police, dossier, page=browser_of(app, police).get)
    assert told.status != 200
    assert (told.marks, told.causes) == ("✗✓✗✓✓–", "Quyền, Phạm vi")
    assert "chỉ đọc bộ hồ sơ chuyển" in told.lines[3]
    assert "Có bộ hồ sơ chuyển của hồ sơ này" in told.lines[3]


def test_rehearsals_and_real_dossiers_are_seen_from_different_spaces(
    app: Flask, told: Told
) -> None:
    real, rehearsal = ADossier(), ADossier(is_rehearsal=True)
    officer = AnOfficer(unit=real.commune)
    browser = browser_of(app, officer)
    told.ask(officer, rehearsal, page=browser.get)
    assert (told.status, told.marks, told.causes) == (404, "✓✓✓✗✓–", "Không gian diễn tập")
    assert "hồ sơ diễn tập" in told.lines[0]
    change(update(Session).values(is_rehearsal=True))
    told.ask(officer, rehearsal, page=browser.get)
    assert (told.status, told.marks, told.causes) == (200, "✓✓✓✓✓✓", "")
    told.ask(officer, real, page=browser.get)
    assert (told.status, told.marks, told.causes) == (404, "✓✓✓✗✓–", "Không gian diễn tập")
    assert "nơi chỉ thấy hồ sơ diễn tập" in told.lines[4]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seen": Session.seen - timedelta(minutes=31)}, "không được dùng quá 30 phút"),
        ({"created": Session.created - timedelta(hours=11)}, "đã mở quá 10 giờ"),
        ({"level": Level.PASSWORD}, "còn chờ mã xác thực"),
    ],
)
def test_a_session_that_is_over_or_not_yet_whole(
    app: Flask, told: Told, values: dict[str, Any], words: str
) -> None:
    dossier = ADossier()
    officer = AnOfficer(unit=dossier.commune)
    browser = browser_of(app, officer)
    change(update(Session).values(values))
    told.ask(officer, dossier, page=browser.get)
    assert told.status != 200
    assert (told.marks, told.causes) == ("✓✓✓✓✗✓", "Phiên làm việc")
    assert words in told.lines[5]
    assert "PostgreSQL cũng xét như vậy" in told.lines[5]
    assert "một phiên vừa mở" in told.lines[6]


def test_somebody_who_is_not_signed_in(told: Told) -> None:
    dossier = ADossier()
    officer = AnOfficer(unit=dossier.commune)
    told.ask(officer, dossier, page=None)
    assert (told.marks, told.causes) == ("✓✓✓✓✗✓", "Phiên làm việc")
    assert "chưa đăng nhập" in told.lines[5]


def test_a_session_that_goes_on_counts_before_one_that_is_over(app: Flask, told: Told) -> None:
    dossier = ADossier()
    officer = AnOfficer(unit=dossier.commune)
    browser = browser_of(app, officer)
    change(update(Session).values(seen=Session.seen - timedelta(minutes=5)))
    browser_of(app, officer)
    newest = select(func.max(Session.seen)).scalar_subquery()
    change(update(Session).where(Session.seen == newest).values(level=Level.PASSWORD))
    told.ask(officer, dossier, page=browser.get)
    assert (told.status, told.marks) == (200, "✓✓✓✓✓✓")


def test_the_wall_in_the_database_says_otherwise(app: Flask, told: Told) -> None:
    dossier = ADossier()
    officer = AnOfficer(unit=dossier.commune)
    browser = browser_of(app, officer)
    change(
        update(RoleReach)
        .where(RoleReach.role == Role.COMMUNE_RECEPTION)
        .values(reads=Reach.NOTHING)
    )
    told.ask(officer, dossier, page=browser.get)
    assert (told.status, told.marks, told.causes) == (404, "✓✓✓✓✓✗", "Tường trong cơ sở dữ liệu")
    assert "Chính sách mc_see" in told.lines[6]
    assert "mc_reads() có xã này: Không" in told.lines[6]


def test_a_wall_that_is_down_is_told(app: Flask, told: Told, committed: Database) -> None:
    dossier = ADossier(commune=a_commune(1))
    officer = AnOfficer(unit=a_commune(0))
    with committed.connect() as connection:
        connection.execute("alter table dossier disable row level security")
    told.ask(officer, dossier, page=browser_of(app, officer).get)
    assert (told.status, told.marks, told.causes) == (404, "✓✓✗✓✓✓", "Phạm vi")
    assert "Chỉ có ứng dụng giữ lại" in told.lines[6]


def test_nobody_and_nothing_of_that_name(app: Flask, committed: Database) -> None:
    officer, dossier = AnOfficer(), ADossier()
    with transaction():
        db.session.add(AppUser(username="khong.ai", first_name="", last_name="", email="k@x.vn"))
    for username, code, words in (
        ("nobody", dossier.code, "Không ai có tên đăng nhập nobody"),
        ("khong.ai", dossier.code, "không thuộc về ai"),
        (str(officer.user.username), "000.00", "Không có hồ sơ nào mang mã 000.00"),
    ):
        said = app.test_cli_runner().invoke(args=["explain", "access", username, code])
        assert said.exit_code == 1
        assert words in said.output


def test_it_is_asked_as_the_web_process(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, dossier = AnOfficer(), ADossier()
    monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", committed.url("mc_loader"))
    asked = ["explain", "access", str(officer.user.username), dossier.code]
    said = app.test_cli_runner().invoke(args=asked)
    assert said.exit_code == 1
    assert "mc_loader" in said.output
