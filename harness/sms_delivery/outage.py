"""An outage of the gateway for an hour.

The hour is a minute, and every interval a sixtieth of that in production. A real worker runs all
the time; dossiers are submitted and messages enqueued during the outage. Afterwards each message
was sent once, in the order of the queue, at the configured rate; the one that probed the gateway
may be out of order.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from app.dossiers.operations import submission
from app.kernel.db import db, transaction
from app.notifications import rules
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.rules import settings as notices
from app.notifications.vocabulary import MessageKind
from harness.sms_delivery.outage_worker import AWAY, REFUSED, TAKEN
from harness.stage.application import own_application
from harness.stage.databases import ROOT, Database
from harness.stage.factories import ADraft

AN_HOUR_SECONDS = 60
MESSAGES = 300
DOSSIERS = 12
PER_SECOND = 10
OUT_OF_TURN = 1
FACTS = {"code": "000.15.17.H26-261126-0007", "unit": "xã Ba Trại"}
PATIENCE_SECONDS = 120

Figures = dict[str, Any]


class NotSo(AssertionError):
    """A message was lost, or sent twice."""


@contextmanager
def worker(database: Database, folder: Path) -> Iterator[None]:
    """A worker whose gateway is down while the folder says so."""
    settings = {
        "DATABASE_URL": database.url("mc_worker"),
        "MESSAGES_PER_SECOND": str(PER_SECOND),
        "RETRY_SECONDS": "5",
        "SHUT_SECONDS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "harness.sms_delivery.outage_worker", str(folder)],
        cwd=ROOT,
        env={**os.environ, **settings},
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def promise() -> None:
    """A message in its own transaction."""
    with transaction():
        outbox.add_to_outbox(
            MessageKind.SUBMITTED, reader=Recipient(to="0912344127"), facts=FACTS, about=uuid4()
        )


def send_in(drafts: Sequence[Any]) -> list[float]:
    """Submit dossiers as citizens do: the time of each, in milliseconds."""
    took = []
    for draft in drafts:
        began = time.monotonic()
        with transaction():
            submission.submit(draft, server_key="for a proof")
        took.append((time.monotonic() - began) * 1000)
    return took


def outage(
    database: Database, folder: Path, *, seconds: float, messages: int, dossiers: int
) -> Figures:
    """An outage of this length with this many messages; inside an application context."""
    drafts = [ADraft() for _ in range(dossiers)]
    took: list[float] = []
    (folder / AWAY).touch()
    with _always_day(), worker(database, folder):
        promise()
        _wait(lambda: bool(_lines(folder / REFUSED)))
        began = time.monotonic()
        for number in range(messages):
            promise()
            took += send_in(drafts[number : number + 1])
            _sleep_until(began + seconds * (number + 1) / messages)
        tried = _lines(folder / REFUSED)
        (folder / AWAY).unlink()
        _wait(lambda: len(_lines(folder / TAKEN)) > messages + len(took))
        time.sleep(1)
    return {
        "outage_seconds": seconds,
        "submitted_meanwhile": len(took),
        "slowest_submission_ms": round(max(took, default=0)),
        "tries_meanwhile": len(tried),
        **_outcome(_lines(folder / TAKEN)),
    }


def is_well(found: Figures) -> bool:
    whole = found["unsent"] == found["more_than_once"] == 0 and found["submitted_meanwhile"] > 0
    few = found["most_refused"] < rules.MOST_REFUSED / 2
    paced = PER_SECOND / 2 <= found["per_second"] <= PER_SECOND * 1.05
    return whole and few and paced and found["out_of_turn"] <= OUT_OF_TURN


def _outcome(taken: Sequence[tuple[float, str]]) -> Figures:
    """The outcome of the messages, by the gateway's log and by our rows."""
    rows = db.session.execute(
        db.text("select id::text, state, rejections from message order by created, id")
    ).all()
    turn = {row.id: number for number, row in enumerate(rows)}
    came = [key for _, key in taken]
    if strangers := set(came) - turn.keys():
        raise NotSo(f"{len(strangers)} messages came that nobody promised")
    lasted = taken[-1][0] - taken[0][0]
    return {
        "messages": len(rows),
        "unsent": sum(row.state != "sent" for row in rows) + len(turn.keys() - set(came)),
        "more_than_once": len(came) - len(set(came)),
        "out_of_turn": len(came) - _longest_rise([turn[key] for key in came]),
        "most_refused": max(row.rejections for row in rows),
        "refused_tries": sum(row.rejections for row in rows),
        "per_second": round((len(taken) - 1) / lasted, 1),
    }


def _longest_rise(turns: Sequence[int]) -> int:
    """Length of the longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    for turn in turns:
        place = bisect_left(tails, turn)
        tails[place : place + 1] = [turn]
    return len(tails)


@contextmanager
def _always_day() -> Iterator[None]:
    """Without quiet hours, whenever the proof runs."""
    usual = notices.settings()
    notices.use(replace(usual, quiet_from=24, quiet_until=0))
    try:
        yield
    finally:
        notices.use(usual)


def _lines(path: Path) -> list[tuple[float, str]]:
    if not path.exists():
        return []
    found = [line.split() for line in path.read_text().splitlines()]
    return [(float(moment), key) for moment, key in found]


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < end:
        time.sleep(0.2)


def measure(seconds: int = AN_HOUR_SECONDS, messages: int = MESSAGES) -> Figures:
    """The proof, in a database of its own."""
    with own_application("outage") as (_app, database):
        os.environ |= database.environment
        with TemporaryDirectory(prefix="notices-", dir=ROOT / "var") as folder:
            found = outage(
                database, Path(folder), seconds=seconds, messages=messages, dossiers=DOSSIERS
            )
    return {f"outage_{name.removeprefix('outage_')}": value for name, value in found.items()} | {
        "outage_well": is_well(found)
    }
