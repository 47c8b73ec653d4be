"""The proof of filing: what it says, its sheet, and the dossier that it opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.contact_changes import advance
from app.dossiers.rules import APPLICANT
from app.dossiers.workflow import Action
from app.kernel.db import db, transaction
from app.kernel.security import encryption
from harness.stage.citizen import Citizen

RECEIPT, SHEET, OPEN = (
    "/nop-ho-so/bien-nhan", "/nop-ho-so/bien-nhan.pdf", "/nop-ho-so/bien-nhan/mo",
)  # fmt: skip
A5_POINTS = (420, 595)
SECRET = r"\b[0-9A-Z]{4} [0-9A-Z]{4}\b"


def sent(citizen: Citizen, **answers: str) -> Dossier:
    citizen.begin().declare()
    citizen.upload_all().send()
    assert citizen.path == RECEIPT, citizen.text
    return db.session.scalars(select(Dossier)).one()


def test_the_receipt_names_the_request_the_person_and_the_files(citizen: Citizen) -> None:
    dossier = sent(citizen)
    for words in (
        dossier.procedure_version.procedure.name,
        dossier.applicant_name,
        dossier.subject_name,
        "Giấy chứng sinh (1 tệp)",
        "Khi đến xã, mang theo",
    ):
        assert words in citizen.text, words


def test_its_sheet_is_one_page_of_a5_and_for_this_browser_alone(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    dossier = sent(citizen)
    citizen.get(SHEET)
    assert citizen.answer is not None
    assert citizen.answer.mimetype == "application/pdf"
    with pikepdf.open(BytesIO(citizen.answer.get_data())) as sheet:
        (page,) = sheet.pages
        assert tuple(round(float(n)) for n in page.mediabox[2:]) == A5_POINTS
        assert dossier.code in str(sheet.docinfo.get("/Title", ""))
    assert another().get(SHEET).status == 404


def test_it_opens_the_dossier_without_the_codes_and_nobody_else(
    citizen: Citizen, another: Callable[[], Citizen]
) -> None:
    dossier = sent(citizen)
    assert citizen.post(OPEN).path == "/tra-cuu/ho-so"
    assert dossier.code.split("-", 1)[1] in citizen.text
    stranger = another().get("/tra-cuu")
    assert stranger.post(OPEN).path == "/tra-cuu"


def test_a_receipt_whose_secret_was_replaced_opens_nothing(citizen: Citizen) -> None:
    dossier = sent(citizen)
    with transaction():
        advance(dossier, Action.NEW_SECRET, by=APPLICANT)
    citizen.get(RECEIPT)
    assert OPEN not in citizen.text or "Mở hồ sơ" not in citizen.text
    assert citizen.post(OPEN).path == "/tra-cuu"


def test_the_same_dossier_a_second_time_is_said_before_it_is_sent(citizen: Citizen) -> None:
    dossier = sent(citizen)
    citizen.begin().declare()
    citizen.get("/nop-ho-so/kiem-tra")
    assert "giống hệt thế này lúc" in citizen.text
    assert dossier.code in citizen.text


def test_it_says_the_same_secret_after_the_key_was_changed(
    app: Flask, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(citizen)
    before = re.findall(SECRET, citizen.get(RECEIPT).text)
    assert before
    old, new = str(app.secret_key), "of-this-test-alone-" * 3
    monkeypatch.setitem(app.config, "SECRET_KEY", new)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    encryption.use(new, old)
    try:
        assert re.findall(SECRET, citizen.get(RECEIPT).text) == before
    finally:
        encryption.use(old)
