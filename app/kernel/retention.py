"""Retention periods of personal data (thời hạn lưu giữ), and the daily jobs that remove it.

Each package declares its kinds of data next to the code that uses them: ``declare_purged`` for what
is removed after a time, ``declare_kept`` for what is not, and why. ``flask retention`` prints the
whole table; every removal is logged in the change log.
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
    """Result of one batch; ``of`` are the keys of the dossiers that the rows belonged to."""

    count: int
    of: tuple[UUID, ...] = ()


Purge = Callable[[datetime, int], PurgeResult]
"""Removes at most so many rows older than the moment; called again while there are more."""
Work = TypeVar("Work", bound=Purge)


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """One kind of data: retention period, its start, what happens then, and the law."""

    name: str
    what: LazyString
    kept: timedelta | None
    """None: not removed automatically."""
    since: LazyString | str = ""
    then: LazyString
    law: str
    provisional: bool = False
    """Our own choice, until the archive authority has set a period."""
    order: int


rules: dict[str, RetentionRule] = {}
"""All rules, by name."""
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
    """Declare data that the worker removes after its retention period.

    Args:
        rule: must have a period.
        cron: when the worker removes it (UTC).
        now: the clock by which the data was dated.
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
    """Remove expired rows, one transaction for each batch and its log entry; returns the number.

    If killed, it has removed and logged whole batches only; the next run continues.
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
    """Names of the kinds that a nightly job removes."""
    return frozenset(_purges)


def table() -> list[RetentionRule]:
    """Every rule, in reading order."""
    return sorted(rules.values(), key=lambda rule: (rule.order, rule.name))
