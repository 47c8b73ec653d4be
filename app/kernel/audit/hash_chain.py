"""The sealer: appends the rows of finished transactions to the hash chains of the journals.

A row belongs to the transaction that wrote it, and ``pg_snapshot_xmin`` is the oldest transaction
still running: everything before it is complete, so a seal never has to be reopened for a row that
was committed late. It runs in the worker every minute, or by hand.
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import psycopg
from flask_babel import lazy_gettext as _
from psycopg import Connection, sql
from psycopg.types.json import Jsonb
from sqlalchemy import make_url

from app.kernel import clock
from app.kernel.audit.seal_archive import NO_DIGEST, Seal, Shelf
from app.kernel.errors import DomainError
from app.kernel.row_security import triggers

Shapes = Mapping[str, list[str]]
Said = TypeVar("Said")

QUIET = timedelta(hours=1)
"""Interval of seals while nothing is written; an older newest seal means a stopped sealer."""

_LOCK = 20161121
_AT_ONCE = 5000


class SealsDiverge(DomainError):
    """The newest seal differs between database and archive; sealing would hide that."""

    message = _(
        "The newest seal in the database (%(stored)s) is not the newest of the second place "
        "(%(kept)s). Nothing is sealed until this is looked into: flask --app run audit verify"
    )


class TransactionsWentBack(DomainError):
    message = _(
        "The transactions of this server (%(now)s) are older than the newest seal (%(sealed)s). "
        "After loading a dump, set the counter with pg_resetwal: docs/audit.md"
    )


class JournalRow(NamedTuple):
    """A journal row in the form in which it is hashed."""

    xact: int
    id: str
    text: str


def first_head(journal: str) -> str:
    """The initial hash of a journal's chain; a renamed one goes on with the chain it had."""
    return sha256(f"journal {triggers.former_names().get(journal, journal)}".encode()).hexdigest()


def by_names_of_today(said: Mapping[str, Said]) -> dict[str, Said]:
    """What a seal says of each journal, under the name that the journal has today."""
    today = {former: name for name, former in triggers.former_names().items()}
    return {today.get(journal, journal): each for journal, each in said.items()}


def head_after(head: str, text: str) -> str:
    return sha256(f"{head}{text}".encode()).hexdigest()


@contextmanager
def connected(address: str) -> Iterator[Connection[Any]]:
    url = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@contextmanager
def reading(connection: Connection[Any]) -> Iterator[None]:
    """A transaction with a fixed text format for values, independent of server settings."""
    with connection.transaction():
        connection.execute("select set_config('TimeZone', 'UTC', true)")
        yield


def seal(connection: Connection[Any], shelf: Shelf, *, upto: int | None = None) -> Seal | None:
    """Seal what is complete; None when there is nothing new or another process is sealing.

    ``upto`` is the first transaction that is left out; pass it only when nobody writes.

    Raises SealsDiverge or TransactionsWentBack.
    """
    with _alone(connection) as alone:
        if not alone:
            return None
        before = _newest(connection)
        _catch_up(shelf, before)
        with reading(connection):
            made = _next(connection, before, upto)
        if made is not None:
            shelf.keep(made)
        return made


def shapes(connection: Connection[Any]) -> dict[str, list[str]]:
    rows = connection.execute(
        "select c.relname, array_agg(a.attname::text order by a.attname) from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
        " and c.relname = any(%s) group by c.relname",
        [sorted(triggers.sealed())],
    )
    return dict(rows)


def rows(
    connection: Connection[Any], journal: str, columns: list[str], since: int | None, upto: int
) -> Generator[JournalRow, None, None]:
    """Rows of the transactions in ``[since, upto)``, in chain order.

    Streamed; needs an open transaction.
    """
    query = sql.SQL(
        "select xact, id::text, to_jsonb(r)::text from (select {columns} from {journal}"
        " where xact < {upto} {since}) r order by xact, id"
    ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        journal=sql.Identifier("public", journal),
        upto=sql.Literal(upto),
        since=sql.SQL("" if since is None else "and xact >= {}").format(sql.Literal(since)),
    )
    with connection.cursor(f"rows_of_{journal}") as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(query):
            yield JournalRow(*row)


def stored_seals(connection: Connection[Any]) -> Generator[Seal, None, None]:
    """The seals in the database, oldest first; needs an open transaction."""
    with connection.cursor("stored_seals") as cursor:
        for row in cursor.execute(_SEALS + " order by n"):
            yield Seal(*row)


_SEALS = "select n, at, upto, heads, shapes, digest from journal_seal"


@contextmanager
def _alone(connection: Connection[Any]) -> Iterator[bool]:
    """Whether this process holds the sealing lock; kept until the seal is in the archive too."""
    row = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _newest(connection: Connection[Any]) -> Seal | None:
    row = connection.execute(_SEALS + " order by n desc limit 1").fetchone()
    return Seal(*row) if row else None


def _catch_up(shelf: Shelf, newest: Seal | None) -> None:
    """Archive the one seal that a crash may have left out; any other difference is refused."""
    kept = shelf.last()
    if newest == kept:
        return
    before = kept.digest if kept else NO_DIGEST
    follows = newest is not None and newest.n == (kept.n if kept else 0) + 1
    if newest is None or not follows or newest.digest != newest.digest_on(before):
        raise SealsDiverge(stored=newest.n if newest else 0, kept=kept.n if kept else 0)
    shelf.keep(newest)


def _next(connection: Connection[Any], before: Seal | None, upto: int | None) -> Seal | None:
    """Compute the next seal and insert it into the database."""
    end = upto or _oldest_running(connection)
    since = before.upto if before else None
    if since is not None and end < since:
        raise TransactionsWentBack(now=end, sealed=since)
    now, found = clock.real_now(), shapes(connection)
    heads = by_names_of_today(before.heads) if before else {}
    for journal, columns in sorted(found.items()):
        count, head = heads.get(journal, (0, first_head(journal)))
        for row in rows(connection, journal, columns, since, end):
            count, head = count + 1, head_after(head, row.text)
        heads[journal] = [count, head]
    if before and heads == before.heads and now - before.at < QUIET:
        return None
    changed = found if found != _shapes_now(connection) else None
    made = _on(before, now, end, heads, changed)
    connection.execute(
        "insert into journal_seal (n, at, upto, heads, shapes, digest)"
        " values (%s, %s, %s, %s, %s, %s)",
        [made.n, made.at, made.upto, Jsonb(made.heads), made.shapes and Jsonb(made.shapes),
         made.digest],
    )  # fmt: skip
    return made


def _on(
    before: Seal | None,
    at: datetime,
    upto: int,
    heads: dict[str, list[Any]],
    changed: dict[str, list[str]] | None,
) -> Seal:
    bare = Seal((before.n if before else 0) + 1, at, upto, heads, changed)
    digest = bare.digest_on(before.digest if before else NO_DIGEST)
    return Seal(bare.n, bare.at, bare.upto, bare.heads, bare.shapes, digest)


def _oldest_running(connection: Connection[Any]) -> int:
    row = connection.execute(
        "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    ).fetchone()
    return int(row[0]) if row else 0


def _shapes_now(connection: Connection[Any]) -> dict[str, list[str]] | None:
    row = connection.execute(
        "select shapes from journal_seal where shapes is not null order by n desc limit 1"
    ).fetchone()
    return row[0] if row else None
