"""Acts as statements of the web process; policies, triggers, grants and functions answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from harness.stage.sql_file import groups
from harness.trust_walks.reach import Line

ROLES = (
    "city_admin", "city_justice", "district_leader", "district_justice", "district_it",
    "commune_leader", "commune_reception", "commune_justice",
)  # fmt: skip
WORDS: Mapping[str, tuple[Any, ...]] = {
    "role": ROLES,
    "period": ("[2016-01-01,)", "[2016-11-01,2030-01-01)", "empty"),
    "outcome": ("enrolled", "passed", "attended", "cancelled"),
    "state": ("draft", "submitted", "approved", "returned"),
    "number": ("001180009999", "001000000010", None),
    "often": (*[True] * 7, *[False] * 3),
    "seldom": (True, *[False] * 4),
    "small": tuple(range(50, 99)),
}
BLANK = re.compile(r"{([^}]+)}")


def _weighted(acts: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = ((name.split(), statements) for name, statements in acts.items())
    return tuple(
        (name, statements)
        for (name, *often), statements in named
        for _n in range(int(*often or ["1"]))
    )


ACTS = _weighted(groups(Path(__file__).with_name("acts.sql")))
"""Those that lead further stand here more than once."""


@dataclass
class Hand:
    """What a walker draws from: keys by kind, the walker's own among them, and chance."""

    keys: Mapping[str, list[Any]]
    me: str
    chance: Random
    made: dict[str, list[Any]] = field(default_factory=dict)

    def one(self, kind: str) -> Any:
        """A key; what was made in this walk is drawn more often."""
        made = self.made.get(kind)
        return self.chance.choice(made if made and self.chance.random() < 0.5 else self.keys[kind])

    def somebody(self) -> Any:
        """A person, the walker often enough."""
        return self.me if self.chance.random() < 0.25 else self.one("staff")

    def role(self) -> str:
        return self.chance.choice(ROLES)

    def seat(self) -> tuple[Any, int, str]:
        """Person, unit and role, half of the times one that others have decided."""
        drawn = self.chance.random()
        decided = [tuple(each) for each in self.keys["decided"]]
        own = [each for each in decided if each[0] == self.me]
        if own and drawn < 0.3:
            return self.chance.choice(own)
        if drawn < 0.6:
            return self.chance.choice(decided)
        return self.somebody(), self.one("unit"), self.role()

    def note(self, kind: str, key: Any) -> Any:
        """Remember what the walk has made."""
        self.made.setdefault(kind, []).append(key)
        return key

    def drawn(self, words: str) -> tuple[Any, ...]:
        """The values for a blank of a statement."""
        chance = self.chance
        match words.split():
            case ["seat"]:
                return self.seat()
            case ["new", kind]:
                return (self.note(kind, str(UUID(int=chance.getrandbits(128), version=4))),)
            case ["one", kind]:
                return (self.one(kind),)
            case ["mostly", "me"]:
                return (self.me if chance.random() < 0.7 else self.one("staff"),)
            case ["me"]:
                return (self.me,)
            case ["somebody"]:
                return (self.somebody(),)
            case ["word"]:
                return (f"{chance.getrandbits(40)}",)
        return (chance.choice(WORDS[words]),)


def send(line: Line, hand: Hand, act: int) -> str:
    """Send one statement of the web process; what it answers, or why it is refused."""
    name, statements = ACTS[act]
    values: list[Any] = []

    def filled(blank: re.Match[str]) -> str:
        drawn = hand.drawn(blank[1])
        values.extend(drawn)
        return ", ".join(["%s"] * len(drawn))

    query = BLANK.sub(filled, hand.chance.choice(statements))
    try:
        with line.transaction():
            sent = line.execute(query.encode(), values)
            answer = sent.fetchall() if sent.description else []
    except psycopg.Error as refusal:
        return f"{name}{values}: {type(refusal).__name__}"
    for row in answer:
        if len(row) > 1 and row[0] in {"list", "user"}:
            hand.note(*row)
    return f"{name}{values}: {sent.rowcount} {answer}"
