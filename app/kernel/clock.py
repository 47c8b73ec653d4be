"""The only source of time. A demonstration shifts business time, never sessions and logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_shift = timedelta(0)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def real_now() -> datetime:
    """The real time, aware, in UTC: for sessions, limits and logs."""
    return datetime.now(UTC)


def now() -> datetime:
    """The business time, aware, in UTC: for dossiers, deadlines and postings."""
    return _frozen.get() or real_now() + _shift


def today() -> date:
    return now().astimezone(HANOI).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(HANOI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)


def pretend_today_is(day: date | None) -> None:
    """Shift business time so that today is ``day``; None ends the shift (``DEMO_TODAY``)."""
    shift_by(timedelta(0) if day is None else day - real_now().astimezone(HANOI).date())


def shift_by(days: timedelta) -> None:
    """Shift business time by whole days for the life of the process."""
    global _shift  # one business day per process, set once at start
    _shift = days


def is_shifted() -> bool:
    """Whether business days are not the real ones: pages and prints say so."""
    return bool(_shift)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Freeze business time inside the block (tests and the demo seed)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
