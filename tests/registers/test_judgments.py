"""Entries upon a judgment: begun by an officer, signed by the head (Luật Hộ tịch Đ30, Đ31)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.operations import submission
from app.dossiers.workflow import State
from app.kernel.errors import NotFound
from app.kernel.files import storage
from app.procedures import catalogue
from app.procedures import queries as procedures
from app.procedures.rules.publication_checks import faults
from app.registers import queries
from app.registers.models.entries import RegisterKind
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.places import opened
from tests.procedures.conftest import form_of

(JUDGMENT,) = catalogue.INTERNAL_CODES
NAME = "Ghi vào sổ hộ tịch theo bản án, quyết định"
SAID: dict[str, Any] = {
    "court": "Tòa án nhân dân huyện Ba Vì",
    "judgment_number": "12/2016/HNGĐ-ST",
    "judgment_decides": "Ông A là cha của cháu B",
}


@pytest.mark.parametrize(
    ("decided", "book"),
    [
        ("divorce", RegisterKind.CHANGE),
        ("parentage", RegisterKind.RECOGNITION),
        ("guardianship", RegisterKind.GUARDIANSHIP),
        ("death", RegisterKind.DEATH),
    ],
)
def test_a_judgment_leads_to_one_entry_in_the_fitting_book(
    database: Database, decided: str, book: RegisterKind
) -> None:
    dossier = ADossier(State.READY, procedure=JUDGMENT, judgment_kind=decided, **SAID)
    (entry,) = queries.all_of_dossier(dossier.id)
    assert entry.kind is book
    assert entry.signed_by.role == Role.COMMUNE_LEADER
    paper = entry.certificate
    assert paper.storage_key
    kept = storage.read_whole(paper.storage_key, paper.sha256 or "")
    front = " ".join(pypdf.PdfReader(BytesIO(kept)).pages[0].extract_text().split())
    for part in SAID.values():
        assert part in front, part


def test_officers_begin_it_and_citizens_do_not(app: Flask, database: Database) -> None:
    commune = a_commune()
    officer = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, commune))
    assert NAME in officer.get("/can-bo/mot-cua/nhap/").get_data(as_text=True)
    citizen = app.test_client()
    assert NAME not in citizen.get(f"/nop-ho-so/xa/{commune.code}").get_data(as_text=True)
    assert citizen.get(f"/nop-ho-so/xa/{commune.code}/thu-tuc/{JUDGMENT}").status_code == 404
    with pytest.raises(NotFound):
        submission.start_draft(procedures.published(JUDGMENT), opened(commune, JUDGMENT))


def test_the_procedure_has_no_fault(app: Flask) -> None:
    assert [str(fault) for fault in faults(form_of(JUDGMENT).compiled)] == []
