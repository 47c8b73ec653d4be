"""How exposed each of our units is, as systemd computes it from the unit alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from harness import deployment

pytestmark = [
    pytest.mark.skipif(not deployment.ANALYST, reason="no systemd-analyze here"),
    pytest.mark.quick,
]
UNITS = Environment(
    loader=FileSystemLoader(ROOT / "deploy/templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TOLD: dict[str, Any] = {
    "node": {"name": "mc1", "address": "10.20.0.11"},
    "ports": {"web": 8080},
    "networks": ["10.20.0.0/24"],
    "reachable": ["10.20.1.60/32"],
    "application": {"user": "mot-cua", "folder": "/opt/m", "python": "/opt/m/p", "workers": 4},
    "folders": {"settings": "/etc/m", "application": "/var/m", "files": "/f", "seals": "/s"},
    "backup": {
        "user": "postgres",
        "condition": "/x",
        "commands": ["/y"],
        "folders": ["/z"],
        "files": "sftp:somewhere:/f",
        "seals": "/s2",
        "metrics": "/m",
    },
}
SERVICES = sorted(path.name for path in ROOT.glob("deploy/templates/units/mot-cua-*.service.j2"))


def _exposure(words: str, folder: Path) -> float:
    unit = folder / "mot-cua-tried.service"
    unit.write_text(words)
    return deployment.exposure(unit)


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_hardly_exposed(name: str, tmp_path: Path) -> None:
    words = UNITS.get_template(f"units/{name}").render(TOLD)
    assert _exposure(words, tmp_path) <= deployment.MOST_EXPOSED
    hardening = UNITS.get_template("units/hardening.conf.j2").render(TOLD)
    assert _exposure(words.replace(hardening, ""), tmp_path) > 5
