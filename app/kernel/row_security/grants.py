"""The database roles, and the words in which a table says what each may do with it.

The officers' web process and the worker may read and write a table, but only add to a journal; the
public surface may do nothing. A class says otherwise by ``__granted__``, of the columns that
serving roles set only on insert by ``__set_once__``, and of a table that every role may read by
``__is_catalogue__ = True``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OWNER, MIGRATE = "mc_owner", "mc_migrate"
WEB, PUBLIC, WORKER, LOADER = "mc_web", "mc_public", "mc_worker", "mc_loader"

ROLES: Mapping[str, str] = {
    OWNER: "nologin nobypassrls",
    MIGRATE: "login noinherit nobypassrls",
    WEB: "login nobypassrls",
    PUBLIC: "login nobypassrls",
    WORKER: "login nobypassrls",
    LOADER: "login bypassrls",
}
"""All our roles. None is a superuser; the loader never exists in production."""

ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
ADD = frozenset({"SELECT", "INSERT"})
READ = frozenset({"SELECT"})
KEEP = frozenset({"SELECT", "INSERT", "UPDATE"})
CHANGE = frozenset({"SELECT", "UPDATE"})
PURGE = frozenset({"SELECT", "DELETE"})
NOTHING: frozenset[str] = frozenset()
QUEUE = frozenset({"INSERT", "SELECT(id)"})


@dataclass(frozen=True, kw_only=True)
class Granted:
    """Privileges of the roles on one table; where none are given, those of every table."""

    web: frozenset[str] | None = None
    public: frozenset[str] | None = None
    worker: frozenset[str] | None = None

    def to(self, role: str) -> frozenset[str] | None:
        """What a role is granted, None if nothing was said of it."""
        return {WEB: self.web, PUBLIC: self.public, WORKER: self.worker}.get(role)


def of_columns(privilege: str, *columns: str) -> frozenset[str]:
    """A privilege on these columns alone."""
    return frozenset(f"{privilege}({column})" for column in columns)


OUTSIDE_THE_MODELS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "alembic_version": {WEB: READ, PUBLIC: READ, WORKER: READ, LOADER: READ},
    "scope_key": {},
    "rate_limit": {WEB: ALL, PUBLIC: ALL, WORKER: frozenset({"SELECT", "DELETE"})},
    "procrastinate_jobs": {
        # deduplicating by queueing_lock needs SELECT on that column
        WEB: QUEUE | {"SELECT(queueing_lock)"},
        PUBLIC: QUEUE,
        LOADER: ALL,
        WORKER: ALL,
    },
    "procrastinate_events": {
        WEB: frozenset({"INSERT"}),
        PUBLIC: frozenset({"INSERT"}),
        LOADER: frozenset({"INSERT"}),
        WORKER: ALL,
    },
    "procrastinate_periodic_defers": {WORKER: ALL, LOADER: READ | {"UPDATE"}},
    "procrastinate_workers": {WEB: READ, PUBLIC: READ, WORKER: ALL},
}
"""Tables without a model: Alembic's, the rate limiter's, the job queue's."""
