"""Papers are revoked, and notes of other offices written, by two people; nothing takes it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import Acting, StepActor
from app.dossiers.rules.extracts import ChosenEntry
from app.dossiers.workflow import Capacity, State
from app.kernel.db import attempt, db, transaction
from app.kernel.row_security.grants import LOADER, PUBLIC, WEB, WORKER
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.entries import Entry
from app.registers.models.issued_papers import PaperEnd, PaperStatus
from app.registers.models.notes import NoteKind
from app.registers.models.proposals import EntryProposal, RevocationReason
from app.registers.operations import extracts, proposals
from app.registers.queries import notes
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories.files import a_photo
from harness.stage.factories.people import LONG_AGO, somebody
from tests.handoffs.conftest import Desk, desk
from tests.refusals import expect_refusal
from tests.registers.test_copies import words
from tests.registers.test_extracts import copied, issued, visited
from tests.registers.test_extracts import sign as sign_extract
from tests.registers.test_notes import CORRECTION, _try, a_birth, name, sign
from tests.registers.test_verification import IN_FORCE, Checker, issue_of, sealed
from tests.security.test_policies import a_token, enter

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")

Sit = Callable[..., Desk]
LIST = "/can-bo/so-ho-tich/trinh-ky/"
ANY_PAGE = "/can-bo/sap-xep/Desk?hang=all"
"""Its form has a token for what no page offers to the officer."""
REVOKED = "Giấy này đã bị thu hồi"
WHY = {
    "reason": "wrong_person",
    "text": "Giao nhầm cho người cùng tên.",
    "basis": "Biên bản số 04/BB-UBND ngày 28/11/2026",
}
JUSTICE, LEADER, RECEPTION = Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER, Role.COMMUNE_RECEPTION


@pytest.fixture
def dossier() -> Dossier:
    return ADossier(State.RETURNED, procedure=BIRTH)


def proposed(desk: Sit, dossier: Dossier, **changes: str) -> str:
    """The address of what the officer proposed on the page of the dossier's entry."""
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    page = f"{LIST}thu-hoi/{entry.id}"
    officer = desk(JUSTICE, dossier.commune)
    assert page in officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    answer = officer.send(page, page, **WHY | changes)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_the_leader_signs_what_the_officer_proposed_and_the_paper_is_revoked(
    desk: Sit, app: Flask, dossier: Dossier
) -> None:
    address, checker = proposed(desk, dossier), Checker(app)
    assert IN_FORCE in checker.drops(sealed(dossier))[1]
    leader = desk(LEADER, dossier.commune)
    assert dossier.subject_name in leader.see(LIST)
    assert "Ghi chú, thu hồi giấy tờ chờ ký" in leader.see("/can-bo/")
    assert leader.send(address, f"{address}/sign").status_code == 302
    _status, page = checker.drops(sealed(dossier))
    assert REVOKED in page
    assert dossier.subject_name not in leader.see(LIST)
    desk_page = desk(RECEPTION, dossier.commune).see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    assert "Giao nhầm cho người cùng tên." in desk_page
    assert "Biên bản số 04/BB-UBND" in desk_page
    told = select(Message).where(Message.template == MessageKind.PAPER_REVOKED)
    (message,) = db.session.scalars(told)
    assert message.recipient == dossier.applicant_phone


def test_a_paper_is_revoked_once(desk: Sit, dossier: Dossier) -> None:
    address, leader = proposed(desk, dossier), desk(LEADER, dossier.commune)
    officer, entry = desk(JUSTICE, dossier.commune), queries.of_dossier(dossier.id)
    assert entry is not None
    page = f"{LIST}thu-hoi/{entry.id}"
    assert "đã có đề xuất đang chờ lãnh đạo" in officer.send(page, page, **WHY).text
    assert leader.send(address, f"{address}/sign").status_code == 302
    assert "đã được quyết định" in leader.send(ANY_PAGE, f"{address}/sign").text
    assert "không còn hiệu lực" in officer.see(page)
    assert "không còn hiệu lực" in officer.send(ANY_PAGE, page, **WHY).text
    assert page not in officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")


def test_what_is_sent_back_has_a_reason_and_ends_nothing(
    desk: Sit, app: Flask, dossier: Dossier
) -> None:
    address, leader = proposed(desk, dossier), desk(LEADER, dossier.commune)
    assert (
        "Nhập nội dung công chức cần xem lại" in leader.send(address, f"{address}/send_back").text
    )
    said = {"reason": "Chưa có biên bản."}
    assert leader.send(address, f"{address}/send_back", **said).status_code == 302
    assert "Chưa có biên bản." in desk(JUSTICE, dossier.commune).see(address)
    assert IN_FORCE in Checker(app).drops(sealed(dossier))[1]
    assert proposed(desk, dossier) != address


