"""``python -m harness.registers``: all figures of the books, one line of JSON at the end.

``PARTS=seals,statistics`` measures these parts alone. What a part found is kept in
``var/figures-registers`` when it ends, so that the parts that an interrupted run lacks finish it:
the last line has the kept figures of all others.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from config import VAR
from harness.registers import books, closures, seals, statistics

KEPT = VAR / "figures-registers"


class Part(NamedTuple):
    """What is measured, and whether its figures are as they must be."""

    measure: Callable[[], Mapping[str, Any]]
    is_sound: Callable[[Mapping[str, Any]], bool]


PARTS: Mapping[str, Part] = {
    "books": Part(books.figures, books.is_sound),
    "closures": Part(closures.figures, closures.is_sound),
    "seals": Part(seals.figures, seals.is_sound),
    "statistics": Part(statistics.figures, statistics.is_sound),
    "search": Part(statistics.search_figures, statistics.is_quick),
}


@click.command()
def main() -> None:
    """Measure part after part; fail when one is not sound, or was never measured."""
    wanted = (os.environ.get("PARTS") or ",".join(PARTS)).replace(",", " ").split()
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        begun = time.monotonic()
        found = PARTS[name].measure()
        (KEPT / f"{name}.json").write_text(json.dumps(found))
        took = time.monotonic() - begun
        click.echo(f"{name}: {took:.0f} s, {json.dumps(found)}", err=True)
    said: dict[str, Any] = {}
    sound = True
    for name, part in PARTS.items():
        kept = KEPT / f"{name}.json"
        if not kept.exists():
            click.echo(f"{name} was never measured: PARTS={name}", err=True)
            sound = False
            continue
        if name not in wanted:
            click.echo(f"{name}: as measured before, {time.ctime(kept.stat().st_mtime)}", err=True)
        found = json.loads(kept.read_text())
        sound = part.is_sound(found) and sound
        said |= found
    click.echo(json.dumps(said))
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
