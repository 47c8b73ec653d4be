"""Where the backups of ``make up`` lie, under which passwords, and the first step of each."""

import secrets
import shutil
from functools import partial
from pathlib import Path

from app.kernel.i18n import catalogues
from app.kernel.security import key_files
from devstack.backup.engines import Database
from devstack.database import Stop
from devstack.production.layout import System, account

PASSWORDS = ("backup-database", "backup-files", "backup-seals")
"""Of the three repositories; whoever lacks them has no backup."""

_ = catalogues.sentence


def write(system: System) -> None:
    """Make the folders and, once, the passwords."""
    for name in PASSWORDS:
        password(system, name)
    system.folder("backups").mkdir(exist_ok=True)
    repository = system.folder("backups") / "database"
    repository.mkdir(exist_ok=True)
    shutil.chown(repository, "postgres", account("postgres").pw_gid)
    repository.chmod(0o700)


def password(system: System, name: str = PASSWORDS[0]) -> str:
    """That of one repository, made once."""
    return key_files.kept(system.secrets / name, partial(secrets.token_urlsafe, 32))


def set_up(system: System) -> None:
    """Tell pgBackRest of the cluster, so that it takes WAL; harmless when it knows it.

    Raises:
        Stop: it does not work.
    """
    user = account("postgres").pw_uid, account("postgres").pw_gid
    members = Database(tuple(map(Path, system.backup["configurations"])), user)
    if not members.on_primary("stanza-create"):
        raise Stop(_("the database has no primary"))
