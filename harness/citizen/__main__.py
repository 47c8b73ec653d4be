"""``python -m harness.citizen``: all figures of the citizens' side, one line of JSON at the end.

``PARTS=minutes`` measures these parts alone; the last line has the figures of these.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from harness.citizen import help_pages, minutes, slow_lines, wrong_tries


class Part(NamedTuple):
    """What is measured, and whether its figures are as they must be."""

    measure: Callable[[], Mapping[str, Any]]
    is_sound: Callable[[Mapping[str, Any]], bool]


PARTS: Mapping[str, Part] = {
    "help_pages": Part(help_pages.figures, help_pages.is_sound),
    "minutes": Part(minutes.figures, minutes.is_sound),
    "slow_lines": Part(slow_lines.figures, slow_lines.is_sound),
    "wrong_tries": Part(wrong_tries.figures, wrong_tries.is_sound),
}


@click.command()
def main() -> None:
    """Measure part after part; fail when one is not sound."""
    wanted = (os.environ.get("PARTS") or ",".join(PARTS)).replace(",", " ").split()
    said: dict[str, Any] = {}
    sound = True
    for name in wanted:
        begun = time.monotonic()
        found = PARTS[name].measure()
        took = time.monotonic() - begun
        click.echo(f"{name}: {took:.0f} s, {json.dumps(found)}", err=True)
        sound = PARTS[name].is_sound(found) and sound
        said |= found
    click.echo(json.dumps(said))
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
