"""Lookups of a dossier's people: compared, filled where empty, shown to the citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.models.dossier import Dossier, Draft, Event
from app.dossiers.workflow import Action, State
from app.kernel.db import db, transaction
from app.procedures.rules.procedure_finder import LINKED_A
from app.residents.models.lookups import LookUp
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, AResident, a_commune, browser_of
from tests.accounts.conftest import statements
from tests.dossiers.citizen.test_tracking import tracking
from tests.handoffs.conftest import Desk
from tests.residents.lookup_requests import the_worker_asks

MOTHER, FATHER = "012345678", "001088001234"
TRACKED, READ = 6, 12
DECLARE = "/can-bo/mot-cua/nhap/khai/"


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}"


def desk_of(app: Flask, dossier: Dossier, role: Role = Role.COMMUNE_RECEPTION) -> Desk:
    """A user of the dossier's commune."""
    officer = AnOfficer(role, dossier.commune)
    return Desk(browser_of(app, officer), officer)


def looks_up(desk: Desk, dossier: Dossier, person: str = "mother", **said: Any) -> TestResponse:
    """By the page that asks whom and for what purpose."""
    page = f"{page_of(dossier)}/dan-cu"
    return desk.send(page, page, **{"person": person, "purpose": "person", "number": "", **said})


