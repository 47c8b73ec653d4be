"""Brings a database into the declared state: roles, grants, functions, triggers, policies.

The declarations are collected by a ``Schema``.
``prepare`` and ``apply`` are idempotent; ``differences`` lists where a database deviates, and an
architecture test expects none.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from psycopg import Connection, sql

from app.kernel.row_security.grants import LOADER, MIGRATE, OWNER, ROLES
from app.kernel.row_security.schema import Policy, Schema
from app.kernel.row_security.triggers import triggers

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist", "pgcrypto")
SHUT_THE_LOADER_OUT = "alter role mc_loader nologin"
"""For production, where nothing is seeded and nobody bypasses row-level security."""

__all__ = ["OWNER", "apply", "create_roles", "differences", "prepare", "role_statements"]


class SchemaDrift(NamedTuple):
    """A deviation from the declared state, and the statement that fixes it."""

    fault: str
    statement: str


def create_roles(
    connection: Connection[Any], database: str, passwords: Mapping[str, str] | None = None
) -> None:
    """Create the roles and give the database to its owner; needs a superuser."""
    for statement in role_statements(database, passwords or {}):
        connection.execute(statement.encode())


def role_statements(database: str, passwords: Mapping[str, str]) -> list[str]:
    """Statements for a superuser to run once on a server, formatted for review."""
    statements = []
    for role, attributes in ROLES.items():
        make = f"create role {role}"
        statements.append(
            f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') "
            f"then {make}; end if; end $$"
        )
        secret = ""
        if role in passwords:
            secret = f" password {sql.Literal(passwords[role]).as_string()}"
        statements.append(
            f"alter role {role} nosuperuser nocreatedb nocreaterole {attributes}{secret}"
        )
    name = sql.Identifier(database).as_string()
    users = ", ".join(role for role in ROLES if role != OWNER)
    return [
        *statements,
        f"grant {OWNER} to {MIGRATE}",
        f"alter database {name} owner to {OWNER}",
        # policies make plans dear enough for the compiler, which takes longer than our statements
        f"alter database {name} set jit = off",
        f"revoke all on database {name} from public",
        f"grant connect on database {name} to {users}",
    ]


def prepare(connection: Connection[Any], schema: Schema) -> None:
    """Create what tables depend on: extensions, functions. Run as the owner, before migrations."""
    for extension in EXTENSIONS:
        connection.execute(f"create extension if not exists {extension}".encode())
    _mend(connection, _function_changes(connection, schema))


def apply(connection: Connection[Any], schema: Schema) -> None:
    """Bring grants, triggers, functions and policies into the declared state. Run as the owner."""
    _mend(connection, _changes(connection, schema))


def differences(connection: Connection[Any], schema: Schema) -> list[str]:
    """Where this database deviates from the declared state; empty when it agrees."""
    return [*_role_faults(connection), *(change.fault for change in _changes(connection, schema))]


def _mend(connection: Connection[Any], changes: Iterable[SchemaDrift]) -> None:
    for change in list(changes):
        connection.execute(change.statement.encode())


def _changes(connection: Connection[Any], schema: Schema) -> Iterator[SchemaDrift]:
    yield from _function_changes(connection, schema)
    yield from _schema_changes(connection)
    yield from _grant_changes(connection, schema)
    yield from _trigger_changes(connection)
    yield from _policy_changes(connection, schema)
    yield from _abandoned_functions(connection, schema)  # no policy or trigger names them any more


def _function_changes(connection: Connection[Any], schema: Schema) -> Iterator[SchemaDrift]:
    found: dict[str, list[list[Any]]] = {}
    for name, *facts in connection.execute(
        "select proname, prosrc, prosecdef, not exists (select from"
        " aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee = 0)"
        " from pg_proc where pronamespace = 'public'::regnamespace"
    ):
        found.setdefault(name, []).append(facts)
    for function in schema.functions:
        wanted = [function.body, function.guarded, function.closed]
        if found.get(function.name) != [wanted]:
            verb, role = ("revoke", "from") if function.closed else ("grant", "to")
            ours = f"{verb} execute on function {function.name} {role} public"
            yield SchemaDrift(
                f"function {function.name} is not the map's", f"{function.create()}; {ours}"
            )


def _abandoned_functions(connection: Connection[Any], schema: Schema) -> Iterator[SchemaDrift]:
    """Functions of an earlier version, which keep the rights of their owner while they stand."""
    wanted = [function.name for function in schema.functions]
    for (signature,) in connection.execute(
        "select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace"
        " and starts_with(proname, 'mc_') and proname <> all (%s) order by 1",
        [wanted],
    ):
        yield SchemaDrift(f"function {signature} is not in the map", f"drop function {signature}")


def _schema_changes(connection: Connection[Any]) -> Iterator[SchemaDrift]:
    found = _acl(
        connection,
        "select 'public', '', a.grantee, a.privilege_type from pg_namespace n"
        " cross join aclexplode(n.nspacl) a where n.nspname = 'public' and a.grantee <> n.nspowner",
    )
    wanted = {("public", role, "USAGE") for role in ROLES if role != OWNER}
    yield from _acl_changes("schema", found, wanted)


def _grant_changes(connection: Connection[Any], schema: Schema) -> Iterator[SchemaDrift]:
    tables = _relations(connection, "r")
    found = _acl(
        connection,
        "select c.relname, '', a.grantee, a.privilege_type from pg_class c"
        " cross join aclexplode(c.relacl) a"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')"
        " and a.grantee <> c.relowner"
        " union all select c.relname, t.attname, a.grantee, a.privilege_type from pg_class c"
        " join pg_attribute t on t.attrelid = c.oid cross join aclexplode(t.attacl) a"
        " where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner",
    )
    wanted = {
        (table, role, word)
        for table in tables
        for role in ROLES
        for word in schema.privileges(table, role)
    }
    yield from _acl_changes("table", found, wanted)

    owners = dict(
        connection.execute(
            "select s.relname, t.relname from pg_class s"
            " join pg_depend d on d.objid = s.oid and d.deptype = 'a'"
            " join pg_class t on t.oid = d.refobjid"
            " where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace"
        ).fetchall()
    )
    found = _acl(
        connection,
        "select c.relname, '', a.grantee, a.privilege_type from pg_class c"
        " cross join aclexplode(c.relacl) a where c.relkind = 'S'"
        " and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner",
    )
    wanted = {
        (sequence, role, "USAGE")
        for sequence, table in owners.items()
        for role in ROLES
        if "INSERT" in schema.privileges(table, role)
    }
    yield from _acl_changes("sequence", found, wanted)


def _trigger_changes(connection: Connection[Any]) -> Iterator[SchemaDrift]:
    found = {
        (table, name): definition
        for table, name, definition in connection.execute(
            "select c.relname, t.tgname, pg_get_triggerdef(t.oid) from pg_trigger t"
            " join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'mc\\_%' and t.tgenabled = 'O'"
        )
    }
    tables = _relations(connection, "r")
    wanted = {key: text for key, text in triggers() if key[0] in tables}
    for (table, name), definition in wanted.items():
        if found.get((table, name)) != definition:
            anew = f"drop trigger if exists {name} on {table}; {definition}"
            yield SchemaDrift(f"trigger {name} on {table} is missing or different", anew)
    for table, name in found.keys() - wanted.keys():
        yield SchemaDrift(
            f"trigger {name} on {table} is not in the map", f"drop trigger {name} on {table}"
        )


def _policy_changes(connection: Connection[Any], schema: Schema) -> Iterator[SchemaDrift]:
    tables = _relations(connection, "r")
    walled = dict(
        connection.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = 'r'"
        ).fetchall()
    )
    for table in schema.rows.keys() & tables.keys():
        if not walled[table]:
            both = f"alter table {table} enable row level security, force row level security"
            yield SchemaDrift(f"row-level security of {table} is not in force", both)
    found = {
        (table, name): comment if comment.endswith(seen) else ""
        for table, name, comment, seen in connection.execute(
            "select c.relname, p.polname, coalesce(obj_description(p.oid, 'pg_policy'), ''),"
            " md5(mc_policy_words(p.oid)) from pg_policy p join pg_class c on c.oid = p.polrelid"
        )
    }
    wanted = {(each.table, each.name): each for each in schema.policies() if each.table in tables}
    for key, policy in wanted.items():
        if not found.get(key, "").startswith(_digest(policy)):
            yield SchemaDrift(
                f"policy {policy.name} of {policy.table} is missing or different", _anew(policy)
            )
    for table, name in found.keys() - wanted.keys():
        yield SchemaDrift(
            f"policy {name} of {table} is not in the map", f"drop policy {name} on {table}"
        )


def _anew(policy: Policy) -> str:
    """Statement that creates the policy and stores its source and parsed form in its comment."""
    name, table = policy.name, policy.table
    kept = f"'{_digest(policy)} ' || md5(mc_policy_words(oid))"
    return f"""
