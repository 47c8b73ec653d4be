"""One source of time. Business time may be shifted by ``DEMO_TODAY``; sessions and logs are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_shift = timedelta(0)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def real_now() -> datetime:
    """The moment on the wall, aware, in UTC: for sessions, limits and logs."""
    return datetime.now(UTC)


def now() -> datetime:
    """The moment of business, aware, in UTC: for dossiers, deadlines and postings."""
    return _frozen.get() or real_now() + _shift


def today() -> date:
    """The day of business in Hanoi."""
    return now().astimezone(HANOI).date()


def local(moment: datetime) -> datetime:
    """The same moment as Hanoi reads it."""
    return moment.astimezone(HANOI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of a Hanoi day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)


def pretend_today_is(day: date | None) -> None:
    """Shift business time by whole days for the life of the process (``DEMO_TODAY``)."""
    global _shift  # one process has one business day; set once at start
    _shift = timedelta(0) if day is None else day - real_now().astimezone(HANOI).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let business time stand still inside the block (tests and the demo seed)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
