"""Verification of the sealed journals, up to the first discrepancy.

The seals of the database are compared with those of the archive, then every row of every journal is
hashed again and compared with the chain heads. Rows newer than the newest seal (about a minute) are
not covered.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, takewhile, zip_longest
from typing import Any, NamedTuple

from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from app.kernel import clock
from app.kernel.audit import hash_chain
from app.kernel.audit.models import JournalFault
from app.kernel.audit.seal_archive import NO_DIGEST, Seal, Shelf

ON_ITS_WAY = timedelta(minutes=5)
"""How long a seal may be in the database before it is in the archive."""


@dataclass(frozen=True)
class VerificationResult:
    """Result of a verification: how much was checked, and the first fault."""

    seals: int = 0
    rows: int = 0
    fault: JournalFault | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class Broken(Exception):
    """A discrepancy between the journals and their seals."""

    def __init__(self, fault: JournalFault, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


class Stretch(NamedTuple):
    """The rows of one journal between two seals, with the values that the later seal claims."""

    n: int
    at: datetime
    upto: int
    rows: int
    head: str
    columns: tuple[str, ...]


def verify(connection: Connection[Any], shelf: Shelf) -> VerificationResult:
    """Check every seal and every sealed row, and stop at the first fault."""
    seals = rows = 0
    try:
        with hash_chain.reading(connection), closing(_seals(connection, shelf)) as found:
            stretches: dict[str, list[Stretch]] = {}
            for seals, (seal, shapes) in enumerate(found, 1):  # noqa: B007  # told afterwards
                _lay_out(stretches, seal, shapes)
            _nothing_from_the_future(connection)
            there = hash_chain.shapes(connection)
            for journal, laid in sorted(stretches.items()):
                rows += _follow(connection, journal, laid, there.get(journal, []))
    except Broken as broken:
        return VerificationResult(seals, rows, broken.fault, broken.facts)
    return VerificationResult(seals, rows)


def record(connection: Connection[Any], verdict: VerificationResult) -> None:
    connection.execute(
        "insert into journal_check (at, seals, rows, fault, facts) values (%s, %s, %s, %s, %s)",
        [clock.real_now(), verdict.seals, verdict.rows, verdict.fault, Jsonb(verdict.facts)],
    )


# ---- the seals ----------------------------------------------------------------------------------


def _seals(
    connection: Connection[Any], shelf: Shelf
) -> Generator[tuple[Seal, dict[str, list[str]]], None, None]:
    """Each seal with the columns that its hashes cover, once database and archive agree on it."""
    last = shelf.last()  # read first: an archived seal is in the database already
    newest = last.n if last else 0
    before, shapes = NO_DIGEST, dict[str, list[str]]()
    with (
        closing(hash_chain.stored_seals(connection)) as in_database,
        closing(shelf.seals()) as on_shelf,
    ):
        kept = takewhile(lambda seal: seal.n <= newest, on_shelf)
        for n, (stored, shelved) in enumerate(zip_longest(in_database, kept), 1):
            if shelved and (shelved.n != n or shelved.digest != shelved.digest_on(before)):
                raise Broken(JournalFault.SECOND_PLACE, n=n)
            if stored is None:
                raise Broken(JournalFault.SEALS_MISSING, n=n, last=newest)
            _same(stored, shelved, n, before)
            before, shapes = stored.digest, stored.shapes or shapes
            yield stored, shapes


def _same(stored: Seal, shelved: Seal | None, n: int, before: str) -> None:
    if shelved is None:
        _may_be_on_its_way(stored, n, before)
    elif stored != shelved:
        raise Broken(JournalFault.SEAL, n=n, at=shelved.at.isoformat())


def _may_be_on_its_way(stored: Seal, n: int, before: str) -> None:
    if stored.n != n or stored.digest != stored.digest_on(before):
        raise Broken(JournalFault.SEAL, n=n, at=stored.at.isoformat())
    if clock.real_now() - stored.at > ON_ITS_WAY:
        raise Broken(JournalFault.NOT_KEPT, n=n, at=stored.at.isoformat())


def _lay_out(stretches: dict[str, list[Stretch]], seal: Seal, shapes: dict[str, list[str]]) -> None:
    """Append the seal's claim on each journal; an unchanged claim extends the last stretch."""
    columns_of = hash_chain.by_names_of_today(shapes)
    for journal, (count, head) in hash_chain.by_names_of_today(seal.heads).items():
        laid = stretches.setdefault(journal, [])
        columns = tuple(columns_of.get(journal, ()))
        if laid and laid[-1].head == head and laid[-1].columns == columns:
            laid[-1] = laid[-1]._replace(upto=seal.upto)
        else:
            laid.append(Stretch(seal.n, seal.at, seal.upto, count, head, columns))


# ---- the rows -----------------------------------------------------------------------------------


def _nothing_from_the_future(connection: Connection[Any]) -> None:
    """Refuse rows of transactions that have not begun yet."""
    for journal in hash_chain.shapes(connection):
        query = sql.SQL(
            "select id::text from {} where xact >= pg_snapshot_xmax(pg_current_snapshot())"
            "::text::bigint limit 1"
        )
        row = connection.execute(query.format(sql.Identifier("public", journal))).fetchone()
        if row:
            raise Broken(JournalFault.FUTURE, journal=journal, id=row[0])


def _follow(
    connection: Connection[Any], journal: str, laid: list[Stretch], there: list[str]
) -> int:
    """Recompute the chain of a journal; returns the number of rows."""
    count, head, since = 0, hash_chain.first_head(journal), None
    for columns, group in groupby(laid, lambda stretch: stretch.columns):
        if missing := sorted(set(columns) - set(there)):
            raise Broken(
                JournalFault.COLUMNS, journal=journal, columns=", ".join(missing) or journal
            )
        part = list(group)
        count, head = _follow_part(connection, journal, part, since, (count, head))
        since = part[-1].upto
    return count


def _follow_part(
    connection: Connection[Any],
    journal: str,
    part: list[Stretch],
    since: int | None,
    chain: tuple[int, str],
) -> tuple[int, str]:
    """The same for consecutive stretches whose hashes cover the same columns."""
    (count, head), first, last = chain, None, None
    waiting = iter(part)
    stretch = next(waiting)
    found = hash_chain.rows(connection, journal, list(part[0].columns), since, part[-1].upto)
    with closing(found):
        for row in found:
            while row.xact >= stretch.upto:
                _compare(journal, stretch, count, head, (first, last))
                stretch, first = next(waiting), None
            count, head = count + 1, hash_chain.head_after(head, row.text)
            first, last = first or row.id, row.id
    for rest in (stretch, *waiting):
        _compare(journal, rest, count, head, (first, last))
    return count, head


def _compare(
    journal: str, stretch: Stretch, count: int, head: str, ids: tuple[str | None, str | None]
) -> None:
    if (count, head) != (stretch.rows, stretch.head):
        raise Broken(
            JournalFault.ROWS,
            journal=journal,
            n=stretch.n,
            at=stretch.at.isoformat(),
            sealed=stretch.rows,
            found=count,
            first=ids[0] or "–",
            last=ids[1] or "–",
        )
