"""The access log: every record shown or refused is logged before the response."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, PaperKind
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind, State
from app.kernel import clock
from app.kernel.audit import access_log, change_log
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.audit.change_log import AuditAction, AuditEntry
from app.kernel.audit.models import JournalCheck, JournalFault, JournalSeal
from app.kernel.db import db, transaction
from app.organisation.models import UnitKind
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.citizen import Citizen
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, agency, browser_of
from harness.stage.factories.places import BA_VI, DONG_ANH
from tests.accounts.conftest import csrf
from tests.dossiers.citizen.test_tracking import tracking

LOG, CHANGES, SEALS = (
    f"/can-bo/nhat-ky/{page}" for page in ("truy-cap/list/", "thay-doi/list/", "niem-phong/")
)


def told(**facts: Any) -> list[AccessEntry]:
    query = select(AccessEntry).filter_by(**facts).order_by(AccessEntry.id)
    return list(db.session.scalars(query))


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}"


@pytest.fixture
def officer(database: Database) -> Officer:
    return AnOfficer(Role.COMMUNE_JUSTICE, a_commune())


def test_a_look_says_who_in_which_posting_at_what(app: Flask, officer: Officer) -> None:
    dossier = ADossier()
    browser_of(app, officer).get(page_of(dossier))
    (entry,) = told(key=str(dossier.id))
    assert (entry.staff_id, entry.posting_id) == (officer.staff.id, officer.posting.id)
    assert entry.unit_id == officer.posting.unit_id
    assert (entry.action, entry.subject, entry.page) == (AccessKind.READ, "dossier", "Desk.dossier")
    assert clock.real_now() - entry.at < timedelta(minutes=1)


def test_a_number_in_full_is_written_down_by_the_name_of_its_field(
    app: Flask, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    dossier = ADossier()
    answer = browser_of(app, officer).post(
        f"{page_of(dossier)}/hien-so", data={"field": "applicant_id"}
    )
    assert dossier.answers["applicant_id"] in answer.text
    (entry,) = told(action=AccessKind.REVEAL)
    assert (entry.key, entry.fields) == (str(dossier.id), ["applicant_id"])


def test_a_citizen_is_written_down_without_a_person(app: Flask, database: Database) -> None:
    dossier = ADossier()
    tracking(Citizen(app.test_client(), a_commune()), dossier)
    looks = told(key=str(dossier.id))
    assert {entry.page for entry in looks} == {"citizen.dossier"}
    assert {(entry.staff_id, entry.unit_id) for entry in looks} == {(None, None)}


def test_what_was_typed_at_the_door_is_not_kept(client: FlaskClient, database: Database) -> None:
    page = client.get("/can-bo/dang-nhap").text
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    typed = {"csrf_token": token, "username": "nguyen.van.a", "password": "mat-khau-cua-toi"}
    client.post("/can-bo/dang-nhap", data=typed)
    (entry,) = told(action=AccessKind.SIGN_IN_REFUSED)
    row = {column.key: str(getattr(entry, column.key)) for column in AccessEntry.__table__.c}
    assert "nguyen" not in json.dumps(row)


def test_a_citizen_who_takes_a_file_by_the_codes_is_logged_without_a_person(
    app: Flask, database: Database
) -> None:
    citizen = Citizen(app.test_client(), a_commune())
    returned, refused = ADossier(State.RETURNED, procedure=BIRTH), ADossier(State.REFUSED)
    (paper,) = [each for each in returned.papers if each.kind is PaperKind.RESULT]
    letter = slips.last_slip(SlipKind.WRITTEN_ANSWER, of=refused)
    assert letter is not None
    for dossier, address, subject, key in (
        (returned, f"/tra-cuu/ket-qua/{paper.id}", "paper", paper.id),
        (refused, "/tra-cuu/van-ban-tra-loi", "slip", letter.id),
    ):
        tracking(citizen, dossier)
        assert citizen.get(address).status == 200
        (entry,) = told(action=AccessKind.FILE, subject=subject, key=str(key))
        assert entry.staff_id is None
        assert entry.network is not None


@pytest.mark.parametrize("typed", ["Nguyễn Văn A", "012345678901", "%00"])
def test_a_refused_look_keeps_a_key_and_nothing_else(
    app: Flask, officer: Officer, typed: str
) -> None:
    elsewhere = ADossier(commune=a_commune(0, district=DONG_ANH))
    browser = browser_of(app, officer)
    assert browser.get(page_of(elsewhere)).status_code == 404
    assert browser.get(f"/can-bo/ho-so/show/{typed}").status_code == 404
    looks = told(staff_id=officer.staff.id)
    assert [(entry.action, entry.key) for entry in looks] == [
        (AccessKind.REFUSED, str(elsewhere.id)),
        (AccessKind.REFUSED, ""),
    ]


@pytest.mark.parametrize("step", ["buoc", "giu", "tha", "in/giay-hen"])
def test_a_step_on_a_dossier_of_another_commune_is_written_down(
    app: Flask, officer: Officer, step: str
) -> None:
    elsewhere = ADossier(commune=a_commune(0, district=DONG_ANH))
    browser = browser_of(app, officer)
    form = {"csrf_token": csrf(browser, "/can-bo/dang-xuat"), "action": "accept", "version": "1"}
    answer = browser.post(f"{page_of(elsewhere)}/{step}", data=form)
    assert answer.status_code in {302, 404}
    assert [(entry.action, entry.key) for entry in told(staff_id=officer.staff.id)] == [
        (AccessKind.REFUSED, str(elsewhere.id))
    ]


def test_a_refused_action_on_a_row_that_was_shown_is_written_down_too(
    app: Flask, database: Database
) -> None:
    it = AnOfficer(Role.DISTRICT_IT, a_commune().district)
    browser = browser_of(app, it)
    form = {"csrf_token": csrf(browser, "/can-bo/dang-xuat")}
    browser.post(f"/can-bo/nhan-su/action/close_account/{it.staff.id}", data=form)
    looks = told(staff_id=it.staff.id, key=str(it.staff.id))
    assert [entry.action for entry in looks] == [AccessKind.READ, AccessKind.REFUSED]


def test_a_look_that_cannot_be_written_down_is_not_allowed(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    dossier = ADossier()
    browser = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
    assert dossier.subject_name in browser.get(page_of(dossier)).text
    with committed.connect() as connection:
        connection.execute("revoke insert on access_entry from mc_web")
    answer = browser.get(page_of(dossier))
    assert answer.status_code == 500
    assert dossier.subject_name not in answer.text


def test_the_address_of_the_network_is_not_kept(
    app: Flask, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, browser = ADossier(), browser_of(app, officer)
    for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        browser.get(page_of(dossier), environ_base={"REMOTE_ADDR": address})
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key " * 4)
    words = [entry.network for entry in told(key=str(dossier.id))]
    assert words[0] == words[1] != words[2]
    assert not any("203" in str(word) for word in words)


# ---- the screens of supervisors -----------------------------------------------------------------


@pytest.fixture
def log_of(app: Flask, database: Database) -> Callable[..., str]:
    """What a supervisor is shown."""

    def open_as(role: Role, page: str = LOG) -> str:
        seats = {
            Role.DISTRICT_JUSTICE: UnitKind.DISTRICT,
            Role.DISTRICT_IT: UnitKind.DISTRICT,
        }
        near = a_commune(0, district=BA_VI)
        supervisor = AnOfficer(role, agency(seats.get(role, UnitKind.DEPARTMENT), near))
        answer = browser_of(app, supervisor).get(page)
        assert answer.status_code == 200
        return answer.text

    return open_as


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.CITY_ADMIN, {"Trần Thị Gần", "Lê Văn Xa"}),
        (Role.CITY_JUSTICE, {"Trần Thị Gần", "Lê Văn Xa"}),
        (Role.DISTRICT_JUSTICE, {"Trần Thị Gần"}),
        (Role.DISTRICT_IT, {"Trần Thị Gần"}),
    ],
)
@pytest.mark.parametrize("page", [LOG, CHANGES])
def test_a_supervisor_sees_what_people_of_the_district_did(
    log_of: Callable[..., str], role: Role, sees: set[str], page: str
) -> None:
    people = {
        "Trần Thị Gần": AnOfficer(
            Role.COMMUNE_JUSTICE, a_commune(0, district=BA_VI), name="Trần Thị Gần", account=False
        ),
        "Lê Văn Xa": AnOfficer(
            Role.COMMUNE_JUSTICE, a_commune(0, district=DONG_ANH), name="Lê Văn Xa", account=False
        ),
    }
    with transaction():
        for officer in people.values():
            row = access_log.entry(officer.actor, AccessKind.READ, "dossier", "1")
            access_log.write([row | {"page": "Desk.dossier", "network": None}])
            change_log.record(officer.actor, AuditAction.EDIT, officer.staff, ["phone"])
    shown = log_of(role, page)
    assert {name for name in people if name in shown} == sees


def test_the_log_shows_no_value_of_a_record(
    app: Flask, log_of: Callable[..., str], officer: Officer
) -> None:
    dossier = ADossier()
    browser_of(app, officer).get(page_of(dossier))
    shown = log_of(Role.CITY_ADMIN)
    assert dossier.code in shown, "what people call the record, not its key"
    assert not any(value in shown for value in (dossier.subject_name, str(dossier.id)))


def test_a_person_a_day_and_an_action_can_be_asked_for(
    app: Flask, log_of: Callable[..., str], officer: Officer
) -> None:
    dossier = ADossier()
    browser_of(app, officer).get(page_of(dossier))
    today = clock.local(clock.real_now()).date()
    for asked, found in (
        (f"_flt_0_staff={officer.staff.id}", True),
        (f"_flt_0_at={today}", True),
        (f"_flt_0_at={today + timedelta(days=1)}", False),
        ("_flt_0_action=read", True),
        ("_flt_0_action=print", False),
    ):
        for role in (Role.CITY_ADMIN, Role.DISTRICT_JUSTICE):
            assert (dossier.code in log_of(role, f"{LOG}?{asked}")) is found, (role, asked)


def test_the_log_is_searched_by_unit_and_by_the_code_of_a_dossier(
    app: Flask, log_of: Callable[..., str], officer: Officer
) -> None:
    dossier, other = ADossier(), ADossier()
    for each in (dossier, other):
        browser_of(app, officer).get(page_of(each))
    of_one = log_of(Role.CITY_ADMIN, f"{LOG}?_flt_0_key={dossier.code}")
    assert other.code not in of_one
    assert dossier.code in of_one.partition("<tbody>")[2].partition("</tbody>")[0]
    elsewhere = a_commune(district="017").id
    assert dossier.code not in log_of(Role.CITY_ADMIN, f"{LOG}?_flt_0_unit={elsewhere}")
    ours = officer.posting.unit_id
    assert dossier.code in log_of(Role.CITY_ADMIN, f"{LOG}?_flt_0_unit={ours}")


def test_nobody_else_opens_the_logs(app: Flask, officer: Officer) -> None:
    browser = browser_of(app, officer)
    assert {browser.get(page).status_code for page in (LOG, CHANGES, SEALS)} <= {302, 403}


def test_the_page_of_the_seals_says_what_is_wrong(log_of: Callable[..., str]) -> None:
    now = clock.real_now()
    assert "Chưa có niêm phong nào" in log_of(Role.CITY_ADMIN, SEALS)
    with transaction():
        heads = {"audit_entry": [12345, "0" * 64]}
        old = now - timedelta(hours=5)
        db.session.add(JournalSeal(n=7, at=old, upto=9, heads=heads, digest=""))
        facts = {"n": 7, "last": 9}
        fault = JournalFault.SEALS_MISSING
        db.session.add(JournalCheck(at=now, seals=7, rows=9, fault=fault, facts=facts))
    shown = log_of(Role.CITY_ADMIN, SEALS)
    assert "12.345" in shown
    assert "hơn bốn giờ chưa niêm phong" in shown
    assert "Thiếu phần cuối: các niêm phong từ số 7 đến số 9" in shown


def test_every_change_has_its_words() -> None:
    assert change_log.AUDIT_ACTION_LABELS.keys() == set(AuditAction)
    assert all(kind.label for kind in AccessKind)


def test_a_change_keeps_the_unit_of_whoever_made_it(officer: Officer) -> None:
    with transaction():
        change_log.record(officer.actor, AuditAction.EDIT, officer.staff, ["phone"])
    entry = db.session.scalars(select(AuditEntry).filter_by(key=str(officer.staff.id))).one()
    assert entry.unit_id == officer.posting.unit_id