drop policy if exists {name} on {table};
create policy {policy.definition};
do $mc$ begin execute (
  select format('comment on policy {name} on {table} is %L', {kept})
  from pg_policy where polrelid = '{table}'::regclass and polname = '{name}'
); end $mc$"""  # noqa: S608  # words of the map


def _digest(policy: Policy) -> str:
    return hashlib.sha256(policy.definition.encode()).hexdigest()[:16]


def _role_faults(connection: Connection[Any]) -> Iterator[str]:
    found = {
        row[0]: row[1:]
        for row in connection.execute(
            "select rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreatedb, rolcreaterole"
            " from pg_roles where rolname like 'mc\\_%'"
        )
    }
    for role, attributes in ROLES.items():
        words = attributes.split()
        powers = ("bypassrls" in words, False, False, False)
        logins = {"login" in words, role != LOADER and "login" in words}
        if found.get(role) not in {(login, *powers) for login in logins}:
            yield f"role {role} is missing or has other powers"
    members = connection.execute(
        "select m.member::regrole::text, m.roleid::regrole::text from pg_auth_members m"
        " where m.member::regrole::text like 'mc\\_%'"
    ).fetchall()
    yield from (f"role {m} is a member of {r}" for m, r in members if (m, r) != (MIGRATE, OWNER))
    yield from (
        f"table {table} belongs to {owner}"
        for table, owner in _relations(connection, "r").items()
        if owner != OWNER
    )


def _relations(connection: Connection[Any], kind: str) -> dict[str, str]:
    return dict(
        connection.execute(
            "select relname, relowner::regrole::text from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = %s",
            [kind],
        ).fetchall()
    )


def _acl(connection: Connection[Any], query: str) -> set[tuple[str, str, str]]:
    """Grants as (object, role, privilege); a column is appended to its privilege in brackets."""
    rows = connection.execute(
        b"select q.thing, q.part, coalesce(r.rolname, 'public'), q.word from ("
        + query.encode()
        + b") q(thing, part, grantee, word) left join pg_roles r on r.oid = q.grantee"
    )
    return {(thing, role, f"{word}({part})" if part else word) for thing, part, role, word in rows}


def _acl_changes(
    kind: str, found: set[tuple[str, str, str]], wanted: set[tuple[str, str, str]]
) -> Iterator[SchemaDrift]:
    for thing, role, word in sorted(found - wanted):
        yield SchemaDrift(
            f"{role} has {word} on {kind} {thing}", f"revoke {word} on {kind} {thing} from {role}"
        )
    for thing, role, word in sorted(wanted - found):
        yield SchemaDrift(
            f"{role} lacks {word} on {kind} {thing}", f"grant {word} on {kind} {thing} to {role}"
        )
