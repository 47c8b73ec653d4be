"""Static files: cached for a year under a content hash, compressed, and nothing else is served."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.roles import Role
from app.kernel.web import static_files
from harness.stage.factories import AnOfficer, browser_of

STYLES = "css/office.css"


@pytest.fixture
def address(app: Flask) -> str:
    with app.test_request_context("/"):
        return static_files.address(STYLES)


def test_a_file_is_kept_for_a_year_under_the_name_of_its_content(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert re.fullmatch(r"/static/css/office\.[0-9a-f]{10}\.css", address)
    assert answer.headers["Cache-Control"] == static_files.FOR_A_YEAR
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert gzip.decompress(answer.data) == client.get(address).data
    known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(address, headers=known).status_code == 304


@pytest.mark.usefixtures("database")
def test_a_file_is_kept_while_pages_renew_the_session(app: Flask, address: str) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION))
    answer = browser.get(address)
    assert answer.headers["Cache-Control"] == static_files.FOR_A_YEAR
    assert "Cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in browser.get("/can-bo/").headers


@pytest.mark.usefixtures("database")
def test_an_answer_to_a_script_leaves_the_session_of_the_page_alone(app: Flask) -> None:
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION))
    by_script = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    with browser.session_transaction() as session:
        session.permanent = True
    for _first_and_again in range(2):
        assert "Set-Cookie" in browser.get("/can-bo/").headers
    assert "Set-Cookie" not in browser.get("/can-bo/", headers=by_script).headers
    assert "Set-Cookie" not in browser.get("/can-bo/thong-bao/so", headers=by_script).headers


def test_what_a_stylesheet_names_is_kept_in_the_same_way(client: FlaskClient, address: str) -> None:
    (named, *_more) = re.findall(r"url\(\.\./([^)]+)\)", client.get(address).text)
    answer = client.get(f"/static/{named}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == static_files.FOR_A_YEAR


def test_a_page_of_another_day_gets_the_file_of_today(client: FlaskClient, address: str) -> None:
    answer = client.get("/static/css/office.0123456789.css")
    assert answer.data == client.get(address).data
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["css/no.0123456789.css", "../pages.0123456789.py", "/etc/host.0123456789.conf"]
)
def test_nothing_else_is_sent(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/static/{name}", follow_redirects=True)
    assert answer.status_code == 404


def test_flask_appbuilders_own_file_too(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        address = static_files.address("appbuilder/css/bootstrap.min.css")
    assert client.get(address).headers["Cache-Control"] == static_files.FOR_A_YEAR
