"""How often is too often: counters in PostgreSQL that every process shares.

A count is kept even when the request that caused it is undone, so it goes by its own connection.
The table is unlogged (a crash forgets it, nothing else does) and holds digests of what is counted,
never a telephone number or an address of the network.
"""

from __future__ import annotations

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


def _engine() -> Engine:
    """The engine itself, also where a test has put one connection in its place."""
    return db.engine.engine.execution_options(isolation_level="AUTOCOMMIT")


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Counters(Storage):
    """The storage of the ``limits`` library over our table; needs an application context."""

    STORAGE_SCHEME = ["mc-postgresql"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a failing database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and answer the new total of the window."""
        with _engine().connect() as connection:
            values = {"key": _digest(key), "n": amount, "seconds": expiry}
            return int(connection.execute(_COUNT, values).scalar_one())

    def get(self, key: str) -> int:
        """The total of the window."""
        with _engine().connect() as connection:
            return int(connection.execute(_READ, {"key": _digest(key)}).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        with _engine().connect() as connection:
            end = connection.execute(_END, {"key": _digest(key)}).scalar()
            return float(end) if end is not None else time.time()

    def check(self) -> bool:
        """Whether the table can be read."""
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        with _engine().connect() as connection:
            return connection.execute(text("DELETE FROM rate_limit")).rowcount

    def clear(self, key: str) -> None:
        """Forget one key."""
        with _engine().connect() as connection:
            connection.execute(text("DELETE FROM rate_limit WHERE key = :k"), {"k": _digest(key)})


_counters = Counters()
_windows = FixedWindowRateLimiter(_counters)


def _item(amount: int, per_seconds: int) -> RateLimitItem:
    return RateLimitItemPerSecond(amount, per_seconds)


def allow(what: str, key: str, *, amount: int, per_seconds: int, cost: int = 1) -> bool:
    """Count one more ``what`` of ``key``; False when it is above ``amount`` in the window.

    The window opens with its first count and lasts ``per_seconds``.
    """
    return _windows.hit(_item(amount, per_seconds), what, key, cost=cost)


def seconds_left(what: str, key: str, *, amount: int, per_seconds: int) -> int:
    """How long until ``allow`` says yes again; 0 when it would say yes now."""
    item = _item(amount, per_seconds)
    if _windows.test(item, what, key):
        return 0
    return max(1, round(_windows.get_window_stats(item, what, key).reset_time - time.time()))


def used(what: str, key: str, *, amount: int, per_seconds: int) -> int:
    """How many are counted in the window, those above the amount too."""
    return _counters.get(_item(amount, per_seconds).key_for(what, key))


def forgive(what: str, key: str, *, amount: int, per_seconds: int) -> None:
    """Start the window anew, as after a successful sign-in."""
    _windows.clear(_item(amount, per_seconds), what, key)


def forget_all() -> None:
    """Open every window anew (tests, the demo seed)."""
    _counters.reset()


def forget_expired() -> None:
    """Drop counters of windows that are over."""
    with _engine().connect() as connection:
        connection.execute(text("DELETE FROM rate_limit WHERE expires < clock_timestamp()"))


def network(address: str) -> str:
    """What counts as one visitor: an IPv4 address, the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
