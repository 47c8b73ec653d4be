"""The practice space: entered by session, with its own dossiers, numbers and papers."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.dossiers.models.bookkeeping import DailyCounter
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip, SlipCounter
from app.dossiers.operations import slip_issue
from app.dossiers.queries import awaiting_citizen, team
from app.dossiers.workflow import State
from app.kernel.db import db
from app.kernel.files import storage
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import Message, MessageState
from app.organisation.models import Unit
from app.registers.models.entries import Counter, Entry, RegisterKind
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of

pytestmark = pytest.mark.usefixtures("database")

REHEARSAL = re.compile(r"000\.\d\d\.\d\d\.H26-TD-\d{6}-\d{4}")
MARK = "DIỄN TẬP – KHÔNG CÓ GIÁ TRỊ"


@pytest.fixture
def commune(database: Database) -> Unit:
    return a_commune()


def posted(client: FlaskClient, address: str, **form: str) -> str:
    """The page after a form was sent as its page offers it."""
    page = client.get("/can-bo/tap-duot/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    answer = client.post(address, data={"csrf_token": token[1], **form}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def entered(app: Flask, role: Role, commune: Unit) -> FlaskClient:
    client = browser_of(app, AnOfficer(role, commune))
    posted(client, "/can-bo/tap-duot/chuyen", vao="1")
    return client


def at_the_desk(client: FlaskClient) -> set[str]:
    """The dossiers linked from the desk."""
    page = client.get("/can-bo/mot-cua/?hang=all").get_data(as_text=True)
    return set(re.findall(r"/can-bo/mot-cua/ho-so/([0-9a-f-]{36})", page))


def test_an_officer_enters_makes_a_rehearsal_and_leaves(app: Flask, commune: Unit) -> None:
    client = entered(app, Role.COMMUNE_RECEPTION, commune)
    for event in ("lien-thong", "khai-sinh", "khai-tu"):
        page = posted(client, "/can-bo/tap-duot/tao", commune=str(commune.id), event=event)
        assert REHEARSAL.search(page)
        assert "KHÔNG GIAN DIỄN TẬP" in page
    assert len(at_the_desk(client)) == 3
    page = posted(client, "/can-bo/tap-duot/chuyen")
    assert "KHÔNG GIAN DIỄN TẬP" not in page
    assert at_the_desk(client) == set()


def test_a_real_dossier_is_not_seen_from_the_practice_space(app: Flask, commune: Unit) -> None:
    real = ADossier(State.ACCEPTED, commune)
    client = entered(app, Role.COMMUNE_RECEPTION, commune)
    assert real.code not in client.get("/can-bo/mot-cua/?hang=all").get_data(as_text=True)
    assert client.get(f"/can-bo/mot-cua/ho-so/{real.id}").status_code == 404


def test_nobody_makes_a_rehearsal_where_real_dossiers_are(app: Flask, commune: Unit) -> None:
    client = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, commune))
    posted(client, "/can-bo/tap-duot/tao", commune=str(commune.id), event="khai-sinh")
    assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0


def test_rehearsals_have_codes_slips_and_a_book_of_their_own(commune: Unit) -> None:
    real = ADossier(State.REGISTERED, commune)
    counted = db.session.execute(select(Counter.kind, Counter.last)).all()
    slips = db.session.execute(select(SlipCounter.kind, SlipCounter.last)).all()
    rehearsal = ADossier(State.REGISTERED, commune, is_rehearsal=True)
    assert rehearsal.code == real.code.replace("H26-", "H26-TD-")
    days = db.session.execute(select(DailyCounter.is_rehearsal, DailyCounter.last)).all()
    assert {tuple(day) for day in days} == {(False, 1), (True, 1)}
    entry = db.session.scalars(select(Entry).filter_by(dossier_id=rehearsal.id)).one()
    assert (entry.kind, entry.number) == (RegisterKind.PRACTICE, 1)
    after = db.session.execute(select(Counter.kind, Counter.last)).all()
    assert {*after} - {*counted} == {(RegisterKind.PRACTICE, 1)}
    assert {*db.session.execute(select(SlipCounter.kind, SlipCounter.last)).all()} == {*slips}


def test_papers_of_a_rehearsal_say_so_on_every_page(commune: Unit) -> None:
    rehearsal = ADossier(State.REGISTERED, commune, is_rehearsal=True)
    slips = db.session.scalars(select(Slip).filter_by(dossier_id=rehearsal.id)).all()
    (entry,) = db.session.scalars(select(Entry).filter_by(dossier_id=rehearsal.id))
    certificate = storage.read_whole(
        str(entry.certificate.storage_key), str(entry.certificate.sha256)
    )
    for pdf in (certificate, *(slip_issue.as_kept(slip) for slip in slips)):
        pages = PdfReader(BytesIO(pdf)).pages
        assert all(MARK in page.extract_text() for page in pages)
    assert slips


def test_notices_of_a_rehearsal_are_kept_and_go_nowhere(commune: Unit) -> None:
    rehearsal = ADossier(State.ACCEPTED, commune, is_rehearsal=True, applicant_phone="02433862345")
    told = db.session.scalars(select(Message).filter_by(subject_id=rehearsal.id)).all()
    assert told
    assert {(each.is_rehearsal, each.state, each.parts) for each in told} == {
        (True, MessageState.SENT, None)
    }
    assert db.session.scalar(select(func.count()).select_from(CallTask)) == 0


def test_visits_and_loads_are_counted_apart(commune: Unit) -> None:
    rehearsal = ADossier(State.ACCEPTED, commune, is_rehearsal=True)
    real = ADossier(State.SUBMITTED, commune)
    assert rehearsal.visit_at is not None
    last = awaiting_citizen.taken_visits(
        real, real.submitted_at, rehearsal.visit_at.date().replace(day=28)
    )
    assert rehearsal.visit_at not in last
    assert {load.open for load in team.loads({commune.id}).values()} == {1}
