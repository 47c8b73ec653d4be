"""The drill restores a city to a second, and finds what a backup has lost or spoilt."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import transaction
from devstack import machine
from devstack.backup import schedule
from devstack.backup.engines import STANZA, missing
from devstack.backup.settings import Settings
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.factories import ADossier, a_commune
from harness.stage.promtool import Series, differences, needs_promtool, scrape
from tests.harness.test_site_alerts import exporter

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed here: {' '.join(missing())}"),
]
SECRET = "for tests alone, long enough, and no secret at all"
AGE = "pgbackrest_backup_since_last_completion_seconds"
EXPORTER = shutil.which("prometheus-pgbackrest-exporter")
CONFIGURATION = """\
[global]
repo1-path={place}/repository
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=for tests alone
repo1-retention-full=2
compress-type=zst
start-fast=y
archive-async=y
spool-path={place}/spool
lock-path={place}/lock
log-level-console=warn
log-level-file=off

[{stanza}]
pg1-path={data}
pg1-socket-path={sockets}
pg1-user=postgres
"""
Drill = Callable[..., tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class City:
    """A cluster that sends its WAL away, with a few dossiers in it."""

    database: Database
    configuration: Path
    files: Path

    def restarted_with(self, settings: dict[str, str]) -> None:
        self.database.server.settings.update(settings)
        self.database.server.stop()
        self.database.server.start()


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    place = databases.place() / f"drill-{os.getpid()}"
    server = Server(place, databases.FAST_AND_FORGETFUL)
    try:
        with server.lease(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("TEST_SERVER_DIR", str(place))
            patch.setenv("PGPASSWORD", server.passwords["postgres"])
            template = databases.seed_template(server)
            with databases.copy_of(server, template, "mot_cua") as database:
                found = City(database, _configuration(server), databases.files_of(database))
                _back_up(found)
                yield found
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if server.home != place:
            shutil.rmtree(server.home, ignore_errors=True)


def _configuration(server: Server) -> Path:
    folder = server.home / "pgbackrest"
    machine.own_folder(folder, 0o755, server.user)
    file = folder / "pgbackrest.conf"
    told = {"data": server.data, "sockets": server.sockets, "stanza": STANZA, "place": folder}
    file.write_text(CONFIGURATION.format(**told))
    return file


def _back_up(city: City) -> None:
    """Fill the city, and take the first backup of its database."""
    push = f"/usr/bin/pgbackrest --config={city.configuration} --stanza={STANZA} archive-push %p"
    city.restarted_with({"archive_mode": "on", "archive_command": push, "wal_level": "replica"})
    _received(city, 3)
    user = machine.as_user(city.database.server.user)
    for step in ("stanza-create", "backup"):
        command = ["pgbackrest", f"--config={city.configuration}", f"--stanza={STANZA}", step]
        subprocess.run(command, check=True, cwd="/", **user)
    time.sleep(1)  # a second can be restored when the backup ended before it began


def _received(city: City, many: int) -> None:
    """Dossiers with their photos, and the journals sealed."""
    with databases.disposed(databases.filler_of(city.database)) as app:
        for _each in range(many):
            with app.app_context(), transaction():
                ADossier(State.REGISTERED, a_commune(0))
        seal = app.test_cli_runner(env={"DATABASE_WORKER_URL": city.database.url("mc_worker")})
        assert seal.invoke(args=["audit", "seal"]).exit_code == 0


@pytest.fixture
def files(city: City, tmp_path: Path) -> Path:
    """The store of this test alone, never backed up yet."""
    shutil.copytree(city.files, tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def settings(city: City, files: Path, tmp_path: Path) -> Settings:
    (tmp_path / "password").write_text("for tests alone")
    server = city.database.server
    environ = {
        "DATABASE_BACKUP": str(city.configuration),
        "DATABASE_ADMIN_URL": server.url("postgres", "postgres"),
        "FILES_DIR": str(files),
        "FILES_BACKUP": str(tmp_path / "of-files"),
        "FILES_BACKUP_PASSWORD_FILE": str(tmp_path / "password"),
        "SEALS_DIR": str(server.seals_of("mot_cua")),
        "SEALS_BACKUP": str(tmp_path / "of-seals"),
        "SEALS_BACKUP_PASSWORD_FILE": str(tmp_path / "password"),
        "BACKUP_METRICS": str(tmp_path / "metrics"),
        "DRILL_DIR": str(server.home / "drill"),
        "PG_BIN": str(machine.binaries(server.home, server.user)),
        "SECRET_KEY": SECRET,
    }
    return Settings.of(environ)


@pytest.fixture
def drill(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Drill:
    """Rehearse; returns the exit status and the last line."""

    def rehearse(at: datetime | None = None) -> tuple[int, dict[str, Any]]:
        status = schedule.rehearse(settings, at)
        found: dict[str, Any] = json.loads(capfd.readouterr().out.splitlines()[-1])
        return status, found

    return rehearse


def test_who_sends_log_does_not_keep_the_first_step_from_ending(
    city: City, settings: Settings
) -> None:
    lock = city.configuration.parent / "lock" / f"{STANZA}-archive-1.lock"
    with lock.open("a") as held:
        lock.chmod(0o666)
        fcntl.flock(held, fcntl.LOCK_EX)
        threading.Timer(2, partial(fcntl.flock, held, fcntl.LOCK_UN)).start()
        assert settings.database.on_primary("stanza-create")


def test_everything_is_there_as_it_was_at_the_second(
    city: City, settings: Settings, drill: Drill
) -> None:
    began = clock.real_now()
    status, found = drill()
    assert (status, found["checker_wrong"], found["files_wrong"]) == (0, 0, 0)
    assert found["dossiers_checked"] >= 3
    assert began < datetime.fromisoformat(found["restored_to"]) < clock.real_now()
    assert not (settings.drills / "restored").exists()
    assert _succeeded(settings, "drill") >= began.timestamp()


def test_what_was_written_later_is_not_there(city: City, drill: Drill) -> None:
    """A dossier of after the second is neither asked for nor found."""
    second = clock.real_now()
    time.sleep(1)
    _received(city, 1)
    status, found = drill(second)
    assert (status, found["dossiers_checked"], found["checker_wrong"]) == (0, 3, 0)


def test_a_file_that_was_removed_since_comes_back(
    settings: Settings, files: Path, drill: Drill
) -> None:
    schedule.back_up_files(settings)
    _some_file(files).unlink()
    assert drill()[1]["files_wrong"] == 0


def test_a_damaged_file_is_found(files: Path, drill: Drill) -> None:
    with _some_file(files).open("r+b") as file:
        file.write(b"another")
    status, found = drill()
    assert (status, found["checker_wrong"], found["files_wrong"]) == (1, 0, 1)


def test_a_missing_file_is_found(settings: Settings, files: Path, drill: Drill) -> None:
    _some_file(files).unlink()
    status, found = drill()
    assert (status, found["checker_wrong"], found["files_wrong"]) == (1, 0, 1)
    assert _succeeded(settings, "drill") == 0


def test_a_damaged_repository_is_found(settings: Settings, tmp_path: Path, drill: Drill) -> None:
    schedule.back_up_files(settings)
    biggest = max(
        (tmp_path / "of-files" / "data").glob("*/*"), key=lambda path: path.stat().st_size
    )
    biggest.chmod(0o600)
    with biggest.open("r+b") as file:
        file.seek(biggest.stat().st_size // 2)
        file.write(bytes(1000))
    status, found = drill()
    assert status == 1
    assert found["files_wrong"] > 0


def test_a_lost_dossier_is_found(city: City, drill: Drill) -> None:
    """Acknowledged by the living database before the second, and in no backup."""
    second = clock.real_now()
    time.sleep(1)
    with city.database.connect() as line, line.transaction():
        line.execute("set local session_replication_role = replica")
        (told,) = line.execute(
            "insert into dossier select (jsonb_populate_record(d, jsonb_build_object("
            "'id', %s::text, 'code', 'lost'))).* from dossier d limit 1 returning id",
            [str(uuid4())],
        ).fetchall()
        line.execute(
            "insert into dossier_event select (jsonb_populate_record(e, jsonb_build_object("
            "'id', -1, 'dossier_id', %s::text))).* from dossier_event e order by id limit 1",
            [str(told[0])],
        )
    try:
        status, found = drill(second)
        assert (status, found["checker_wrong"], found["files_wrong"]) == (1, 1, 0)
    finally:
        with city.database.connect() as line, line.transaction():
            line.execute("set local session_replication_role = replica")
            line.execute("delete from dossier_event where id = -1")
            line.execute("delete from dossier where id = %s", [told[0]])


def test_a_tampered_journal_is_found(city: City, drill: Drill) -> None:
    with city.database.connect() as line, line.transaction():
        line.execute("set local session_replication_role = replica")
        line.execute("update dossier_event set reason = 'another' where id = 1")
    try:
        assert drill()[1]["checker_wrong"] == 1
    finally:
        with city.database.connect() as line, line.transaction():
            line.execute("set local session_replication_role = replica")
            line.execute("update dossier_event set reason = null where id = 1")


def test_backups_of_files_have_their_age_and_no_key(
    settings: Settings, files: Path, tmp_path: Path
) -> None:
    (files / "quarantine").mkdir(exist_ok=True)
    (files / "quarantine" / "unfinished").write_text("half a photo")
    began = clock.real_now()
    schedule.back_up_files(settings)
    for part in ("files", "seals"):
        assert _succeeded(settings, part) >= began.timestamp()
    settings.folders["files"].restore(tmp_path / "back", clock.real_now())
    back = {path.relative_to(tmp_path / "back") for path in (tmp_path / "back").rglob("*")}
    there = {path.relative_to(files) for path in files.rglob("*")}
    assert there - back == {Path("quarantine"), Path("quarantine/unfinished")}
    assert back <= there


@needs_promtool
@pytest.mark.skipif(not EXPORTER, reason="there is no prometheus-pgbackrest-exporter here")
def test_an_old_backup_of_the_database_is_an_alert(city: City, tmp_path: Path) -> None:
    """In the figures that its exporter tells of this cluster."""
    asked = f"--backrest.config={city.configuration}", "--collect.interval=1"
    with exporter(str(EXPORTER), *asked) as address:
        until = time.monotonic() + 60
        fresh: Series = {}
        while not fresh and time.monotonic() < until:
            found = scrape(f"{address}/metrics", job="pgbackrest", instance="db1")
            fresh = {k: v for k, v in found.items() if k.startswith(AGE)}
            time.sleep(0.5)
    old = {key: value + 27 * 3600 for key, value in fresh.items()}
    assert differences(tmp_path, fresh, fresh, set()) == ""
    assert differences(tmp_path, fresh, old, {"BackupOld"}) == ""


def test_a_night_is_due_once() -> None:
    morning = clock.at(date(2026, 12, 1), 8)
    tonight = clock.at(date(2026, 12, 1), 1, 30)
    assert schedule.last_due(morning) == tonight
    assert schedule.last_due(tonight - timedelta(minutes=1)) == tonight - timedelta(days=1)


def _some_file(files: Path) -> Path:
    return min(path for path in files.glob("??/*") if path.is_file())


def _succeeded(settings: Settings, part: str) -> float:
    text = (settings.metrics / f"mot-cua-{part}.prom").read_text()
    (sample,) = (each for family in text_string_to_metric_families(text) for each in family.samples)
    assert sample.labels == {"part": part}
    return sample.value
