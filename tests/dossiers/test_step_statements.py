"""How many statements an officer's step sends: what it needs is loaded once and written once."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel.db import db
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.dossiers import RECEPTION
from tests.accounts.conftest import statements

PAGE, STEP = 6, 15
"""Statements of the page that asks for the appointment, access log included; of the acceptance."""


@pytest.fixture
def reception(app: Flask, committed: Database) -> FlaskClient:
    """A browser of the desk, which has accepted a dossier before."""
    browser = browser_of(app, AnOfficer(RECEPTION, a_commune()))
    first = submitted()
    accept(browser, first, asked(browser, first))
    return browser


def submitted() -> UUID:
    """A dossier that waits to be accepted."""
    dossier = ADossier(State.SUBMITTED).id
    db.session.remove()
    return dossier


def address(dossier: UUID) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier}/buoc/accept"


def asked(browser: FlaskClient, dossier: UUID) -> dict[str, str]:
    """The page's form, with its first free appointment."""
    page = browser.get(address(dossier)).get_data(as_text=True)
    hidden = re.findall(r'name="(csrf_token|version)" type="hidden" value="([^"]+)"', page)
    slots = re.findall(r'<option[^>]* value="(\d{4}-[^"]+)"', page)
    return {**dict(hidden), "slot": slots[0], "other": ""}


def accept(browser: FlaskClient, dossier: UUID, form: dict[str, str]) -> None:
    answer = browser.post(address(dossier), data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)


def state_of(dossier: UUID) -> State:
    state = db.session.get_one(Dossier, dossier).state
    db.session.remove()
    return state


def test_an_acceptance_stays_within_its_statements(app: Flask, reception: FlaskClient) -> None:
    dossier = submitted()
    with statements(app) as sent:
        form = asked(reception, dossier)
    assert len(sent) <= PAGE, sent
    with statements(app) as sent:
        accept(reception, dossier, form)
    assert len(sent) <= STEP, sent
    assert len([each for each in sent if each.startswith("UPDATE dossier ")]) == 1, sent
    assert state_of(dossier) is State.ACCEPTED


def test_a_step_that_writes_asks_for_no_calendar_again(
    committed: Database, reception: FlaskClient
) -> None:
    dossier = submitted()
    with committed.connect() as elsewhere:
        for table in ("calendar_day", "local_limit"):
            elsewhere.execute(f"alter table {table} rename to {table}_away".encode())
    accept(reception, dossier, asked(reception, dossier))
    assert state_of(dossier) is State.ACCEPTED
