"""Restarting, upgrading and going back while people look at pages and send forms: none is refused.

The next release is this one with two migrations more, which add a column and an index (expand), so
that the database changes while the processes of this release serve.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import ROOT
from devstack.production import configuration
from devstack.production.layout import System
from harness.production.service import as_owner, in_service
from harness.production.visitors import Officer, Seen, looking

VISITORS = 6
CALM_SECONDS = 5
"""Before and after, so that there is something to compare."""
VERSIONS = "migrations/versions"
MIGRATIONS = {
    "column": '''"""What the next release will write."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("dossier", sa.Column("of_the_next_release", sa.String(32)))


def downgrade() -> None:
    op.drop_column("dossier", "of_the_next_release")
''',
    "index": '''"""Beside those who write."""

from alembic import op
from migrations.online import create_index

revision = "{revision}"
down_revision = "{head}"


def upgrade() -> None:
    create_index("ix_dossier_of_the_next_release", "dossier", ["of_the_next_release"])


def downgrade() -> None:
    op.drop_index("ix_dossier_of_the_next_release", "dossier")
''',
}
"""Revisions of the next release, by what each adds."""


def restart(system: System) -> dict[str, Any]:
    """One host after the other gets another setting."""
    telephone = f"0900 {int(time.time()) % 1000:03d} 000"
    with _looked_at(system) as seen:
        in_service(SUPPORT_PHONE=telephone)
    return _told("restart", seen)


def upgrade(system: System) -> dict[str, Any]:
    """To the next release, and back to this one."""
    before = _revision(system)
    with next_release(before) as (root, revision):
        with _looked_at(system) as seen:
            in_service(root)
        after = _revision(system)
        with _looked_at(system) as seen_back:
            _downgrade(system, root, before)
            in_service()
    return {
        **_told("upgrade", seen),
        **_told("rollback", seen_back),
        "upgraded": (after, _revision(system)) == (revision, before),
    }


def _told(what: str, seen: Seen) -> dict[str, Any]:
    return {
        f"{what}_failed_requests": seen.failed,
        f"{what}_requests": seen.statuses.total(),
        f"{what}_statuses": dict(sorted(seen.statuses.items())),
    }


@contextmanager
def _looked_at(system: System) -> Iterator[Seen]:
    with looking(system, VISITORS, Officer.of(system)) as seen:
        time.sleep(CALM_SECONDS)
        yield seen
        time.sleep(CALM_SECONDS)


@contextmanager
def next_release(head: str) -> Iterator[tuple[Path, str]]:
    """A folder with its code, and its newest revision of the database."""
    with tempfile.TemporaryDirectory(prefix="mot-cua-next-") as name:
        root = Path(name)
        root.chmod(0o755)  # processes of other users run what lies there
        for file in _git("ls-files").splitlines():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, root / file, follow_symlinks=False)
        (root / ".venv").symlink_to(ROOT / ".venv")
        for adds, text in MIGRATIONS.items():
            revision = f"{int(head[:4]) + 1:04d}_trial_{adds}"
            written = text.format(revision=revision, head=head)
            (root / VERSIONS / f"{revision}.py").write_text(written)
            head = revision
        yield root, head


def _revision(system: System) -> str:
    with as_owner(system) as line:
        (row,) = line.execute("select version_num from alembic_version").fetchall()
    return str(row[0])


def _downgrade(system: System, root: Path, revision: str) -> None:
    environment = configuration.write(system)
    command = [sys.executable, "-m", "flask", "--app", "run", "db", "downgrade", revision]
    subprocess.run(command, cwd=root, env={**environment, "PYTHONPATH": ""}, check=True)


def _git(*words: str) -> str:
    done = subprocess.run(
        ["/usr/bin/git", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()
