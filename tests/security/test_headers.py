"""One table of headers for every kind of response, and no personal data in any cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.web.security_headers import HEADERS, OVER_TLS, POLICY
from config import Config
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of
from tests.dossiers.citizen.test_tracking import codes_of
from tests.kernel.test_config import SAFE

STATIC = ("static/css/public.css", "static/js/public.js", "static/appbuilder/css/bootstrap.min.css")
TELL_TALE = ("Server", "X-Powered-By", "X-Runtime", "Via")


def a_fault(app: Flask) -> Callable[[], Any]:
    """A failure in place of the home page."""

    def broken() -> Any:
        raise ZeroDivisionError

    return broken


@pytest.fixture
def dossier(database: Database) -> Dossier:
    return ADossier()


@pytest.fixture
def officer(app: Flask, dossier: Dossier) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))


def check(answer: TestResponse, what: str) -> None:
    """The headers of every response."""
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], (what, name)
    (policy,) = answer.headers.getlist("Content-Security-Policy")
    assert "default-src 'none'" in policy, what
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", ""), what
    assert "unsafe-eval" not in policy, what
    assert [name for name in TELL_TALE if name in answer.headers] == [], what


def check_private(answer: TestResponse, what: str) -> None:
    """Responses that no cache may store."""
    check(answer, what)
    assert "no-store" in answer.headers["Cache-Control"], what


def follow(client: FlaskClient, dossier: Dossier) -> None:
    """Open the tracking page with the two codes."""
    page = client.get("/tra-cuu").get_data(as_text=True)
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    code, secret = codes_of(dossier)
    sent = {"csrf_token": token, "ma": code, "bi_mat": secret}
    assert client.post("/tra-cuu", data=sent).status_code == 302


def test_pages_of_citizens_are_kept_nowhere(client: FlaskClient, dossier: Dossier) -> None:
    follow(client, dossier)
    expected = {
        "/": 200,
        "/nop-ho-so/": 200,
        "/nop-ho-so/khai": 404,
        "/nop-ho-so/bien-nhan": 302,
        "/tra-cuu": 200,
        "/tra-cuu/ho-so": 200,
        "/tra-cuu/sua": 302,
        "/khong-co": 404,
        "/healthz": 200,
        "/lang/en": 302,
    }
    for address, status in expected.items():
        answer = client.get(address)
        assert answer.status_code == status, address
        check_private(answer, address)


def test_pages_of_officers_are_kept_nowhere(officer: FlaskClient, dossier: Dossier) -> None:
    expected = {
        "/can-bo/": 200,
        "/can-bo/dang-nhap": 302,
        "/can-bo/ho-so/list/": 200,
        f"/can-bo/ho-so/show/{dossier.id}": 200,
        "/can-bo/ho-so/show/nothing": 404,
        "/can-bo/khong-co": 404,
    }
    for address, status in expected.items():
        answer = officer.get(address)
        assert answer.status_code == status, (address, answer.location)
        check_private(answer, address)


def test_files_keep_their_own_narrower_policy(officer: FlaskClient, dossier: Dossier) -> None:
    paper = next(paper for paper in dossier.papers if paper.storage_key)
    answer = officer.get(f"/can-bo/mot-cua/giay-to/{paper.id}", buffered=True)
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    check_private(answer, "paper")


def test_refusals_and_faults_carry_them_too(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "citizen.home", a_fault(app))
    answers = {
        400: client.get("/?a=%00"),
        405: client.post("/tra-cuu/ho-so"),
        413: client.post("/tra-cuu", data=bytes(13 * 1024 * 1024)),
        500: client.get("/"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        check_private(answer, str(status))


@pytest.mark.parametrize("address", STATIC)
def test_static_files_may_be_kept(client: FlaskClient, database: Database, address: str) -> None:
    answer = client.get(f"/{address}", buffered=True)
    assert answer.status_code == 200
    check(answer, address)
    assert "max-age=86400" in answer.headers["Cache-Control"]
    missing = client.get(f"/{address}x", buffered=True)
    assert missing.status_code == 404
    check_private(missing, "a static file that is none")


def test_a_page_may_run_nothing_but_our_scripts(client: FlaskClient, database: Database) -> None:
    (policy,) = client.get("/").headers.getlist("Content-Security-Policy")
    told = dict(part.split(" ", 1) for part in policy.split("; "))
    assert told.keys() == POLICY.keys()
    assert told["script-src"].startswith("'self' 'nonce-")
    assert told["style-src"] == "'self'"
    other = client.get("/").headers["Content-Security-Policy"]
    assert other != policy


def test_signing_out_clears_what_the_browser_has_kept(officer: FlaskClient) -> None:
    page = officer.get("/can-bo/dang-xuat").get_data(as_text=True)
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = officer.post("/can-bo/dang-xuat", data={"csrf_token": token})
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


# ---- production ---------------------------------------------------------------------------------


@pytest.fixture
def production(app: Flask, own: Database, database: Database) -> Iterator[FlaskClient]:
    """The same system, over TLS, behind one proxy."""
    environment = {
        **SAFE,
        "DATABASE_URL": own.url(),
        "FILES_DIR": str(app.config["FILES_DIR"]),
    }
    served = create_app(config=Config.from_environment(environment))
    storage.use(app.config["FILES_DIR"], app.config["CLAMD"])  # a process has one store
    yield served.test_client()
    with served.app_context():
        db.engine.dispose()


HTTP = {"Host": SAFE["TRUSTED_HOSTS"]}
HTTPS = {**HTTP, "X-Forwarded-Proto": "https"}


def test_in_production_browsers_come_back_over_tls_only(production: FlaskClient) -> None:
    answer = production.get("/tra-cuu", headers=HTTPS)
    assert answer.status_code == 200
    check_private(answer, "production")
    for name, value in OVER_TLS.items():
        assert answer.headers[name] == value
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-mot_cua=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_plain_http_is_led_to_tls_and_no_form_is_taken_over_it(production: FlaskClient) -> None:
    answer = production.get("/tra-cuu?ma=1", headers=HTTP)
    assert answer.status_code == 308
    assert answer.location == f"https://{SAFE['TRUSTED_HOSTS']}/tra-cuu?ma=1"
    assert production.post("/tra-cuu", headers=HTTP).status_code == 400
    assert production.get("/healthz").status_code == 200
