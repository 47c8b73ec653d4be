"""Forms show personal numbers masked, in full when somebody asks, and keep what nobody touches."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.procedures.models.vocabulary import QuestionKind
from app.procedures.rules.form import Form
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH

pytestmark = pytest.mark.usefixtures("database")

NUMBER, MASK = "001090012345", "•••••2345"


class Inputs(HTMLParser):
    """What a browser would send from the form of a page, without its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given.get("name", "")
            self.values.setdefault(self._select, "")
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]
        elif tag == "input" and "name" in given:
            boxed = given.get("type") in {"radio", "checkbox"}
            if not boxed or "checked" in given:
                self.values[given["name"]] = given.get("value", "")


def revealed() -> list[tuple[str, list[str]]]:
    rows = select(AccessEntry).where(AccessEntry.action == AccessKind.REVEAL)
    return [(row.key, row.fields) for row in db.session.scalars(rows.order_by(AccessEntry.id))]


def send(browser: FlaskClient, page: str, **changes: Any) -> tuple[int, str]:
    """Save the form as the page shows it, with these fields typed over or buttons pressed."""
    shown = Inputs(browser.get(page).text).values
    answer = browser.post(page, data={**shown, **changes})
    return answer.status_code, answer.text


# ---- the staff ----------------------------------------------------------------------------------


@pytest.fixture
def colleague() -> Officer:
    officer = AnOfficer(Role.COMMUNE_JUSTICE, a_commune(), name="Lê Thị Mẫu")
    officer.staff.id_number, officer.staff.phone = NUMBER, "0912345678"
    db.session.flush()
    return officer


@pytest.fixture
def it(app: Flask) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.DISTRICT_IT, a_commune().district))


def edit_of(officer: Officer) -> str:
    return f"/can-bo/nhan-su/edit/{officer.staff.id}"


def test_the_form_of_a_person_shows_the_end_of_the_number(
    it: FlaskClient, colleague: Officer
) -> None:
    page = it.get(edit_of(colleague)).text
    assert NUMBER not in page
    assert Inputs(page).values["id_number"] == MASK
    assert revealed() == []


def test_a_number_nobody_touched_stays_as_it_is(it: FlaskClient, colleague: Officer) -> None:
    before = db.session.scalars(select(AuditEntry.id)).all()
    status, _page = send(it, edit_of(colleague), full_name="Lê Thị Mới")
    assert status == 302
    assert (colleague.staff.full_name, colleague.staff.id_number) == ("Lê Thị Mới", NUMBER)
    written = db.session.scalars(select(AuditEntry).where(AuditEntry.id.not_in(before))).all()
    assert [set(row.fields) & {"id_number", "phone"} for row in written] == [set()]


def test_a_mask_typed_anew_means_the_same(it: FlaskClient, colleague: Officer) -> None:
    assert send(it, edit_of(colleague), id_number=f" {MASK} ")[0] == 302
    assert colleague.staff.id_number == NUMBER


def test_a_new_number_is_checked_and_stored(it: FlaskClient, colleague: Officer) -> None:
    for wrong in ("•••••2346", "12"):
        status, page = send(it, edit_of(colleague), id_number=wrong, full_name="Lê Thị Mới")
        assert status == 200
        assert 'id="id_number-error"' in page
        assert Inputs(page).values["id_number"] == wrong
        assert colleague.staff.full_name == "Lê Thị Mẫu"
    assert send(it, edit_of(colleague), id_number="001090054321")[0] == 302
    assert colleague.staff.id_number == "001090054321"
    assert send(it, edit_of(colleague), id_number="")[0] == 302
    assert colleague.staff.id_number is None


def test_the_number_is_shown_when_it_is_asked_for_and_what_was_typed_stays(
    it: FlaskClient, colleague: Officer
) -> None:
    status, page = send(it, edit_of(colleague), full_name="Lê Thị Mới", reveal="id_number")
    assert status == 200
    shown = Inputs(page).values
    assert (shown["id_number"], shown["full_name"]) == (NUMBER, "Lê Thị Mới")
    assert revealed() == [(str(colleague.staff.id), ["id_number"])]
    assert colleague.staff.full_name == "Lê Thị Mẫu"
    assert it.post(edit_of(colleague), data=shown).status_code == 302
    assert (colleague.staff.full_name, colleague.staff.id_number) == ("Lê Thị Mới", NUMBER)


