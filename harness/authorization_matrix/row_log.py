"""Every row that a call writes, logged as superuser, and its undo.

Triggers in a schema of their own log each written row before and after. They exist only in the
databases of the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

_PREPARE = """
create schema matrix;
create table matrix.written (id bigserial primary key, tab text, op text, old jsonb, new jsonb);
create function matrix.note() returns trigger language plpgsql security definer
set search_path = pg_catalog as $$ begin
  insert into matrix.written (tab, op, old, new) values (tg_table_name, tg_op,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end);
  return null;
end $$;
"""
_TABLES = (
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
)
_KEYS = """
select c.relname, array_agg(a.attname::text order by array_position(i.indkey, a.attnum))
from pg_index i join pg_class c on c.oid = i.indrelid
join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
where i.indisprimary and c.relnamespace = 'public'::regnamespace group by 1
"""
_COLUMNS = """
select table_name::text, array_agg(column_name::text) from information_schema.columns
where table_schema = 'public' and is_generated = 'NEVER' group by 1
"""
STAYS = frozenset({"session"})
"""Tables whose updates are not undone: when a session was last used."""


@dataclass(frozen=True)
class Written:
    """One row before and after."""

    table: str
    what: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    @property
    def changed(self) -> frozenset[str]:
        if self.old is None or self.new is None:
            return frozenset()
        return frozenset(key for key, value in self.new.items() if self.old[key] != value)


class Ledger:
    """Rows written since the last ``take``."""

    def __init__(self, line: psycopg.Connection[Any]) -> None:
        self._line = line
        self._keys = dict(line.execute(_KEYS.encode()).fetchall())
        self._columns = dict(line.execute(_COLUMNS.encode()).fetchall())

    @classmethod
    def over(cls, line: psycopg.Connection[Any]) -> Ledger:
        """Put the triggers on every table of a copy."""
        line.execute(_PREPARE.encode())
        for (table,) in line.execute(_TABLES.encode()).fetchall():
            line.execute(
                f"create trigger zz_matrix after insert or update or delete on {table}"
                " for each row execute function matrix.note()".encode()
            )
        return cls(line)

    def take(self) -> list[Written]:
        """Return the rows written since, and undo them."""
        rows = self._line.execute(
            b"select tab, op, old, new from matrix.written order by id"
        ).fetchall()
        if not rows:
            return []
        written = [Written(*row) for row in rows]
        with self._line.transaction():
            self._line.execute(b"set local session_replication_role = replica")
            for each in reversed(written):
                self._undo(each)
            self._line.execute(b"delete from matrix.written")
        return written

    def forget(self) -> None:
        """Leave the rows as they are: the harness wrote them."""
        self._line.execute(b"delete from matrix.written")

    def _undo(self, each: Written) -> None:
        if each.what == "UPDATE" and each.table in STAYS:
            return
        if each.new is not None:
            same = " and ".join(f't."{key}" = r."{key}"' for key in self._keys[each.table])
            self._line.execute(
                f"delete from {each.table} t using jsonb_populate_record(null::{each.table}, %s) r"
                f" where {same}".encode(),
                [Jsonb(each.new)],
            )
        if each.old is not None:
            columns = ", ".join(f'"{column}"' for column in self._columns[each.table])
            self._line.execute(
                f"insert into {each.table} ({columns}) overriding system value"
                f" select {columns} from jsonb_populate_record(null::{each.table}, %s)".encode(),
                [Jsonb(each.old)],
            )
