"""Rate limit counters in PostgreSQL, shared by all processes.

A count is stored even when the request that caused it is rolled back, so it uses its own
connection. The table is unlogged (lost only in a crash) and holds digests of the keys, never a
phone number or network address.
"""

import hashlib
import ipaddress
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import db

_COUNT = text("""
INSERT INTO rate_limit AS r (key, n, expires)
VALUES (:key, :n, clock_timestamp() + make_interval(secs => :seconds))
ON CONFLICT (key) DO UPDATE SET
    n = CASE WHEN r.expires < clock_timestamp() THEN excluded.n ELSE r.n + excluded.n END,
    expires = CASE WHEN r.expires < clock_timestamp() THEN excluded.expires ELSE r.expires END
RETURNING n
""")
_READ = text("SELECT n FROM rate_limit WHERE key = :key AND expires >= clock_timestamp()")
_END = text("SELECT extract(epoch FROM expires)::float FROM rate_limit WHERE key = :key")
_FORGET_CODES = text("DELETE FROM code_try WHERE at < clock_timestamp() - interval '1 day'")
_NOTE_CODE = text("SELECT mc_note_code_try(:about, :code)")


def _engine() -> Engine:
    """The real engine, even where a test has replaced it by one connection."""
    return db.engine.engine.execution_options(isolation_level="AUTOCOMMIT")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Counters(Storage):
    """Storage backend of the ``limits`` library; needs an application context."""

    STORAGE_SCHEME = ["mc-postgresql"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with _engine().connect() as connection:
            values = {"key": _digest(key), "n": amount, "seconds": expiry}
            return int(connection.execute(_COUNT, values).scalar_one())

    def get(self, key: str) -> int:
        with _engine().connect() as connection:
            return int(connection.execute(_READ, {"key": _digest(key)}).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """End of the window, in seconds since 1970."""
        with _engine().connect() as connection:
            end = connection.execute(_END, {"key": _digest(key)}).scalar()
            return float(end) if end is not None else time.time()

    def check(self) -> bool:
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        with _engine().connect() as connection:
            return connection.execute(text("DELETE FROM rate_limit")).rowcount

    def clear(self, key: str) -> None:
        with _engine().connect() as connection:
            connection.execute(text("DELETE FROM rate_limit WHERE key = :k"), {"k": _digest(key)})


_counters = Counters()
_windows = FixedWindowRateLimiter(_counters)


def _item(amount: int, per_seconds: int) -> RateLimitItem:
    return RateLimitItemPerSecond(amount, per_seconds)


def allow(what: str, key: str, *, amount: int, per_seconds: int, cost: int = 1) -> bool:
    """Count one more ``what`` of ``key``; False when it exceeds ``amount`` in the window.

    The window opens with its first count and lasts ``per_seconds``.
    """
    return _windows.hit(_item(amount, per_seconds), what, key, cost=cost)


def seconds_left(what: str, key: str, *, amount: int, per_seconds: int) -> int:
    """Seconds until ``allow`` returns True again; 0 when it would now."""
    item = _item(amount, per_seconds)
    if _windows.test(item, what, key):
        return 0
    return max(1, round(_windows.get_window_stats(item, what, key).reset_time - time.time()))


def used(what: str, key: str, *, amount: int, per_seconds: int) -> int:
    """The count in the window, including those above the limit."""
    return _counters.get(_item(amount, per_seconds).key_for(what, key))


def forgive(what: str, key: str, *, amount: int, per_seconds: int) -> None:
    """Reset the window, as after a successful sign-in."""
    _windows.clear(_item(amount, per_seconds), what, key)


def note_code_try(about: str, code: str) -> bool:
    """Write down that a one-time code is tried; False when there were too many tries.

    The database compares only what was committed before (``code_tries.sql``).
    """
    with _engine().connect() as connection:
        return bool(connection.execute(_NOTE_CODE, {"about": about, "code": code}).scalar())


def forget_all() -> None:
    """Reset all windows (tests, the demo seed)."""
    _counters.reset()


def forget_expired() -> None:
    with _engine().connect() as connection:
        connection.execute(text("DELETE FROM rate_limit WHERE expires < clock_timestamp()"))
        connection.execute(_FORGET_CODES)


def network(address: str) -> str:
    """The unit that counts as one visitor: an IPv4 address, the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
