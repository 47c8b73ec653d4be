"""The site answers while hostile files are sent, one after the other, and loses no worker.

60 kinds of hostile workbooks come through the pages of an agency and of the city, then 2,000
spoilt files through the public form and the page of the agency; ``/healthz`` is asked for every
tenth of a second meanwhile.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice, zip_longest
from typing import Any
from uuid import uuid4

from flask import Flask

from app.accounts.roles import Role
from app.handoffs.exports import HEADS
from app.kernel.db import transaction
from app.kernel.files import confined
from harness.crash.citizens import COOKIE, PAPERS, Answer, Citizen, families
from harness.crash.web_server import Web, serving
from harness.malicious_files.senders import PAPER, children, resident_mb
from harness.stage import databases
from harness.stage.factories import AnOfficer, browser_of
from harness.stage.factories.people import seat_of
from harness.stage.hostile_files import mutations, workbooks
from harness.stage.hostile_files.corpus import Hostile
from harness.stage.running_system import forgiving

PROBE_SECONDS = 0.1
PATIENCE_SECONDS = 60
WORKBOOKS, FILES = 60, 2_000
AT_A_TIME, OF_A_FAMILY = 10, 2
"""Files of a post, and posts of a family: a dossier has twenty files at most."""
OF_TABLES = 20
"""One file in so many is a workbook."""
ANSWERS, RESIDENTS = "/can-bo/tra-loi-bang-excel/", "/can-bo/du-lieu-dan-cu/add"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Watch:
    """Asks for ``/healthz``, and measures the workers and the processes that open files."""

    def __init__(self, web: Web) -> None:
        self.slowest_seconds = 0.0
        self.unanswered = 0
        self.peak_mb = 0
        self._web, self._over = web, threading.Event()
        self._threads = [threading.Thread(target=run) for run in (self._probe, self._measure)]

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self.unanswered:
            raise RuntimeError(f"/healthz did not answer {self.unanswered} times")

    def _probe(self) -> None:
        while not self._over.wait(PROBE_SECONDS):
            begun = time.monotonic()
            line = HTTPConnection("127.0.0.1", self._web.port, timeout=PATIENCE_SECONDS)
            try:
                line.request("GET", "/healthz")
                came = line.getresponse()
                came.read()
                self.unanswered += came.status != HTTPStatus.OK
            except (OSError, HTTPException):
                self.unanswered += 1
            finally:
                line.close()
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - begun)

    def _measure(self) -> None:
        while not self._over.wait(PROBE_SECONDS):
            workers = self._web.workers()
            opening = [child for worker in workers for child in children(worker)]
            self.peak_mb = max(self.peak_mb, sum(map(resident_mb, (*workers, *opening))))


class Uploader:
    """An officer's browser at a page that takes a workbook."""

    def __init__(self, port: int, cookie: str, page: str) -> None:
        self._port, self._cookie, self._page = port, cookie, page
        found = _TOKEN.search(self._ask("GET").text)
        if found is None:
            raise RuntimeError(f"no form on {page}")
        self._said = {"csrf_token": found[1], "source": "Công an", "as_of": "2016-11-01"}

    def send(self, hostile: Hostile) -> Answer:
        return self._ask("POST", *form(self._said, "file", [hostile]))

    def _ask(self, method: str, body: bytes | None = None, kind: str = "") -> Answer:
        line = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": f"{COOKIE}={self._cookie}"} | ({"Content-Type": kind} if kind else {})
        try:
            line.request(method, self._page, body, headers)
            came = line.getresponse()
            return Answer(came.status, "", came.read().decode(errors="replace"))
        finally:
            line.close()


def form(said: dict[str, str], field: str, files: Sequence[Hostile]) -> tuple[bytes, str]:
    """The form as an attacker writes it: file names are sent byte by byte."""
    line = uuid4().hex.encode()
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (line, name.encode(), value.encode())
        for name, value in said.items()
    ]
    parts += [
        b'--%b\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n%b\r\n"
        % (line, field.encode(), each.file_name.encode("utf-8", "surrogatepass"), each.content)
        for each in files
    ]
    kind = f"multipart/form-data; boundary={line.decode()}"
    return b"".join([*parts, b"--%b--\r\n" % line]), kind


