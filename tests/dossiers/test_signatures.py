"""A leader signs one dossier after another, and many together that were opened before."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.queries import bulk, signatures
from app.dossiers.rules.bulk import BulkOutcome
from app.dossiers.workflow import Action, State
from app.kernel.db import db
from app.procedures.rules.procedure_finder import BIRTH
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from tests.handoffs.conftest import Desk

SIGNING, MANY = "/can-bo/mot-cua/ky/", "/can-bo/mot-cua/nhieu"
TOKEN = "/can-bo/mat-khau/"

pytestmark = pytest.mark.usefixtures("database")


def to_sign(n: int) -> Sequence[Dossier]:
    """In the order of the queue."""
    for _n in range(n):
        ADossier(State.TO_SIGN, procedure=BIRTH, channel=Channel.FROM_PAPER, photos=False)
    return signatures.waiting(AnOfficer(Role.COMMUNE_LEADER, a_commune()).actor)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """The leader's."""
    leader = AnOfficer(Role.COMMUNE_LEADER, a_commune())
    return Desk(browser_of(app, leader), leader)


def press(desk: Desk, dossier: Dossier, action: str, **more: object) -> str:
    """Where the button leads."""
    version = more.pop("version", dossier.row_version)
    answer = desk.send(TOKEN, f"{SIGNING}{dossier.id}", action=action, version=version, **more)
    return answer.location if answer.status_code == 302 else answer.text


def states(dossiers: Sequence[Dossier]) -> list[State]:
    db.session.expire_all()
    return [each.state for each in dossiers]


def test_signing_leads_to_the_next_and_the_last_to_the_list(desk: Desk) -> None:
    first, second, third = to_sign(3)
    page = desk.see(f"{SIGNING}{first.id}")
    assert "Còn 3 hồ sơ chờ ký" in page
    assert f"/ho-so/{first.id}/xem-truoc/" in page
    assert press(desk, first, "sign") == f"{SIGNING}{second.id}"
    assert "Còn 2 hồ sơ chờ ký" in desk.see(f"{SIGNING}{second.id}")
    assert press(desk, second, "send_back", reason="Sai quê quán") == f"{SIGNING}{third.id}"
    assert press(desk, third, "sign") == SIGNING
    assert "Không có hồ sơ nào chờ ký" in desk.see(SIGNING)
    assert states([first, second, third]) == [
        State.READY, State.PREPARED, State.READY
    ]  # fmt: skip
    (back,) = (event for event in second.journal if event.action == Action.SEND_BACK)
    assert back.reason == "Sai quê quán"


def test_sending_back_needs_a_reason_that_the_registrar_reads(desk: Desk) -> None:
    (dossier,) = to_sign(1)
    told = press(desk, dossier, "send_back")
    assert "công chức tư pháp – hộ tịch đọc" in told
    assert states([dossier]) == [State.TO_SIGN]


def test_what_somebody_changed_meanwhile_is_not_signed(desk: Desk) -> None:
    (dossier,) = to_sign(1)
    press(desk, dossier, "sign", version=dossier.row_version - 1)
    assert states([dossier]) == [State.TO_SIGN]


def test_what_is_signed_already_is_passed_over(desk: Desk) -> None:
    first, second = to_sign(2)
    press(desk, first, "sign")
    assert press(desk, first, "sign") in {f"{SIGNING}{second.id}", SIGNING}
    assert [event.action for event in first.journal].count(Action.SIGN) == 1


def test_the_paper_is_drawn_as_it_would_be_issued(desk: Desk) -> None:
    (dossier,) = to_sign(1)
    page = desk.see(f"{SIGNING}{dossier.id}")
    address = page.split('<img src="', 1)[1].split('"', 1)[0]
    answer = desk.client.get(address)
    assert (answer.mimetype, answer.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_many_are_signed_together_only_if_each_was_opened(desk: Desk) -> None:
    first, second, unread = to_sign(3)
    for each in (first, second):
        desk.see(f"{SIGNING}{each.id}")
    listed = desk.see(SIGNING)
    assert "Đã mở 2 trong 3" in listed
    assert f'value="{unread.id}.' not in listed
    rows = [f"{each.id}.{each.row_version}" for each in (first, second, unread)]
    asked = desk.send(TOKEN, f"{MANY}/hoi", action="sign", rowid=rows).text
    assert str(unread.id) not in asked
    key = uuid4()
    desk.send(TOKEN, f"{MANY}/bat-dau", key=str(key), action="sign", rowid=rows)
    assert states([first, second, unread]) == [
        State.READY, State.READY, State.TO_SIGN
    ]  # fmt: skip
    (refused,) = (
        row
        for row in bulk.own_run(key, desk.officer.actor).rows
        if row["outcome"] == BulkOutcome.REFUSED
    )
    assert refused["code"] == unread.code
    assert "chưa mở xem" in refused["reason"]


def test_a_colleague_has_opened_nothing_for_the_leader(app: Flask, desk: Desk) -> None:
    (dossier,) = to_sign(1)
    justice = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    Desk(browser_of(app, justice), justice).see(f"/can-bo/mot-cua/ho-so/{dossier.id}")
    assert "Đã mở 0 trong 1" in desk.see(SIGNING)


def test_nobody_but_a_leader_comes_here(app: Flask) -> None:
    (dossier,) = to_sign(1)
    justice = AnOfficer(Role.COMMUNE_JUSTICE, a_commune())
    browser = browser_of(app, justice)
    assert browser.get(SIGNING).status_code == 403
    assert browser.get(f"{SIGNING}{dossier.id}").status_code == 403
