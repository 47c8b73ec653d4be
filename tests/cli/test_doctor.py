"""``flask doctor``: each thing that an installation lacks, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.cli.doctor import CHECKS
from app.kernel.files import storage
from app.kernel.printing import pdf
from harness.stage.databases import Database
from harness.stage.live import free_port
from harness.stage.s3_server import s3_server
from tests.cli.test_alerts import signed_in

Do = Callable[[Flask, Database, pytest.MonkeyPatch, Path], None]


def told(app: Flask, database: Database) -> set[str]:
    """The faults, each with its line."""
    with signed_in(database, "mc_web"):
        done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1  # the server of the tests is tuned for speed, not to be kept
    return {line for line in done.output.splitlines() if not line.startswith("WRONG")}


def scanner_away(app: Flask, _database: Database, patch: pytest.MonkeyPatch, _at: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    patch.setitem(app.config, "CLAMD", address)
    storage.use(app.config["FILES_DIR"], address)


def bucket_away(app: Flask, _database: Database, _patch: pytest.MonkeyPatch, _at: Path) -> None:
    with s3_server() as server:
        remote = server.remote
    storage.use(app.config["FILES_DIR"], "", remote)


def no_seals(app: Flask, _database: Database, patch: pytest.MonkeyPatch, at: Path) -> None:
    patch.setitem(app.config, "SEALS_DIR", at / "away")


def gateway_away(_app: Flask, _database: Database, patch: pytest.MonkeyPatch, _at: Path) -> None:
    patch.setenv("SMS", "kannel")
    patch.setenv("KANNEL_URL", f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms")


def fonts_away(_app: Flask, _database: Database, patch: pytest.MonkeyPatch, at: Path) -> None:
    patch.setattr(pdf, "FONTS", at)
    pdf.fonts.cache_clear()


def open_secret(_app: Flask, _database: Database, patch: pytest.MonkeyPatch, at: Path) -> None:
    (at / "secret").write_text("a secret")
    (at / "secret").chmod(0o644)
    patch.setenv("SMTP_URL_FILE", str(at / "secret"))
    patch.delenv("SMTP_URL", raising=False)
    (at / "secret").write_text("")


def wrong_password(_app: Flask, database: Database, patch: pytest.MonkeyPatch, _at: Path) -> None:
    patch.setenv("DATABASE_WORKER_URL", database.url("mc_worker").replace("mc_worker:", "nobody:"))


def run(statement: str) -> Do:
    def do(_app: Flask, database: Database, _patch: pytest.MonkeyPatch, _at: Path) -> None:
        with database.connect() as line:
            line.execute(statement.encode())

    return do


@pytest.mark.parametrize(
    ("what", "line"),
    [
        (scanner_away, "it does not answer: start clamd and see CLAMD."),
        (bucket_away, "it takes or gives no file (StoreAway): docs/runbook/FileStoreDown.md"),
        (bucket_away, "files: the bucket does not answer"),
        (no_seals, "is not there or not writable: make it, owned by this user."),
        (gateway_away, "KANNEL_URL: 127.0.0.1:"),
        (fonts_away, "the font Be Vietnam Pro is not in"),
        (open_secret, "SMTP_URL_FILE may be read by others on this machine: chmod 0400 it."),
        (wrong_password, "DATABASE_WORKER_URL: nobody cannot sign in"),
        (run("alter table dossier disable row level security"), "row-level security is off"),
        (run("drop extension unaccent cascade"), "the extension unaccent is missing"),
        (run("update alembic_version set version_num = '0000'"), "schema: at 0000, this program"),
        (run("delete from procrastinate_workers"), "worker: none is running"),
        (
            run("insert into journal_check (at, seals, rows, fault, facts) values"
                " (now() - interval '2 d', 1, 1, null, '{}')"),
            "the seals were not checked for a day",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    app: Flask,
    committed: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    what: Do,
    line: str,
) -> None:
    run("insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 h')")(
        app, committed, monkeypatch, tmp_path
    )
    monkeypatch.setitem(app.config, "SEALS_DIR", tmp_path)
    before = told(app, committed)
    try:
        what(app, committed, monkeypatch, tmp_path)
        after = told(app, committed)
    finally:
        storage.use(app.config["FILES_DIR"])
        pdf.fonts.cache_clear()
    assert line not in "\n".join(before)
    assert any(line in each for each in after - before)


def test_every_check_says_its_name(app: Flask, committed: Database) -> None:
    output = app.test_cli_runner().invoke(args=["doctor"]).output
    assert [name for name in CHECKS if name not in output] == []
