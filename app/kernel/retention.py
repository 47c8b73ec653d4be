"""How long which personal data is kept (thời hạn lưu giữ), and the daily work that removes it.

Each room declares its kinds of data where it works on them: with ``purge`` what is removed after a
time, with ``keep`` what is not, and why. ``flask retention`` prints the whole table; every removal
leaves a row in the trail of changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.audit import change_log
from app.kernel.db import transaction
from app.kernel.jobs import queue

BATCH = 500
NIGHTLY = "23 18 * * *"
"""01:23 in Hanoi."""


@dataclass(frozen=True)
class PurgeResult:
    """What one batch removed; ``of`` are the keys of the dossiers it belonged to."""

    count: int
    of: tuple[UUID, ...] = ()


Purge = Callable[[datetime, int], PurgeResult]
"""Removes at most so many rows of before the moment, the same again when there are more."""
Work = TypeVar("Work", bound=Purge)


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """One kind of data: how long, from when, what then, by which law."""

    name: str
    what: LazyString
    kept: timedelta | None
    """None: it is not removed by itself."""
    since: LazyString | str = ""
    then: LazyString
    law: str
    provisional: bool = False
    """The time is ours, until the authority that keeps archives has set one."""
    order: int


rules: dict[str, RetentionRule] = {}
"""The whole table, by name."""
_purges: dict[str, tuple[Purge, Callable[[], datetime]]] = {}


def declare_kept(rule: RetentionRule) -> None:
    """Declare data that is not removed, or is removed by other means than a nightly job.

    Raises:
        ValueError: the name is taken.
    """
    if rules.setdefault(rule.name, rule) is not rule:
        raise ValueError(f"{rule.name} is declared already")


def declare_purged(
    rule: RetentionRule, *, cron: str = NIGHTLY, now: Callable[[], datetime] = clock.real_now
) -> Callable[[Work], Work]:
    """Declare data that the worker removes when its time is over.

    Args:
        rule: must say how long.
        cron: when the worker looks (UTC).
        now: by which clock the data was dated.
    """

    def declare(work: Work) -> Work:
        declare_kept(rule)
        _purges[rule.name] = (work, now)

        def at_night() -> None:
            run(rule.name)

        title = _("Remove what has been kept long enough: %(what)s", what=rule.what)
        queue.periodic(f"retention.{rule.name}", cron, title, whole=False)(at_night)
        return work

    return declare


def run(name: str, *, batch: int = BATCH) -> int:
    """Remove what is over, a batch and its row in the trail to a transaction; the number removed.

    Killed at any point, it has removed whole batches and told of each; the next run goes on.
    """
    work, now = _purges[name]
    kept = rules[name].kept
    if kept is None:
        raise ValueError(f"{name} is kept")
    before, total = now() - kept, 0
    while True:
        with transaction():
            done = work(before, batch)
            if done.count:
                change_log.purged(name, before=before, count=done.count, of=done.of)
        total += done.count
        if done.count < batch:
            return total


def purged_at_night() -> frozenset[str]:
    """Names of the kinds that a job of this table removes."""
    return frozenset(_purges)


def table() -> list[RetentionRule]:
    """Every rule, in the order in which a person reads them."""
    return sorted(rules.values(), key=lambda rule: (rule.order, rule.name))