@pytest.mark.parametrize("missing", list(WHY))
def test_a_revocation_says_why_and_on_what_basis(desk: Sit, dossier: Dossier, missing: str) -> None:
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    page = f"{LIST}thu-hoi/{entry.id}"
    answer = desk(JUSTICE, dossier.commune).send(page, page, **WHY | {missing: ""})
    assert "Có 1 chỗ cần sửa" in answer.text
    assert not list(db.session.scalars(select(EntryProposal)))


def test_nobody_else_proposes_or_signs(desk: Sit, dossier: Dossier) -> None:
    address, entry = proposed(desk, dossier), queries.of_dossier(dossier.id)
    assert entry is not None
    page = f"{LIST}thu-hoi/{entry.id}"
    for role in (RECEPTION, LEADER):
        assert desk(role, dossier.commune).status(page) == 403
    for role in (JUSTICE, RECEPTION):
        desk(role, dossier.commune).send(ANY_PAGE, f"{address}/sign")
    stranger = desk(LEADER, a_commune(1))
    assert stranger.status(address) == 404
    assert stranger.send(ANY_PAGE, f"{address}/sign").status_code == 404
    assert not list(db.session.scalars(select(PaperEnd)))


def test_who_prepares_does_not_sign(desk: Sit, dossier: Dossier) -> None:
    proposal = db.session.get_one(EntryProposal, UUID(proposed(desk, dossier)[-36:]))
    alone = StepActor(proposal.staff_id, (Acting(Capacity.SIGNER, proposal.posting_id),))
    with expect_refusal("You have proposed this yourself"):
        proposals.sign(proposal, by=alone)


@pytest.mark.parametrize(
    "table", ["issued_paper", "issued_paper_end", "entry_proposal", "proposal_decision"]
)
@pytest.mark.parametrize("role", [WEB, WORKER, PUBLIC, LOADER])
def test_no_role_takes_a_revocation_back(role: str, table: str) -> None:
    for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table}"):
        with pytest.raises(DBAPIError) as refused, attempt():
            _try(role, statement)
        assert isinstance(refused.value.orig, InsufficientPrivilege)


END = (
    "insert into issued_paper_end (id, issued_id, unit_id, status, since, at, reason, xact)"
    " values (gen_random_uuid(), %s, %s, 'revoked', current_date, now(), 'x', 0)"
)
DECIDE = (
    "insert into proposal_decision (id, proposal_id, unit_id, is_signed, at, staff_id, xact)"
    " values (gen_random_uuid(), %s, %s, true, now(), %s, 0)"
)


@pytest.mark.quick
def test_the_database_takes_a_revocation_only_from_a_leader_who_did_not_prepare_it(
    committed: Database,
) -> None:
    with transaction():
        dossier = ADossier(State.RETURNED, procedure=BIRTH)
        officer, leader = AnOfficer(JUSTICE, dossier.commune), AnOfficer(LEADER, dossier.commune)
        accounts_staff.grant_posting(
            officer.staff, dossier.commune, LEADER, title="Phó Chủ tịch", since=LONG_AGO
        )
        entry = queries.of_dossier(dossier.id)
        assert entry is not None
        by = StepActor(officer.staff.id, (Acting(Capacity.CIVIL_STATUS, officer.posting.id),))
        proposal = proposals.propose_revocation(
            entry, RevocationReason.LOST, "Mất phôi", "Biên bản 04", by=by
        )
        end = (issue_of(dossier).id, dossier.commune_id)
        decide = (proposal.id, dossier.commune_id)
    for signer, may in ((officer, False), (leader, True)):
        token = a_token(signer)
        with committed.connect("mc_web") as line, line.transaction(force_rollback=True):
            enter(line, token)
            with pytest.raises(InsufficientPrivilege), line.transaction():
                line.execute(END, end)
            refusal = nullcontext() if may else pytest.raises(InsufficientPrivilege)
            with refusal, line.transaction():
                line.execute(DECIDE, (*decide, signer.staff.id))
                line.execute(END, end)


def an_extract(entry: Entry) -> Dossier:
    """The dossier of a signed extract of the entry."""
    dossier = visited()
    with transaction():
        by = somebody(JUSTICE, dossier.commune).at(dossier)
        extracts.choose_entry(dossier, ChosenEntry("register_entry", entry.id), by=by)
    sign_extract(dossier)
    return dossier


