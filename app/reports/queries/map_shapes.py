"""Shapes of communes and districts, from the files that the pages use (``static/map``)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COMMUNES, DISTRICTS = "map/communes.svg", "map/districts.svg"
_STATIC = Path(__file__).parents[2] / "static"
_SHAPE = re.compile(r'<path id="(\w+)" data-at="(\d+) (\d+)"[^>]* d="([^"]+)"/>')
_RING = re.compile(r"M([^l]+)l([^z]*)z")
_NUMBER = re.compile(r"-?\d+")
MARGIN = 0.04
"""Of the longer side, around what is shown."""


@dataclass(frozen=True)
class Box:
    """A part of the map, in its units."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def view(self) -> str:
        """As ``viewBox``, with a margin."""
        more = self._margin
        width, height = self.right - self.left + 2 * more, self.bottom - self.top + 2 * more
        return f"{self.left - more} {self.top - more} {width} {height}"

    @property
    def _margin(self) -> int:
        return round(max(self.right - self.left, self.bottom - self.top) * MARGIN)

    @property
    def longer(self) -> int:
        return max(self.right - self.left, self.bottom - self.top) + 2 * self._margin

    @property
    def area(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, x: int, y: int) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom


@dataclass(frozen=True)
class Shape:
    """Lines of a unit, and where its name has most room."""

    x: int
    y: int
    lines: str
    box: Box


@cache
def shapes(name: str) -> dict[str, Shape]:
    """The shapes of a file by their key: ``c`` or ``d`` and the code; ``q`` for inner districts."""
    text = (_STATIC / name).read_text(encoding="utf-8")
    return {
        key: Shape(int(x), int(y), lines, _box(lines)) for key, x, y, lines in _SHAPE.findall(text)
    }


def around(boxes: Iterable[Box]) -> Box:
    every = list(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


def _box(lines: str) -> Box:
    corners = []
    for start, steps in _RING.findall(lines):
        x, y = map(int, _NUMBER.findall(start))
        corners.append((x, y))
        numbers = map(int, _NUMBER.findall(steps))
        for dx, dy in zip(numbers, numbers, strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
