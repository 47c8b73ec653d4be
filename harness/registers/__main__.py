"""``python -m harness.registers``: all figures of the books, one line of JSON at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from harness.registers import books, seals, statistics

PARTS: tuple[tuple[Callable[[], Mapping[str, Any]], Callable[[Mapping[str, Any]], bool]], ...] = (
    (books.figures, books.is_sound),
    (seals.figures, seals.is_sound),
    (statistics.figures, statistics.is_sound),
)
"""What is measured, and whether its figures are as they must be."""


@click.command()
def main() -> None:
    """Measure part after part, and fail when one of them is not sound."""
    said: dict[str, Any] = {}
    sound = True
    for measure, judge in PARTS:
        found = measure()
        sound = judge(found) and sound
        said |= found
    click.echo(json.dumps(said))
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