def test_a_correction_ends_the_extracts_issued_before_it_and_no_later_one(
    desk: Sit, app: Flask
) -> None:
    birth, checker = a_birth(0), Checker(app)
    before = an_extract(birth)
    assert IN_FORCE in checker.drops(sealed(before))[1]
    correction = ADossier(State.TO_SIGN, a_commune(1), CORRECTION, change_kind="correct")
    name(desk, correction, birth)
    corrected = sign(correction)
    after = an_extract(birth)
    _status, page = checker.drops(sealed(before))
    assert "Giấy này đã được thay thế" in page
    assert "bản trích lục mới" in page
    assert f"số {corrected}" in page
    assert IN_FORCE in checker.drops(sealed(after))[1]
    (end,) = db.session.scalars(select(PaperEnd).where(PaperEnd.issued_id == issue_of(before).id))
    assert end.status is PaperStatus.SUPERSEDED
    keeper = desk(RECEPTION, birth.unit).see(f"/can-bo/mot-cua/ho-so/{before.id}")
    assert "Được thay thế từ ngày" in keeper


TOLD = {
    "kind": "divorce",
    "document": "Quyết định số 15/2026/QĐST-HNGĐ",
    "day": "2026-11-02",
    "office": "Tòa án nhân dân huyện Ba Vì",
    "text": "Đã ly hôn.",
}


def noted(desk: Sit, entry: Entry, **changes: object) -> str:
    """What the officer's browser shows after proposing a note."""
    page = f"{LIST}ghi-chu/{entry.id}"
    officer = desk(JUSTICE, entry.unit)
    assert page in officer.see(f"/can-bo/mot-cua/ho-so/{entry.dossier_id}")
    answer = officer.send(page, page, **TOLD | changes)
    return str(answer.location) if answer.status_code == 302 else answer.text


def test_a_note_of_a_court_is_signed_and_printed_and_ends_what_was_issued(
    desk: Sit, app: Flask
) -> None:
    birth, checker = a_birth(), Checker(app)
    extract = an_extract(birth)
    scan = (BytesIO(a_photo()), "quyet-dinh.jpg")
    address = noted(desk, birth, scan=scan)
    leader = desk(LEADER, birth.unit)
    page = leader.see(address)
    assert "Bản chụp văn bản" in page
    assert list(notes.notes_of(birth)) == []
    assert leader.send(address, f"{address}/sign").status_code == 302
    db.session.expire_all()
    (note,) = notes.notes_of(birth)
    assert (note.kind, note.staff_id) == (NoteKind.DIVORCE, leader.officer.staff.id)
    copy = words(leader.client.get(f"/can-bo/so-ho-tich/ban-sao/{birth.id}").get_data())
    assert "Đã ly hôn." in copy
    assert "Quyết định số 15/2026/QĐST-HNGĐ, Tòa án nhân dân huyện Ba Vì, ngày 02/11/2026" in copy
    for ended in (birth.dossier, extract):
        said = checker.drops(sealed(ended))[1]
        assert "Giấy này đã được thay thế" in said
        assert "bản trích lục mới" in said
    assert IN_FORCE in checker.drops(sealed(an_extract(birth)))[1]


def test_a_death_is_noted_and_the_certificate_of_birth_stays_in_force(
    desk: Sit, app: Flask
) -> None:
    birth = a_birth()
    address = noted(desk, birth, kind="death", text="Đã chết.")
    assert desk(LEADER, birth.unit).send(address, f"{address}/sign").status_code == 302
    assert IN_FORCE in Checker(app).drops(sealed(birth.dossier))[1]


@pytest.mark.parametrize(("field", "said"), [("day", "2026-12-24"), ("day", ""), ("text", "")])
def test_a_note_needs_its_document_and_words(desk: Sit, field: str, said: str) -> None:
    birth = a_birth()
    assert "Có 1 chỗ cần sửa" in noted(desk, birth, **{field: said})
    assert not list(db.session.scalars(select(EntryProposal)))


@pytest.mark.parametrize(
    ("typed", "why"),
    [("0206-11-02", "Xem lại năm"), ("30/2/2026", "chỉ có 28 ngày"), ("   ", "Ghi ngày/tháng/năm")],
)
def test_a_day_that_cannot_be_says_why_and_stays_as_typed(desk: Sit, typed: str, why: str) -> None:
    page = noted(desk, a_birth(), day=typed)
    assert why in page
    assert f'value="{typed}"' in page


def test_an_extract_of_a_copied_entry_prints_the_notes_of_the_paper_book() -> None:
    dossier = visited()
    copied(dossier, notes="Cải chính họ mẹ năm 1996")
    sign_extract(dossier)
    assert "Cải chính họ mẹ năm 1996" in issued(dossier)
