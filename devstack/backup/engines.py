"""pgBackRest for the database, restic for folders: both encrypt, check and forget by themselves."""

import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import click

from app.kernel.i18n import catalogues
from devstack import machine
from devstack.database import Stop

STANZA = "mot-cua"
KEPT_DAYS = 35
"""How long the database is kept at most: five weekly full backups (``pgbackrest.conf.j2``)."""

_NOT_PRIMARY, _BUSY = 56, 50
"""pgBackRest: no primary answers at what this configuration names; another of its processes has the
lock, as the one that sends WAL has again and again.
"""
_BUSY_SECONDS, _LOOK_EVERY_SECONDS = 60.0, 0.5
_NO_REPOSITORY, _INCOMPLETE = 10, 3
"""restic: the repository was never made; some file could not be read."""

_ = catalogues.sentence

Done: TypeAlias = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True)
class Database:
    """The cluster, as each member that runs on this machine names it to pgBackRest."""

    configurations: tuple[Path, ...]
    user: machine.User = None

    def on_primary(self, *arguments: str) -> bool:
        """Run a command where the primary is; False if no member of this machine is it.

        Raises:
            Stop: pgBackRest failed; it has said why.
        """
        for configuration in self.configurations:
            done = self._run_in_turn(configuration, *arguments)
            if done.returncode != _NOT_PRIMARY:
                _refuse(done, "pgbackrest", *arguments)
                return True
        return False

    def _run_in_turn(self, configuration: Path, *arguments: str) -> Done:
        until = time.monotonic() + _BUSY_SECONDS
        while (done := self._run(configuration, *arguments)).returncode == _BUSY:
            if time.monotonic() > until:
                break
            time.sleep(_LOOK_EVERY_SECONDS)
        return done

    def newest(self) -> datetime | None:
        """When the newest backup ended."""
        done = self._run(self.configurations[0], "info", "--output=json")
        _refuse(done, "pgbackrest", "info")
        ends = [
            backup["timestamp"]["stop"]
            for stanza in json.loads(done.stdout or "[]")
            for backup in stanza["backup"]
            if not backup["error"]
        ]
        return datetime.fromtimestamp(max(ends), UTC) if ends else None

    def restore(self, place: Path, until: datetime) -> None:
        """Lay a cluster into the empty folder ``data`` of the place, to be recovered to a moment.

        Its own server must never write into the repository: archiving is off.
        """
        folders = [f"--{name}-path={place / name}" for name in ("lock", "spool")]
        arguments = [
            "restore", f"--pg1-path={place / 'data'}", *folders, "--type=time",
            f"--target={until.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f+00}", "--target-action=promote",
            "--archive-mode=off",
        ]  # fmt: skip
        _refuse(self._run(self.configurations[0], *arguments), "pgbackrest", "restore")

    def _run(self, configuration: Path, *arguments: str) -> Done:
        own = f"--config={configuration}", f"--stanza={STANZA}"
        logs = "--log-level-console=off", "--log-level-stderr=warn"
        return subprocess.run(
            ["/usr/bin/pgbackrest", *own, *logs, *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **machine.as_user(self.user),
        )


@dataclass(frozen=True)
class Folder:
    """A folder, and the repository of restic to which it is backed up."""

    source: Path
    repository: str
    password_file: Path
    left_out: tuple[str, ...] = ()

    def back_up(self) -> None:
        """Add what is new to the repository, which is made the first time.

        A file may be removed while it is being read; the second look then finds all there is.

        Raises:
            Stop: restic failed; it has said why.
        """
        if self._is_new():
            _refuse(self._run("init"), "restic", "init")
        excluded = [f"--exclude={self.source.resolve() / name}" for name in self.left_out]
        command = ("backup", "--host=mot-cua", *excluded, str(self.source.resolve()))
        done = self._run(*command)
        if done.returncode == _INCOMPLETE:
            done = self._run(*command)
        _refuse(done, "restic", "backup")

    def forget(self) -> None:
        """Remove what is older than a database that could still be restored.

        Of the last week every backup is kept, of the time before one a day: a file is removed no
        sooner than a day after its row.
        """
        kept = ("--keep-within=8d", f"--keep-within-daily={KEPT_DAYS + 8}d")
        _refuse(self._run("forget", "--prune", *kept), "restic", "forget")

    def backups(self) -> list[datetime]:
        """When each backup began, oldest first."""
        return sorted(at for at, _id in self._snapshots())

    def restore(self, place: Path, moment: datetime) -> None:
        """Bring back every file that was there at the moment, as far as that is possible.

        Files never change: those that were there are in the last backup before the moment or, if
        they had come since, in the first one after it. Of two that differ the older is right.

        Raises:
            Stop: there is no backup.
        """
        found = sorted(self._snapshots())
        before = [each for each in found if each[0] <= moment]
        after = found[len(before) :]
        if not (wanted := after[:1] + before[-1:]):
            raise Stop(_("%(path)s has no backup.") % {"path": self.source})
        for _at, snapshot in wanted:
            # what it cannot restore it names; whoever compares the files finds them missing
            done = self._run("restore", snapshot, f"--target={place}", "--overwrite=if-changed")
            _tell(done)

    def _snapshots(self) -> list[tuple[datetime, str]]:
        """When each began, and what names its copy of the folder."""
        if self._is_new():
            return []
        done = self._run("snapshots", "--json")
        _refuse(done, "restic", "snapshots")
        return [
            (datetime.fromisoformat(each["time"]), f"{each['id']}:{each['paths'][0]}")
            for each in json.loads(done.stdout or "[]")
        ]

    def _is_new(self) -> bool:
        return self._run("cat", "config").returncode == _NO_REPOSITORY

    def _run(self, *arguments: str) -> Done:
        options = ["--quiet", "--retry-lock=10m", f"--password-file={self.password_file}"]
        return subprocess.run(
            ["/usr/bin/restic", "--repo", self.repository, *options, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


def missing() -> Sequence[str]:
    """Programs that are not on this machine."""
    return [name for name in ("pgbackrest", "restic") if shutil.which(name) is None]


def _tell(done: Done) -> None:
    if said := done.stderr.decode(errors="replace").strip():
        click.echo(said, err=True)


def _refuse(done: Done, *step: str) -> None:
    _tell(done)
    if done.returncode:
        raise Stop(_("The step “%(step)s” failed.") % {"step": " ".join(step)})
