"""Families who send malicious files through the public form of a running system."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from app.kernel.files.confined import AGAIN_AFTER_SECONDS
from harness.crash.citizens import PAPERS, TOO_MANY, Citizen
from harness.stage.databases import Database
from harness.stage.hostile_files.corpus import Hostile

AT_ONCE = 4
FILES_EACH = 6
PAPER = "birth_notification"
LOOK_EACH_SECONDS = 0.02
MEGABYTE = 2**20


class Kept(NamedTuple):
    """A file that was accepted, and how its sender can open it."""

    paper: UUID
    storage_key: str
    mime: str
    file_name: str
    session: str


@dataclass
class Sent:
    """The outcome of one malicious file."""

    hostile: Hostile
    status: int
    seconds: float
    kept: Kept | None


def send(families: list[Citizen], files: list[Hostile], database: Database) -> list[Sent]:
    """All files, four families at a time."""
    shares = [files[n : n + FILES_EACH] for n in range(0, len(files), FILES_EACH)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = pool.map(lambda family, share: _send_all(family, share, database), families, shares)
        return [each for share in sent for each in share]


def _send_all(family: Citizen, files: list[Hostile], database: Database) -> list[Sent]:
    token = family._token()  # as its own photographs are sent
    found: list[Sent] = []
    with database.connect() as line:
        for hostile in files:
            body, kind = _form(token, family.draft, hostile)
            begun = time.monotonic()
            while (status := family._ask("POST", PAPERS, body, kind).status) == TOO_MANY:
                time.sleep(AGAIN_AFTER_SECONDS)  # others are being opened
                begun = time.monotonic()
            seconds = time.monotonic() - begun
            rows = line.execute(
                "select id, storage_key, mime, file_name from paper where draft_id = %s",
                [family.draft],
            ).fetchall()
            line.commit()
            known = {each.kept.paper for each in found if each.kept}
            new = [Kept(*(*row, family.session)) for row in rows if row[0] not in known]
            found.append(Sent(hostile, status, seconds, new[0] if new else None))
    return found


def _form(token: str, draft: UUID, hostile: Hostile) -> tuple[bytes, str]:
    """The form as an attacker writes it: the file name is sent byte by byte."""
    line = uuid4().hex
    said = {"csrf_token": token, "ban_nhap": str(draft), "gui": PAPER}
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in said.items()
    ]
    name = hostile.file_name.replace('"', '\\"').encode("utf-8", "surrogatepass")
    head = f'--{line}\r\nContent-Disposition: form-data; name="{PAPER}"; filename="'.encode()
    parts.append(head + name + b'"\r\nContent-Type: image/jpeg\r\n\r\n' + hostile.content)
    return b"".join(
        [*parts, f"\r\n--{line}--\r\n".encode()]
    ), f"multipart/form-data; boundary={line}"


class Watch:
    """Measures the memory of the web workers and their children while files are sent."""

    def __init__(self, workers: list[int]) -> None:
        self.worker_mb = self.child_mb = 0
        self._workers, self._over = workers, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EACH_SECONDS):
            for worker in self._workers:
                self.worker_mb = max(self.worker_mb, resident_mb(worker))
                for child in children(worker):
                    self.child_mb = max(self.child_mb, resident_mb(child))


def children(pid: int) -> list[int]:
    """Processes that this one has started."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def resident_mb(pid: int) -> int:
    """Its resident memory; 0 for a process that has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 // MEGABYTE
    except (OSError, IndexError):
        return 0
