"""Kannel in its own processes, connected to a simulated operator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import URL

from app.notifications.channels import kannel as driving
from app.notifications.channels.base import Outgoing, TemporaryRefusal
from app.notifications.channels.kannel import Kannel
from config import Notices
from devstack import sms_gateway
from devstack.database import Stop
from devstack.kannel import Setup, drop_reports, prepare_reports
from devstack.postgres import Server
from devstack.sms_simulator.inbound import send
from harness.stage.databases import ROOT
from tests.harness.kannel import Callbacks, listening, needs_kannel

ACCENTED = "Hồ sơ của Quý vị đã được tiếp nhận, mời đến Ủy ban nhân dân xã Ba Trại nhận giấy hẹn."
SOON = ("--delay", "0.2")


@pytest.fixture(scope="module")
def reports(server: Server) -> Iterator[URL]:
    admin, name = server.environment("postgres")["DATABASE_ADMIN_URL"], f"t_{os.getpid()}_kannel"
    yield prepare_reports(admin, name)
    drop_reports(admin, name)


@pytest.fixture
def callbacks() -> Iterator[Callbacks]:
    with listening() as callbacks:
        yield callbacks


@pytest.fixture
def setup(tmp_path: Path, reports: URL, callbacks: Callbacks) -> Setup:
    inbound = callbacks.address("from=%p&text=%a&id=%I")
    return Setup(folder=tmp_path / "kannel", inbound=inbound, reports=reports)


@pytest.fixture
def driver(
    app: Flask, setup: Setup, callbacks: Callbacks, monkeypatch: pytest.MonkeyPatch
) -> Kannel:
    """The worker's driver, whose reports come to us."""
    monkeypatch.setattr(
        driving, "report_address", lambda key: callbacks.address(f"of={key}&kind=%d&ref=%F")
    )
    notices = Notices.from_environment(setup.environment(), port=1)
    return Kannel(notices)


def message(
    to: str, body: str = "Ho so da tiep nhan @ Ba Trai", *, accented: bool = False
) -> Outgoing:
    return Outgoing(id=uuid4(), to=to, subject="", body=body, accented=accented)


def telephones(setup: Setup) -> list[dict[str, Any]]:
    """What came to the telephones, part by part."""
    lines = (setup.folder / "telephones.jsonl").read_text().splitlines()
    return [said for said in map(json.loads, lines) if "text" in said]


def kinds(told: list[dict[str, str]], of: Outgoing) -> set[str]:
    return {each["kind"] for each in told if each.get("of") == str(of.id)}


