"""A complaint from the tracking page to the letter; the district sees it, the desk does not."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.accounts.roles import Role
from app.complaints.models import Complaint
from app.complaints.operations import complaints
from app.complaints.queries import complaints as queries
from app.complaints.vocabulary import ComplaintKind, ComplaintState
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import counted, db, transaction
from app.kernel.errors import NotAllowed
from app.notifications import queries as notifications
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier, somebody
from harness.stage.factories.dossiers import LEADER, RECEPTION
from tests.complaints.conftest import Sign
from tests.dossiers.citizen.test_tracking import tracking
from tests.refusals import expect_refusal

FORM, LIST = "/tra-cuu/khieu-nai", "/can-bo/khieu-nai/list/"
SAID = "Cán bộ bắt tôi bổ sung giấy tờ ba lần, mỗi lần một thứ khác nhau."
ANSWER = "Ủy ban nhân dân xã xin lỗi và đã phê bình người tiếp nhận hồ sơ."
COMPLAINT, FEEDBACK = ComplaintKind
OPEN, ANSWERED, DECLINED = ComplaintState

pytestmark = pytest.mark.usefixtures("database")


def page_of(complaint: Complaint) -> str:
    return f"/can-bo/khieu-nai/thu/{complaint.id}"


def sent(dossier: Dossier, kind: ComplaintKind = COMPLAINT) -> Complaint:
    with transaction():
        return complaints.send(dossier, kind, SAID)


def the_complaint() -> Complaint:
    return db.session.scalars(select(Complaint)).one()


def leader_of(dossier: Dossier) -> Actor:
    return somebody(LEADER, dossier.commune).actor


def close(complaint: Complaint, state: ComplaintState = ANSWERED) -> None:
    with transaction():
        complaints.close(complaint, state, ANSWER, by=leader_of(complaint.dossier))


def accept(complaint: Complaint, *, is_complex: bool = False) -> None:
    with transaction():
        complaints.accept(complaint, is_complex=is_complex, by=leader_of(complaint.dossier))


def told(dossier: Dossier) -> list[str]:
    return [str(each.template) for each in notifications.about(dossier.id)]


def test_from_the_citizen_to_the_head_and_back(citizen: Citizen, sign: Sign) -> None:
    dossier = ADossier(State.ACCEPTED, citizen.commune)
    tracking(citizen, dossier).get(FORM)
    citizen.post(FORM, kind="complaint", said=SAID)
    assert citizen.path == "/tra-cuu/ho-so"
    complaint = the_complaint()
    assert complaint.number == f"{dossier.code}/KN-1"
    assert complaint.number in citizen.text
    assert "Chậm nhất" in citizen.text

    head = sign(LEADER)
    assert complaint.number in head.get(LIST)[1]
    page = page_of(complaint)
    status, text = head.get(page)
    assert (status, SAID in text) == (200, True)
    _status, text = head.post(f"{page}/thu-ly", page)
    assert "Đã thụ lý" in text
    assert "Văn bản số 01/UBND-KN" in text
    citizen.get("/tra-cuu/ho-so").get(f"{FORM}/1/thu-ly")
    assert citizen.answer is not None
    notice = pypdf.PdfReader(BytesIO(citizen.answer.get_data())).pages[0].extract_text()
    assert "thụ lý giải quyết khiếu nại" in " ".join(notice.split())
    assert citizen.get(f"{FORM}/1/tra-loi").status == 404
    _status, text = head.post(f"{page}/tra-loi", page, said=ANSWER, answer="1")
    assert "02/UBND-KN" in text
    assert told(dossier)[:2] == ["dossier/complaint_answered", "dossier/complaint_accepted"]

    citizen.get("/tra-cuu/ho-so")
    assert ANSWER in citizen.text
    assert "02/UBND-KN" in citizen.text
    citizen.get(f"{FORM}/1/tra-loi")
    assert citizen.answer is not None
    assert citizen.answer.mimetype == "application/pdf"


def test_the_district_sees_it_and_the_desk_does_not(sign: Sign, citizen: Citizen) -> None:
    complaint = sent(ADossier(commune=citizen.commune))
    for role in (Role.DISTRICT_JUSTICE, Role.DISTRICT_LEADER):
        desk = sign(role)
        assert complaint.number in desk.get(LIST)[1]
        status, text = desk.get(page_of(complaint))
        assert (status, SAID in text, "Ký và gửi" in text) == (200, True, False)
        assert SAID not in desk.post(f"{page_of(complaint)}/tra-loi", LIST, said=ANSWER)[1]
    for role in (RECEPTION, Role.COMMUNE_JUSTICE, Role.POLICE):
        desk = sign(role)
        assert SAID not in desk.get(page_of(complaint))[1]
        assert complaint.number not in desk.get(LIST)[1]
    assert the_complaint().state is OPEN


def test_nobody_but_who_opened_the_dossier_may_complain(citizen: Citizen) -> None:
    assert citizen.get(FORM).path == "/tra-cuu"
    assert citizen.post(FORM, kind="complaint", said=SAID).path == "/tra-cuu"
    assert db.session.scalars(select(Complaint)).all() == []


def test_what_is_missing_is_said_and_what_was_written_stays(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.REFUSED)).get(FORM)
    assert re.search('value="complaint"[^>]* checked>', citizen.text)
    citizen.post(FORM, kind="feedback", said="x" * 4001)
    assert citizen.status == 422
    assert "x" * 4001 in citizen.text
    citizen.post(FORM, said="")
    assert "Hãy chọn" in citizen.text


def test_three_a_day_and_no_more(citizen: Citizen) -> None:
    tracking(citizen, ADossier()).get(FORM)
    for _time in range(4):
        citizen.get(FORM).post(FORM, kind="feedback", said=SAID)
    assert citizen.status == 422
    assert len(db.session.scalars(select(Complaint)).all()) == 3


def test_a_complaint_is_accepted_before_it_is_answered_and_once() -> None:
    complaint = sent(ADossier())
    with expect_refusal("Accept the complaint for handling first, or say why it is"):
        close(complaint)
    accept(complaint, is_complex=True)
    assert complaint.accepted_at is not None
    assert complaint.due_at >= complaint.accepted_at + timedelta(days=44)
    with expect_refusal("Only a complaint is accepted for handling, and only once"):
        accept(complaint)
    close(complaint)
    with expect_refusal("This letter has its answer already"):
        close(complaint)
    with expect_refusal("This letter has its answer already"):
        close(complaint, DECLINED)


def test_feedback_is_answered_without_acceptance_and_a_complaint_may_be_declined() -> None:
    dossier = ADossier()
    feedback, complaint = sent(dossier, FEEDBACK), sent(dossier)
    with expect_refusal("Only a complaint is accepted for handling, and only once"):
        accept(feedback)
    close(feedback)
    close(complaint, DECLINED)
    assert [each.n for each in queries.of_dossier(dossier.id)] == [2, 1]
    assert feedback.slip is not None
    assert complaint.slip is not None
    assert feedback.slip.number != complaint.slip.number
    said = pypdf.PdfReader(BytesIO(as_kept(complaint.slip))).pages[0].extract_text()
    for part in (
        "không thụ lý",
        ANSWER,
        "khiếu nại số KN-2",
        "khiếu nại lần hai",
        "trong thời hạn 30 ngày",
    ):
        assert "".join(part.split()) in "".join(said.split()), said


def test_only_the_head_of_the_commune_answers() -> None:
    dossier = ADossier()
    complaint = sent(dossier, FEEDBACK)
    others = (RECEPTION, Role.DISTRICT_JUSTICE, Role.DISTRICT_LEADER)
    for role in others:
        with pytest.raises(NotAllowed), transaction():
            complaints.close(complaint, ANSWERED, ANSWER, by=somebody(role, dossier.commune).actor)


@pytest.mark.parametrize("role", ["mc_web", "mc_public", "mc_worker"])
def test_nobody_changes_or_removes_what_was_written(role: str) -> None:
    for column in ("said", "number", "sent_at", "dossier_id", "kind"):
        may = select(func.has_column_privilege(role, "complaint", column, "UPDATE"))
        assert db.session.scalar(may) is False, column
    assert db.session.scalar(select(func.has_table_privilege(role, "complaint", "DELETE"))) is False


def test_an_answer_is_final_in_the_database_too() -> None:
    complaint = sent(ADossier(), FEEDBACK)
    close(complaint)
    with pytest.raises(DBAPIError), transaction():
        complaint.answer = "Khác"


def test_late_ones_are_counted_for_the_district() -> None:
    dossier = ADossier()
    sent(dossier)
    district = somebody(Role.DISTRICT_JUSTICE, dossier.commune).actor
    assert counted(queries.opened(district), queries.late(district)) == [1, 0]
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert counted(queries.late(district)) == [1]
