"""``python -m harness.registers``: all figures of the books, one line of JSON at the end.

``PARTS=seals,statistics`` measures these parts alone (``harness/parts.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

from harness import parts
from harness.parts import Part
from harness.registers import books, closures, seals, statistics

PARTS: Mapping[str, Part] = {
    "books": Part(books.figures, books.is_sound),
    "closures": Part(closures.figures, closures.is_sound),
    "seals": Part(seals.figures, seals.is_sound),
    "statistics": Part(statistics.figures, statistics.is_sound),
    "search": Part(statistics.search_figures, statistics.is_quick),
}


if __name__ == "__main__":
    parts.run("registers", PARTS)
