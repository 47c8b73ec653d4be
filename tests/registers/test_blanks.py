"""Numbered blanks: received, used for a paper, spoiled with a reason, and counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, PaperKind
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.procedures.rules.procedure_finder import BIRTH
from app.registers.models.blanks import BlankBatch, BlankFate, BlankKind, BlankUse
from app.registers.operations import blanks
from app.registers.queries import blanks as stock
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from tests.refusals import expect_refusal

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def dossier(database: object) -> Dossier:
    return ADossier(State.READY, procedure=BIRTH)


@pytest.fixture
def officer(app: Flask, dossier: Dossier) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune))


def send(client: FlaskClient, page: str, address: str, **said: Any) -> str:
    token = _TOKEN.search(client.get(page).get_data(as_text=True))
    assert token, page
    answer = client.post(address, data={"csrf_token": token[1], **said}, follow_redirects=True)
    return answer.get_data(as_text=True)


def batch(dossier: Dossier, first: int = 101, last: int = 110) -> BlankBatch:
    with transaction():
        db.session.add(
            made := BlankBatch(
                unit=dossier.commune,
                kind=BlankKind.BIRTH,
                series="KS",
                first=first,
                last=last,
                received_on=clock.today(),
                origin="Phòng Tư pháp",
            )
        )
    return made


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/mot-cua/ho-so/{dossier.id}"


def paper_of(dossier: Dossier) -> str:
    (paper,) = [each for each in dossier.papers if each.kind is PaperKind.RESULT]
    return f"/can-bo/so-ho-tich/kiem-ke-phoi/{paper.id}"


def test_a_batch_is_entered_and_its_numbers_belong_to_one_batch(
    dossier: Dossier, officer: FlaskClient
) -> None:
    page = "/can-bo/so-ho-tich/phoi/add"
    said = {
        "unit": dossier.commune_id, "kind": "birth", "series": "KS", "first": 1, "last": 50,
        "received_on": clock.today().isoformat(), "origin": "Phòng Tư pháp",
    }  # fmt: skip
    send(officer, page, page, **said)
    (count,) = stock.count(dossier.commune_id, clock.today(), clock.today())
    assert (count.received, count.left) == (50, ["KS 1–50"])
    send(officer, page, page, **said | {"first": 50, "last": 60})
    (count,) = stock.count(dossier.commune_id, clock.today(), clock.today())
    assert count.received == 50


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"first": -1}, "Nhập số đúng như in trên phôi"),
        ({"last": 2**31}, "nhiều nhất 100.000 phôi"),
        ({"last": 9}, "Số cuối không nhỏ hơn số đầu"),
        ({"last": 200_000}, "nhiều nhất 100.000 phôi"),
        ({"first": "mười"}, "Ghi bằng chữ số"),
        ({"received_on": "2999-01-01"}, "Ngày này chưa đến"),
    ],
)
def test_a_batch_that_cannot_be_says_why_once(
    dossier: Dossier, officer: FlaskClient, wrong: dict[str, Any], why: str
) -> None:
    page = "/can-bo/so-ho-tich/phoi/add"
    said = {
        "unit": dossier.commune_id, "kind": "birth", "series": "KS", "first": 10, "last": 50,
        "received_on": clock.today().isoformat(), "origin": "Phòng Tư pháp",
    }  # fmt: skip
    shown = send(officer, page, page, **said | wrong)
    assert why in shown
    assert "Có 1 chỗ cần sửa" in shown
    assert f'value="{next(iter(wrong.values()))}"' in shown


def test_the_number_of_the_blank_is_recorded_with_the_paper(
    dossier: Dossier, officer: FlaskClient
) -> None:
    batch(dossier)
    form = {"kind": "birth", "serial": "ks 104"}
    page = send(officer, page_of(dossier), paper_of(dossier), **form)
    assert "In trên phôi số KS 104" in page


def test_a_number_that_is_not_there_or_gone_is_refused(
    dossier: Dossier, officer: FlaskClient
) -> None:
    batch(dossier)
    other = ADossier(State.READY, procedure=BIRTH)
    send(officer, page_of(dossier), paper_of(dossier), kind="birth", serial="KS 104")
    for serial, words in (
        ("KS 104", "Phôi này đã được ghi"),
        ("KS 999", "Xã chưa nhận phôi"),
        ("không rõ", "Nhập số sê-ri"),
    ):
        page = send(officer, page_of(other), paper_of(other), kind="birth", serial=serial)
        assert words in page, serial
        assert f'value="{serial}"' in page


def test_a_spoiled_blank_has_its_reason_and_the_count_balances(
    dossier: Dossier, officer: FlaskClient
) -> None:
    made = batch(dossier)
    send(officer, page_of(dossier), paper_of(dossier), kind="birth", serial="KS104")
    page = "/can-bo/so-ho-tich/phoi-da-dung/add"
    said = {"batch": made.id, "number": 107, "fate": "spoiled", "on": clock.today().isoformat()}
    send(officer, page, page, **said, note="")
    send(officer, page, page, **said, note="Máy in kéo lệch")
    send(officer, page, page, **said | {"number": 999}, note="Không có")
    (count,) = stock.count(dossier.commune_id, clock.today(), clock.today())
    assert (count.before, count.received, count.used, count.spoiled) == (0, 10, 1, 1)
    assert count.left == ["KS 101–103", "KS 105–106", "KS 108–110"]
    assert count.balances
    text = officer.get("/can-bo/so-ho-tich/kiem-ke-phoi/").get_data(as_text=True)
    assert "KS 105–106" in text


def test_blanks_of_another_commune_are_not_seen_and_not_used(
    app: Flask, dossier: Dossier, officer: FlaskClient
) -> None:
    batch(dossier)
    stranger = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune(1)))
    shown = re.compile(r">\s*KS\s*<")  # the two letters alone may stand in a random token
    assert shown.search(officer.get("/can-bo/so-ho-tich/phoi/list/").get_data(as_text=True))
    assert not shown.search(stranger.get("/can-bo/so-ho-tich/phoi/list/").get_data(as_text=True))
    count = stranger.get(f"/can-bo/so-ho-tich/kiem-ke-phoi/?xa={dossier.commune_id}")
    assert count.status_code == 404
    page = "/can-bo/so-ho-tich/phoi/add"
    send(stranger, page, paper_of(dossier), kind="birth", serial="KS 104")
    assert db.session.query(BlankUse).count() == 0


@pytest.mark.parametrize(("asked", "found"), [("", 2), ("ks 1", 1), ("211", 1), ("zqvx", 0)])
def test_a_batch_is_chosen_by_its_letters_or_numbers(
    dossier: Dossier, officer: FlaskClient, asked: str, found: int
) -> None:
    batch(dossier)
    batch(dossier, 201, 211)
    answer = officer.get("/can-bo/lua-chon/BlankUseView/batch", query_string={"q": asked})
    assert len(answer.get_json()["results"]) == found


def test_a_number_outside_its_batch_is_refused(dossier: Dossier) -> None:
    made = batch(dossier)
    wrong = BlankUse(
        batch=made, number=999, fate=BlankFate.SPOILED, on=clock.today(), note="Không có"
    )
    with expect_refusal("The commune received no blank of this kind with this number"):
        blanks.record(wrong, None)
