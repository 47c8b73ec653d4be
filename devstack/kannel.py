"""Configuration of our own Kannel: its ports, its passwords, its storage of delivery reports.

Kannel stores the callback address of a message until the operator reports on it, often hours later.
Its in-memory storage (``internal``) is lost at every restart, so PostgreSQL is used. Kannel deletes
reported rows by ``oid``, which tables of PostgreSQL 12 and newer no longer have: ours has a column
of that name.
"""

import random
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app.kernel.i18n import catalogues
from devstack.database import Stop

_ = catalogues.sentence

LINE = "smsc"
"""Id of the operator connection, as requested by the driver."""
USER = "motcua"
_FIRST_PORT, _LAST_PORT = 20_000, 32_000
"""Below the ephemeral ports of the machine."""
_REPORTS = """
create table if not exists dlr (
  oid bigint generated always as identity primary key,
  smsc text, ts text, destination text, source text, service text, url text,
  mask integer, status integer, boxc text
);
create index if not exists dlr_waiting on dlr (smsc, ts);
"""


@dataclass(frozen=True)
class Setup:
    """One Kannel: its folder, its ports, its passwords, its database."""

    folder: Path
    inbound: str
    """Where it delivers incoming messages."""
    reports: URL
    admin: int = field(default_factory=lambda: free_port())
    boxes: int = field(default_factory=lambda: free_port())
    sendsms: int = field(default_factory=lambda: free_port())
    smsc: int = field(default_factory=lambda: free_port())
    control: int = field(default_factory=lambda: free_port())
    """Port on which the simulator takes messages of citizens."""
    password: str = field(default_factory=lambda: secrets.token_hex(24))
    throughput: int = 50

    def environment(self) -> dict[str, str]:
        return {
            "SMS": "kannel",
            "KANNEL_URL": f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms",
            "KANNEL_USER": USER,
            "KANNEL_PASSWORD": self.password,
            "KANNEL_SMSC": LINE,
        }

    def text(self) -> str:
        """The configuration file. Only this machine can connect."""
        at = "127.0.0.1"
        asked = {name: str(value) for name, value in self.reports.query.items()}
        return _CONFIGURATION.format(
            at=at,
            line=LINE,
            user=USER,
            secret=secrets.token_hex(24),
            setup=self,
            db=self.reports,
            db_host=asked.get("host") or self.reports.host or at,
            db_port=asked.get("port") or self.reports.port or 5432,
        )


def prepare_reports(admin: str, name: str) -> URL:
    """Create a database for Kannel, and a role without any other rights.

    Raises:
        Stop: the administrator of our database may not create another.
    """
    try:
        return _prepared(make_url(admin), name, secrets.token_hex(24))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Stop(
            _(
                "Kannel needs a database of its own, which DATABASE_ADMIN_URL may not make. "
                "Set up Kannel by hand and name it: KANNEL_URL, KANNEL_USER, KANNEL_PASSWORD."
            )
        ) from error


def _prepared(target: URL, name: str, password: str) -> URL:
    words = {"name": sql.Identifier(name), "password": sql.Literal(password)}
    with psycopg.connect(_libpq(target), autocommit=True) as line:
        if not line.execute("select from pg_roles where rolname = %s", [name]).fetchone():
            line.execute(sql.SQL("create role {name} login").format(**words))
        line.execute(sql.SQL("alter role {name} login password {password}").format(**words))
        if not line.execute("select from pg_database where datname = %s", [name]).fetchone():
            line.execute(sql.SQL("create database {name} owner {name}").format(**words))
            line.execute(sql.SQL("revoke all on database {name} from public").format(**words))
    own = target.set(username=name, password=password, database=name)
    with psycopg.connect(_libpq(own), autocommit=True) as line:
        line.execute(_REPORTS)
    return own


def drop_reports(admin: str, name: str) -> None:
    named = {"name": sql.Identifier(name)}
    with psycopg.connect(_libpq(make_url(admin)), autocommit=True) as line:
        line.execute(sql.SQL("drop database if exists {name} with (force)").format(**named))
        line.execute(sql.SQL("drop role if exists {name}").format(**named))


def free_port() -> int:
    while True:
        port = random.randint(_FIRST_PORT, _LAST_PORT)  # noqa: S311  # no secret
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


_CONFIGURATION = """\
group = core
admin-port = {setup.admin}
admin-interface = "{at}"
admin-password = {secret}
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "{at}"
smsbox-port = {setup.boxes}
smsbox-interface = "{at}"
box-deny-ip = "*.*.*.*"
box-allow-ip = "{at}"
log-file = "{setup.folder}/bearerbox.log"
log-level = 2
dlr-storage = pgsql
store-type = spool
store-location = "{setup.folder}/spool"
sms-resend-freq = 5

group = smsc
smsc = smpp
smsc-id = {line}
allowed-smsc-id = {line}
host = {at}
port = {setup.smsc}
transceiver-mode = true
smsc-username = "{user}"
smsc-password = "{setup.password:.8}"
system-type = ""
interface-version = 34
reconnect-delay = 2
enquire-link-interval = 20
wait-ack = 15
wait-ack-expire = 1
throughput = {setup.throughput}
max-pending-submits = 20

group = smsbox
bearerbox-host = {at}
sendsms-port = {setup.sendsms}
sendsms-interface = "{at}"
log-file = "{setup.folder}/smsbox.log"
log-level = 2
mo-recode = true
http-request-retry = 1000
http-queue-delay = 5

group = sendsms-user
username = {user}
password = {setup.password}
user-deny-ip = "*.*.*.*"
user-allow-ip = "{at}"
max-messages = 4
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
get-url = "{setup.inbound}"

group = pgsql-connection
id = reports
host = "{db_host}"
port = {db_port}
username = {db.username}
password = {db.password}
database = {db.database}
max-connections = 2

group = dlr-db
id = reports
table = dlr
field-smsc = smsc
field-timestamp = ts
field-destination = destination
field-source = source
field-service = service
field-url = url
field-mask = mask
field-status = status
field-boxc-id = boxc
"""
