"""The lock files match ``pyproject.toml``, with hashes in every line."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from harness.stage.databases import ROOT

TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT, SIMULATOR = TOLD["project"], TOLD["dependency-groups"]["sms"]
WANTED = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-dev.txt": [
        *PROJECT["dependencies"],
        *PROJECT["optional-dependencies"]["dev"],
        *SIMULATOR,
    ],
    "requirements-sms.txt": SIMULATOR,
}
PIN = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==([^ ;]+)[^\n]*\\\n    --hash=sha256:", re.MULTILINE)


@pytest.mark.parametrize(("lock", "wanted"), WANTED.items())
def test_the_lock_has_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    pins = {canonicalize_name(name): version for name, version in pinned(lock)}
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}: make lock"
        assert requirement.specifier.contains(version), f"{requirement}: make lock"


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_has_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    assert len(pinned(lock)) == sum("==" in line and line[0] not in "# " for line in lines)


def pinned(lock: str) -> list[tuple[str, str]]:
    return PIN.findall((ROOT / lock).read_text())
