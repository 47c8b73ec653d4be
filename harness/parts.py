"""Figures that are measured part after part, each kept when it ends; the last line is JSON.

``PARTS=seals,statistics`` measures these alone. What a part found is kept in
``var/figures-<name>``, so that the parts that an interrupted run lacks finish it: the last line has
the kept figures of all others. It fails when a part is not as it must be, or was never measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click

from config import VAR

KEPT = VAR


class Part(NamedTuple):
    """What is measured, and whether its figures are as they must be."""

    measure: Callable[[], Mapping[str, Any]]
    is_sound: Callable[[Mapping[str, Any]], bool]


def run(name: str, parts: Mapping[str, Part]) -> NoReturn:
    """Measure the parts of ``PARTS``, or all; figures of the same name are told together.

    Raises:
        SystemExit: always, with 1 when something is not sound or missing.
    """
    wanted = (os.environ.get("PARTS") or ",".join(parts)).replace(",", " ").split()
    folder = KEPT / f"figures-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    for each in wanted:
        begun = time.monotonic()
        found = parts[each].measure()
        (folder / f"{each}.json").write_text(json.dumps(found))
        took = time.monotonic() - begun
        click.echo(f"{each}: {took:.0f} s, {json.dumps(found)}", err=True)
    said, is_sound = _joined(folder, parts, wanted)
    click.echo(json.dumps(said))
    sys.exit(0 if is_sound else 1)


def _joined(folder: Path, parts: Mapping[str, Part], now: list[str]) -> tuple[dict[str, Any], bool]:
    """The figures of all parts, and whether each is there and sound."""
    said: dict[str, Any] = {}
    is_sound = True
    for name, part in parts.items():
        kept = folder / f"{name}.json"
        if not kept.exists():
            click.echo(f"{name} was never measured: PARTS={name}", err=True)
            is_sound = False
            continue
        if name not in now:
            click.echo(f"{name}: as measured before, {time.ctime(kept.stat().st_mtime)}", err=True)
        found = json.loads(kept.read_text())
        if not part.is_sound(found):
            click.echo(f"{name} is not as it must be", err=True)
            is_sound = False
        said |= found
    return said, is_sound
