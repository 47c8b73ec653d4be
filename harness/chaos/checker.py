"""The stored state beside what people and the gateway remember."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from app.kernel.text import phone_numbers
from app.notifications.rules import MOST_HANDED_OVER
from config import ROOT
from harness.crash.acknowledged import compare
from harness.crash.citizens import Citizen

_NUMBERS = "select unit_id, kind, year, number from register_entry"
_SENT_LATER = "select count(*) from dossier where submitted_at > clock_timestamp()"
_OF_THEM = (
    "select m.attempts from message m join dossier d on d.id = m.subject_id"
    " where d.applicant_phone = any(%s) and m.template = 'dossier/submitted'"
)


@dataclass(frozen=True)
class Verdict:
    """What is wrong; everything but the first two and ``message_attempts_max`` should be 0."""

    acknowledged: int
    stored: int
    lost: int
    duplicates: int
    bad_files: int
    book_gaps: int
    book_duplicates: int
    signatures_lost: int
    message_attempts_max: int
    messages_missing: int
    """Acknowledged dossiers whose receipt reached no telephone."""
    rows_lost: int
    """Of those committed past the application."""
    wrong_times: int
    """Dossiers that were sent after now."""
    seals_wrong: int

    @property
    def faults(self) -> dict[str, int]:
        found = asdict(self)
        for name in ("acknowledged", "stored", "message_attempts_max"):
            del found[name]
        found["message_attempts_over"] = max(0, self.message_attempts_max - MOST_HANDED_OVER)
        return {name: count for name, count in found.items() if count}


def judge(
    line: psycopg.Connection[Any],
    files: Path,
    people: Sequence[Citizen],
    *,
    telephones: Collection[str],
    handed_over: Mapping[str, int] | None = None,
    signed: Sequence[UUID] = (),
    rows_lost: int = 0,
    seals_wrong: int = 0,
) -> Verdict:
    """Compare; ``telephones`` got something from the gateway, ``handed_over`` counts each message
    that it was given.
    """
    dossiers = compare(line, files, people)
    gaps, doubles = books(line)
    (later,) = line.execute(_SENT_LATER).fetchall()[0]
    entered = {row[0] for row in line.execute("select dossier_id from register_entry")}
    most = max([0, *_attempts(line, people), *(handed_over or {}).values()])
    return Verdict(
        acknowledged=dossiers.acknowledged,
        stored=dossiers.stored,
        lost=dossiers.lost,
        duplicates=dossiers.twice,
        bad_files=dossiers.bad_files,
        book_gaps=gaps,
        book_duplicates=doubles,
        signatures_lost=len(set(signed) - entered),
        message_attempts_max=most,
        messages_missing=untold(people, telephones),
        rows_lost=rows_lost,
        wrong_times=later,
        seals_wrong=seals_wrong,
    )


def books(line: psycopg.Connection[Any]) -> tuple[int, int]:
    """Numbers that are missing in the books, and numbers that two entries have."""
    found: dict[tuple[Any, ...], Counter[int]] = {}
    for unit, kind, year, number in line.execute(_NUMBERS):
        found.setdefault((unit, kind, year), Counter())[number] += 1
    gaps = sum(max(numbers) - len(numbers) for numbers in found.values())
    return gaps, sum(sum(numbers.values()) - len(numbers) for numbers in found.values())


def untold(people: Sequence[Citizen], telephones: Collection[str]) -> int:
    """Acknowledged dossiers whose receipt reached no telephone."""
    return sum(
        each.code is not None and phone_numbers.international(each.phone) not in telephones
        for each in people
    )


def _attempts(line: psycopg.Connection[Any], people: Sequence[Citizen]) -> list[int]:
    return [row[0] for row in line.execute(_OF_THEM, [[each.phone for each in people]])]


def seals_wrong(environment: Mapping[str, str]) -> int:
    """Whether the journals differ from their seals, by the command that auditors use."""
    command = [sys.executable, "-m", "flask", "--app", "run", "audit", "verify"]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False)
    return int(done.returncode != 0)
