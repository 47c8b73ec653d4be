"""What a superuser of the database might do to a sealed journal.

Triggers and foreign keys are off. Each function changes something sealed; none reaches the external
copy of the seals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from app.kernel.audit import hash_chain, verification
from app.kernel.audit.seal_archive import NO_DIGEST, Seal
from harness.stage.sealed_journals import Column, Sealed, fill, some_value

SEAL_COLUMNS = ("at", "upto", "heads", "shapes", "digest")


def change_a_column(made: Sealed) -> None:
    """Change one column of one row."""
    journal = made.journal()
    _set(made, journal, made.id_of(journal), made.chance.choice(made.columns[journal]))


def delete_rows(made: Sealed) -> None:
    """Delete one row, or a few adjacent ones."""
    journal = made.journal()
    ids = made.ids(journal)
    start = made.chance.randrange(len(ids))
    _delete(made, journal, ids[start : start + made.chance.choice((1, 1, 1, 4))])


def insert_a_row(made: Sealed) -> None:
    """Insert a row as if written by an old transaction."""
    journal = made.journal()
    columns = made.columns[journal]
    row = {column[0]: some_value(made.chance, column) for column in columns}
    row["xact"] = _row(made, journal, made.id_of(journal))["xact"]
    fill(made.connection, journal, columns, row)


def insert_into_a_gap(made: Sealed) -> None:
    """Insert a row with a number that a rolled back transaction has left free."""
    journal = made.chance.choice(sorted(j for j in made.columns if _is_numbered(made, j)))
    ids = set(made.ids(journal))
    gap = made.chance.choice(sorted(set(range(1, max(ids))) - ids))
    row = _row(made, journal, made.id_of(journal))
    fill(made.connection, journal, made.columns[journal], _sendable({**row, "id": gap}))


def swap_two_rows(made: Sealed) -> None:
    """Swap the keys of two rows."""
    journal = made.journal()
    one, other = made.chance.sample(made.ids(journal), 2)
    nowhere = some_value(made.chance, made.columns[journal][_place(made, journal, "id")])
    for now, then in ((one, nowhere), (other, one), (nowhere, other)):
        _update(made, journal, now, "id", then)


def reorder_transactions(made: Sealed) -> None:
    """Swap the transaction numbers of two rows."""
    journal = made.journal()
    ids = made.ids(journal)
    rows = [_row(made, journal, key) for key in made.chance.sample(ids, min(24, len(ids)))]
    one = rows[0]
    other = next(row for row in rows if row["xact"] != one["xact"])
    _update(made, journal, one["id"], "xact", other["xact"])
    _update(made, journal, other["id"], "xact", one["xact"])


def replace_a_row(made: Sealed) -> None:
    """Delete a row and write it again with other content."""
    journal = made.journal()
    row = _row(made, journal, made.id_of(journal))
    _delete(made, journal, [row["id"]])
    column = _other_column(made, journal)
    changed = {**_sendable(row), column[0]: _different(made, column, row[column[0]])}
    fill(made.connection, journal, made.columns[journal], changed)


def cut_the_tail(made: Sealed) -> None:
    """Delete the newest rows of a journal."""
    journal = made.journal()
    _delete(made, journal, made.ids(journal)[-made.chance.randrange(1, 6) :])


def cut_the_tail_with_its_seals(made: Sealed) -> None:
    """Delete the newest rows of all journals together with their seals."""
    seals = _seals(made)
    last = seals[-made.chance.randrange(2, len(seals))]
    for journal in made.columns:
        query = sql.SQL("delete from {} where xact >= %s").format(_table(journal))
        made.connection.execute(query, [last.upto])
    made.connection.execute("delete from journal_seal where n > %s", [last.n])


def empty_everything(made: Sealed) -> None:
    """Delete all rows and seals."""
    for journal in (*made.columns, "journal_seal"):
        made.connection.execute(sql.SQL("delete from {}").format(_table(journal)))


def change_a_seal(made: Sealed) -> None:
    """Change one column of a seal."""
    seal = made.chance.choice(_seals(made))
    column = made.chance.choice(SEAL_COLUMNS)
    value: Any = {
        "at": seal.at - timedelta(seconds=1),
        "upto": seal.upto - 1,
        "heads": Jsonb({**seal.heads, made.journal(): [7, NO_DIGEST]}),
        "shapes": Jsonb({}),
        "digest": seal.digest[::-1],
    }[column]
    query = sql.SQL("update journal_seal set {} = %s where n = %s").format(sql.Identifier(column))
    made.connection.execute(query, [value, seal.n])


def delete_a_seal(made: Sealed) -> None:
    """Delete one seal, perhaps the last one."""
    seal = made.chance.choice(_seals(made))
    made.connection.execute("delete from journal_seal where n = %s", [seal.n])


def number_the_seals_anew(made: Sealed) -> None:
    """Delete one seal and renumber those after it."""
    seal = made.chance.choice(_seals(made)[:-1])
    made.connection.execute("delete from journal_seal where n = %s", [seal.n])
    for n in range(seal.n + 1, len(_seals(made)) + 2):
        made.connection.execute("update journal_seal set n = n - 1 where n = %s", [n])


def rewrite_the_chain(made: Sealed) -> None:
    """Change a row and seal everything after it again, with correct heads and digests."""
    journal = made.journal()
    key = made.id_of(journal)
    column = _other_column(made, journal)
    _set(made, journal, key, column)
    _seal_anew(made)


def shorten_the_chain(made: Sealed) -> None:
    """Delete rows and seal everything again."""
    delete_rows(made)
    _seal_anew(made)


def move_behind_the_seals(made: Sealed) -> None:
    """Let a sealed row claim to be written after the last seal."""
    journal = made.journal()
    _update(made, journal, made.id_of(journal), "xact", _seals(made)[-1].upto)


def write_from_the_future(made: Sealed) -> None:
    """Let a row claim a transaction of the future."""
    journal = made.journal()
    row = _row(made, journal, made.id_of(journal))
    name, column = "id", made.columns[journal][_place(made, journal, "id")]
    new = {**_sendable(row), name: some_value(made.chance, column), "xact": 2**60}
    fill(made.connection, journal, made.columns[journal], new)


def drop_a_column(made: Sealed) -> None:
    """Drop a sealed column."""
    journal = made.journal()
    column = _other_column(made, journal)
    query = sql.SQL("alter table {} drop column {} cascade")
    made.connection.execute(query.format(_table(journal), sql.Identifier(column[0])))


DEEDS: Mapping[Callable[[Sealed], None], int] = {
    change_a_column: 30,
    delete_rows: 10,
    insert_a_row: 8,
    insert_into_a_gap: 4,
    swap_two_rows: 6,
    reorder_transactions: 6,
    replace_a_row: 6,
    cut_the_tail: 6,
    cut_the_tail_with_its_seals: 5,
    empty_everything: 1,
    change_a_seal: 8,
    delete_a_seal: 4,
    number_the_seals_anew: 2,
    rewrite_the_chain: 5,
    shorten_the_chain: 3,
    move_behind_the_seals: 3,
    write_from_the_future: 2,
    drop_a_column: 1,
}
"""How often each is tried."""


def _seal_anew(made: Sealed) -> None:
    """Compute the seals again as the application does."""
    before, since, heads = NO_DIGEST, None, dict[str, list[Any]]()
    for seal in _seals(made):
        for journal, columns in sorted(hash_chain.shapes(made.connection).items()):
            count, head = heads.get(journal, [0, hash_chain.first_head(journal)])
            for row in hash_chain.rows(made.connection, journal, columns, since, seal.upto):
                count, head = count + 1, hash_chain.head_after(head, row.text)
            heads[journal] = [count, head]
        bare = replace(seal, heads=dict(heads))
        before, since = bare.digest_on(before), seal.upto
        made.connection.execute(
            "update journal_seal set heads = %s, digest = %s where n = %s",
            [Jsonb(bare.heads), before, seal.n],
        )


def _seals(made: Sealed) -> list[Seal]:
    return list(hash_chain.stored_seals(made.connection))


def _other_column(made: Sealed, journal: str) -> Column:
    """A column that is neither the key nor part of the order."""
    columns = [each for each in made.columns[journal] if each[0] not in {"id", "xact"}]
    return made.chance.choice(columns)


def _set(made: Sealed, journal: str, key: Any, column: Column) -> None:
    was = _row(made, journal, key)[column[0]]
    _update(made, journal, key, column[0], _different(made, column, was))


def _different(made: Sealed, column: Column, was: Any) -> Any:
    while True:
        value = some_value(made.chance, column)
        plain = value.obj if isinstance(value, Jsonb) else value
        if plain != was:
            return value


def _row(made: Sealed, journal: str, key: Any) -> dict[str, Any]:
    query = sql.SQL("select * from {} where id = %s").format(_table(journal))
    cursor = made.connection.execute(query, [key])
    names = [column.name for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchone() or (), strict=True))


def _sendable(row: dict[str, Any]) -> dict[str, Any]:
    return {k: Jsonb(v) if isinstance(v, dict | list) else v for k, v in row.items()}


def _update(made: Sealed, journal: str, key: Any, column: str, value: Any) -> None:
    query = sql.SQL("update {} set {} = %s where id = %s")
    cursor = made.connection.execute(
        query.format(_table(journal), sql.Identifier(column)), [value, key]
    )
    if cursor.rowcount != 1:
        raise LookupError(f"{journal} {key}: nothing was changed")


def _delete(made: Sealed, journal: str, keys: list[Any]) -> None:
    query = sql.SQL("delete from {} where id = any(%s)").format(_table(journal))
    if made.connection.execute(query, [keys]).rowcount != len(keys):
        raise LookupError(f"{journal}: nothing was deleted")


def _is_numbered(made: Sealed, journal: str) -> bool:
    return made.columns[journal][_place(made, journal, "id")][1] != "uuid"


def _place(made: Sealed, journal: str, name: str) -> int:
    return [column[0] for column in made.columns[journal]].index(name)


def _table(journal: str) -> sql.Identifier:
    return sql.Identifier("public", journal)


def tampered(made: Sealed, deed: Callable[[Sealed], None]) -> verification.VerificationResult:
    """The verification after a change, which is rolled back."""
    verdict = verification.VerificationResult()
    with made.connection.transaction():
        made.connection.execute("set local session_replication_role = replica")
        deed(made)
        verdict = verification.verify(made.connection, made.shelf)
        raise psycopg.Rollback
    return verdict