@dataclass(frozen=True)
class Job:
    """Some files, and how they are sent."""

    files: int
    send: Callable[[], Answer]


def of_kinds(app: Flask, port: int, kinds: int) -> list[Job]:
    """The hostile workbooks, by turns to the page of an agency and of the city."""
    pages = cycle(uploaders(app, port))
    found = islice(workbooks.hostile(HEADS), kinds)
    return [
        Job(1, partial(page.send, Hostile(name, name, content)))
        for page, (name, content) in zip(pages, found, strict=False)
    ]


def of_mutations(app: Flask, port: int, files: int) -> list[Job]:
    """The spoilt files: photos and documents of families, and workbooks of an agency."""
    answers, _residents = uploaders(app, port)
    tables = [
        Job(1, partial(answers.send, each)) for each in mutations.tables(HEADS, files // OF_TABLES)
    ]
    papers = list(mutations.papers(files - len(tables)))
    posts = [papers[n : n + AT_A_TIME] for n in range(0, len(papers), AT_A_TIME)]
    with transaction():
        people = families(app, port, -(-len(posts) // OF_A_FAMILY))
    sent = [
        Job(len(post), partial(send_papers, people[n // OF_A_FAMILY], post))
        for n, post in enumerate(posts)
    ]
    return [job for pair in zip_longest(sent, tables) for job in pair if job]


def send_papers(family: Citizen, files: Sequence[Hostile]) -> Answer:
    said = {"csrf_token": family._token(), "ban_nhap": str(family.draft), "gui": PAPER}
    return family._ask("POST", PAPERS, *form(said, PAPER, files))


def uploaders(app: Flask, port: int) -> list[Uploader]:
    """A police officer at the answers, and the city's officer at the residents' register."""
    return [
        Uploader(port, cookie.value, page)
        for role, page in ((Role.POLICE, ANSWERS), (Role.CITY_JUSTICE, RESIDENTS))
        if (cookie := browser_of(app, AnOfficer(role, seat_of(role))).get_cookie(COOKIE))
    ]


def sent(jobs: Sequence[Job], busy: str, senders: int) -> int:
    """Send everything; returns the number of files that were looked at.

    Raises:
        RuntimeError: a page failed.
    """

    def send(job: Job) -> int:
        until = time.monotonic() + PATIENCE_SECONDS
        while busy in (answer := job.send()).text:
            if time.monotonic() > until:
                raise RuntimeError("no place became free")
            time.sleep(PROBE_SECONDS)
        if answer.status >= 500:
            raise RuntimeError(f"answered with {answer.status}")
        return job.files

    with ThreadPoolExecutor(senders) as pool:
        return sum(pool.map(send, jobs))


def measure(kinds: int = WORKBOOKS, files: int = FILES) -> dict[str, Any]:
    """Files sent, the slowest probe, the peak of all memory, and how many workers died."""
    with databases.own_database("availability") as database:
        filler = databases.filler_of(database)
        with databases.disposed(filler) as app, forgiving(database):
            with app.app_context():
                busy = str(confined.OpeningBusy())
            runs = [
                _run(database, app, (2, 4), lambda port: of_kinds(app, port, kinds), busy),
                _run(database, app, (3, 2), lambda port: of_mutations(app, port, files), busy),
            ]
    return {
        "spoilt_files": sum(run["spoilt_files"] for run in runs),
        "slowest_probe_ms": max(run["slowest_probe_ms"] for run in runs),
        "peak_mb": max(run["peak_mb"] for run in runs),
        "workers_lost": sum(run["workers_lost"] for run in runs),
    }


def _run(
    database: databases.Database,
    app: Flask,
    many: tuple[int, int],
    prepare: Callable[[int], list[Job]],
    busy: str,
) -> dict[str, int]:
    """One web server with some workers, and some senders at once."""
    workers, senders = many
    with serving(database, app.config, workers=workers) as web:
        with app.app_context():
            jobs = prepare(web.port)
        alive = web.workers()
        with Watch(web) as watch:
            files = sent(jobs, busy, senders)
        return {
            "spoilt_files": files,
            "slowest_probe_ms": round(watch.slowest_seconds * 1000),
            "peak_mb": watch.peak_mb,
            "workers_lost": len(set(alive) - set(web.workers())),
        }
