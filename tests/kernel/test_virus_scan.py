"""The virus scanner: its verdict is trusted, and nothing is stored without one."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from app.kernel.files import virus_scan
from app.kernel.files.storage import Store
from app.kernel.files.virus_scan import Scan
from harness.stage.factories import a_photo
from tests.refusals import expect_refusal

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Daemon = Callable[[bytes], bytes]


class Clamd:
    """A daemon that speaks as clamd does, on a socket of this machine."""

    def __init__(self, line: socket.socket, address: str, answer: Daemon) -> None:
        self.address, self.heard = address, b""
        self._line, self._answer = line, answer
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        caller, _where = self._line.accept()
        with caller, caller.makefile("rb") as words:
            assert words.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", words.read(4))[0]:
                self.heard += words.read(size)
            caller.sendall(self._answer(self.heard))


def signature(content: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture(params=["unix", "tcp"])
def daemon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Daemon], Clamd]]:
    kind = socket.AF_UNIX if request.param == "unix" else socket.AF_INET
    with socket.socket(kind) as line:
        line.bind(str(tmp_path / "ctl") if request.param == "unix" else ("127.0.0.1", 0))
        line.listen()
        name = line.getsockname()
        address = name if isinstance(name, str) else f"{name[0]}:{name[1]}"
        yield lambda answer: Clamd(line, address, answer)


def store_with(tmp_path: Path, address: str) -> Store:
    return Store(tmp_path / "files", virus_scan.named(address)).install()


def test_the_scanner_sees_the_file_as_it_came(
    daemon: Callable[[Daemon], Clamd], tmp_path: Path
) -> None:
    clamd = daemon(signature)
    stored = store_with(tmp_path, clamd.address).store(BytesIO(a_photo()))
    assert (stored.scan, clamd.heard) == (Scan.CLEAN, a_photo())


def test_what_it_knows_is_refused_and_forgotten(
    daemon: Callable[[Daemon], Clamd], tmp_path: Path
) -> None:
    store = store_with(tmp_path, daemon(signature).address)
    with expect_refusal("The virus scanner found something harmful in this file, so"):
        store.store(BytesIO(a_photo() + EICAR))
    assert not [path for path in store.directory.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but ERROR\0", b"\xff\0"],
)
def test_any_other_answer_is_no_answer(
    daemon: Callable[[Daemon], Clamd], tmp_path: Path, answer: bytes
) -> None:
    store = store_with(tmp_path, daemon(lambda _content: answer).address)
    with expect_refusal("Files cannot be checked for viruses at the moment, so this"):
        store.store(BytesIO(a_photo()))
    assert not [path for path in store.directory.rglob("*") if path.is_file()]


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1"])
def test_without_the_scanner_that_was_named_nothing_is_kept(tmp_path: Path, address: str) -> None:
    with expect_refusal("Files cannot be checked for viruses at the moment, so this") as refusal:
        store_with(tmp_path, address).store(BytesIO(a_photo()))
    assert refusal.value.status == 503


def test_where_none_was_named_the_file_says_so(tmp_path: Path) -> None:
    assert store_with(tmp_path, "").store(BytesIO(a_photo())).scan is Scan.NOT_SCANNED
