"""Policies and grants as they were last looked through.

Who has read a change keeps it: ``python -m tests.security.policy_digests``.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from harness.stage import databases
from harness.stage.databases import Database

KEPT = Path(__file__).with_name("policies.sha256")
"""The digest of each table's policies and grants when they were last looked through."""
_GUARDS = b"""
    select tablename, array['policy', policyname::text, roles::text, cmd, qual, with_check]
      from pg_policies where schemaname = 'public'
    union all
    select table_name, array['grant', grantee::text, privilege_type, column_name, null, null]
      from information_schema.column_privileges
     where table_schema = 'public' and grantee like 'mc\\_%'
    union all
    select table_name, array['grant', grantee::text, privilege_type, null, null, null]
      from information_schema.role_table_grants
     where table_schema = 'public' and grantee like 'mc\\_%' and privilege_type = 'DELETE'
    order by 1, 2
"""


def guards(line: psycopg.Connection[Any]) -> dict[str, str]:
    """A digest of the policies and grants of each table, as PostgreSQL has understood them."""
    told: dict[str, list[Any]] = {}
    for table, rule in line.execute(_GUARDS):
        told.setdefault(table, []).append(rule)
    return {table: sha256(json.dumps(rules).encode()).hexdigest() for table, rules in told.items()}


def policies_changed(now: dict[str, str]) -> list[str]:
    """The tables whose policies or grants are not those of the list; new tables have none."""
    kept = (row.split() for row in KEPT.read_text().splitlines())
    return sorted(table for digest, table in kept if now.get(table) != digest)


def main() -> None:
    """Write down the policies of today."""
    server = databases.test_server()
    with server.lease(), Database(server, databases.schema_template(server)).connect() as line:
        rows = sorted(guards(line).items())
    KEPT.write_text("".join(f"{digest}  {table}\n" for table, digest in rows))


if __name__ == "__main__":
    main()