def processes_of(folder: Path) -> list[str]:
    """All processes of this machine started for a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


@needs_kannel
@pytest.mark.slow
def test_messages_go_the_whole_way_and_their_reports_come_back(
    setup: Setup, driver: Kannel, callbacks: Callbacks
) -> None:
    plain, accented = message("84912344110"), message("84912344111", ACCENTED, accented=True)
    unreached, nobody = message("84912344198"), message("84912344199")
    with sms_gateway.running(setup, simulator=SOON):
        for each in (plain, accented, unreached, nobody):
            driver.send(each)
        callbacks.wait(lambda told: {"1"} < kinds(told, accented) and kinds(told, nobody) != set())
        callbacks.wait(lambda told: {"1"} < kinds(told, plain) and "2" in kinds(told, unreached))
        came = telephones(setup)

    assert kinds(callbacks.told, plain) == kinds(callbacks.told, accented) == {"8", "1"}
    assert kinds(callbacks.told, unreached) == {"8", "2"}
    assert kinds(callbacks.told, nobody) == {"16"}
    assert [said["text"] for said in came if said["to"] == plain.to] == [plain.body]
    parts = sorted((said["part"], said["text"]) for said in came if said["to"] == accented.to)
    assert "".join(text for _part, text in parts) == ACCENTED
    assert {said["by"] for said in came} == {"MotCua"}


@needs_kannel
@pytest.mark.slow
@pytest.mark.parametrize("text", ["HS 000.15.17.H26-161118-0007", "Hồ sơ ở đâu rồi ạ?", "@_£$ à"])
def test_what_a_citizen_writes_comes_in_letter_by_letter(
    setup: Setup, callbacks: Callbacks, text: str
) -> None:
    with sms_gateway.running(setup):
        until = time.monotonic() + 20
        while not send(setup.folder, "0912344127", text):
            assert time.monotonic() < until
            time.sleep(0.2)
        callbacks.wait(lambda told: bool(told))

    [told] = callbacks.told
    assert (told["from"].lstrip("+"), told["text"]) == ("84912344127", text)
    assert told["id"] != ""


@needs_kannel
@pytest.mark.slow
def test_a_report_finds_its_message_after_kannel_was_killed(
    setup: Setup, driver: Kannel, callbacks: Callbacks
) -> None:
    late = message("84912344112")
    with sms_gateway.running(setup, simulator=("--delay", "4", "--seed", "3")) as children:
        driver.send(late)
        callbacks.wait(lambda told: "8" in kinds(told, late))
        children["bearerbox"].kill()
        children["smsbox"].wait(20)
        again = []
        for name in ("bearerbox", "smsbox"):
            time.sleep(2)
            command = [str(sms_gateway.program(name)), "-v", "4", str(setup.folder / "kannel.conf")]
            again.append(subprocess.Popen(command))
        callbacks.wait(lambda told: "1" in kinds(told, late))
        for each in reversed(again):
            each.kill()
            each.wait()


@needs_kannel
def test_a_wrong_password_is_no_reason_to_give_a_message_up(setup: Setup, driver: Kannel) -> None:
    stranger = Kannel(replace(driver._settings, kannel_password="x"))
    with sms_gateway.running(setup), pytest.raises(TemporaryRefusal) as told:
        stranger.send(message("84912344110"))
    assert told.value.kind == "auth"


@needs_kannel
def test_nothing_is_left_when_the_run_ends(setup: Setup) -> None:
    with sms_gateway.running(setup) as children:
        assert len(processes_of(setup.folder)) >= len(children) == 3

    assert processes_of(setup.folder) == []


@needs_kannel
@pytest.mark.slow
def test_nothing_is_left_when_the_run_is_killed(setup: Setup) -> None:
    code = (
        "import sys, time; from pathlib import Path; from sqlalchemy import make_url\n"
        "from devstack import sms_gateway; from devstack.kannel import Setup\n"
        "setup = Setup(folder=Path(sys.argv[1]), inbound='http://127.0.0.1:9/',"
        " reports=make_url(sys.argv[2]))\n"
        "with sms_gateway.running(setup):\n    print('up', flush=True); time.sleep(60)\n"
    )
    address = setup.reports.render_as_string(hide_password=False)
    command = [sys.executable, "-c", code, str(setup.folder), address]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"up\n"
        run.send_signal(signal.SIGKILL)
    with sms_gateway.running(setup):  # it waits for those of the run that was killed
        assert len(processes_of(setup.folder)) == 3

    assert processes_of(setup.folder) == []


@needs_kannel
def test_a_second_gateway_does_not_start_in_the_same_folder(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sms_gateway.running(setup):
        monkeypatch.setattr(sms_gateway, "READY_WITHIN_SECONDS", 0.5)
        with pytest.raises(Stop), sms_gateway.running(setup):
            pass


def test_where_kannel_is_missing_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sms_gateway, "_PATH", "/nowhere")

    with pytest.raises(Stop, match="apt-get install --no-install-recommends kannel"):
        sms_gateway.refuse_without_kannel()


def test_a_gateway_that_stands_elsewhere_is_not_started_here() -> None:
    assert sms_gateway.is_wanted({"SMS": "kannel"})
    assert not sms_gateway.is_wanted({"SMS": "kannel", "KANNEL_URL": "http://10.0.0.9:13013/"})
    assert not sms_gateway.is_wanted({})
