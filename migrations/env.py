"""Migrations: run as ``mc_owner``, over every table of the face, with the walls at the end.

The connection is that of ``DATABASE_ADMIN_URL`` (a superuser or ``mc_migrate``), past any pooler;
the web role may not create anything. A caller may hand over its own connection in
``config.attributes``, and closes it afterwards: role and settings stay with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from app.accounts.operations.roles import write_reach
from app.database import SCHEMA
from app.kernel.db import StoredWord, metadata
from app.kernel.row_security import sync
from app.residents.operations.purposes import write_purposes
from config import with_driver, with_rollout

OURS_ALONE = ("procrastinate_", "rate_limit", "alembic_version", "scope_key")
_ONE_AT_A_TIME = 20161026
_LOCK_TIMEOUT, _TRIES, _BETWEEN_SECONDS = "1s", 60, 1.0
"""Whoever reads a table for long keeps a change of it waiting, and everybody who comes after the
change waits behind it: it gives way after so long, and comes again.
"""
_FIRST, _FIRST_COMES_WITH = "0096_rollout_reports", "53d303f3"
"""The oldest revision kept, and the commit that has all the revisions before it."""


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out the tables that have no class: the job queue's and the rate limiter's."""
    return not (kind == "table" and name and name.startswith(OURS_ALONE))


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database."""
    if kind == "type" and isinstance(item, StoredWord):
        return f"sa.String(length={item.impl_instance.length})"
    return False


@contextmanager
def connection() -> Iterator[Connection]:
    """The connection handed over, or a new one of the administrator."""
    given = context.config.attributes.get("connection")
    if given is not None:
        yield given
        return
    url = os.environ.get("DATABASE_ADMIN_URL") or os.environ["DATABASE_URL"]
    engine = create_engine(with_driver(url))
    with engine.connect() as own:
        yield own
    engine.dispose()


def refuse_unknown(revisions: Iterable[str]) -> None:
    """Refuse a database that no revision kept here can start from.

    Raises:
        CommandError: it is older than the first revision, or was made by other code.
    """
    known = {script.revision for script in context.script.walk_revisions()}
    for found in sorted({*revisions} - known):
        if found < _FIRST:
            raise CommandError(
                f"This database is at revision {found}, and this version starts from {_FIRST}."
                f" Check out commit {_FIRST_COMES_WITH}, run `flask db upgrade` there, and then"
                " again here."
            )
        raise CommandError(
            f"This database is at revision {found}, which this version does not know. Use the"
            " version that made it, or a later one."
        )


def migrate(database: Connection) -> None:
    """Everything in one transaction: what tables lean on, the tables, the walls.

    A revision of ``migrations/online.py`` ends it and begins another.
    """
    context.configure(
        connection=database,
        target_metadata=metadata,
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        database.exec_driver_sql(f"set role {sync.OWNER}")
        database.execute(text("select pg_advisory_lock(:key)"), {"key": _ONE_AT_A_TIME})
        database.exec_driver_sql(f"set lock_timeout = '{_LOCK_TIMEOUT}'")
        refuse_unknown(context.get_context().get_current_heads())
        raw: Any = database.connection.driver_connection
        sync.prepare(raw, SCHEMA)
        context.run_migrations()
        if set(context.get_context().get_current_heads()) == set(context.script.get_heads()):
            sync.apply(raw, SCHEMA)
            write_reach(database, rollout=with_rollout(os.environ))
            write_purposes(database)


def migrate_giving_way(database: Connection) -> None:
    """
    Raises:
        OperationalError, LockNotAvailable: something held a table through every try.
    """
    for left in reversed(range(_TRIES)):
        try:
            migrate(database)
        except (OperationalError, LockNotAvailable) as error:
            if not left or not isinstance(getattr(error, "orig", error), LockNotAvailable):
                raise
            time.sleep(_BETWEEN_SECONDS)
        else:
            return


with connection() as database:
    migrate_giving_way(database)
