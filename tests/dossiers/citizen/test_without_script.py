"""A linked birth from the first page to the receipt, without any script."""

from __future__ import annotations

from sqlalchemy import select

from app.dossiers.models.dossier import Dossier, Draft
from app.dossiers.workflow import State
from app.kernel.db import db
from harness.stage.citizen import Citizen


def test_a_citizen_sends_a_linked_dossier(citizen: Citizen) -> None:
    citizen.begin().declare_page_by_page().upload_all().send()
    assert citizen.path == "/nop-ho-so/bien-nhan", citizen.text
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.state is State.SUBMITTED
    assert {paper.key for paper in dossier.papers} == {"birth_notification", "household_book"}
    assert db.session.scalars(select(Draft)).all() == []
    code, secret = citizen.codes()
    assert code == dossier.code
    assert len(secret.replace(" ", "")) == 8
