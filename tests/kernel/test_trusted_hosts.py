"""A foreign host gets our page with 400, and its name is reflected nowhere."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel.web.trusted_hosts import OwnHosts, guard_hosts
from harness.stage.databases import Database
from harness.stage.factories import AnOfficer
from harness.stage.factories.people import PASSWORD
from tests.accounts.conftest import csrf

EVIL = "evil.example"
FOREIGN = (
    EVIL,
    f"{EVIL}:8080",
    f"localhost.{EVIL}",
    f"{EVIL}#localhost",
    f"localhost@{EVIL}",
    f"localhost:80@{EVIL}",
    f"localhost, {EVIL}",
    f"{EVIL}/localhost",
    "127.0.0.1.nip.io",
    "127.0.0.2",
    "[::2]",
    "localhost.",
    "localhost:99999",
    "",
    " ",
    "localhost\t",
    "xn--80ak6aa92e.example",
)
PAGES = ("/", "/tra-cuu", "/can-bo/dang-nhap", "/can-bo/", "/khong-co", "/static/js/public.js")

NEXT = (
    "http://evil.example/x",
    "https://evil.example",
    "HTTP://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    " //evil.example",
    "\x00//evil.example",
    "\x0b//evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:\\\\evil.example",
    "http://localhost@evil.example",
    "http://localhost:80@evil.example",
    "http://localhost%40evil.example",
    "http://localhost\\@evil.example",
    "http://evil.example#localhost",
    "http://evil.example?localhost",
    "http://evil.example\\.localhost",
    "http://localhost.evil.example",
    "http://xn--evl-wka.example",
    "http://ev\u0131l.example",
    "http://evil\u3002example",
    "//evil%E3%80%82example",
    "javascript:alert(1)//evil.example",
    "java\tscript:alert('evil.example')",
    "data:text/html,evil.example",
    "ftp://evil.example",
    "//[::ffff:6.6.6.6]/evil.example",
    "http://[evil.example]",
    "@evil.example",
    ".evil.example",
)


def repeats(answer: TestResponse) -> bool:
    """Whether the foreign name is reflected anywhere in the response."""
    heard = answer.get_data(as_text=True) + str(answer.headers)
    return EVIL in heard.lower() or "nip.io" in heard


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused_with_a_page_of_ours(
    client: FlaskClient, database: Database, host: str
) -> None:
    for page in PAGES:
        answer = client.get(page, headers={"Host": host}, buffered=True)
        assert answer.status_code == 400, page
        assert not repeats(answer), page
    assert "Địa chỉ không đúng" in client.get("/", headers={"Host": host}).text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1:9", "[::1]", "[::1]:80"]
)
def test_our_own_names_are_ours(client: FlaskClient, database: Database, host: str) -> None:
    assert client.get("/tra-cuu", headers={"Host": host}).status_code == 200


def test_without_a_proxy_nobody_speaks_for_another(client: FlaskClient, database: Database) -> None:
    told = {"X-Forwarded-Host": EVIL, "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "evil",
            "X-Forwarded-Prefix": "/evil", "Forwarded": f"host={EVIL}", "X-Host": EVIL,
            "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil"}  # fmt: skip
    for page in PAGES:
        assert not repeats(client.get(page, headers=told, buffered=True)), page


def test_one_proxy_is_believed_once() -> None:
    """What the visitor sent comes before what our proxy adds, and is ignored."""
    app = Flask(__name__)
    guard_hosts(app, ("dichvucong.example.vn",), proxies=1)

    @app.get("/")
    def told() -> str:
        return f"{request.remote_addr} {request.host} {request.is_secure}"

    answer = app.test_client().get(
        "/",
        headers={
            "Host": "10.0.0.7:8080",
            "X-Forwarded-Host": f"{EVIL}, dichvucong.example.vn",
            "X-Forwarded-For": "6.6.6.6, 203.0.113.7",
            "X-Forwarded-Proto": "https",
        },
    )
    assert answer.text == "203.0.113.7 dichvucong.example.vn True"


def test_where_no_names_are_given_only_malformed_ones_are_foreign() -> None:
    hosts = OwnHosts(lambda _environ, _start: [], ())
    assert hosts.is_own("moi-noi.example.vn:8080")
    assert not hosts.is_own("a b")
    assert not hosts.is_own("")


def test_the_sign_in_leads_nowhere_else(app: Flask, database: Database) -> None:
    officer = AnOfficer(Role.COMMUNE_RECEPTION)
    client = app.test_client()
    token = csrf(client, "/can-bo/dang-nhap")
    sent = {"username": officer.user.username, "password": PASSWORD, "csrf_token": token}
    client.post("/can-bo/dang-nhap", data=sent)
    assert len(NEXT) >= 40
    for payload in NEXT:
        answer = client.get("/can-bo/dang-nhap", query_string={"next": payload})
        assert answer.status_code in {302, 400}, payload
        stays_here(answer, payload)


@pytest.mark.parametrize("name", ["next", "url", "redirect", "return", "back", "continue", "r"])
def test_no_other_parameter_leads_away(client: FlaskClient, database: Database, name: str) -> None:
    for payload in NEXT:
        told = {"Referer": payload.strip().replace("\n", "").encode("utf-8").decode("latin-1")}
        for page in ("/back", "/lang/en", "/tra-cuu/ho-so", "/can-bo/dang-xuat"):
            answer = client.get(page, query_string={name: payload}, headers=told)
            stays_here(answer, payload)


def stays_here(answer: TestResponse, payload: str) -> None:
    """A redirect leads to a URL of ours, as a browser understands it."""
    location = answer.headers.get("Location", "/")
    plain = "".join(sign for sign in location if sign > " ").replace("\\", "/")
    led_to = urlsplit(urljoin(answer.request.url, plain))
    assert (led_to.scheme, led_to.netloc) == ("http", "localhost"), (payload, location)
