"""An officer fills in the same declaration for a citizen at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.models import Channel, Dossier, Draft
from app.kernel.db import db
from app.organisation.models import Unit
from tests.dossiers.citizen.conftest import THREE, Citizen
from tests.factories import AnOfficer
from tests.factories.people import browser_of

DOOR = "/can-bo/mot-cua/nhap/"


@pytest.fixture
def desk(app: Flask, commune: Unit) -> Citizen:
    """Reception of the commune, signed in."""
    return Citizen(browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, commune)), commune)


def begin(desk: Citizen, **changes: str) -> Citizen:
    given = {**THREE, "channel": "assisted", "evidence": "có mặt", **changes}
    return desk.get(DOOR).post(DOOR, **given)


def test_an_officer_enters_a_dossier_without_photographs(desk: Citizen) -> None:
    begin(desk, channel="from_paper", evidence="Tờ khai đã ký ngày 21/11/2016")
    assert desk.path.startswith("/nop-ho-so/khai/")
    assert "mc-place--desk" in desk.text
    desk.declare().send()
    assert desk.path == "/nop-ho-so/bien-nhan", desk.text
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.channel is Channel.FROM_PAPER
    assert dossier.channel_evidence == "Tờ khai đã ký ngày 21/11/2016"
    assert f"/can-bo/mot-cua/ho-so/{dossier.id}" in desk.text
    assert dossier.journal[0].staff_id is not None


def test_the_desk_is_not_counted(desk: Citizen) -> None:
    for _n in range(4):
        begin(desk).declare().send()
        assert desk.path == "/nop-ho-so/bien-nhan"


def test_a_new_citizen_leaves_nothing_of_the_one_before(desk: Citizen) -> None:
    begin(desk).declare().send()
    first = desk.codes()
    begin(desk)
    assert first[1] not in desk.get("/nop-ho-so/bien-nhan").text
    assert "Nguyễn Thị Mẫu" not in desk.get("/nop-ho-so/khai/applicant").text


def test_an_officers_draft_opens_only_while_they_are_signed_in(desk: Citizen) -> None:
    begin(desk).fill("applicant")
    with desk.client.session_transaction() as session:
        del session["_user_id"]
    desk.get("/nop-ho-so/khai/applicant")
    assert desk.answer is not None
    assert desk.answer.status_code == 404
    assert "Nguyễn Thị Mẫu" not in desk.text


def test_what_cannot_be_sent_here_is_told_with_its_reason(desk: Citizen) -> None:
    begin(desk, residence="foreign")
    assert desk.path == DOOR
    assert "alert-warning" in desk.text
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("left_out", ["channel", "evidence", "child"])
def test_every_question_of_the_door_is_answered(desk: Citizen, left_out: str) -> None:
    begin(desk, **{left_out: ""})
    assert desk.path == DOOR
    assert f'href="#{left_out}"' in desk.text


@pytest.mark.parametrize("role", [Role.POLICE, Role.CITY_ADMIN, Role.COMMUNE_LEADER])
def test_others_do_not_pass_this_door(
    app: Flask, commune: Unit, role: Role, another: Callable[[], Citizen]
) -> None:
    officer = AnOfficer(role, commune if role is Role.COMMUNE_LEADER else None)
    stranger = Citizen(browser_of(app, officer), commune)
    assert stranger.client.get(DOOR).status_code in {302, 403}
    assert another().client.get(DOOR).status_code == 302
