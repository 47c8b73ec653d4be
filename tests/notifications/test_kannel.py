"""Requests to Kannel, and the meaning of each of its responses, over real HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from flask import Flask

from app.notifications.channels import kannel as driving
from app.notifications.channels.base import (
    Outgoing,
    Rejected,
    TemporaryRefusal,
    Unanswered,
    Undelivered,
)
from app.notifications.channels.kannel import Kannel
from app.notifications.rules import callback_urls
from app.notifications.rules import settings as notices
from config import Notices

ACCEPTED = (202, "0: Accepted for delivery")
PASSWORD, NUMBER, WORDS = "kín-như-bưng", "84912344127", "Ho so 000.15.17.H26 da tiep nhan"


class Gateway(HTTPServer):
    """Answers as configured, and records requests."""

    answer: tuple[int, str] | None = ACCEPTED
    asked: list[dict[str, str]]


class Desk(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.server.asked.append({name: value for name, [value] in asked.items()})
        if self.server.answer is None:
            self.close_connection = True
            return
        status, words = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_words: object) -> None: ...


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    with Gateway(("127.0.0.1", 0), Desk) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def to(gateway: Gateway, **settings: Any) -> Kannel:
    url = f"http://127.0.0.1:{gateway.server_port}/cgi-bin/sendsms"
    return Kannel(replace(Notices(kannel_url=url, kannel_password=PASSWORD), **settings))


def message(body: str = WORDS, *, accented: bool = False) -> Outgoing:
    return Outgoing(id=uuid4(), to=NUMBER, subject="", body=body, accented=accented)


@pytest.mark.parametrize("words", ["0: Accepted for delivery", "3: Queued for later delivery"])
def test_what_kannel_takes_is_handed_over(gateway: Gateway, words: str) -> None:
    gateway.answer = (202, words)
    ours = message()

    assert str(ours.id) in to(gateway).send(ours)


def test_it_is_told_whom_what_and_where_to_report(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "_settings", Notices(callbacks_url="http://10.0.0.7:8080/"))
    ours = message("Hồ sơ đã tiếp nhận", accented=True)
    to(gateway, sms_from="UBNDXA", kannel_smsc="viettel").send(ours)

    [asked] = gateway.asked
    reports = urlsplit(asked["dlr-url"])
    assert (asked["to"], asked["from"], asked["smsc"]) == (NUMBER, "UBNDXA", "viettel")
    assert (asked["text"], asked["charset"], asked["coding"]) == (ours.body, "UTF-8", "2")
    assert (reports.netloc, reports.query) == ("10.0.0.7:8080", "kind=%d&ref=%F")
    assert callback_urls.message_of(reports.path.rpartition("/")[2]) == ours.id
    assert str(ours.id) not in asked["dlr-url"]


def test_a_message_of_gsm_letters_is_sent_in_the_old_alphabet(gateway: Gateway) -> None:
    to(gateway).send(message())

    assert gateway.asked[0]["coding"] == "0"


@pytest.mark.parametrize(
    ("answer", "failure", "kind"),
    [
        ((503, "Temporal failure, try again later."), TemporaryRefusal, "busy"),
        ((403, "Authorization failed for sendsms"), TemporaryRefusal, "auth"),
        ((400, "Empty receiver number not allowed, rejected"), Rejected, "number"),
        ((400, "Number(s) has/have been denied by white- and/or black-lists."), Rejected, "number"),
        ((403, "Not routable. Do not try again."), TemporaryRefusal, "not_routable"),
        ((404, "Unknown request."), TemporaryRefusal, "http_404"),
        ((500, "?"), Unanswered, "http_500"),
        ((502, "Bad gateway"), Unanswered, "http_502"),
        ((200, "<html>Đăng nhập mạng</html>"), Unanswered, "http_200"),
        (None, Unanswered, "no_answer"),
    ],
)
def test_each_other_answer_says_whether_the_message_may_be_handed_over_again(
    gateway: Gateway, answer: tuple[int, str] | None, failure: type[Undelivered], kind: str
) -> None:
    gateway.answer = answer

    with pytest.raises(failure) as told:
        to(gateway).send(message())
    assert told.value.kind == kind


def test_an_answer_that_never_comes_may_have_been_a_yes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "ANSWERS_WITHIN", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/cgi-bin/sendsms"
        with pytest.raises(Unanswered):
            Kannel(Notices(kannel_url=url)).send(message())


@pytest.mark.parametrize("host", ["127.0.0.1:1", "khong-co-may-nay.invalid:13013"])
def test_a_gateway_that_is_not_there_certainly_has_nothing(app: Flask, host: str) -> None:
    with pytest.raises(TemporaryRefusal) as told:
        Kannel(Notices(kannel_url=f"http://{host}/cgi-bin/sendsms")).send(message())
    assert told.value.kind == "unreachable"


@pytest.mark.parametrize("answer", [(500, f"{NUMBER} {WORDS} {PASSWORD}"), None])
def test_no_failure_repeats_number_words_or_password(
    gateway: Gateway,
    answer: tuple[int, str] | None,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gateway.answer = answer
    with pytest.raises(Undelivered) as told:
        to(gateway).send(message())

    said = f"{told.value!r} {told.value.__cause__!r} {caplog.text} {capsys.readouterr()}"
    assert not [secret for secret in (NUMBER, WORDS, PASSWORD) if secret in said]
    assert told.value.__suppress_context__ or told.value.__context__ is None
