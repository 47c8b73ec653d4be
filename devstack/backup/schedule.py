"""When what is backed up: by systemd's timers on real hosts, by ``run`` where none runs."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import click
from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from app.kernel import clock
from app.kernel.i18n import catalogues
from devstack.backup.drill import drill
from devstack.backup.settings import Settings
from devstack.database import Stop

NIGHTLY_AT = timedelta(hours=1, minutes=30)
FILES_EVERY = timedelta(minutes=10)
"""What a lost disk may cost; the database loses at most its ``archive_timeout``."""
TRY_AGAIN_SECONDS = 60
_SUNDAY = 6

_ = catalogues.sentence


def back_up_database(settings: Settings) -> None:
    """A full backup on Sundays, on other days what differs from it; nothing on a standby."""
    full = clock.local(clock.real_now()).weekday() == _SUNDAY
    if not settings.database.on_primary("backup", f"--type={'full' if full else 'diff'}"):
        click.echo(_("The primary is elsewhere: the backup is taken there."))


def back_up_files(settings: Settings) -> None:
    """Files, then seals: each into a repository of its own, with a password of its own."""
    for name, folder in settings.folders.items():
        with recorded(settings.metrics, name):
            folder.back_up()


def forget(settings: Settings) -> None:
    """Remove old backups of folders; pgBackRest removes its own."""
    for folder in settings.folders.values():
        folder.forget()


def rehearse(settings: Settings, at: datetime | None = None) -> int:
    """The drill; returns the exit status, and keeps when it last found everything right."""
    with recorded(settings.metrics, "drill") as wrong:
        if status := drill(settings, at):
            wrong.set()
    return status


@contextmanager
def recorded(metrics: Path, part: str) -> Iterator[Event]:
    """Keep for the node exporter when this part last succeeded: 1970 until it first has.

    It has not if the block fails, or sets the event.
    """
    if not _file(metrics, part).exists():
        _record(metrics, part, 0)
    wrong = Event()
    yield wrong
    if not wrong.is_set():
        _record(metrics, part, time.time())


def _record(metrics: Path, part: str, moment: float) -> None:
    registry = CollectorRegistry()
    says = "When files and seals were last backed up, and when a drill last restored everything"
    gauge = Gauge("mot_cua_backup_timestamp_seconds", says, ["part"], registry=registry)
    gauge.labels(part).set(moment)
    metrics.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(_file(metrics, part)), registry)


def _file(metrics: Path, part: str) -> Path:
    return metrics / f"mot-cua-{part}.prom"


def run(settings: Settings) -> None:
    """Without systemd: look every minute what is due. A step that fails is tried again."""
    files_due = clock.real_now()
    while True:
        if clock.real_now() >= files_due and _tried(lambda: back_up_files(settings)):
            files_due = clock.real_now() + FILES_EVERY
        _tried(lambda: _nightly(settings))
        time.sleep(TRY_AGAIN_SECONDS)


def _nightly(settings: Settings) -> None:
    newest, due = settings.database.newest(), last_due(clock.real_now())
    if newest is None or newest < due:
        back_up_database(settings)
        forget(settings)
        if newest is not None:
            rehearse(settings)


def last_due(now: datetime) -> datetime:
    """When the newest nightly backup should have begun."""
    local = clock.local(now)
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHTLY_AT
    return tonight if tonight <= local else tonight - timedelta(days=1)


def _tried(step: Callable[[], None]) -> bool:
    try:
        step()
    except (Stop, OSError, subprocess.SubprocessError) as error:
        click.echo(str(error), err=True)
        return False
    return True
