"""Subject access: found by an index, compiled into one archive, and logged."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import Flask, session
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.bookkeeping import DossierIdentityNumber
from app.dossiers.operations import answer_revisions
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import LOADER, OWNER, WEB
from app.kernel.security.tokens import new_token
from app.notifications.models.gateway import OptOut
from app.notifications.operations import inbound_sms
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models.entries import Entry, EntryNumber
from app.reports.models.issued_reports import DataRequest
from app.reports.queries import subject_access
from app.reports.rules import DataSubject
from app.residents.models.lookups import LookUp, PopulationAnswer, Purpose
from app.training.models.classes import Attendance, AttendanceOutcome
from app.training.models.results import Certificate
from harness.stage.application import become
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of, open_session
from harness.stage.factories.dossiers import JUSTICE
from harness.stage.factories.people import somebody
from harness.stage.factories.training import a_class, a_course
from tests.registers.test_keyed_entries import KEY, post

PAGE = "/can-bo/du-lieu-ca-nhan/"
WHY = {"request_no": "127/ĐN", "reason": "Đến trực tiếp, đã xem giấy tờ tùy thân"}
OTHERS: dict[str, Any] = {
    "applicant_name": "Lê Thị Khác",
    "applicant_id": "099999999",
    "applicant_phone": "0977777777",
    "child_name": "Phạm Khác",
    "birth_proof_number": "012345678",  # looks like the mother's number, and is none
}


class Officer:
    """An officer who answers requests in a browser."""

    def __init__(self, app: Flask, role: Role = Role.CITY_JUSTICE) -> None:
        self.who = AnOfficer(role)
        self.client = browser_of(app, self.who)
        page = self.client.get(PAGE).get_data(as_text=True)
        self.token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]

    def ask(self, **said: Any) -> TestResponse:
        return self.client.post(PAGE, data={"csrf_token": self.token, **WHY, **said})


def opened(answer: TestResponse) -> tuple[dict[str, Any], ZipFile]:
    assert answer.mimetype == "application/zip", answer.get_data(as_text=True)
    archive = ZipFile(BytesIO(answer.get_data()))
    return json.loads(archive.read("du-lieu.json")), archive


def test_the_file_has_the_dossiers_of_the_person_and_no_others(
    app: Flask, database: object
) -> None:
    mine, other = ADossier(State.AT_AGENCIES), ADossier(commune=a_commune(1), **OTHERS)
    officer = Officer(app)
    answer = officer.ask(number="012 345 678")
    assert answer.headers["Cache-Control"] == "no-store"
    data, archive = opened(answer)
    assert [each["code"] for each in data["dossiers"]] == [mine.code]
    (dossier,) = data["dossiers"]
    kept = [paper for paper in mine.papers if paper.storage_key]
    assert len([paper for paper in dossier["papers"] if paper["in_archive"]]) == len(kept) > 2
    for paper, told in zip(mine.papers, dossier["papers"], strict=True):
        if paper.storage_key:
            with storage.open_stored(paper.storage_key) as stored:
                assert archive.read(told["in_archive"]) == stored.read()
    assert dossier["entry"]["content"]
    assert [each["id"] for each in dossier["journal"]] == [each.id for each in mine.journal]
    assert [each["key"] for each in dossier["fees"]] == sorted(each.key for each in mine.fees)
    assert len(dossier["pauses"]) == len(mine.pauses)
    assert len(dossier["supplements"]) == len(mine.supplements)
    assert len(dossier["legs"]) == 2
    assert any(message["words"] for message in dossier["messages"])
    everything = archive.read("du-lieu.json").decode() + archive.read("chi-muc.html").decode()
    assert "Số giấy tờ" in everything
    for secret in (mine.secret_hash, other.code, *OTHERS.values()):
        assert secret in {"012345678"} or secret not in everything
    assert not [name for name in archive.namelist() if "Mẫu" in name or "0123" in name]
    request = db.session.scalars(select(DataRequest)).one()
    assert (request.request_no, request.dossiers) == (WHY["request_no"], [str(mine.id)])
    assert request.staff_id == officer.who.staff.id
    trail = select(AuditEntry).where(AuditEntry.action == "export")
    assert [(row.subject, row.key) for row in db.session.scalars(trail)] == [
        ("data_request", str(request.id))
    ]
    looks = select(AccessEntry.key).where(AccessEntry.action == AccessKind.EXPORT)
    assert list(db.session.scalars(looks)) == [str(mine.id)]


def test_without_a_number_three_things_must_agree(app: Flask, database: object) -> None:
    dossier, officer = ADossier(), Officer(app)
    mother = {"phone": "0912 345 678", "name": "nguyen thi mau", "born": "27/3/1990"}
    data, _archive = opened(officer.ask(**mother))
    assert [each["code"] for each in data["dossiers"]] == [dossier.code]
    assert officer.ask(**mother | {"born": "28/3/1990"}).mimetype == "text/html"
    for lacking in mother:
        answer = officer.ask(**mother | {lacking: ""})
        assert "Nhập số giấy tờ tùy thân, hoặc" in answer.get_data(as_text=True)
    assert "Không lưu dữ liệu nào" in officer.ask(number="011111111").get_data(as_text=True)
    requests = db.session.scalars(select(DataRequest.dossiers)).all()
    assert sorted(requests) == [[], [], [str(dossier.id)]]


def test_entries_of_handwritten_books_are_told(app: Flask, database: object) -> None:
    bride = {"bride_name": "Lê Thị Sổ Cũ", "bride_born": "1/3/1985", "bride_id": "012777777"}
    groom = {"groom_name": "Trần Văn Sổ Cũ", "groom_born": "1984", "groom_id": "012888888"}
    first, second = (AnOfficer(Role.COMMUNE_JUSTICE, a_commune()) for _n in range(2))
    said = {"book": "01/2009", "registered_on": "12/03/2009", **bride, **groom}
    for n, who in ((45, first), (45, second), (46, first)):
        other = {"bride_id": "012999999", "bride_name": "Lê Thị Khác"} if n == 46 else {}
        post(browser_of(app, who), KEY.replace("birth", "marriage"), {**said, "number": n, **other})
    officer = Officer(app)
    data, archive = opened(officer.ask(number="012777777"))
    assert [(each["book"], each["number"]) for each in data["paper_books"]] == [("01/2009", 45)] * 4
    assert "01/2009" in archive.read("chi-muc.html").decode()
    groom_of_both = {"phone": "0912 000 000", "name": "tran van so cu", "born": "2/2/1984"}
    assert len(opened(officer.ask(**groom_of_both))[0]["paper_books"]) == 5
    assert officer.ask(**groom_of_both | {"born": "1/3/1985"}).mimetype == "text/html"


def test_what_came_from_the_telephone_of_the_person_is_told(app: Flask, database: object) -> None:
    ADossier()
    with transaction():
        inbound_sms.note_inbound("a", "+84912345678", "HS 123")
        inbound_sms.note_inbound("b", "+84987654321", "of somebody else")
        db.session.add(OptOut(phone="0912345678", at=clock.now()))
    officer = Officer(app)

    mother = {"phone": "0912 345 678", "name": "nguyen thi mau", "born": "27/3/1990"}
    data, _archive = opened(officer.ask(**mother))

    assert [each["text"] for each in data["sent_by_telephone"]] == ["HS 123"]
    assert data["no_notices_since"] is not None


def test_a_corrected_number_still_leads_to_the_dossier(app: Flask, database: object) -> None:
    dossier = ADossier(State.ACCEPTED)
    by = somebody(JUSTICE, dossier.commune).at(dossier)
    with transaction():
        said = {**dossier.answers, "applicant_id": "098765432"}
        answer_revisions.revise_answers(dossier, said, by=by)
    noted = select(DossierIdentityNumber.number).where(
        DossierIdentityNumber.dossier_id == dossier.id
    )
    assert {"012345678", "098765432"} <= set(db.session.scalars(noted))
    officer = Officer(app)
    for number in ("012345678", "098765432"):
        data, _archive = opened(officer.ask(number=number))
        assert data["dossiers"][0]["answers"]["applicant_id"] == "098765432"


def test_people_at_work_are_found_too(app: Flask, database: object) -> None:
    clerk = AnOfficer(Role.COMMUNE_RECEPTION, name="Đỗ Thị Cán")
    clerk.staff.id_number = "001090123456"
    db.session.flush()
    data, _archive = opened(Officer(app).ask(number="001090123456"))
    assert data["dossiers"] == []
    assert data["staff"][0]["full_name"] == "Đỗ Thị Cán"
    assert data["staff"][0]["postings"]


def test_what_somebody_at_work_has_learnt_is_told(app: Flask, database: object) -> None:
    clerk = AnOfficer(Role.COMMUNE_RECEPTION, name="Đỗ Thị Cán")
    clerk.staff.id_number = "001090123456"
    course = a_course()
    here = a_class(course)
    attendance = Attendance(
        training_class=here, staff=clerk.staff, outcome=AttendanceOutcome.PASSED
    )
    paper = Certificate(
        attendance=attendance, year=2016, n=7, code="abc", full_name=clerk.staff.full_name,
        unit_name="xã", course_name=course.name, role=Role.COMMUNE_RECEPTION,
        held_on=here.held_on, score=90, issued_on=date(2016, 11, 21),
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    data, archive = opened(Officer(app).ask(number="001090123456"))
    (told,) = data["staff"][0]["certificates"]
    assert (told["number"], told["score"], told["course"]) == (7, 90, course.name)
    page = archive.read("chi-muc.html").decode()
    assert here.name in page
    assert "21/11/2016" in page


def test_the_number_that_a_child_got_later_leads_to_its_birth(app: Flask, database: object) -> None:
    mine, _other = ADossier(State.READY, procedure=BIRTH), ADossier(commune=a_commune(1), **OTHERS)
    entry = db.session.scalars(select(Entry).where(Entry.dossier_id == mine.id)).one()
    of_the_child = "001316000011"
    later = {"import_id": uuid4(), "source": "Công an", "as_of": date(2016, 11, 1)}
    with transaction():
        db.session.add(
            EntryNumber(id=uuid4(), entry_id=entry.id, number=of_the_child, at=clock.now(), **later)
        )
    data, archive = opened(Officer(app).ask(number=of_the_child))
    (dossier,) = data["dossiers"]
    assert (dossier["code"], dossier["entry"]["personal_number"]) == (mine.code, of_the_child)
    assert of_the_child in archive.read("chi-muc.html").decode()


def test_look_ups_about_the_person_are_told_with_what_was_answered(
    app: Flask, database: object
) -> None:
    asked, of_somebody_else = "001190000001", "001190000002"
    dossier = ADossier()
    clerk = AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune)
    for number, name in ((asked, "Vũ Thị Mẫu"), (of_somebody_else, "Phạm Khác")):
        line = LookUp(
            id=uuid4(),
            at=clock.real_now(),
            staff_id=clerk.staff.id,
            posting_id=clerk.posting.id,
            unit_id=dossier.commune_id,
            dossier_id=dossier.id,
            person="mother",
            purpose=Purpose.PERSON,
            subject=sealed(number),
        )
        db.session.add(line)
        db.session.flush()
        answer = {"found": True, "content": {"name": name}, "source": "Công an"}
        db.session.add(
            PopulationAnswer(id=uuid4(), lookup_id=line.id, at=clock.real_now(), **answer)
        )
    data, archive = opened(Officer(app).ask(number=asked))
    assert [(each["purpose"], each["answer"]) for each in data["look_ups"]] == [
        ("Đối chiếu và điền nhân thân đã khai", {"name": "Vũ Thị Mẫu"})
    ]
    assert "Phạm Khác" not in archive.read("du-lieu.json").decode()
    assert dossier.commune.name in archive.read("chi-muc.html").decode()


def sealed(number: str) -> str:
    """The keyed digest that only the database can compute."""
    connection = db.session.connection()
    become(connection, OWNER)
    seal = db.session.scalar(text("select mc_seal('resident ' || :number)"), {"number": number})
    become(connection, LOADER)
    return str(seal)


@pytest.mark.parametrize(
    "role", [Role.CITY_ADMIN, Role.DISTRICT_JUSTICE, Role.COMMUNE_LEADER, Role.POLICE]
)
def test_nobody_else_may_ask(app: Flask, database: object, role: Role) -> None:
    client = browser_of(app, AnOfficer(role))
    assert client.get(PAGE).status_code in {302, 403}
    assert client.post(PAGE, data={"number": "012345678", **WHY}).status_code in {302, 400, 403}
    assert db.session.scalars(select(DataRequest)).all() == []


def test_twenty_a_day(app: Flask, database: object) -> None:
    officer = Officer(app)
    for _n in range(20):
        assert "Không lưu dữ liệu" in officer.ask(number="011111111").get_data(as_text=True)
    assert "Hôm nay đã trả lời đủ 20" in officer.ask(number="1" * 9).get_data(as_text=True)
    assert len(db.session.scalars(select(DataRequest)).all()) == 20


@pytest.mark.parametrize(
    "person", [DataSubject(number="012345678"), DataSubject(phone="0912345678")]
)
def test_an_index_finds_the_dossiers_behind_the_wall(
    app: Flask, database: object, person: DataSubject
) -> None:
    officer, token = AnOfficer(Role.CITY_JUSTICE), new_token()
    open_session(officer.user, token)
    key, actor = ADossier().id, officer.actor
    query = subject_access.candidates(actor, person)
    words = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    with app.test_request_context("/"):
        session["_user_id"] = token
        connection = db.session.connection()
        become(connection, WEB)
        request_scope.enter(connection)
        assert [dossier.id for dossier in db.session.scalars(query)] == [key]
        db.session.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(db.session.scalars(text(f"explain {words}")))
        become(connection, LOADER)
    assert "Seq Scan on dossier" not in plan, plan