def test_an_error_elsewhere_shows_no_number(it: FlaskClient, colleague: Officer) -> None:
    status, page = send(it, edit_of(colleague), full_name="")
    assert status == 200
    assert NUMBER not in page
    assert Inputs(page).values["id_number"] == MASK
    assert revealed() == []


@pytest.mark.parametrize("field", ["full_name", "phone", "user_id", ""])
def test_nothing_else_is_revealed(it: FlaskClient, colleague: Officer, field: str) -> None:
    _status, page = send(it, edit_of(colleague), reveal=field)
    assert NUMBER not in page
    assert revealed() == []


def test_nobody_reveals_the_number_of_a_person_of_another_district(app: Flask) -> None:
    stranger = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    far = browser_of(app, AnOfficer(Role.DISTRICT_IT, a_commune(district=DONG_ANH).district))
    assert far.post(edit_of(stranger), data={"reveal": "id_number"}).status_code in {400, 404}
    assert revealed() == []


# ---- the dossier --------------------------------------------------------------------------------


@pytest.fixture
def dossier() -> Dossier:
    return ADossier()


@pytest.fixture
def desk(app: Flask, dossier: Dossier) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune))


def test_the_contact_of_an_applicant_shows_the_end_of_the_telephone(
    desk: FlaskClient, dossier: Dossier
) -> None:
    phone, page = dossier.applicant_phone, f"/can-bo/ho-so/edit/{dossier.id}"
    assert phone is not None
    assert phone not in desk.get(page).text
    assert send(desk, page)[0] == 302
    assert dossier.applicant_phone == phone
    assert phone in send(desk, page, reveal="applicant_phone")[1]
    assert revealed() == [(str(dossier.id), ["applicant_phone"])]
    assert send(desk, page, applicant_phone="0987654321")[0] == 302
    assert dossier.applicant_phone == "0987654321"


def section_of(dossier: Dossier, key: str) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/revise/{key}"


def test_a_page_of_the_declaration_shows_the_end_of_the_number(
    desk: FlaskClient, dossier: Dossier
) -> None:
    number, page = dossier.answers["applicant_id"], section_of(dossier, "identity")
    seen = desk.get(page).text
    assert number not in seen
    assert Inputs(seen).values["applicant_id"] == f"•••••{number[-4:]}"
    status, told = send(desk, page)
    assert status == 200  # nothing was corrected, and the page says so
    assert "Chưa có gì thay đổi" in told
    assert number not in told
    _status, shown = send(desk, page, reveal="applicant_id")
    assert Inputs(shown).values["applicant_id"] == number
    assert revealed() == [(str(dossier.id), ["applicant_id"])]


def test_correcting_another_answer_keeps_the_telephone_as_it_was_written(
    desk: FlaskClient, dossier: Dossier
) -> None:
    key = next(key for key in dossier.answers if key.endswith("phone"))
    dossier.answers = {**dossier.answers, f"{key}_raw": "0912.345.678"}
    db.session.flush()
    before = dict(dossier.answers)
    form = Form.of(dossier.procedure_version.compiled)
    section = next(each for each in form.sections if form.by_key[key] in each.questions)
    name = next(each.key for each in section.questions if each.kind is QuestionKind.NAME)
    assert send(desk, section_of(dossier, section.key), **{name: "Trần Thị Khác"})[0] == 302
    db.session.refresh(dossier)
    assert dossier.answers[name] == "Trần Thị Khác"
    written = (key, f"{key}_raw")
    assert [dossier.answers[each] for each in written] == [before[each] for each in written]


def test_a_mistyped_mask_is_no_number_of_any_paper(desk: FlaskClient, dossier: Dossier) -> None:
    dossier.answers = {**dossier.answers, "applicant_id_kind": "other", "applicant_id": "QN-77123"}
    db.session.flush()
    status, told = send(desk, section_of(dossier, "identity"), applicant_id="•••••7124")
    assert status == 200
    assert "Ghi đủ cả số" in told
    db.session.refresh(dossier)
    assert dossier.answers["applicant_id"] == "QN-77123"


def test_a_number_of_a_declaration_is_corrected(desk: FlaskClient, dossier: Dossier) -> None:
    page = section_of(dossier, "identity")
    status, told = send(desk, page, applicant_id="•••••9999")
    assert status == 200
    assert "govuk-error-message" in told
    assert send(desk, page, applicant_id="001090054321")[0] == 302
    db.session.refresh(dossier)
    assert dossier.answers["applicant_id"] == "001090054321"
