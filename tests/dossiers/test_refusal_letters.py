"""Whoever is refused at the desk leaves with a numbered letter (Luật Hộ tịch Đ5.2)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask
from lxml.html import document_fromstring
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.slips import Slip
from app.dossiers.operations import retention
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.citizen import Citizen
from harness.stage.factories import AnOfficer, a_commune
from harness.stage.factories.people import browser_of
from tests.dossiers.citizen.test_entry import DOOR, PAGE, begin, typed

LETTER = "/can-bo/mot-cua/tu-choi/"
FOREIGN: dict[str, Any] = {"child": "on_time", "parents": "married", "residence": "foreign"}


@pytest.fixture
def commune(database: object) -> Unit:
    return a_commune()


@pytest.fixture
def desk(app: Flask, commune: Unit) -> Citizen:
    """Reception of the commune, signed in."""
    return Citizen(browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, commune)), commune)


def letters() -> list[Slip]:
    query = select(Slip).where(Slip.kind == SlipKind.WRITTEN_ANSWER).order_by(Slip.number_in_year)
    return list(db.session.scalars(query))


def printed(slip: Slip) -> str:
    pages = pypdf.PdfReader(BytesIO(as_kept(slip))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def refuse(desk: Citizen, applicant: str) -> Citizen:
    """The letter as it is filled in from the answers, with the person's name."""
    query = "&".join(f"{key}={value}" for key, value in FOREIGN.items())
    page = document_fromstring(desk.get(f"{LETTER}?{query}").text)
    (form,) = (each for each in page.forms if "applicant" in each.fields)
    filled = {name: value or "" for name, value in form.fields.items()}
    filled |= {"applicant": applicant, "address": "thôn Bầu"}
    desk.answer = desk.client.post(LETTER, data=filled)
    return desk


def test_the_answers_lead_from_the_chooser_to_the_printed_letter(desk: Citizen) -> None:
    desk.get(DOOR).post(DOOR, **FOREIGN, goi_y="1")
    assert LETTER in desk.text

    refuse(desk, "Trần Thị Mẫu")

    (slip,) = letters()
    said, district = printed(slip), desk.commune.district
    assert district is not None
    assert slip.number == "01/UBND-TP"
    for words in (
        "Số: 01/UBND-TP", "Trần Thị Mẫu", "Đăng ký khai sinh", "yếu tố nước ngoài",
        "Điều 7, Điều 35 Luật Hộ tịch", "Phòng Tư pháp", "khiếu nại lần đầu",
        f"Tòa án nhân dân {district.name}", "CHỦ TỊCH",
    ):  # fmt: skip
        assert words in said, words
    assert "ký duyệt trên hệ thống" not in said, "the head signs on paper"


def test_each_person_has_a_letter_of_their_own(desk: Citizen) -> None:
    refuse(desk, "Trần Thị Mẫu")
    refuse(desk, "Trần Văn Mẫu")

    one, other = letters()
    assert (one.number_in_year, other.number_in_year) == (1, 2)
    assert other.replaces is None


def test_an_answer_of_the_declaration_for_another_office_offers_the_letter(desk: Citizen) -> None:
    begin(desk, procedure=BIRTH)
    desk.post(PAGE, **typed(desk, BIRTH, parents_where="no"), declared="1", nop="1")

    assert f"{LETTER}?thu_tuc={BIRTH}&muc=parents_where" in desk.text


def test_others_write_no_letters(app: Flask, commune: Unit) -> None:
    leader = Citizen(browser_of(app, AnOfficer(Role.DISTRICT_LEADER, commune.district)), commune)

    answer = leader.client.get(LETTER)

    assert answer.status_code in {403, 404}


def test_a_letter_is_kept_a_year_without_its_number_going(desk: Citizen) -> None:
    refuse(desk, "Trần Thị Mẫu")
    (slip,) = letters()

    assert retention.purge_slips(clock.now() - timedelta(days=1), 10).count == 0
    assert retention.purge_slips(clock.now() + timedelta(days=1), 10).count == 1
    db.session.refresh(slip)
    assert slip.storage_key is None
    assert slip.number == "01/UBND-TP"
