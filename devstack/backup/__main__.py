"""``python -m devstack.backup database | files | forget | drill [AT] | run``."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime

import click
import psycopg

from app.kernel import clock
from app.kernel.i18n import catalogues
from devstack.backup import schedule
from devstack.backup.settings import Settings, read_file
from devstack.database import Stop
from devstack.machine import ServerError
from devstack.production.layout import System

_ = catalogues.sentence

STEPS = {
    "database": schedule.back_up_database,
    "files": schedule.back_up_files,
    "forget": schedule.forget,
    "run": schedule.run,
}


def main(arguments: list[str]) -> int:
    """Take a step; returns the exit status."""
    try:
        settings = Settings.of(_environment(os.environ))
        if arguments[:1] == ["drill"]:
            return schedule.rehearse(settings, _moment(arguments[1:]))
        STEPS[arguments[0]](settings)
    except (Stop, ServerError, psycopg.Error) as error:
        click.echo(str(error), err=True)
        return 1
    return 0


def _environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """That of the service, or that of ``make up`` in this checkout."""
    if "DATABASE_BACKUP" in environ:
        return environ
    file = System.of(environ).folder("backup") / "backup.env"
    if not file.exists():
        raise Stop(_("No backup is set up here: start it with make up."))
    return {**environ, **read_file(file)}


def _moment(arguments: list[str]) -> datetime | None:
    """The second asked for; without an offset it is one of Hà Nội's."""
    if not arguments:
        return None
    try:
        asked = datetime.fromisoformat(arguments[0])
    except ValueError:
        wrong = _("%(text)s is no moment: write it like %(example)s.")
        raise Stop(wrong % {"text": arguments[0], "example": "2026-12-01T08:00:00"}) from None
    return asked if asked.tzinfo else asked.replace(tzinfo=clock.HANOI)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
