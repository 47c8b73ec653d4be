"""Who sees a personal number that came later: officers masked, copies in full, citizens not."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import uuid4

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.audit.access_log import AccessEntry, AccessKind
from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.procedures.rules.procedure_finder import BIRTH
from app.registers import queries
from app.registers.models.entries import Entry, EntryNumber
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from tests.accounts.conftest import statements
from tests.dossiers.citizen.conftest import citizen, commune
from tests.dossiers.citizen.test_tracking import tracking

__all__ = ["citizen", "commune"]

CHILD, MASKED = "001316000011", "•••••0011"


def numbered(procedure: str = BIRTH, state: State = State.READY) -> tuple[Dossier, Entry]:
    """A birth whose child has got its number since."""
    dossier = ADossier(state, procedure=procedure)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    with transaction():
        db.session.add(
            EntryNumber(
                id=uuid4(),
                entry_id=entry.id,
                number=CHILD,
                import_id=uuid4(),
                source="Công an TP Hà Nội",
                as_of=date(2016, 11, 1),
                at=clock.now(),
            )
        )
    db.session.expire_all()
    return dossier, entry


def words(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def browser(app: Flask, role: Role = Role.COMMUNE_JUSTICE, commune: int = 0) -> FlaskClient:
    return browser_of(app, AnOfficer(role, a_commune(commune)))


@pytest.mark.usefixtures("database")
def test_a_copy_states_the_number_and_the_certificate_stays_as_it_was(app: Flask) -> None:
    _dossier, entry = numbered()
    answer = browser(app).get(f"/can-bo/so-ho-tich/ban-sao/{entry.id}")
    said = words(answer.get_data())
    assert f"Số định danh cá nhân: {CHILD}" in said
    assert "TRÍCH LỤC KHAI SINH (BẢN SAO)" in said
    assert f"Số: {entry.number}/{entry.year} Quyển số: {entry.book.code}" in said
    assert entry.signer_name not in said
    assert "Trang" not in said
    assert entry.certificate.storage_key is not None
    with storage.open_stored(entry.certificate.storage_key) as kept:
        assert CHILD not in words(kept.read())
    looks = select(AccessEntry.key).where(AccessEntry.action == AccessKind.PRINT)
    assert list(db.session.scalars(looks)) == [str(entry.id)]


@pytest.mark.usefixtures("database")
def test_a_copy_leaves_room_for_a_number_that_has_not_come(app: Flask) -> None:
    dossier = ADossier(State.READY, procedure=BIRTH)
    entry = queries.of_dossier(dossier.id)
    assert entry is not None
    said = words(browser(app).get(f"/can-bo/so-ho-tich/ban-sao/{entry.id}").get_data())
    assert "Số định danh cá nhân: ....." in said


@pytest.mark.usefixtures("database")
def test_nobody_else_prints_copies(app: Flask) -> None:
    _dossier, entry = numbered()
    page = f"/can-bo/so-ho-tich/ban-sao/{entry.id}"
    assert browser(app, commune=1).get(page).status_code == 404
    assert browser(app, Role.COMMUNE_RECEPTION).get(page).status_code == 200
    assert app.test_client().get(page).status_code == 302
    assert browser_of(app, AnOfficer(Role.CITY_JUSTICE)).get(page).status_code in {302, 403}
    assert browser(app).get(f"/can-bo/so-ho-tich/ban-sao/{uuid4()}").status_code == 404


@pytest.mark.usefixtures("database")
def test_screens_show_the_end_of_the_number_alone(app: Flask) -> None:
    dossier, entry = numbered()
    officer = browser(app)
    for page in (
        f"/can-bo/mot-cua/ho-so/{dossier.id}",
        f"/can-bo/so-ho-tich/dang-ky/show/{entry.id}",
        "/can-bo/so-ho-tich/dang-ky/list/",
        "/can-bo/so-ho-tich/dang-ky/list/csv",
    ):
        officer.get(page, buffered=True)  # catalogues are loaded once in a process
        with statements(app) as sent:
            said = officer.get(page, buffered=True).get_data(as_text=True)
        assert MASKED in said, page
        assert CHILD not in said, page
        assert len(sent) <= 12, page


def test_the_citizen_reads_that_the_child_has_a_number_and_not_the_number(
    app: Flask, citizen: Citizen
) -> None:
    dossier, _entry = numbered()
    tracking(citizen, dossier)
    assert "Trẻ đã có số định danh cá nhân" in citizen.text
    assert CHILD[-4:] not in citizen.text
    with statements(app) as sent:
        citizen.get("/tra-cuu/ho-so")
    assert len(sent) <= 6, "\n".join(sent)


def test_before_the_number_has_come_nothing_is_said_of_it(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.READY, procedure=BIRTH))
    assert "số định danh cá nhân" not in citizen.text
