"""Every row that a call writes, logged as superuser, and its undo.

Triggers in a schema of their own log each written row before and after. They exist only in the
databases of the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

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
create table matrix.shape as
select c.relname::text as tab,
  string_agg(format('%1$I', a.attname), ', ') filter (where a.attgenerated = '') as columns,
  string_agg(format('t.%1$I = r.%1$I', a.attname), ' and ')
    filter (where a.attnum = any(i.indkey)) as same
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_index i on i.indrelid = c.oid and i.indisprimary
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by 1;
create function matrix.take() returns setof matrix.written language plpgsql as $$
declare r matrix.written; s matrix.shape; begin
  return query select * from matrix.written order by id;
  if not found then return; end if;
  perform set_config('session_replication_role', 'replica', true);
  for r in select * from matrix.written order by id desc loop
    continue when r.op = 'UPDATE' and r.tab = 'session';
    select * into s from matrix.shape where tab = r.tab;
    if r.new is not null then execute format(
      'delete from %1$I t using jsonb_populate_record(null::%1$I, $1) r where %2$s',
      r.tab, s.same) using r.new;
    end if;
    if r.old is not null then execute format('insert into %1$I (%2$s) overriding system value'
      ' select %2$s from jsonb_populate_record(null::%1$I, $1)', r.tab, s.columns) using r.old;
    end if;
  end loop;
  delete from matrix.written;
end $$;
"""
"""``take`` returns the rows written and undoes them, the newest first, all but the time at which a
session was last used."""
_TABLES = (
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
)
SWEPT_EVERY = 500
"""Calls after which what was undone is vacuumed: nothing else does it in these databases."""
_SWEEP = "vacuum matrix.written, access_entry, audit_entry, session"


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
        self._taken = 0

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
        self._taken += 1
        if self._taken % SWEPT_EVERY == 0:
            self._line.execute(_SWEEP.encode())
        rows = self._line.execute(b"select tab, op, old, new from matrix.take()").fetchall()
        return [Written(*row) for row in rows]

    def forget(self) -> None:
        """Leave the rows as they are: the harness wrote them."""
        self._line.execute(b"delete from matrix.written")
