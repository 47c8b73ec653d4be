"""The drill: everything is restored to a chosen second into an empty place, and compared.

Something is written before the second and something after it; the one must be there, the other not.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

import click
import psycopg
from psycopg.conninfo import make_conninfo

from app.kernel import clock
from app.kernel.i18n import catalogues
from config import ROOT
from devstack.backup import checker
from devstack.backup.checker import Bounds, Verdict
from devstack.backup.restored import Restored, restored
from devstack.backup.settings import Settings, child_environment
from devstack.database import Stop

ARCHIVED_WITHIN_SECONDS = 300
RUNNING_AT_MOST = 100_000
"""Numbers of transactions before the newest among which some may still be running."""
EVIDENCE = "drill"
"""A database of the drill's own in the cluster: what it writes is in nobody's way."""
SHOWN = 20
"""Faults that are printed of each kind."""

_ = catalogues.sentence


@dataclass(frozen=True)
class Moment:
    """The second to restore to, and what is known about it."""

    at: datetime
    bounds: Bounds | None
    """None for a second of the past."""


def drill(settings: Settings, at: datetime | None = None) -> int:
    """Restore, compare, print; returns 1 if something is wrong."""
    if (newest := settings.database.newest()) is None:
        raise Stop(_("The database has no backup."))
    if at and at >= clock.real_now():
        raise Stop(_("That second is not over yet."))
    moment = _chosen(settings, at)
    for folder in settings.folders.values():  # as the schedule would within minutes
        if not (backups := folder.backups()) or backups[-1] <= moment.at:
            folder.back_up()
    began = time.monotonic()
    with restored(settings, moment.at) as found:
        ready = time.monotonic() - began
        bounds = moment.bounds or _bounds_of(settings, found)
        evidence = _missing_evidence(settings, found, moment.at)
        seals_hold = _verify(settings, found)
        verdict = _compared(settings, found, bounds)
    seconds = time.monotonic() - began
    _tell(newest, moment.at, ready, verdict, evidence)
    figures = {
        "restored_to": moment.at.isoformat(),
        "seconds": round(seconds, 1),
        "dossiers_checked": verdict.dossiers,
        "checker_wrong": len(verdict.wrong_dossiers) + len(evidence) + (not seals_hold),
        "files_wrong": len(verdict.wrong_files),
    }
    click.echo(json.dumps(figures))
    return int(bool(figures["checker_wrong"] or figures["files_wrong"]))


def _chosen(settings: Settings, at: datetime | None) -> Moment:
    """The next second, between two rows of evidence, or the one asked for."""
    with _live(settings, "postgres") as line:
        if not _has_evidence(line):
            line.execute(f"create database {EVIDENCE}".encode())
    with _live(settings, EVIDENCE) as line:
        line.execute("create table if not exists written (at timestamptz primary key)")
        if at:
            moment = Moment(at, None)
        else:
            _write(line)
            before = _value(line, "select pg_current_snapshot()::text")
            chosen = _value(line, "select date_trunc('second', clock_timestamp() + interval '2 s')")
            line.execute("select pg_sleep_until(%s)", [chosen + timedelta(milliseconds=500)])
            after = _value(line, "select pg_current_snapshot()::text")
            moment = Moment(chosen, Bounds(before, after))
        _write(line)
        _wait_until_archived(line)
    return moment


def _has_evidence(line: psycopg.Connection[Any]) -> bool:
    query = "select 1 from pg_database where datname = %s"
    return line.execute(query, [EVIDENCE]).fetchone() is not None


def _write(line: psycopg.Connection[Any]) -> None:
    line.execute("insert into written values (clock_timestamp())")


def _wait_until_archived(line: psycopg.Connection[Any]) -> None:
    """Until the repository has what was just written."""
    wal = _value(line, "select substr(pg_walfile_name(pg_switch_wal()), 9)")
    until = time.monotonic() + ARCHIVED_WITHIN_SECONDS
    newest = "select coalesce(max(substr(last_archived_wal, 9, 16)), '') from pg_stat_archiver"
    while _value(line, newest) < wal:
        if time.monotonic() > until:
            raise Stop(_("WAL does not arrive in the repository."))
        time.sleep(0.5)


def _missing_evidence(settings: Settings, found: Restored, at: datetime) -> list[str]:
    """What was written by an earlier or this drill and is wrongly missing, or wrongly there."""
    with _live(settings, EVIDENCE) as live:
        rows = {row[0] for row in live.execute("select at from written")}
    with found.connect("postgres") as line:
        known = _has_evidence(line)
    there = set[datetime]()
    if known:
        with found.connect(EVIDENCE) as line:
            there = {row[0] for row in line.execute("select at from written")}
    missing = {each for each in rows - there if each <= at - timedelta(seconds=1)}
    later = {each for each in there if each > at}
    told = [
        _("What was written at %(at)s, before the second, is missing.") % {"at": x} for x in missing
    ]
    for each in later:
        told.append(_("What was written at %(at)s, after the second, is there.") % {"at": each})
    return told


def _verify(settings: Settings, found: Restored) -> bool:
    """``flask audit verify`` on what was restored."""
    environment = {
        **child_environment(settings),
        "DATABASE_URL": found.url("mc_worker"),
        "FILES_DIR": str(found.files),
        "SEALS_DIR": str(found.seals),
        "VAR_DIR": str(found.files.parent / "application"),
    }
    command = [sys.executable, "-m", "flask", "--app", "run", "audit", "verify"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def _bounds_of(settings: Settings, found: Restored) -> Bounds:
    """What the restored database itself knows, before anything is written into it.

    A transaction that was running at the second has left a number there, and no commit.
    """
    with _live(settings, settings.name) as live, found.connect() as line:
        end = int(_value(line, "select pg_snapshot_xmax(pg_current_snapshot())::text"))
        recent = live.execute(
            "select distinct xact::text from dossier_event where xact >= %s and xact < %s",
            [end - RUNNING_AT_MOST, end],
        ).fetchall()
        running = line.execute(
            "select x::xid8::text from unnest(%s::text[]) x"
            " where pg_xact_status(x::xid8) = 'aborted' order by x::xid8",
            [[row[0] for row in recent]],
        ).fetchall()
    numbers = [row[0] for row in running]
    snapshot = f"{numbers[0] if numbers else end}:{end}:{','.join(numbers)}"
    return Bounds(snapshot, snapshot)


def _compared(settings: Settings, found: Restored, bounds: Bounds) -> Verdict:
    verdict = Verdict()
    with _live(settings, settings.name) as live, found.connect() as line:
        checker.check_dossiers(live, line, bounds, verdict)
        checker.check_files(line, found.files, settings.folders["files"].source, verdict)
    return verdict


def _tell(
    newest: datetime, at: datetime, ready: float, verdict: Verdict, evidence: list[str]
) -> None:
    age = clock.real_now() - newest
    facts = {
        "hours": round(age.total_seconds() / 3600, 1),
        "seconds": round(ready, 1),
        "dossiers": verdict.dossiers,
        "files": verdict.files,
        "at": at.isoformat(),
    }
    click.echo(_("The newest backup of the database is %(hours)s hours old.") % facts)
    click.echo(_("Restored to %(at)s after %(seconds)s seconds.") % facts)
    click.echo(_("Compared: %(dossiers)s dossiers, %(files)s files.") % facts)
    for fault in (*evidence, *verdict.wrong_dossiers[:SHOWN], *verdict.wrong_files[:SHOWN]):
        click.echo(fault, err=True)


def _live(settings: Settings, database: str) -> psycopg.Connection[Any]:
    address = make_conninfo(settings.admin_url, dbname=database)
    return psycopg.connect(address, autocommit=True, connect_timeout=10)


def _value(line: psycopg.Connection[Any], query: LiteralString) -> Any:
    row = line.execute(query).fetchone()
    return row[0] if row else None
