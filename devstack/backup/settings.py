"""What the commands of backups are told, in the environment (docs/production.md)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.kernel.files.storage import OPENING, QUARANTINE
from app.kernel.i18n import catalogues
from devstack import machine
from devstack.backup.engines import Database, Folder
from devstack.database import Stop
from devstack.postgres import DATABASE

DEBIAN = Path(f"/usr/lib/postgresql/{machine.MAJOR}/bin")
PORT = 5433
"""Of the restored server, part of its socket's name; it never listens on the network."""

_ = catalogues.sentence


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where everything is, and where backups and the drill put theirs."""

    database: Database
    folders: Mapping[str, Folder]
    """``files`` and ``seals``."""
    metrics: Path
    """Read by the node exporter (``--collector.textfile.directory``)."""
    drills: Path
    binaries: Path
    port: int
    admin_url: str
    """A superuser of the primary, for what the drill writes and compares."""
    name: str
    """Of the application's database."""
    environ: Mapping[str, str]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises:
            Stop: one is missing.
        """
        try:
            configurations = tuple(map(Path, environ["DATABASE_BACKUP"].split(":")))
            folders = {
                "files": _folder(environ, "FILES", (QUARANTINE, OPENING)),
                "seals": _folder(environ, "SEALS"),
            }
            metrics, drills = Path(environ["BACKUP_METRICS"]), Path(environ["DRILL_DIR"])
        except KeyError as missing:
            raise Stop(_("%(name)s is not set.") % {"name": missing.args[0]}) from None
        drills.mkdir(parents=True, exist_ok=True)
        user = machine.server_user(drills)
        own = Path(environ["PG_BIN"]) if environ.get("PG_BIN") else DEBIAN
        return cls(
            database=Database(configurations, user),
            folders=folders,
            metrics=metrics,
            drills=drills,
            binaries=own if own.exists() else machine.binaries(drills, user),
            port=int(environ.get("DRILL_PORT") or PORT),
            admin_url=_secret(environ, "DATABASE_ADMIN_URL").replace("+psycopg", ""),
            name=environ.get("DATABASE_NAME") or DATABASE,
            environ=environ,
        )


def read_file(path: Path) -> dict[str, str]:
    """The settings of a file in the form of systemd's ``EnvironmentFile=``."""
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _folder(environ: Mapping[str, str], name: str, left_out: tuple[str, ...] = ()) -> Folder:
    return Folder(
        source=Path(environ[f"{name}_DIR"]),
        repository=environ[f"{name}_BACKUP"],
        password_file=Path(environ[f"{name}_BACKUP_PASSWORD_FILE"]),
        left_out=left_out,
    )


def _secret(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else environ.get(name, "")


def child_environment(settings: Settings) -> dict[str, str]:
    """Of a command of the application that must not find the live database by itself."""
    kept = {**os.environ, **settings.environ}
    return {k: v for k, v in kept.items() if not k.startswith(("PG", "DATABASE_"))}
