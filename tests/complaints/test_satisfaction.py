"""Satisfaction: asked once after the result, read by heads without names and by fives."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.complaints.models import Satisfaction
from app.complaints.operations import satisfaction
from app.complaints.vocabulary import Satisfied
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from harness.stage.factories.dossiers import LEADER, RECEPTION
from tests.complaints.conftest import Sign
from tests.dossiers.citizen.test_tracking import tracking
from tests.refusals import expect_refusal

FORM, TABLE = "/tra-cuu/hai-long", "/can-bo/hai-long/"
WORDS = "Cán bộ tận tình"
GOOD, FAIR, POOR = Satisfied

pytestmark = pytest.mark.usefixtures("database")


def test_it_is_asked_once_and_only_after_the_result(citizen: Citizen) -> None:
    assert FORM not in tracking(citizen, ADossier(State.READY, citizen.commune)).text
    assert citizen.get(FORM).path == "/tra-cuu/ho-so"
    dossier = ADossier(State.RETURNED, citizen.commune)
    assert FORM in tracking(citizen, dossier).text
    citizen.post(FORM, words=WORDS)
    assert citizen.status == 422
    assert "một trong ba" in citizen.text
    citizen.post(FORM, face="good", words=WORDS)
    assert citizen.path == "/tra-cuu/ho-so"
    assert FORM not in citizen.text
    said = db.session.scalars(select(Satisfaction)).one()
    assert (said.face, said.words) == (GOOD, WORDS)
    with expect_refusal("This can be said once, after the result was handed over"):
        satisfaction.say(dossier, POOR, "")


def test_no_more_than_300_characters(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.RETURNED, citizen.commune))
    citizen.post(FORM, face="good", words="x" * 301)
    assert citizen.status == 422


def test_heads_and_overseers_read_it_by_fives(citizen: Citizen, sign: Sign) -> None:
    readers = [sign(role) for role in (LEADER, Role.DISTRICT_JUSTICE)]
    for n in range(1, 8):
        dossier = ADossier(
            State.RETURNED, citizen.commune, child_name=f"Trần Mẫu {'ABCDEGH'[n - 1]}"
        )
        with transaction():
            satisfaction.say(dossier, GOOD if n % 2 else POOR, f"Lời số {n}")
        for reader in readers:
            _status, text = reader.get(TABLE)
            shown = [k for k in range(1, 8) if f"Lời số {k}" in text]
            assert shown == ([] if n < 5 else [1, 2, 3, 4, 5])
            assert dossier.code not in text
    assert sign(RECEPTION).get(TABLE)[1].count("Lời số") == 0
