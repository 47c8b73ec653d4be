"""The bell: what others did with the own dossiers, unread until the dossier is opened."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import supplements, transitions
from app.dossiers.operations.supplements import Answer
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.supplements import How
from app.dossiers.workflow import Action, State
from app.kernel.db import db, transaction
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import Officer
from tests.accounts.conftest import statements
from tests.handoffs.conftest import Desk

BELL, DOSSIER = "/can-bo/thong-bao/", "/can-bo/mot-cua/ho-so"
NUMBER = f"{BELL}so"


@pytest.fixture
def sat(app: Flask, committed: Database) -> Callable[[Officer], Desk]:
    """Call it for the desk of an officer; each request is a transaction of its own."""
    return lambda officer: Desk(browser_of(app, officer), officer)


def sent_back() -> tuple[Officer, Dossier]:
    """A dossier that the leader sent back to whoever prepared it."""
    justice = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    leader = AnOfficer(Role.COMMUNE_LEADER, a_commune())
    dossier = ADossier(State.TO_SIGN)
    with transaction():
        dossier.prepared_by_id = justice.staff.id
    with transaction():
        transitions.advance(
            dossier, Action.SEND_BACK, by=leader.at(dossier), reason="Sai quê quán của cha"
        )
    return justice, dossier


def unread(desk: Desk) -> int:
    """The number that the script of the bell is told."""
    return int(json.loads(desk.see(NUMBER))["unread"])


def test_what_the_leader_sent_back_is_unread_until_the_dossier_is_opened(
    sat: Callable[[Officer], Desk],
) -> None:
    justice, dossier = sent_back()
    desk = sat(justice)
    page = desk.see(BELL)
    assert unread(desk) == 1
    assert all(word in page for word in (dossier.subject_name, "Chưa đọc", "Sai quê quán của cha"))
    desk.see(f"{DOSSIER}/{dossier.id}")
    page = desk.see(BELL)
    assert unread(desk) == 0
    assert "Chưa đọc" not in page
    assert dossier.subject_name in page, "what was read stays in the list"


def test_nobody_is_told_of_dossiers_of_others_or_of_own_steps(
    sat: Callable[[Officer], Desk],
) -> None:
    _justice, dossier = sent_back()
    colleague = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    assert dossier.subject_name not in sat(colleague).see(BELL)
    leader = AnOfficer(Role.COMMUNE_LEADER, a_commune())
    with transaction():
        dossier.assigned_to_id = leader.staff.id
    (event,) = (each for each in dossier.journal if each.action == Action.SEND_BACK)
    told = sat(leader).see(BELL)
    assert (dossier.subject_name in told) is (event.staff_id != leader.staff.id)


def test_who_asked_for_a_supplement_hears_that_it_came(sat: Callable[[Officer], Desk]) -> None:
    dossier, desk = ADossier(State.SUBMITTED), sat(AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    page = f"{DOSSIER}/{dossier.id}/buoc/ask-supplement"
    form = {
        "version": dossier.row_version,
        "items-0-about": "other:",
        "items-0-wrong": "Thiếu trang 3",
        "items-0-todo": "Gửi trang 3",
    }
    assert desk.send(page, page, **form).status_code == 302
    assert dossier.subject_name not in desk.see(BELL)
    with transaction():
        db.session.refresh(dossier)
        supplements.answer_items(dossier, {1: Answer(How.SAID, "Đã gửi")}, by=APPLICANT)
        supplements.supply(dossier, by=APPLICANT)
    assert unread(desk) == 1


def test_the_bell_costs_a_page_nothing_and_its_number_is_kept_for_a_minute(
    app: Flask, sat: Callable[[Officer], Desk]
) -> None:
    justice, _dossier = sent_back()
    desk = sat(justice)
    with statements(app) as sent:
        page = desk.see("/can-bo/mat-khau/")
    assert f'data-bell="{NUMBER}"' in page
    assert not [each for each in sent if "mc_own_updates" in each]
    answer = desk.client.get(NUMBER)
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert "Cookie" in answer.headers["Vary"], "the next person at this browser has another number"
