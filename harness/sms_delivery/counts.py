"""Messages received by phones, compared with our rows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.kernel.text import phone_numbers

_ENDED = "state not in ('created', 'sending', 'sent')"
_SAID = {"DELIVRD": "delivered", "UNDELIV": "temporary_failure"}


@dataclass(frozen=True)
class Found:
    """The metrics by name."""

    messages: int
    once: int
    more_than_once: int
    most_attempts: int
    unsent: int
    worker_kills: int
    receipts_matched: int

    def is_well(self, most: int, kills: int) -> bool:
        """Whether nothing was lost, nothing sent too often, and enough was broken."""
        arrived = self.once + self.more_than_once == self.messages and self.unsent == 0
        known = self.receipts_matched == self.messages
        return arrived and known and self.most_attempts <= most and self.worker_kills >= kills


def open_messages(line: psycopg.Connection[Any]) -> int:
    """Messages without a known outcome."""
    row = line.execute(f"select count(*) from message where not ({_ENDED})".encode()).fetchone()
    return int(row[0]) if row else 0


def count(line: psycopg.Connection[Any], telephones: Path, kills: int) -> Found:
    """Compare every row with its phone; each has another number."""
    came: Counter[str] = Counter()
    receipts: dict[str, set[str]] = defaultdict(set)
    for written in telephones.read_text().splitlines():
        said = json.loads(written)
        if "stat" in said:
            receipts[said["to"]].add(said["stat"])
        elif said["part"] == 1:
            came[said["to"]] += 1
    rows = line.execute("select recipient, state, attempts from message").fetchall()
    told = {phone_numbers.international(to): (state, tries) for to, state, tries in rows}
    return Found(
        messages=len(rows),
        once=sum(came[to] == 1 for to in told),
        more_than_once=sum(came[to] > 1 for to in told),
        most_attempts=max([*came.values(), *(tries for _state, tries in told.values())]),
        unsent=sum(came[to] == 0 for to in told),
        worker_kills=kills,
        receipts_matched=sum(
            state == _outcome(receipts[to]) for to, (state, _tries) in told.items()
        ),
    )


def _outcome(receipts: set[str]) -> str | None:
    """The outcome of a message by its receipts: one delivery outweighs the rest."""
    return _SAID.get(min(receipts, default=""))
