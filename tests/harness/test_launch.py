"""``make run``: ready when it says so, one at a time, and nothing left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from devstack import database, launch
from harness.stage.databases import ROOT, Database
from harness.stage.live import free_port

LAUNCH = [sys.executable, "-m", "devstack.launch"]


@pytest.fixture
def prepared(committed: Database, tmp_path: Path) -> dict[str, str]:
    """An environment whose database is loaded already."""
    with committed.connect() as connection:
        mark = f"comment on database {committed.name} is '{database.version_of_code()} demo'"
        connection.execute(mark.encode())
    return {
        **os.environ,
        **committed.environment,
        "PORT": str(free_port()),
        "VAR_DIR": str(tmp_path),
        "LANGUAGE": "en",
    }


@pytest.fixture
def running(prepared: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The system, once it reports that it is ready."""
    with subprocess.Popen(
        LAUNCH, cwd=ROOT, env=prepared, text=True, stdout=subprocess.PIPE, start_new_session=True
    ) as launched:
        assert launched.stdout
        for line in launched.stdout:
            if line.startswith("Ctrl-C"):
                break
        yield launched
        if launched.poll() is None:
            launched.send_signal(signal.SIGINT)
        launched.wait(30)


def processes(environment: dict[str, str]) -> list[int]:
    """Processes that were started with this environment's database and are alive."""
    mark = f"VAR_DIR={environment['VAR_DIR']}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
        except OSError:  # ended meanwhile, or another user's
            continue
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="counts processes in /proc")
def test_it_runs_until_told_and_leaves_nothing_behind(
    prepared: dict[str, str], running: subprocess.Popen[str]
) -> None:
    address = f"http://127.0.0.1:{prepared['PORT']}/readyz"
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    assert len(processes(prepared)) >= 6  # itself, the master, four web processes, the worker

    again = subprocess.run(
        LAUNCH, cwd=ROOT, env=prepared, text=True, capture_output=True, check=False
    )
    assert again.returncode == 1
    assert "already runs" in again.stderr

    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    assert processes(prepared) == []


def test_the_web_server_believes_nobody_s_headers() -> None:
    """By itself gunicorn takes https from whoever calls from this machine."""
    config = Config.from_environment({"DATABASE_URL": "x"})
    command = launch.web_command(config, module="json:loads")
    said = subprocess.run(
        [sys.executable, "-m", *command, "--print-config"],
        cwd=ROOT, text=True, capture_output=True, check=True,
    )  # fmt: skip
    assert re.search(r"^forwarded_allow_ips += \[\]$", said.stdout, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="counts processes in /proc")
def test_when_one_process_dies_the_whole_stops(
    prepared: dict[str, str], running: subprocess.Popen[str]
) -> None:
    web = [
        pid
        for pid in processes(prepared)
        if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(min(web), signal.SIGKILL)
    assert running.wait(60) == 1
    assert [pid for pid in processes(prepared) if pid not in web] == []


def test_a_taken_port_is_named_with_a_way_out(prepared: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(prepared["PORT"]))):
        refused = subprocess.run(
            LAUNCH, cwd=ROOT, env=prepared, text=True, capture_output=True, check=False
        )
    assert refused.returncode == 1
    assert prepared["PORT"] in refused.stderr
    assert "PORT=8081 make run" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_foreign_server_without_its_administrator_gets_the_statements(
    prepared: dict[str, str],
) -> None:
    prepared.pop("DATABASE_ADMIN_URL")
    refused = subprocess.run(
        LAUNCH, cwd=ROOT, env=prepared, text=True, capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert "create role mc_owner" in refused.stderr
    assert "grant mc_owner to mc_migrate" in refused.stderr


def test_a_server_that_is_not_there_is_said_in_a_line(prepared: dict[str, str]) -> None:
    nowhere = "postgresql://mc_web:word@127.0.0.1:1/nowhere"
    prepared |= {"DATABASE_URL": nowhere, "DATABASE_ADMIN_URL": nowhere}
    refused = subprocess.run(
        LAUNCH, cwd=ROOT, env=prepared, text=True, capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
