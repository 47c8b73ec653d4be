"""Starts the confined process that opens untrusted files, a few at once.

The process and its confinement are described in the package ``sanitizer``. A worker of the web
server waits for it, so one worker is always left for other pages: a stranger who sends file after
file is told to wait, and nobody else is.
"""

import fcntl
import logging
import os
import select
import subprocess  # starts our own package only
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from flask_babel import lazy_gettext as _

import sanitizer
from app.kernel.files.content_type import RefusedFile
from sanitizer import Verdict

logger = logging.getLogger(__name__)

PROGRAMME = Path(sanitizer.__file__).parent
LONGEST_SECONDS = 20
"""Wall-clock time; allows for waiting on a busy machine, CPU time is limited in the process."""
AGAIN_AFTER_SECONDS = 3
LONGEST_WAIT_SECONDS, CALM_PER_WAIT = 0.5, 4
"""What a worker waits for a place at most, and how long after that it waits as long again."""
LOOK_EACH_SECONDS = 0.02
PIECE_BYTES = 64 * 1024


class OpeningBusy(RefusedFile):
    message = _(
        "Other files are being opened at this moment, so this one was not looked at. Send it again "
        "in a few seconds."
    )
    status = 429

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(AGAIN_AFTER_SECONDS)}


class Ended(Exception):
    """The process refused the file, or was ended."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class _Places:
    """How many processes there may be at once, and the folder of their locks."""

    many: int
    folder: Path


_places: _Places | None = None
_waited_at = 0.0


def limit(many: int, folder: Path) -> None:
    """Set how many files all workers together open at once; the web server calls it at its start.

    Elsewhere there is no limit: the worker opens one file after the other.
    """
    global _places  # one limit per process, set once before the workers are forked
    folder.mkdir(mode=0o700, exist_ok=True)
    _places = _Places(max(many, 1), folder)


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the places; the kernel frees it when its holder dies. Raises OpeningBusy."""
    if _places is None:
        yield
        return
    with ExitStack() as held:
        if not _taken(_places, held) and not _awaited(_places, held):
            raise OpeningBusy(field="file")
        yield


def _awaited(places: _Places, held: ExitStack) -> bool:
    """Wait for a place, but only where nobody waited lately: the site would stand still."""
    global _waited_at  # this worker's own
    until = monotonic() + min(LONGEST_WAIT_SECONDS, (monotonic() - _waited_at) / CALM_PER_WAIT)
    try:
        while monotonic() < until:
            sleep(LOOK_EACH_SECONDS)
            if _taken(places, held):
                return True
        return False
    finally:
        _waited_at = monotonic()


def _taken(places: _Places, held: ExitStack) -> bool:
    """Take a place, if one is free, until the block ends."""
    for number in range(places.many):
        lock = (places.folder / str(number)).open("wb")
        if _locked(lock):
            held.enter_context(lock)
            return True
        lock.close()
    return False


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ended(given: int, made: int, mime: str) -> int:
    """Exit status of the process, which gets two open files and no environment."""
    with place():
        try:
            return subprocess.run(  # our own package and arguments
                _command(mime),
                stdin=given,
                stdout=made,
                stderr=subprocess.DEVNULL,
                check=False,
                cwd="/",
                env={},
                timeout=LONGEST_SECONDS,
            ).returncode
        except subprocess.TimeoutExpired:
            logger.warning("Opening an uploaded file took longer than %s s", LONGEST_SECONDS)
            return Verdict.TOO_HEAVY


def lines(
    given: IO[bytes] | bytes,
    *arguments: str,
    most_bytes: int,
    seconds: float | None = None,
) -> Generator[bytes, None, None]:
    """What the process writes, line by line, within ``seconds`` for all of it, or as for any file.

    Raises:
        Ended: after the last line, unless the process was content.
        OpeningBusy: too many files are being opened.
    """
    with place(), _started(given, *arguments) as process:
        _give(process, given)
        rest, seconds = b"", LONGEST_SECONDS if seconds is None else seconds
        for piece in _pieces(process.stdout, seconds):
            most_bytes -= len(piece)
            if most_bytes < 0:
                raise Ended(Verdict.TOO_HEAVY)
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            raise Ended(Verdict.BROKEN)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = Verdict.TOO_HEAVY
        if status != Verdict.CLEANED:
            raise Ended(status)


def _pieces(stream: IO[bytes] | None, seconds: float) -> Iterator[bytes]:
    descriptor = stream.fileno() if stream else -1
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    while True:
        begun = monotonic()
        if not waiting.poll(max(seconds, 0) * 1000):
            raise Ended(Verdict.TOO_HEAVY)
        seconds -= monotonic() - begun
        piece = os.read(descriptor, PIECE_BYTES)
        if not piece:
            return
        yield piece


@contextmanager
def _started(given: IO[bytes] | bytes, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    if not isinstance(given, bytes):  # our own buffer may have read ahead
        os.lseek(given.fileno(), 0, os.SEEK_SET)
    with subprocess.Popen(
        _command(*arguments),
        stdin=subprocess.PIPE if isinstance(given, bytes) else given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _give(process: subprocess.Popen[bytes], given: IO[bytes] | bytes) -> None:
    """The whole file first: the process says nothing before it has read it."""
    if isinstance(given, bytes) and process.stdin is not None:
        with suppress(BrokenPipeError):  # it ended by itself; its status says why
            process.stdin.write(given)
        with suppress(BrokenPipeError):
            process.stdin.close()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-I", str(PROGRAMME), *arguments]
