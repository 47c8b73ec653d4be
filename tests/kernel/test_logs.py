"""Canaries in all user input: no log contains them."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from prometheus_client import generate_latest

import logs
from app.accounts.roles import Role
from app.kernel.db import db
from harness.stage.citizen import Citizen
from harness.stage.databases import ROOT, Database
from harness.stage.factories import AnOfficer, a_commune, a_photo, browser_of
from harness.stage.live import free_port

NAME, CHILD, NUMBER, PHONE = "Hoàng Thị Yến Oanh", "Lý Hoàng Yến", "098765432", "0987001122"
CANARIES = (
    NAME, CHILD, NUMBER, PHONE, "Yến", "%E1%BA%BFn", "Y\\u1ebfn", "0987 001 122", "098.765.432",
    "+84987001122",
)  # fmt: skip


def heard(said: str) -> list[str]:
    return [canary for canary in CANARIES if canary in said]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What this process would write, in both forms in which it writes it."""
    stream, root = StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(stream) for _form in range(2)]
    for handler, form in zip(handlers, (logs.Discreet(logs.FORMAT), logs.JsonLines()), strict=True):
        handler.setFormatter(form)
        root.addHandler(handler)
    logs.EVENTS.setLevel(logging.INFO)
    yield stream
    logs.EVENTS.setLevel(logging.NOTSET)
    for handler in handlers:
        root.removeHandler(handler)


def events(said: str) -> list[dict[str, Any]]:
    """The lines of JSON."""
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


@pytest.fixture
def quiet_faults(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault ends in a page and in the log, as it does for people."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


def family(citizen: Citizen) -> None:
    """A whole dossier of canaries, with a refused page on the way."""
    citizen.begin()
    own = {"applicant_name": NAME, "applicant_phone": PHONE}
    citizen.fill("applicant", **own | {"applicant_phone": f"{PHONE}{NUMBER}"})
    changes = {"applicant": own | {"applicant_id": NUMBER}, "child": {"child_name": CHILD}}
    for section in ("applicant", "child", "birth", "parents"):
        citizen.fill(section, **changes.get(section, {}))
    citizen.upload(birth_notification=(a_photo(), f"{NAME} {NUMBER}.jpg"))
    citizen.upload(household_book=(b"no picture", f"{NAME}.jpg"))
    citizen.send()


def at_the_desk(app: Flask) -> None:
    """Looks, searches and mistakes of an officer."""
    client = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, a_commune()))
    for address in (
        f"/can-bo/mot-cua/?hang=all&tim={NAME}",
        f"/can-bo/mot-cua/?hang=all&tim={NUMBER}",
        f"/can-bo/ho-so/list/?_flt_0_subject_name={CHILD}&_flt_0_applicant_id={NUMBER}",
        f"/can-bo/ho-so/list/?_flt_9_applicant_phone={PHONE}",
        f"/can-bo/mot-cua/ho-so/{uuid4()}?ten={NAME}",
        f"/can-bo/ho-so/show/{NUMBER}",
    ):
        assert client.get(address).status_code in {200, 400, 404}
    stranger = app.test_client()
    stranger.get(f"/can-bo/mot-cua/?tim={NAME}")
    stranger.post("/can-bo/dang-nhap/", data={"username": PHONE, "password": NUMBER})
    stranger.post("/tra-cuu", data={"ma": NUMBER, "bi_mat": PHONE})


def test_no_word_of_a_person_reaches_a_log(
    app: Flask,
    committed: Database,
    log: StringIO,
    quiet_faults: None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    server_log = Path(committed.server.log)
    before = server_log.stat().st_size
    citizen = Citizen(app.test_client(), a_commune())
    family(citizen)
    at_the_desk(app)
    db.session.remove()  # the transaction of the reads locks the tables
    with committed.connect() as connection:
        for table, column in (("draft", "answers"), ("dossier", "subject_name")):
            connection.execute(
                f"alter table {table} add constraint canary"
                f" check ({column}::text !~ 'Yến') not valid".encode()
            )
    citizen.commune = a_commune()
    citizen.begin().fill("applicant", applicant_name=NAME, applicant_phone=PHONE)
    assert citizen.answer is not None
    assert citizen.answer.status_code == 500
    assert not heard(citizen.text)
    told, printed = log.getvalue(), capfd.readouterr()
    with server_log.open("rb") as stream:
        stream.seek(before)
        served = stream.read().decode(errors="replace")
    assert "psycopg.errors.CheckViolation sqlstate=23514 table=draft constraint=canary" in told
    assert "violates check constraint" in served
    lines = events(told)
    (fault,) = (line for line in lines if "error" in line)
    (failed,) = (line for line in lines if line.get("status") == 500)
    assert fault["request"] == failed["request"]
    assert {line["role"] for line in lines if line["message"] == "request"} == {
        "", Role.COMMUNE_RECEPTION
    }  # fmt: skip
    assert failed | {"at": 0, "request": 0, "ms": 0} == {
        "at": 0, "level": "INFO", "logger": "events", "message": "request", "request": 0,
        "method": "POST", "route": "/nop-ho-so/khai/<section>", "status": 500, "ms": 0,
        "role": "",
    }  # fmt: skip
    figures = generate_latest().decode()
    assert 'route="/nop-ho-so/khai/<section>"' in figures
    assert heard(told + printed.out + printed.err + served + figures) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_web_server_writes_paths_only(tmp_path: Path, form: str) -> None:
    written, port = tmp_path / "log", free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--no-control-socket", "--access-logfile", "-", "tests.kernel.two_page_app:app"]
    with written.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=stream, stderr=stream, env={**os.environ, "LOG_FORMAT": form}
        )
        try:
            wait_for(port)
            for request in (
                f"GET /tim?ten={NUMBER} HTTP/1.1",
                f"GET /fault?ten={NUMBER} HTTP/1.1",
                f"GET /?ten={NUMBER} HTTP/9.9 {PHONE}",
                f"GET / HTTP/1.1\r\n{PHONE} {NUMBER}: x",
                f"POST /tim HTTP/1.1\r\nReferer: http://here/?ten={NUMBER}\r\nUser-Agent: {PHONE}",
            ):
                send(port, request)
        finally:
            process.terminate()
            process.wait(10)
    said = written.read_text()
    assert '"GET /tim HTTP/1.1" 200' in said
    assert any("builtins.ValueError" in line.get("error", "") for line in events(said)) == (
        form == "json"
    )
    assert "Error handling request GET /fault?…" in said.replace("request /", "request GET /")
    assert "builtins.ValueError" in said
    assert "Invalid request from ip=127.0.0.1" in said
    assert heard(said) == []


def wait_for(port: int) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError


def send(port: int, request: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        head = f"{request}\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode())
        while connection.recv(4096):
            pass
