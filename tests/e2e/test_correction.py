"""A correction from the named entry to everybody who works with the old text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.i18n import vietnamese
from app.registers import queries
from app.registers.queries import notes
from harness.stage import family
from harness.stage.family import Receipt
from harness.stage.person import Person
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing
from tests.e2e.test_verification import verify_file
from tests.registers.test_notes import CORRECTION
from tests.registers.test_verification import IN_FORCE, issue_of, qr_of

pytestmark = pytest.mark.browser

SUPERSEDED, CORRECTED = "Giấy này đã được thay thế", "Đã sửa dữ liệu của cơ quan"


def test_a_correction_reaches_everybody_who_has_the_old_text(
    standing: Standing, somebody: Arrive, tmp_path: Path
) -> None:
    birth, of_birth = standing(State.RETURNED)
    correction, of_correction = standing(State.TO_SIGN, procedure=CORRECTION, change_kind="correct")
    citizen = somebody(width=375, javascript=False)
    old = taken(citizen, of_birth)
    old_qr = qr_of(birth, old)

    justice, leader = somebody("tuphap.kimchung", width=375), somebody("chutich.kimchung")
    name_entry(justice, correction, birth)
    page = office.open_dossier(leader, correction.code)
    leader.take("sign")
    leader.confirm()

    school = somebody(width=375, javascript=False)
    today = vietnamese.in_digits(issue_of(correction).issued_on)
    school.open(f"/xac-thuc/{old_qr}")
    school.sees(SUPERSEDED, f"từ ngày {today}", issue_of(correction).number)
    verify_file(school, tmp_path / "cu.pdf", old)
    school.sees(SUPERSEDED)

    for account in ("congan.donganh", "bhxh.donganh"):
        correct_own_data(somebody(account, width=375), correction, birth)
    justice.open(page)
    justice.sees(CORRECTED)
    justice.open(f"/can-bo/mot-cua/ho-so/{birth.id}")
    justice.sees(note_on(birth))

    reception = somebody("motcua.kimchung")
    reception.open(page)
    reception.take("return-result")
    reception.fill("collected_by", correction.applicant_name)
    reception.fill("collected_with", "CMND 012345678")
    reception.confirm()
    new = taken(citizen, of_correction)
    verify_file(school, tmp_path / "moi.pdf", new)
    school.sees(IN_FORCE)
    school.open(f"/xac-thuc/{qr_of(correction, new)}")
    school.sees(IN_FORCE)
    assert taken(citizen, of_birth) == old
    for dossier, paper in ((birth, old), (correction, new)):
        assert hashlib.sha256(paper).hexdigest() == issue_of(dossier).sha256


def taken(citizen: Person, receipt: Receipt) -> bytes:
    """The sealed file from the tracking page."""
    family.follow(citizen, receipt)
    address = citizen.page.locator("a[href^='/tra-cuu/ket-qua/']").first.get_attribute("href")
    return citizen.fetch(str(address))


def name_entry(justice: Person, correction: Dossier, birth: Dossier) -> None:
    """The officer finds the entry by its number."""
    entry = queries.of_dossier(birth.id)
    assert entry is not None
    justice.open(f"/can-bo/so-ho-tich/viec-truoc/{correction.id}")
    justice.fill("year", str(entry.year))
    justice.fill("number", str(entry.number))
    justice.press("form button.btn-primary")
    justice.sees(f"{entry.subject_name}, số {entry}")


def note_on(birth: Dossier) -> str:
    """The words of the note on the entry."""
    db.session.expire_all()
    entry = queries.of_dossier(birth.id)
    assert entry is not None
    (note,) = notes.notes_of(entry)
    return note.text


def correct_own_data(agency: Person, correction: Dossier, birth: Dossier) -> None:
    """The agency finds the forwarded file, corrects what it has, and answers."""
    agency.open("/can-bo/")
    agency.sees("Hồ sơ, câu hỏi chờ nhận")
    packet = office.open_packet(agency, correction.code)
    agency.sees(note_on(birth), birth.code, "Sổ hộ tịch đã thay đổi")
    agency.take("receive")
    assert agency.fetch(f"{packet}/giay-to/1").startswith(b"%PDF")
    agency.take("tra-loi")
    agency.fill("note", "Đã sửa tên trong sổ")
    agency.confirm()
    assert agency.steps() == set()
