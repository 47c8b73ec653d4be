"""Debian's packages of ``deploy/packages.txt``, installed where they are missing."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kernel.i18n import catalogues
from devstack.database import Stop
from devstack.production.layout import DEPLOY

_ = catalogues.sentence

_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/mot-cua.conf")


def install() -> None:
    """Install what is missing.

    Raises:
        Stop: it cannot be installed here.
    """
    if not (names := missing()):
        return
    _NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    _NO_CLUSTER.write_text("create_main_cluster = false\n")
    with _nothing_started():
        options = ["-qq", "-y", "--no-install-recommends"]
        for command in (["update", "-qq"], ["install", *options, *names]):
            done = subprocess.run(
                ["/usr/bin/apt-get", *command],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdout=subprocess.DEVNULL,
                check=False,
            )
            if done.returncode:
                facts = {"names": " ".join(names)}
                raise Stop(_("These packages cannot be installed: %(names)s") % facts)


def missing() -> list[str]:
    """The packages that are not installed here."""
    wanted = (DEPLOY / "packages.txt").read_text().split()
    return sorted(set(wanted) - _installed(wanted))


def _installed(names: list[str]) -> set[str]:
    question = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names]
    said = subprocess.run(question, capture_output=True, text=True, check=False).stdout
    rows = (line.split() for line in said.splitlines())
    return {name for name, state in rows if state == "installed"}


@contextmanager
def _nothing_started() -> Iterator[None]:
    """Keep the packages from starting services of their own."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()
