"""How far each commune has carried a rehearsal, for those responsible for the commune."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, session

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.handoffs.queries.rehearsal_progress import rehearsal_steps
from app.kernel.db import db
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import LOADER, WEB
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit
from harness.stage.application import become
from harness.stage.factories import ADossier, AnOfficer, a_commune, open_session
from harness.stage.factories.people import seat_of
from harness.stage.factories.places import BA_VI, DONG_ANH

pytestmark = pytest.mark.usefixtures("database")


@contextmanager
def at_work(app: Flask, role: Role, near: Unit) -> Iterator[None]:
    """With row-level security, as a user of the role in or above the commune."""
    officer, token = AnOfficer(role, seat_of(role, near)), new_token()
    open_session(officer.user, token)
    db.session.flush()
    line = db.session.connection()
    with app.test_request_context("/can-bo/"):
        session["_user_id"] = token
        become(line, WEB)
        request_scope.enter(line)
        yield
        become(line, LOADER)


def test_the_furthest_rehearsal_counts_and_no_real_dossier() -> None:
    here, there = a_commune(0, district=BA_VI), a_commune(0, district=DONG_ANH)
    ADossier(State.RETURNED, here)
    whole = ADossier(State.RETURNED, here, is_rehearsal=True)
    ADossier(State.SUBMITTED, here, is_rehearsal=True)
    begun = ADossier(State.AT_AGENCIES, there, is_rehearsal=True)
    told = rehearsal_steps([here.id, there.id])
    assert told[here.id].code == whole.code
    assert told[here.id].went_all_the_way
    far = told[there.id]
    assert far.code == begun.code
    assert None not in (far.receipt_at, far.signed_at, far.police_sent_at, far.insurance_sent_at)
    assert (far.police_answered_at, far.collected_at, far.returned_at) == (None, None, None)


@pytest.mark.parametrize("role", [Role.CITY_ADMIN, Role.DISTRICT_IT, Role.CITY_JUSTICE])
def test_it_is_told_to_people_who_read_no_dossier(app: Flask, role: Role) -> None:
    here = a_commune(0, district=BA_VI)
    ADossier(State.ACCEPTED, here, is_rehearsal=True)
    with at_work(app, role, here):
        assert set(rehearsal_steps([here.id])) == {here.id}


@pytest.mark.parametrize("role", [Role.POLICE, Role.DISTRICT_IT, Role.COMMUNE_LEADER])
def test_it_is_not_told_of_other_places(app: Flask, role: Role) -> None:
    here, there = a_commune(0, district=BA_VI), a_commune(0, district=DONG_ANH)
    ADossier(State.ACCEPTED, there, is_rehearsal=True)
    with at_work(app, role, here):
        assert rehearsal_steps([there.id]) == {}
