"""One walk: a few acts of one account, then the comparison; everything is rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from harness.trust_walks.reach import (
    TABLES,
    Line,
    Rows,
    become,
    cleared,
    one_column,
    opened_by,
    postings,
    reach,
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
WROTE = "select pg_current_xact_id_if_assigned() is not null"


class Step(NamedTuple):
    """An act by its number, and the seed from which it draws."""

    act: int
    seed: int


Story = tuple[Step, ...]


class Before(NamedTuple):
    """What a walker reached, and what others had decided, when the walk began."""

    reach: frozenset[str]
    postings: Rows
    cleared: Rows


@dataclass
class Walking:
    """The statements of the web process against the policies (``rows``), or the pages."""

    line: Line
    undone: Callable[[], AbstractContextManager[Any]]
    """A transaction that is rolled back."""
    keys: dict[str, list[Any]]
    do: Callable[[Walker, Hand, int], str]
    acts: tuple[str, ...]
    rows: bool
    _known: frozenset[str] = frozenset()
    _before: dict[str, Before] = field(default_factory=dict)

    def story(self, chance: Random) -> Story:
        """A walk by chance."""
        found: list[Step] = []
        for _n in range(chance.randint(2, LONGEST)):
            act = chance.randrange(len(self.acts))
            next_one = FOLLOWS.get(self.acts[found[-1].act], "") if found else ""
            if next_one in self.acts and chance.random() < OFTEN:
                act = self.acts.index(next_one)
            found.append(Step(act, chance.getrandbits(32)))
        return tuple(found)

    def widened(self, walker: Walker, story: Story) -> tuple[list[str], list[str]]:
        """What the walk has widened, and what was done; it is undone."""
        with self.undone():
            before = self._read_before(walker)
            become(self.line, "mc_web", walker.token)
            hand = Hand(self.keys, walker.staff, Random(0))
            done = []
            for step in story:
                hand.chance = Random(step.seed)  # drawn again when the story is shortened
                done.append(self.do(walker, hand, step.act))
            become(self.line, "postgres")
            secrets = {each for told in done for each in SECRET.findall(told)}
            if not secrets and self.line.execute(WROTE).fetchone() == (False,):
                return [], done  # nothing was written, so all is as before
            wider = [*self._reached(walker, before, secrets), *self._posted(walker, before)]
            return wider, done

    def shortest(self, walker: Walker, story: Story) -> str:
        """The story without the acts that it does not need."""
        for step in story:
            without = tuple(each for each in story if each is not step)
            if self.widened(walker, without)[0]:
                story = without
        wider, done = self.widened(walker, story)
        return f"{walker.name}: {'; '.join(done)} => {'; '.join(wider[:4])}"

    def _read_before(self, walker: Walker) -> Before:
        """The same at the beginning of each walk, so read once."""
        if walker.name not in self._before:
            self._known = self._known or frozenset(one_column(self.line, "rows"))
            self._before[walker.name] = Before(
                reach(self.line, walker.token, rows=self.rows),
                postings(self.line),
                cleared(self.line, walker.staff),
            )
        return self._before[walker.name]

    def _reached(self, walker: Walker, before: Before, secrets: set[str]) -> list[str]:
        """What the account reaches more, or another account whose secret it has."""
        opened = opened_by(self.line, secrets) if secrets else []
        tokens = {walker.name: walker.token, **{f"account {user}": key for user, key in opened}}
        found = []
        for name, token in tokens.items():
            more = reach(self.line, token, rows=self.rows) - before.reach
            old = {each for each in more if each in self._known or each.split()[0] not in TABLES}
            found += [f"{name} {each}" for each in sorted(old)]
        return found

    def _posted(self, walker: Walker, before: Before) -> list[str]:
        """Postings that nobody else has decided."""
        new = postings(self.line) - before.postings
        if not new:
            return []
        decided = before.cleared | cleared(self.line, walker.staff)
        old = {each[0]: each for each in before.postings}
        held = frozenset((each[1], each[3], each[4]) for each in before.postings)
        return [
            f"posting of {each[1]} in {each[3]} as {each[4]}, {each[5]} to {each[6]}"
            for each in sorted(new, key=str)
            if _is_longer(each, old.get(each[0])) and not _is_decided(each, walker, decided, held)
        ]


def _is_longer(posting: tuple[Any, ...], was: tuple[Any, ...] | None) -> bool:
    since, until = posting[5:7]
    return was is None or _day(until) > _day(was[6]) or since < was[5]


def _is_decided(posting: tuple[Any, ...], walker: Walker, decided: Rows, held: Rows) -> bool:
    _key, staff, number, unit, role, _since, _until, leads, works = posting
    if staff == walker.staff:
        return False
    if leads is not None:
        return bool(leads == unit == works)
    if {(staff, unit, role), (number, unit, role)} & decided:
        return True
    return (staff, unit, role) in held and role not in BY_TWO


def _day(text: str) -> str:
    return "9999" if text == "infinity" else text
