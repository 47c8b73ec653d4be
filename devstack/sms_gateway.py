"""An SMS gateway beside the system (``make run SMS=kannel``).

Kannel's two processes, bound to a simulated operator (``sms_simulator``): messages go the whole way
and reach no phone. An external gateway is named by ``KANNEL_URL``; then nothing is started here.
"""

import fcntl
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from app.kernel.i18n import catalogues
from config import ROOT
from devstack.database import Stop
from devstack.kannel import Setup

_ = catalogues.sentence

READY_WITHIN_SECONDS = 20
STOP_WITHIN_SECONDS = 15
_PATH = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin"
_LOOK_EVERY_SECONDS = 0.1
_NUMBERS = "switchboard.json"
_IN_ORDER = ("smsbox", "smsc", "bearerbox")
"""Stop order: Kannel would wait 30 s for an unbind that the simulator does not send."""

Children = dict[str, subprocess.Popen[bytes]]


def is_wanted(environment: Mapping[str, str]) -> bool:
    return environment.get("SMS") == "kannel" and not environment.get("KANNEL_URL")


def program(name: str) -> str | None:
    """Path of one of Kannel's programs; Debian installs them in ``sbin``."""
    return shutil.which(name, path=_PATH)


def refuse_without_kannel() -> None:
    """Check the requirements before anything is started.

    Raises:
        Stop: Kannel or the simulator's library is missing.
    """
    if not (program("bearerbox") and program("smsbox")):
        raise Stop(
            _(
                "SMS=kannel needs Kannel, which is not installed here: "
                "apt-get install --no-install-recommends kannel kannel-extras"
            )
        )
    if importlib.util.find_spec("smpp34") is None:
        raise Stop(_("The simulator of the operator is not installed: make run SMS=kannel."))


@contextmanager
def running(setup: Setup, *, simulator: Sequence[str] = ()) -> Iterator[Children]:
    """Run simulator and Kannel for the block; none of them outlives this process.

    Args:
        simulator: additional arguments of the simulator, such as ``--errors 0.03``.

    Raises:
        Stop: one of them does not start, or an earlier Kannel does not end.
    """
    _prepare(setup)
    with ExitStack() as stack:
        lock = stack.enter_context((setup.folder / "lock").open("w"))
        _wait_for_the_old_one(lock)
        children: Children = {}
        stack.callback(_end, children)
        for name, command, port in _commands(setup, simulator):
            children[name] = subprocess.Popen(
                [*_with_us(), *command],
                cwd=ROOT,
                env={key: word for key, word in os.environ.items() if key in {"PATH", "VAR_DIR"}},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
            _wait_for(port, name, children[name], setup.folder)
        yield children


def numbers(folder: Path) -> dict[str, int]:
    """The ports of the running gateway, for simulating a citizen."""
    found: dict[str, int] = json.loads((folder / _NUMBERS).read_text())
    return found


def _prepare(setup: Setup) -> None:
    (setup.folder / "spool").mkdir(parents=True, exist_ok=True)
    setup.folder.chmod(0o700)
    for name, words in (
        ("kannel.conf", setup.text()),
        (_NUMBERS, json.dumps({"control": setup.control, "sendsms": setup.sendsms})),
    ):
        path = setup.folder / name
        path.touch(mode=0o600)
        path.write_text(words)


def _commands(setup: Setup, simulator: Sequence[str]) -> Iterator[tuple[str, list[str], int]]:
    """Name, command, and the port that answers when the process is ready."""
    journal = str(setup.folder / "telephones.jsonl")
    smsc = [
        sys.executable,
        "-m",
        "devstack.sms_simulator",
        str(setup.smsc),
        str(setup.control),
        journal,
    ]
    yield "smsc", [*smsc, *simulator], setup.control
    configuration = str(setup.folder / "kannel.conf")
    for name, port in (("bearerbox", setup.boxes), ("smsbox", setup.sendsms)):
        yield name, [program(name) or name, "-v", "4", configuration], port


def _with_us() -> list[str]:
    """Command prefix that kills a process together with its parent; Kannel loses nothing by it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _wait_for_the_old_one(lock: IO[str]) -> None:
    """Wait for its processes to release the lock: two must not share ports and spool."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Stop(_("An earlier Kannel of this folder still runs; stop it.")) from None
            time.sleep(_LOOK_EVERY_SECONDS)
        else:
            return


def _wait_for(port: int, name: str, child: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(_LOOK_EVERY_SECONDS)
    facts = {"name": name, "folder": folder}
    raise Stop(_("The process “%(name)s” does not start; its log lies in %(folder)s.") % facts)


def _end(children: Children) -> None:
    for child in (children[name] for name in _IN_ORDER if name in children):
        child.terminate()
        try:
            child.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
