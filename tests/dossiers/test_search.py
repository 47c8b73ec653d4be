"""The search in the head of every page: what is found by whom, and what opens at once."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.registers import queries as books
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.people import seat_of
from tests.accounts.conftest import statements

pytestmark = pytest.mark.usefixtures("database")

SEARCH = "/can-bo/tim/?tim="


def ask(client: FlaskClient, text: str) -> TestResponse:
    return client.get(SEARCH + quote(text))


def found(client: FlaskClient, text: str) -> str:
    answer = ask(client, text)
    assert answer.status_code == 200, (text, answer.status_code, answer.location)
    return answer.get_data(as_text=True)


def test_a_dossier_is_found_by_name_code_and_numbers(app: Flask) -> None:
    dossier = ADossier()
    client = browser_of(app, AnOfficer(unit=dossier.commune))
    phone = dossier.applicant_phone or ""
    spaced = f"{phone[:4]} {phone[4:7]}.{phone[7:]}"
    for text in (dossier.subject_name.lower(), dossier.subject_folded, phone, spaced):
        assert f'/can-bo/mot-cua/ho-so/{dossier.id}"' in found(client, text), text
    for code in (dossier.code, dossier.code.split("-", 1)[1], f" {dossier.code.lower()} "):
        assert ask(client, code).location == f"/can-bo/mot-cua/ho-so/{dossier.id}"


def test_nobody_finds_what_is_not_theirs_to_read(app: Flask) -> None:
    dossier = ADossier(State.REGISTERED)
    slip = walk.slips_of(dossier.id)[0]
    entry = books.for_panel(dossier.id, AnOfficer(unit=dossier.commune).actor)[0]
    stranger = browser_of(app, AnOfficer(unit=a_commune(1)))
    for text in (dossier.subject_name, dossier.code, slip.number, str(entry)):
        assert "Không tìm thấy" in found(stranger, text), text


def test_a_slip_and_an_entry_open_by_their_number(app: Flask) -> None:
    dossier = ADossier(State.REGISTERED)
    officer = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    client, here = browser_of(app, officer), f"/can-bo/mot-cua/ho-so/{dossier.id}"
    slip = walk.slips_of(dossier.id)[0]
    assert ask(client, slip.number.lower()).location == here
    entry = books.for_panel(dossier.id, officer.actor)[0]
    assert ask(client, f"{entry.number}/{entry.year}").location == (
        f"/can-bo/so-ho-tich/dang-ky/show/{entry.id}"
    )
    assert dossier.subject_name in found(client, str(entry.number))


def test_an_agency_finds_the_files_that_it_was_sent(app: Flask) -> None:
    dossier = ADossier(State.REGISTERED)
    police = browser_of(app, AnOfficer(Role.POLICE, seat_of(Role.POLICE, dossier.commune)))
    assert "Không tìm thấy" in found(police, dossier.code)
    walk.sent(dossier)
    assert "/can-bo/ho-so-lien-thong/" in ask(police, dossier.code).location


@pytest.mark.parametrize("text", ["", "a", "%", "0" * 200, "'", "9" * 12, "99999/9999"])
def test_whatever_is_typed_is_answered(app: Flask, text: str) -> None:
    client = browser_of(app, AnOfficer(unit=a_commune()))
    assert ask(client, text).status_code == 200
    assert ask(client, "\x00").status_code == 400, "refused in every address"


def test_the_box_stands_on_every_page_and_the_search_needs_few_statements(app: Flask) -> None:
    dossier = ADossier()
    client = browser_of(app, AnOfficer(unit=dossier.commune))
    for page in ("/can-bo/", "/can-bo/mot-cua/", "/can-bo/ho-so/list/"):
        assert 'data-shortcut="/"' in client.get(page).get_data(as_text=True), page
    with statements(app) as asked:
        found(client, dossier.subject_name)
    assert len(asked) <= 8


def test_name_and_code_in_the_list_of_dossiers_lead_to_the_dossier(app: Flask) -> None:
    dossier = ADossier()
    client = browser_of(app, AnOfficer(unit=dossier.commune))
    page, here = client.get("/can-bo/ho-so/list/").get_data(as_text=True), str(dossier.id)
    assert f'href="/can-bo/mot-cua/ho-so/{here}">{dossier.subject_name}</a>' in page
    code = page.split("/can-bo/tim/?tim=", 1)[1].split('"', 1)[0]
    assert client.get(f"/can-bo/tim/?tim={code}").location == f"/can-bo/mot-cua/ho-so/{here}"
