"""One walk: a few acts of one account, then the comparison; everything is rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

import psycopg
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.kernel.errors import DomainError
from harness.trust_walks import pages, statements
from harness.trust_walks.reach import (
    TABLES,
    Line,
    become,
    cleared,
    opened_by,
    postings,
    reach,
    session_of,
    world_rows,
)
from harness.trust_walks.statements import Hand
from harness.trust_walks.world import Walker

LONGEST = 8
"""Acts of a walk at most."""
OFTEN = 0.4
FOLLOWS = {
    "hire": "open_account",
    "open_account": "give_link",
    "give_link": "open_slip",
    "reset_password": "print_slip",
    "begin_list": "write_line",
    "write_line": "move_list",
    "move_list": "approve",
    "change_line": "move_list",
    "waive": "post",
    "nominate": "record",
}
"""What somebody with a plan does next, often."""
BY_TWO = frozenset({"city_admin", "city_justice"})
SECRET = re.compile(r"[\w-]{43}")


class Step(NamedTuple):
    """An act by its number, and the seed from which it draws."""

    act: int
    seed: int


Story = tuple[Step, ...]


@dataclass(frozen=True)
class Before:
    """What a walker reached, and what others had decided, when the walk began."""

    reach: frozenset[str]
    postings: frozenset[tuple[Any, ...]]
    cleared: frozenset[tuple[Any, ...]]


@dataclass
class Walking:
    """The statements of the web process against the policies (``rows``), or the pages."""

    line: Line
    undone: Callable[[], AbstractContextManager[Any]]
    """A transaction that is rolled back."""
    keys: dict[str, list[Any]]
    do: Callable[[Walking, Walker, Hand, int], str]
    acts: tuple[str, ...]
    rows: bool
    known: frozenset[str] = frozenset()
    _before: dict[str, Before] = field(default_factory=dict)

    def story(self, chance: Random) -> Story:
        """A walk by chance."""
        found: list[Step] = []
        for _n in range(chance.randint(2, LONGEST)):
            next_one = FOLLOWS.get(self.acts[found[-1].act], "") if found else ""
            if next_one in self.acts and chance.random() < OFTEN:
                act = self.acts.index(next_one)
            else:
                act = chance.randrange(len(self.acts))
            found.append(Step(act, chance.getrandbits(32)))
        return tuple(found)

    def before(self, walker: Walker) -> Before:
        """The same at the beginning of each walk, so read once."""
        if walker.name not in self._before:
            self.known = self.known or world_rows(self.line)
            self._before[walker.name] = Before(
                reach(self.line, walker.token, rows=self.rows),
                postings(self.line),
                cleared(self.line, walker.staff),
            )
        return self._before[walker.name]

    def widened(self, walker: Walker, story: Story) -> tuple[list[str], list[str]]:
        """What the walk has widened, and what was done; inside ``undone``."""
        before = self.before(walker)
        become(self.line, "mc_web", walker.token)
        hands: dict[str, list[Any]] = {}
        done, secrets = [], set()
        for step in story:
            chance = Random(step.seed)  # drawn again when the story is shortened
            hand = Hand(self.keys, walker.staff, chance, hands)
            told = self.do(self, walker, hand, step.act)
            done.append(told)
            secrets |= set(SECRET.findall(told))
        become(self.line, "postgres")
        return [*self._reached(walker, before, secrets), *self._posted(walker, before)], done

    def _reached(self, walker: Walker, before: Before, secrets: set[str]) -> list[str]:
        """What the account reaches more, or another account whose secret it has."""
        tokens = {walker.name: walker.token}
        for user in opened_by(self.line, secrets):
            tokens[f"account {user}"] = f"held {user}"
            session_of(self.line, user, f"held {user}")
        found = []
        for name, token in tokens.items():
            more = reach(self.line, token, rows=self.rows) - before.reach
            old = {each for each in more if each in self.known or not _is_row(each)}
            found += [f"{name} {each}" for each in sorted(old)]
        return found

    def _posted(self, walker: Walker, before: Before) -> list[str]:
        """Postings that nobody else has decided."""
        new = postings(self.line) - before.postings
        if not new:
            return []
        decided = before.cleared | cleared(self.line, walker.staff)
        old = {each[0]: each for each in before.postings}
        held = {(each[1], each[3], each[4]) for each in before.postings}
        return [
            f"posting of {each[1]} in {each[3]} as {each[4]}, {each[5]} to {each[6]}"
            for each in sorted(new, key=str)
            if not _is_decided(each, walker, decided, old, held)
        ]


def _is_row(told: str) -> bool:
    return told.partition(" ")[0] in TABLES


def _is_decided(
    posting: tuple[Any, ...],
    walker: Walker,
    decided: frozenset[tuple[Any, ...]],
    old: dict[str, tuple[Any, ...]],
    held: set[tuple[Any, ...]],
) -> bool:
    key, staff, number, unit, role, since, until, leads, works = posting
    was = old.get(key)
    longer = was is None or _day(until) > _day(was[6]) or since < was[5]
    if not longer:
        return True
    if staff == walker.staff:
        return False
    if leads is not None:
        return leads == unit == works
    if {(staff, unit, role), (number, unit, role)} & decided:
        return True
    return (staff, unit, role) in held and role not in BY_TWO


def _day(text: str) -> str:
    return "9999" if text == "infinity" else text


def by_statement(walking: Walking, _walker: Walker, hand: Hand, act: int) -> str:
    """Send one statement of the web process; what it answers, or why it is refused."""
    make = statements.ACTS[act]
    query, values = make(hand)
    try:
        with walking.line.transaction():
            sent = walking.line.execute(query.encode(), values)
            answer = sent.fetchall() if sent.description else []
    except psycopg.Error as refusal:
        return f"{make.__name__}{values}: {type(refusal).__name__}"
    for row in answer:
        if len(row) > 1 and row[0] in {"list", "user"}:
            hand.made.setdefault(row[0], []).append(row[1])
    return f"{make.__name__}{values}: {sent.rowcount} {answer}"


def by_page(app: Flask) -> Callable[[Walking, Walker, Hand, int], str]:
    """Acts through the pages of this application."""

    def do(_walking: Walking, walker: Walker, hand: Hand, act: int) -> str:
        name = pages.ACTS[act][2].__name__
        try:
            with app.app_context(), pages.at_desk(app, walker.staff, walker.user, hand) as desk:
                name, told = pages.act(desk, act)
        except (pages.Impossible, DomainError, HTTPException, SQLAlchemyError, ValueError) as no:
            return f"{name}: {type(no).__name__}"
        return f"{name}: done {told or ''}"

    return do
