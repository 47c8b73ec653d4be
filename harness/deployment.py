"""The playbook of ``deploy`` laid into an empty folder, twice; what each of our units may do.

The files of three machines are laid below a temporary folder; asked again, nothing may change, and
``systemd-analyze`` tells how exposed each unit is. Nothing else of this machine is touched.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.kernel.security import key_files
from config import ROOT

DEPLOY = ROOT / "deploy"
ANALYST = shutil.which("systemd-analyze") or ""
PLAYER = shutil.which("ansible-playbook") or ""
INVENTORY = "three.yml"
MOST_EXPOSED = 2.0
"""What ``systemd-analyze security`` may say of a unit of ours, of 10."""
_CHANGED = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=0\s+failed=0", re.MULTILINE)
_LEVEL = re.compile(r"Overall exposure level for \S+: ([\d.]+)")


class Failed(RuntimeError):
    """The playbook or systemd-analyze has failed; the text is theirs."""


def is_possible() -> bool:
    return bool(PLAYER)


def new_secrets(folder: Path) -> None:
    """What an operator brings; the passwords are made by the playbook."""
    folder.mkdir(parents=True)
    key_files.write(folder / "seal.pem", key_files.new_seal_key("thử nghiệm"))
    key_files.write(folder / "codes.pem", key_files.new_code_key())
    *_key, certificate = key_files.blocks(seal := (folder / "seal.pem").read_text(), "CERTIFICATE")
    key_files.write(folder / "certificate.pem", certificate.decode())
    key_files.write(folder / "key.pem", key_files.blocks(seal, "PRIVATE KEY")[0].decode())
    key_files.write(folder / "kannel_password", secrets.token_urlsafe(24))


def play(place: Path, *options: str, book: str = "site.yml") -> dict[str, int]:
    """Lay the files of each machine into ``place/NAME``; how much has changed, by machine.

    ``place`` also keeps the inventory, with its secrets beside it.

    Raises:
        Failed: a task has failed.
    """
    inventory = place / INVENTORY
    if not inventory.exists():
        shutil.copy(DEPLOY / "inventory" / INVENTORY, inventory)
        new_secrets(place / "secrets")
    root = f"deploy_root={place}/root/{{{{ inventory_hostname }}}}"
    own = str(place / "ansible")
    temporary = {"ANSIBLE_LOCAL_TEMP": own, "ANSIBLE_REMOTE_TMP": own}
    done = subprocess.run(
        [PLAYER, "-i", str(inventory), "-c", "local", "-e", root, *options, book],
        cwd=DEPLOY,
        env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(place), **temporary},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stdout[-4000:] + done.stderr[-1000:])
    return {host: int(count) for host, count in _CHANGED.findall(done.stdout)}


def laid(place: Path, machine: str) -> Path:
    """The root folder of a machine."""
    return place / "root" / machine


def exposure(unit: Path) -> float:
    """How exposed a unit is, from 0 to 10, as systemd computes it.

    Raises:
        Failed: it does not know this unit.
    """
    question = [ANALYST, "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(question, capture_output=True, text=True, check=False)
    if not (found := _LEVEL.search(done.stdout)):
        raise Failed(done.stdout[-500:] + done.stderr[-500:])
    return float(found[1])


def exposures(place: Path) -> Mapping[str, float]:
    """The worst of each unit over all machines."""
    worst: dict[str, float] = {}
    for unit in sorted(place.glob("root/*/etc/systemd/system/mot-cua-*.service")):
        worst[unit.name] = max(worst.get(unit.name, 0.0), exposure(unit))
    return worst


def measure() -> dict[str, Any]:
    """Run the playbook twice; the figures of it and of its units."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        first = play(place)
        second = play(place, "--check", "--diff")
        units = exposures(place)
        return {
            "machines": len(first),
            "first_run_changes": sum(first.values()),
            "second_run_changes": sum(second.values()),
            "units": len(units),
            "units_exposure_max": max(units.values()),
        }
