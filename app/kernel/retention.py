"""Retention periods of personal data (thời hạn lưu giữ), and the daily jobs that remove it.

Each package declares its kinds of data next to the code that uses them: what is removed after a
time and how, and what is not, and why. ``flask retention`` prints the whole table; every removal is
logged in the change log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import clock
from app.kernel.audit import change_log
from app.kernel.db import db, transaction
from app.kernel.jobs import queue

BATCH = 500
PRIVACY = "Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)"
SECURITY = "NĐ 85/2016/NĐ-CP; TT 12/2022/TT-BTTTT"
CIVIL_STATUS = "Luật Hộ tịch 60/2014/QH13"
NIGHTLY = "23 18 * * *"
"""01:23 in Hanoi."""


@dataclass(frozen=True)
class PurgeResult:
    """Result of one batch; ``of`` are the keys of the dossiers that the rows belonged to."""

    count: int
    of: tuple[UUID, ...] = ()


Purge = Callable[[datetime, int], PurgeResult]
"""Removes at most so many rows older than the moment; called again while there are more."""


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """One kind of data: retention period, its start, what happens then, and the law."""

    name: str
    what: LazyString
    kept: timedelta | None = None
    """None: not removed automatically."""
    since: LazyString | str = ""
    then: LazyString
    law: str
    provisional: bool = False
    """Our own choice, until the archive authority has set a period."""
    order: int
    purge: Purge | None = None
    """None: not removed, or removed by other means than a nightly job."""
    now: Callable[[], datetime] = clock.real_now
    """The clock by which the data was dated."""
    cron: str = NIGHTLY
    """When the worker removes it (UTC)."""

    @property
    def period(self) -> str:
        """The retention period in words."""
        if self.kept is None:
            return gettext("without end")
        if self.kept >= timedelta(days=1):
            return ngettext("%(num)d day", "%(num)d days", self.kept.days)
        if self.kept >= timedelta(hours=1):
            return ngettext("%(num)d hour", "%(num)d hours", self.kept // timedelta(hours=1))
        return ngettext("%(num)d minute", "%(num)d minutes", self.kept // timedelta(minutes=1))


rules: dict[str, RetentionRule] = {}
"""All rules, by name."""


def declare(*declared: RetentionRule) -> None:
    """Declare kinds of data; the worker removes those that can be purged.

    Raises:
        ValueError: a name is taken.
    """
    for rule in declared:
        if rules.setdefault(rule.name, rule) is not rule:
            raise ValueError(f"{rule.name} is declared already")
        if rule.purge:
            _purge_at_night(rule)


def _purge_at_night(rule: RetentionRule) -> None:
    title = _("Remove what has been kept long enough: %(what)s", what=rule.what)

    @queue.periodic(f"retention.{rule.name}", rule.cron, title, whole=False)
    def at_night() -> None:
        run(rule.name)


def older(moment: InstrumentedAttribute[Any]) -> Purge:
    (key,) = moment.class_.__table__.primary_key

    def purge(before: datetime, at_most: int) -> PurgeResult:
        old = select(key).where(moment < before).order_by(moment).limit(at_most)
        gone = delete(moment.class_).where(key.in_(old)).returning(key)
        return PurgeResult(len(db.session.scalars(gone).all()))

    return purge


def run(name: str, *, batch: int = BATCH) -> int:
    """Remove expired rows, one transaction for each batch and its log entry; returns the number.

    If killed, it has removed and logged whole batches only; the next run continues.
    """
    rule = rules[name]
    if rule.kept is None or rule.purge is None:
        raise ValueError(f"{name} is kept")
    before, total = rule.now() - rule.kept, 0
    while True:
        with transaction():
            done = rule.purge(before, batch)
            if done.count:
                change_log.purged(name, before=before, count=done.count, of=done.of)
        total += done.count
        if done.count < batch:
            return total


def purged_at_night() -> frozenset[str]:
    return frozenset(name for name, rule in rules.items() if rule.purge)


def table() -> list[RetentionRule]:
    return sorted(rules.values(), key=lambda rule: (rule.order, rule.name))
