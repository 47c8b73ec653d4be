"""A password of the database is changed while pages are asked for: no statement fails.

As ``deploy/rotate.yml`` does it, through PgBouncer with the configuration of production.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from jinja2 import Environment, FileSystemLoader
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool, QueuePool

from config import ROOT
from harness.stage.databases import Database

POOLER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")
BETWEEN_SECONDS = 3.0
"""From the database to the pooler, by hand or by Ansible."""
templates = Environment(
    loader=FileSystemLoader(ROOT / "deploy/templates"), trim_blocks=True, keep_trailing_newline=True
)


@dataclass
class Pooled:
    """A role of its own, its pooler, and the file from which libpq reads its password."""

    database: Database
    folder: Path
    role: str
    port: int
    failed: list[str] = field(default_factory=list)
    done: int = 0
    take: Callable[[], None] = lambda: None
    """Have the pooler read its files again."""

    @property
    def address(self) -> str:
        place = f"127.0.0.1:{self.port}/mot_cua?passfile={self.folder}/pgpass"
        return f"postgresql+psycopg://{self.role}@{place}"

    def alter(self, password: str) -> None:
        with self.database.connect() as line:
            line.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(self.role), sql.Literal(password)
                )
            )

    def tell(self, password: str) -> None:
        """Write the files of the pooler and of its clients."""
        known = {"mc_web": password, "mc_public": password}
        users = templates.get_template("userlist.txt.j2").render(passwords=known)
        _replace(self.folder / "userlist.txt", users.replace("mc_web", self.role))
        _replace(self.folder / "pgpass", f"*:*:*:{self.role}:{password}\n")

    def ask(self, over: threading.Event, *, anew: bool) -> None:
        """Ask again and again, on one connection, or on a new one each time."""
        engine = create_engine(self.address, poolclass=NullPool if anew else QueuePool)
        while not over.is_set():
            try:
                with engine.connect() as line:
                    line.execute(text("select pg_sleep(0.01)"))
                self.done += 1
            except Exception as error:  # whatever it is, it was seen by somebody
                self.failed.append(str(error))
        engine.dispose()


@pytest.fixture
def pooled(own: Database) -> Iterator[Pooled]:
    if not POOLER:
        pytest.skip("no pgbouncer here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="mc-pooler-"))  # where its user reaches it
    folder.chmod(0o755)
    made = Pooled(own, folder, f"rotated_{os.getpid()}", port)
    first = secrets.token_urlsafe(18)
    with own.connect() as line:
        line.execute(sql.SQL("create role {} login").format(sql.Identifier(made.role)))
        name = sql.Identifier(own.name)
        line.execute(
            sql.SQL("grant connect on database {} to {}").format(name, sql.Identifier(made.role))
        )
        sockets, server_port = line.info.host, line.info.port
    made.alter(first)
    made.tell(first)
    told = {
        "node": {"address": "127.0.0.1"},
        "ports": {"postgresql": server_port, "postgresql_read": server_port, "pgbouncer": port},
        "folder": folder,
        "pgbouncer": {"pool_size": 4},
    }
    text_ = templates.get_template("pgbouncer.ini.j2").render(told)
    text_ = text_.replace("host=127.0.0.1", f"host={sockets}").replace(
        "dbname=mot_cua", f"dbname={own.name}"
    )
    _replace(folder / "pgbouncer.ini", text_)
    runs_as = "postgres" if os.geteuid() == 0 else None
    pooler = subprocess.Popen([POOLER, "-q", str(folder / "pgbouncer.ini")], user=runs_as)
    made.take = lambda: pooler.send_signal(signal.SIGHUP)
    try:
        _wait(port)
        yield made
    finally:
        pooler.terminate()
        pooler.wait()
        shutil.rmtree(folder)
        with own.connect() as line:
            line.execute(sql.SQL("drop owned by {}").format(sql.Identifier(made.role)))
            line.execute(sql.SQL("drop role {}").format(sql.Identifier(made.role)))


def _replace(path: Path, words: str) -> None:
    half = path.with_suffix(".half")
    half.write_text(words)
    half.chmod(0o400)
    if os.geteuid() == 0 and path.name != "pgpass":
        user = pwd.getpwnam("postgres")
        os.chown(half, user.pw_uid, user.pw_gid)
    half.replace(path)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def test_nobody_notices_a_new_password(pooled: Pooled) -> None:
    over = threading.Event()
    people = [
        threading.Thread(target=pooled.ask, args=(over,), kwargs={"anew": each == 0})
        for each in range(4)
    ]
    for each in people:
        each.start()
    time.sleep(1)
    pooled.alter(new := secrets.token_urlsafe(18))
    time.sleep(BETWEEN_SECONDS)
    pooled.tell(new)
    pooled.take()
    time.sleep(1)
    before = pooled.done
    time.sleep(1)
    over.set()
    for each in people:
        each.join()
    assert pooled.failed == []
    assert pooled.done > before > 0
    with pytest.raises(psycopg.OperationalError):  # the old one opens nothing any more
        psycopg.connect(
            pooled.address.replace("+psycopg", "").partition("?")[0], password="the-old-one"
        )