def words(page: str, beginning: str = "<main") -> str:
    """The text of a page, without markup."""
    text = page[page.index(beginning) :].split("<footer", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@contextmanager
def database_away(database: Database) -> Iterator[None]:
    """Residents cannot be read for the duration of the block."""
    with database.connect() as line:
        line.autocommit = False
        line.execute("lock table resident in access exclusive mode")
        yield
        line.rollback()


def test_what_differs_is_shown_and_only_what_is_empty_is_filled(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier(father_id=FATHER)
    with committed.connect() as line:  # as the form of an older version left it
        line.execute("set session_replication_role = replica")
        line.execute("update dossier set answers = answers - 'father_residence'")
    AResident(
        FATHER,
        name="Trần Văn Mâu",
        born="1988-05-03",
        sex="male",
        residence_place=dossier.commune.code,
        residence=f"thôn Đoài, {dossier.commune.name}, huyện Ba Vì, thành phố Hà Nội",
    )
    desk = desk_of(app, dossier)
    found = looks_up(desk, dossier, "father")
    assert found.status_code == 302
    assert FATHER not in found.location
    compared = desk.see(found.location)
    told = words(compared)
    assert "Trần Văn Mẫu Trần Văn Mâu Khác nhau" in told
    assert "Tờ khai ghi không đủ ngày tháng" in told
    assert "Cần xem Cùng số giấy tờ; tên khác dấu thanh" in told
    assert "Công an TP Hà Nội, dữ liệu ngày 01/11/2016" in told
    assert compared.count('name="facts"') == 1, "only what is empty can be filled in"
    version = re.search(r'name="version" type="hidden" value="(\d+)"', compared)
    assert version is not None
    sent = {"version": version[1], "facts": ["residence", "name", "born"]}
    desk.send(found.location, f"{found.location}/dien", **sent)
    db.session.expire_all()
    dossier = db.session.get_one(Dossier, dossier.id)
    assert dossier.answers["father_residence"]["detail"] == "thôn Đoài"
    assert dossier.answers["father_residence"]["place"] == dossier.commune.code
    assert dossier.answers["father_name"] == "Trần Văn Mẫu"
    assert dossier.answers["father_born"] == "1988"
    assert dossier.answers_rev == 2
    events = select(Event).where(Event.dossier_id == dossier.id, Event.action == Action.REVISE)
    assert db.session.scalars(events).one().facts == {"fields": ["father_residence"]}
    again = desk.send(found.location, f"{found.location}/dien", **sent)
    assert again.status_code == 302
    assert "Không còn chỗ trống để điền" in desk.see(found.location)


def test_an_answer_stays_as_it_was_given(app: Flask, committed: Database) -> None:
    dossier = ADossier()
    resident = AResident(MOTHER, name="Nguyễn Thị Mẫu")
    desk = desk_of(app, dossier)
    first = looks_up(desk, dossier).location
    with transaction():
        resident.name = "Nguyễn Thị Đổi Tên"
    assert "Đổi Tên" not in desk.see(first)
    assert "Đổi Tên" in desk.see(looks_up(desk, dossier).location)
    assert "Đổi Tên" not in desk.see(first)


def test_the_page_asks_for_whom_and_why_and_a_number_that_is_one(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier()
    desk = desk_of(app, dossier)
    page = desk.see(f"{page_of(dossier)}/dan-cu?nguoi=mother")
    chosen = re.findall(r"<input checked[^>]*>", page)
    assert [re.findall(r'value="(\w+)"', each)[0] for each in chosen] == ["mother", "person"]
    assert MOTHER not in page
    assert "•••••5678" in page
    for said, told in (
        ({"person": "nobody"}, "Không phải một lựa chọn"),
        ({"purpose": "curiosity"}, "Không phải một lựa chọn"),
        ({"person": "father"}, "Tờ khai không có số của người này"),
        ({"number": "B1234567"}, "9 hoặc 12 chữ số"),
    ):
        answer = looks_up(desk, dossier, **said)
        assert answer.status_code == 200
        assert "mc-fielderr" in answer.get_data(as_text=True), (said, told)
    assert db.session.scalars(select(LookUp)).all() == []
    found = looks_up(desk, dossier, "father", number="0010 8800 1234")
    assert "Không có ai mang số này" in desk.see(found.location)


def test_only_whoever_has_the_open_dossier_looks_up(app: Flask, committed: Database) -> None:
    AResident(MOTHER)
    dossier = ADossier(State.ACCEPTED)
    elsewhere = AnOfficer(Role.COMMUNE_RECEPTION, a_commune(1))
    stranger = Desk(browser_of(app, elsewhere), elsewhere)
    page = f"{page_of(dossier)}/dan-cu"
    assert stranger.status(page) == 404
    labour = desk_of(app, dossier, Role.COMMUNE_LABOUR)
    assert labour.status(page) in {302, 403}
    assert "dan-cu" not in labour.see(page_of(dossier))
    mine, theirs = desk_of(app, dossier), desk_of(app, dossier, Role.COMMUNE_JUSTICE)
    found = looks_up(mine, dossier).location
    with transaction():
        dossier.assigned_to_id = theirs.officer.staff.id
    assert "Hồ sơ đang do đồng nghiệp xử lý" in mine.see(page)
    looks_up(mine, dossier)
    assert len(db.session.scalars(select(LookUp)).all()) == 1
    assert mine.status(found) == 200, "what was said stays with the dossier"
    other = ADossier(State.RETURNED)
    assert "Hồ sơ đã giải quyết xong" in mine.see(f"{page_of(other)}/dan-cu")
    crossed = found.replace(str(dossier.id), str(other.id))
    assert mine.status(crossed) == 404, "an answer is shown in its own dossier alone"


def test_the_citizen_reads_that_somebody_was_looked_up_and_nothing_more(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    AResident(MOTHER, name="Nguyễn Thị Bí Mật", residence="thôn Kín")
    desk = desk_of(app, dossier)
    looks_up(desk, dossier)
    here = page_of(dossier)
    with statements(app) as sent:
        page = desk.see(here)
    assert len(sent) <= READ, "\n".join(sent)
    assert "Khác nhau: 2" in words(page)
    citizen = Citizen(app.test_client(), dossier.commune)
    tracking(citizen, dossier)
    with statements(app) as sent:
        citizen.get("/tra-cuu/ho-so")
    assert len(sent) <= TRACKED, "\n".join(sent)
    told = f"{dossier.commune.name} tra cứu về mẹ (người yêu cầu)".lower()
    assert told in words(citizen.text).lower()
    assert "Đối chiếu và điền nhân thân đã khai" in citizen.text
    for secret in ("Bí Mật", "thôn Kín", MOTHER, MOTHER[-4:], desk.officer.staff.full_name):
        assert secret not in citizen.text, secret


def test_while_the_database_is_away_the_dossier_goes_on_and_says_so(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier()
    AResident(MOTHER, name="Nguyễn Thị Mẫu")
    desk = desk_of(app, dossier)
    with database_away(committed):
        found = looks_up(desk, dossier).location
        assert "Chưa kết nối được CSDL dân cư" in desk.see(found)
        panel = words(desk.see(page_of(dossier)), 'class="mc-people"')
        assert "Hồ sơ vẫn xử lý bình thường" in panel
        assert desk.status(f"{page_of(dossier)}/buoc/accept") == 200
    the_worker_asks(committed)
    assert "Khớp: 4" in words(desk.see(page_of(dossier)), 'class="mc-people"')


def test_after_thirty_in_an_hour_the_page_says_when_to_go_on(
    app: Flask, committed: Database
) -> None:
    dossier = ADossier()
    desk = desk_of(app, dossier)
    for _n in range(30):
        assert looks_up(desk, dossier).status_code == 302
    refused = looks_up(desk, dossier)
    assert refused.status_code == 200
    assert "tra cứu 30 lượt trong một giờ" in refused.get_data(as_text=True)


# ---- at the desk --------------------------------------------------------------------------------


def begun(app: Flask) -> tuple[Desk, UUID]:
    """A birth whose declaration is being entered."""
    officer = AnOfficer(Role.COMMUNE_RECEPTION, a_commune())
    desk = Desk(browser_of(app, officer), officer)
    door = "/can-bo/mot-cua/nhap/"
    said = {"procedure": LINKED_A, "channel": "assisted", "evidence": "có mặt"}
    desk.send(door, door, commune=str(a_commune().id), **said)
    return desk, db.session.scalars(select(Draft.id)).one()


def typed(desk: Desk, draft: UUID, **said: str) -> TestResponse:
    """The page, sent by one of its buttons."""
    return desk.send(DECLARE, DECLARE, ban_nhap=str(draft), **said)


def test_the_desk_fills_what_is_empty_and_keeps_what_was_typed(
    app: Flask, committed: Database
) -> None:
    here = a_commune()
    AResident(
        MOTHER,
        name="Nguyễn Thị Mẫu",
        born="1990-03-27",
        residence_place=here.code,
        residence=f"số 5, thôn Đoài, {here.name}, huyện Ba Vì, thành phố Hà Nội",
    )
    desk, draft = begun(app)
    said = {"applicant_relation": "mother", "parents": "married", "applicant_id": MOTHER}
    typing = {"applicant_name": "Nguyễn Thị Mậu", "child_name": "Trần An", "father_name": "Trần B"}
    asked = typed(desk, draft, **said, **typing, dan_cu="applicant")
    assert asked.status_code == 302
    kept = db.session.get_one(Draft, draft).answers
    assert kept["applicant_name"] == "Nguyễn Thị Mậu", "what was typed stays"
    assert kept["applicant_born"] == "1990-03-27"
    assert kept["applicant_residence"]["detail"] == "số 5, thôn Đoài"
    assert (kept["child_name"], kept["father_name"]) == ("Trần An", "Trần B")
    page = desk.see(DECLARE)
    assert "CSDL dân cư ghi: Nguyễn Thị Mẫu" in page
    assert "1 mục khác, giữ nguyên như đã nhập" in page
    line = db.session.scalars(select(LookUp)).one()
    assert (line.draft_id, line.person, line.purpose) == (draft, "mother", "person")


def test_the_desk_finds_the_household_by_the_number_of_its_head(
    app: Flask, committed: Database
) -> None:
    house: dict[str, Any] = {"household_book": "120034567", "head_name": "Trần Văn Mẫu"}
    where = f"thôn Đoài, {a_commune().name}, huyện Ba Vì, thành phố Hà Nội"
    AResident(FATHER, household_address=where, **house)
    desk, draft = begun(app)
    said = {"parents": "married", "father_id": FATHER, "household_head_is": "father"}
    typed(desk, draft, **said, applicant_relation="mother", dan_cu="household")
    kept = db.session.get_one(Draft, draft).answers
    assert kept["household_book"] == "120034567"
    assert kept["household_address"]["detail"] == "thôn Đoài"
    assert kept["father_name"] == "Trần Văn Mẫu", "the head is written where the father is"
    assert db.session.scalars(select(LookUp.purpose)).one() == "household"


def test_the_desk_says_at_the_number_why_nobody_is_found(app: Flask, committed: Database) -> None:
    desk, draft = begun(app)
    wrong = typed(desk, draft, applicant_id="B1234567", child_name="Trần An", dan_cu="applicant")
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert 'id="applicant_id-error"' in page
    assert "Trần An" in page
    typed(desk, draft, applicant_id=MOTHER, dan_cu="applicant")
    assert "không có ai mang số này" in desk.see(DECLARE)
    with database_away(committed):
        typed(desk, draft, applicant_id=MOTHER, dan_cu="applicant")
    assert "Cứ nhập tiếp bình thường" in desk.see(DECLARE)


def test_what_was_asked_at_the_desk_stays_with_the_dossier(app: Flask, committed: Database) -> None:
    desk, draft = begun(app)
    AResident(MOTHER, name="Nguyễn Thị Mẫu")
    said = {"applicant_relation": "mother", "parents": "married", "applicant_id": MOTHER}
    typed(desk, draft, **said, dan_cu="applicant")
    dossier = ADossier()
    citizen = tracking(Citizen(app.test_client(), dossier.commune), dossier)
    with transaction():
        db.session.add(SubmissionKey(key=draft, dossier_id=dossier.id))
    assert "Khớp: 4" in words(desk.see(page_of(dossier)), 'class="mc-people"')
    citizen.get("/tra-cuu/ho-so")
    assert "tra cứu về mẹ (người yêu cầu)" in citizen.text
