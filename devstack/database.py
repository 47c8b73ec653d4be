"""Preparation of the database: address, roles, tables and initial content.

Repeated only when code or data have changed: the comment of the database holds a digest of what was
last loaded. Nothing here empties or drops anything.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app.kernel.i18n import catalogues
from app.kernel.row_security import grants, sync
from config import CONTENT, ROOT, VAR, with_driver, with_files
from devstack.postgres import ROLES, embedded

_ = catalogues.sentence

LOAD = ("load", "content")
"""The command that loads the initial content of every database."""

DEMO = ("demo", "load")
_CODE = (
    "app/**/*",
    "demo/*.py",
    "migrations/**/*",
    "translations/**/*.po",
    "config.py",
    "requirements.txt",
)
_ADDRESSES = {
    "mc_public": "DATABASE_PUBLIC_URL",
    "mc_worker": "DATABASE_WORKER_URL",
    "mc_loader": "DATABASE_LOADER_URL",
}
_KEPT = ("PG_BIN", "PG_OS_USER")


class Stop(RuntimeError):
    """The launcher cannot continue; the message says why and what to do."""


@contextmanager
def database(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment with an address for every role; the embedded server unless one is named.

    Raises:
        Stop: a server is named, but not how to prepare it.
    """
    # libpq variables would select another server
    named = with_files(environ)
    clean = {k: v for k, v in named.items() if not k.startswith("PG") or k in _KEPT}
    if clean.get("DATABASE_URL"):
        yield {**clean, **_foreign(clean)}
        return
    server = embedded()
    with server.lease():
        yield {"SEALS_DIR": str(server.seals_of()), **clean, **server.environment()}


def prepare(environment: Mapping[str, str], *, demo: bool) -> None:
    """Create the database, its roles, tables and content, unless done for this code version.

    Raises:
        Stop: a step failed; its output is above.
    """
    catalogues.compile_stale()
    production = environment.get("ENVIRONMENT") == "production"
    wanted = version_of_code() + (" production" if production else " demo" if demo else "")
    target = make_url(environment["DATABASE_ADMIN_URL"])
    _make_database(target)
    with psycopg.connect(_libpq(target), autocommit=True) as admin:
        if _mark(admin).startswith(wanted):
            return
        if _is_superuser(admin):
            sync.create_roles(admin, str(target.database), _passwords_of(environment))
            if production:
                admin.execute(sync.SHUT_THE_LOADER_OUT)
        else:  # a superuser has created the roles beforehand
            admin.execute(f"set role {grants.OWNER}".encode())
        _flask(environment, "db", "upgrade")
        _flask(as_owner(environment), *LOAD)  # units and openings are under row-level security
        if demo:
            _flask(as_loader(environment), *DEMO)
        admin.execute("analyze")  # else the planner knows nothing of these rows for a minute
        name = sql.Identifier(str(target.database))
        statement = sql.SQL("comment on database {} is {}").format(name, sql.Literal(wanted))
        admin.execute(statement)


def without_addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without database addresses; each process gets only its own."""
    return {k: v for k, v in environment.items() if not k.startswith("DATABASE_")}


def as_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of commands that load initial content as the database owner.

    The migration role may act as the owner; in production the loader, which bypasses row-level
    security, is disabled.
    """
    owner = make_url(environment["DATABASE_ADMIN_URL"])
    address = _address(owner.update_query_dict({"options": f"-c role={grants.OWNER}"}))
    return without_addresses(environment) | {"DATABASE_URL": address, "SURFACE": CONTENT}


def as_loader(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of demo commands, which bypass row-level security."""
    return without_addresses(environment) | {"DATABASE_URL": environment["DATABASE_LOADER_URL"]}


def _foreign(environ: Mapping[str, str]) -> dict[str, str]:
    """Addresses on an external server."""
    web = make_url(with_driver(environ["DATABASE_URL"]))
    if web.username != grants.WEB:
        raise Stop(_("DATABASE_URL must sign in as mc_web, which the system makes itself."))
    passwords = {**_kept_passwords(web), grants.WEB: str(web.password or "")}
    addresses = {
        name: environ.get(name) or _address(web.set(username=role, password=passwords[role]))
        for role, name in _ADDRESSES.items()
    }
    if not environ.get("DATABASE_ADMIN_URL"):
        statements = ";\n".join(sync.role_statements(str(web.database), passwords))
        explanation = _(
            "DATABASE_URL names a server, DATABASE_ADMIN_URL does not say who may prepare it.\n"
            "Give DATABASE_ADMIN_URL of a superuser; or let the superuser run the following and\n"
            "give DATABASE_ADMIN_URL of mc_migrate:"
        )
        raise Stop(f"{explanation}\n\n{statements};\n")
    admin = make_url(with_driver(environ["DATABASE_ADMIN_URL"])).set(database=web.database)
    return {**addresses, "DATABASE_URL": _address(web), "DATABASE_ADMIN_URL": _address(admin)}


def _kept_passwords(url: URL) -> dict[str, str]:
    """Our roles' passwords on that server, generated once and stored in ``var`` (mode 0600)."""
    place = hashlib.sha256(f"{url.host}:{url.port}/{url.database}".encode()).hexdigest()[:12]
    path = VAR / f"roles-{place}.json"
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        made = {role: secrets.token_urlsafe(18) for role in ROLES}
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as stream:
            json.dump(made, stream)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _passwords_of(environment: Mapping[str, str]) -> dict[str, str]:
    names = ("DATABASE_URL", *_ADDRESSES.values())
    urls = [make_url(environment[name]) for name in names]
    return {str(url.username): str(url.password) for url in urls}


def _make_database(target: URL) -> None:
    with psycopg.connect(_libpq(target.set(database="postgres")), autocommit=True) as admin:
        found = admin.execute("select from pg_database where datname = %s", [target.database])
        if found.fetchone() is None:
            name = sql.Identifier(str(target.database))
            admin.execute(sql.SQL("create database {} template template0").format(name))


def _mark(admin: psycopg.Connection[Any]) -> str:
    row = admin.execute(
        "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database"
        " where datname = current_database()"
    ).fetchone()
    return str(row[0]) if row else ""


def _is_superuser(admin: psycopg.Connection[Any]) -> bool:
    found = admin.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    return bool(found and found[0])


def _flask(environment: Mapping[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "run", *arguments]
    if subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode:
        raise Stop(_("The step “%(step)s” failed.") % {"step": "flask " + " ".join(arguments)})


def version_of_code() -> str:
    """Digest of all code and data that determine the database content."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _CODE for path in ROOT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _libpq(url: URL) -> str:
    return _address(url.set(drivername="postgresql"))
