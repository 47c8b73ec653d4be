"""What an account reaches: its units and roles, and the rows that the policies show it.

A walk may add rows, and whoever adds a row sees it; compared are those that the world had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg

FACTS = """
select 'works in ' || u from unnest(mc_own()) u
union all select 'reads ' || u from unnest(mc_reads()) u
union all select 'manages ' || u from unnest(mc_manages()) u
union all select 'sees people of ' || u from unnest(mc_people()) u
union all select 'is ' || r from unnest(mc_roles()) r
union all select 'reads the city' where mc_city()
"""
TABLES = (
    "dossier", "answers_revision", "paper", "leg", "fee", "slip", "register_entry", "call_task",
    "staff", "posting", "attendance", "staff_list_line", "clearance_waiver", "absence", "message",
    "population_lookup", "second_factor_reset", "sealed_slip",
)  # fmt: skip
ROWS = " union all ".join(
    f"select '{table} ' || id from {table}"  # names from the list above
    for table in TABLES
)
KEYS = {
    "staff": "select id::text from staff order by id",
    "posting": "select id::text from posting order by id",
    "user": "select id from ab_user order by id",
    "list": "select id from staff_list where state <> 'approved' order by id",
    "line": "select id::text from staff_list_line order by id",
    "class": "select id from training_class order by id",
    "session": "select id from training_session order by id",
    "attendance": "select id::text from attendance order by id",
    "slip": "select id::text from sealed_slip order by id",
    "decided": "select jsonb_build_array(staff_id, unit_id, role) from clearance_waiver"
    " union select jsonb_build_array(staff_id, unit_id, role) from staff_list_line"
    " where staff_id is not null order by 1",
}
"""``decided``: person, unit and role for which somebody is cleared, or on the way there."""
POSTINGS = """
select p.id::text, p.staff_id::text, s.id_number, p.unit_id, p.role,
  coalesce(lower(p.during), '-infinity'::date)::text,
  coalesce(upper(p.during), 'infinity'::date)::text, l.unit_id, s.unit_id
from posting p join staff s on s.id = p.staff_id left join posting l on l.id = p.stands_for_id
where not isempty(p.during)
"""
CLEARED = """
select coalesce(l.staff_id::text, l.id_number), l.unit_id, l.role from staff_list_line l
  join staff_list t on t.id = l.list_id and t.state in ('submitted', 'approved')
  where not %(me)s::uuid = any (t.writers || t.made_by_id)
union select l.id_number, l.unit_id, l.role from staff_list_line l
  join staff_list t on t.id = l.list_id and t.state in ('submitted', 'approved')
  where not %(me)s::uuid = any (t.writers || t.made_by_id)
union select w.staff_id::text, w.unit_id, w.role from clearance_waiver w
  where w.by_id is distinct from %(me)s::uuid
union select p.staff_id::text, p.unit_id, p.role from posting p where not isempty(p.during)
"""
"""What others have decided before the walk: by list, by waiver, by a posting."""

Line = psycopg.Connection[Any]


def become(line: Line, role: str, token: str = "") -> None:
    """Another role in the open transaction, in the scope of a session if it has a token."""
    line.execute("select set_config('role', %s, true), set_config('mc.scope', '', true)", [role])
    if token:
        line.execute(
            "select mc_enter(current_date, %s, null, null, null, null)",
            [token],
        )


def reach(line: Line, token: str, *, rows: bool) -> frozenset[str]:
    """Everything that the account of a session reaches now."""
    become(line, "mc_web", token)
    query = f"{FACTS} union all {ROWS}" if rows else FACTS
    found = frozenset(row[0] for row in line.execute(query.encode()))
    become(line, "postgres")
    return found


def keys(line: Line, units: Sequence[int]) -> dict[str, list[Any]]:
    """The keys of every kind that walkers draw from."""
    found = {kind: [row[0] for row in line.execute(query.encode())] for kind, query in KEYS.items()}
    return {**found, "unit": list(units)}


def postings(line: Line) -> frozenset[tuple[Any, ...]]:
    """Who holds what on which days."""
    return frozenset(line.execute(POSTINGS.encode()).fetchall())


def cleared(line: Line, me: str) -> frozenset[tuple[Any, ...]]:
    """Person or number, unit and role of everything that others have decided."""
    return frozenset(line.execute(CLEARED.encode(), {"me": me}).fetchall())


def world_rows(line: Line) -> frozenset[str]:
    """Every row of the world, whoever sees it."""
    return frozenset(row[0] for row in line.execute(ROWS.encode()))


def opened_by(line: Line, secrets: Iterable[str]) -> list[int]:
    """The accounts that these secrets open, where the link was given in this walk."""
    query = (
        "select k.user_id from one_use_link k where k.used_at is null"
        " and k.expires_at > clock_timestamp()"
        " and k.token_hash = any (select sha256(convert_to(s, 'UTF8')) from unnest(%s::text[]) s)"
        " and not exists (select from sealed_slip l where l.token_hash = k.token_hash"
        "   and l.given_by is distinct from l.opened_by)"
    )
    return [row[0] for row in line.execute(query.encode(), [list(secrets)])]


def session_of(line: Line, user: int, token: str) -> None:
    """A session of an account, as choosing a password with its link would open."""
    line.execute(
        "insert into session (token_hash, id, user_id, created, seen, level, device, address,"
        " is_rehearsal) values (sha256(convert_to(%s, 'UTF8')), gen_random_uuid(), %s, now(),"
        " now(), 'full', '', '', false)",
        [token, user],
    )
