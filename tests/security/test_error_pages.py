"""Our own error pages: consistent look, a link onward, no internals."""

from __future__ import annotations

import logging
import re

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel.security.rate_limits import TooOften
from app.kernel.web.error_pages import WORDS
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of
from harness.stage.world import ARGUMENT
from tests.accounts.conftest import csrf, statements

REFERENCE = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")
PUBLIC_LOOK, OFFICE_LOOK, MENU = "govuk-template", "mc-head", 'id="mc-menu"'
INSIDE = ("Traceback", "ZeroDivisionError", "psycopg", "sqlalchemy", "werkzeug", "SELECT")


@pytest.fixture
def officer(app: Flask, database: Database) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.CITY_ADMIN))


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home page and the desk, failing."""

    def fault(**_values: object) -> str:
        raise ZeroDivisionError("Nguyễn Thị Mật")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for endpoint in ("citizen.home", "citizen.come_back", "Start.index"):
        monkeypatch.setitem(app.view_functions, endpoint, fault)


def is_ours(answer: TestResponse, status: int, look: str) -> None:
    """Our page of this error, in Vietnamese, without internals."""
    assert answer.status_code == status
    assert 'lang="vi"' in answer.text
    assert look in answer.text
    assert str(WORDS[status][0]) in answer.text
    assert [word for word in INSIDE if word in answer.text] == []


def test_the_public_sees_pages_of_its_own_look(client: FlaskClient, database: Database) -> None:
    with client.application.test_request_context():
        is_ours(client.get("/?a=%00"), 400, PUBLIC_LOOK)
        is_ours(client.get("/khong-co"), 404, PUBLIC_LOOK)
        is_ours(client.get("/a%00b"), 404, PUBLIC_LOOK)
        unreachable = client.post("/tra-cuu/ho-so")
        is_ours(unreachable, 405, PUBLIC_LOOK)
        assert "Ông/bà quay lại trang trước." in unreachable.text
        is_ours(client.post("/tra-cuu", data=bytes(13 * 1024 * 1024)), 413, PUBLIC_LOOK)


def test_officers_see_pages_of_theirs(officer: FlaskClient) -> None:
    with officer.application.test_request_context():
        is_ours(officer.get("/can-bo/?a=%00"), 400, OFFICE_LOOK)
        is_ours(officer.get("/can-bo/khong-co"), 404, OFFICE_LOOK)
        is_ours(officer.post("/can-bo/mot-cua/"), 405, OFFICE_LOOK)


def test_a_method_that_is_none_is_told_which_there_are(
    client: FlaskClient, database: Database
) -> None:
    assert set(client.post("/tra-cuu/ho-so").headers["Allow"].split(", ")) >= {"GET", "HEAD"}


@pytest.mark.usefixtures("broken")
def test_a_fault_has_a_number_on_the_page_and_in_the_log_and_nothing_else(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/")
    with client.application.test_request_context():
        is_ours(answer, 500, PUBLIC_LOOK)
    (number,) = REFERENCE.findall(answer.text)
    assert f"fault {number} in GET citizen.home" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "Nguyễn Thị Mật" not in answer.text


@pytest.mark.usefixtures("broken")
def test_the_log_of_a_fault_holds_no_address(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        client.get("/nop-ho-so/lam-tiep/6f9619ff-8b86-4d01-b42d-00c04fc964ff/c0ffee")
    assert "citizen.come_back" in caplog.text
    assert "c0ffee" not in caplog.text


@pytest.mark.usefixtures("broken")
def test_the_page_of_a_fault_asks_the_database_for_nothing_more(
    app: Flask, officer: FlaskClient
) -> None:
    officer.get("/can-bo/khong-co")  # draws the menu of the role
    with statements(app) as asked:
        answer = officer.get("/can-bo/")
    assert answer.status_code == 500
    assert len(REFERENCE.findall(answer.text)) == 1
    assert len(asked) <= 1, asked
    assert MENU in answer.text, "the menu is in memory"


@pytest.mark.usefixtures("broken")
def test_a_page_that_was_only_read_does_not_say_that_nothing_was_saved(
    officer: FlaskClient,
) -> None:
    assert "Chưa có gì được lưu" not in officer.get("/can-bo/").text


@pytest.mark.usefixtures("broken")
def test_a_fault_of_the_menu_leaves_a_page_without_it(
    app: Flask, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault() -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(app.appbuilder.sm, "drawn_menu", fault)  # type: ignore[attr-defined]
    answer = officer.get("/can-bo/")
    assert answer.status_code == 500
    assert OFFICE_LOOK in answer.text
    assert MENU not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select 1", {}, ConnectionRefusedError("10.0.0.7")),
        InternalError("commit", {}, psycopg.InternalError("received 2 results from 'COMMIT'")),
    ],
)
def test_a_database_that_is_away_is_no_fault_of_the_person(
    app: Flask,
    client: FlaskClient,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: DBAPIError,
) -> None:
    def away(**_values: object) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "citizen.home", away)
    answer = client.get("/")
    with app.test_request_context():
        is_ours(answer, 503, PUBLIC_LOOK)
    assert int(answer.headers["Retry-After"]) == 30
    (number,) = REFERENCE.findall(answer.text)
    assert number in caplog.text
    assert "10.0.0.7" not in answer.text


def test_whoever_must_wait_is_told_until_when(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_values: object) -> str:
        raise TooOften(seconds=90)

    monkeypatch.setitem(app.view_functions, "citizen.home", busy)
    answer = client.get("/")
    with app.test_request_context():
        is_ours(answer, 429, PUBLIC_LOOK)
    assert answer.headers["Retry-After"] == "90"
    assert re.search(r"\d\d:\d\d", answer.text)


# ---- malformed URLs and fields -------------------------------------------------------------------

HUGE = 10**20
ODD_KEYS = (str(HUGE), "%FF%FE%F0%9F%98%80", "1%2f..%2f" + "a" * 2000)
ODD_HEADERS = (
    {"Accept-Language": "vi;q=9" + ",x" * 2000},
    {"Cookie": "mot_cua=" + "A" * 8000},
    {"Cookie": "\xff\xfe=\x01; mot_cua=;;;"},
    {"Referer": "http://localhost/" + "r" * 8000},
    {"Range": f"bytes={HUGE}-", "If-Range": "x"},
    {"If-Modified-Since": "Thu, 99 Foo 99999999 00:00:00 GMT", "If-None-Match": '"' * 99},
    {"Content-Type": "multipart/form-data; boundary=" + "b" * 500},
    {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
    {"X-Forwarded-For": "\xff" * 500},
    {"User-Agent": "\xff\x00"[:1] * 4000},
)


def filled(rule: Rule, value: str) -> str:
    """The URL of the rule with this value in each argument; integers stay integers."""
    address = re.sub(r"<int:\w+>", str(HUGE), rule.rule)
    address = re.sub(r"<uuid:\w+>", "6f9619ff-8b86-4d01-b42d-00c04fc964ff", address)
    return ARGUMENT.sub(lambda _: value, address)


def test_no_key_in_an_address_is_a_fault(app: Flask, officer: FlaskClient) -> None:
    ADossier()
    rules = [r for r in app.url_map.iter_rules() if r.arguments and "GET" in (r.methods or ())]
    answers = {
        address: officer.get(address).status_code
        for rule in rules
        for address in {filled(rule, value) for value in ODD_KEYS}
    }
    assert {a: s for a, s in answers.items() if s >= 500} == {}
    assert 404 in answers.values()


def test_no_parameter_is_a_fault(app: Flask, officer: FlaskClient) -> None:
    rules = [r for r in app.url_map.iter_rules() if not r.arguments and "GET" in (r.methods or ())]
    names = ("_flt_0_id", "page_x", "ma", "tim", "next", "q", "hang", "trang", "muc", "%FF")
    found = {}
    for rule in rules:
        if rule.endpoint in {"SignIn.logout", "health.ready"}:
            continue
        for value in ("%FF%C0", str(HUGE)):
            query = "&".join(f"{name}={value}" for name in names)
            found[rule.rule, value[:6]] = officer.get(f"{rule.rule}?{query}").status_code
    assert {key: status for key, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("headers", ODD_HEADERS, ids=lambda h: next(iter(h)))
def test_no_header_is_a_fault(
    client: FlaskClient, database: Database, headers: dict[str, str]
) -> None:
    for page in ("/", "/tra-cuu", "/can-bo/dang-nhap", "/static/js/public.js"):
        assert client.get(page, headers=headers, buffered=True).status_code < 500, page
    assert client.post("/tra-cuu", data=b"ma=1", headers=headers).status_code < 500


@pytest.mark.parametrize("page", ["/tra-cuu", "/nop-ho-so/bat-dau", "/can-bo/dang-nhap"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml"])
def test_a_body_that_is_no_form_is_refused_in_words(
    client: FlaskClient, database: Database, page: str, kind: str
) -> None:
    look = OFFICE_LOOK if page.startswith("/can-bo") else PUBLIC_LOOK
    for body in ("[1]", '{"a": {"b": []}}', "null", "", "{"):
        answer = client.post(page, data=body, content_type=kind)
        with client.application.test_request_context():
            is_ours(answer, 400, look)


@pytest.mark.parametrize("value", [b"%FF%FE", b"%C3%28", b"%ED%A0%80", b"\xff"])
def test_a_form_that_is_no_text_is_refused_in_words(
    client: FlaskClient, database: Database, value: bytes
) -> None:
    token = csrf(client, "/tra-cuu").encode()
    form = "application/x-www-form-urlencoded"
    sent = [
        client.post("/tra-cuu", data=b"csrf_token=%b&ma=%b" % (token, each), content_type=form)
        for each in (value, "Hồ".encode())
    ]
    assert sent[1].status_code == 422
    with client.application.test_request_context():
        is_ours(sent[0], 400, PUBLIC_LOOK)
