"""Web processes are started again while pages are asked for: nobody is refused.

As ``mot-cua-web.socket`` does it: who started them holds the socket, they are handed it.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from jinja2 import Template

from config import ROOT

RESTARTS = 3
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""
PAGE = """
def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"whole"]
"""


def _started(listening: socket.socket, folder: Path) -> subprocess.Popen[bytes]:
    unit = (ROOT / "deploy/templates/units/mot-cua-web.service.j2").read_text()
    (line,) = (each for each in unit.splitlines() if each.startswith("ExecStart="))
    told = {"application": {"python": sys.executable, "workers": 2}}
    command = Template(line.removeprefix("ExecStart=")).render(told)
    arguments = shlex.split(command.replace("run:app", "page:app"))
    return subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(listening.fileno()), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(folder)},
        pass_fds=[listening.fileno()],
    )


def _ask(address: str, over: threading.Event, answers: list[str]) -> None:
    while not over.is_set():
        try:
            with urllib.request.urlopen(address, timeout=60) as page:
                answers.append(page.read().decode())
        except OSError as error:
            answers.append(repr(error))


@pytest.mark.slow
def test_nobody_is_refused_while_web_processes_are_started_again(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(PAGE)
    over, answers = threading.Event(), list[str]()
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        asking = [threading.Thread(target=_ask, args=(address, over, answers)) for _ in range(6)]
        serving = _started(listening, tmp_path)
        for each in asking:
            each.start()
        for _ in range(RESTARTS):
            before = len(answers)
            while len(answers) < before + 50:
                over.wait(0.05)
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(60) == 0
            serving = _started(listening, tmp_path)
        over.set()
        for each in asking:
            each.join()
        serving.terminate()
        serving.wait()
    assert len(answers) > 50 * RESTARTS
    assert set(answers) == {"whole"}
