"""``python -m harness.citizen``: all figures of the citizens' side, one line of JSON at the end.

``PARTS=minutes`` measures these parts alone (``harness/parts.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

from harness import parts
from harness.citizen import help_pages, minutes, slow_lines, wrong_tries
from harness.parts import Part

PARTS: Mapping[str, Part] = {
    "help_pages": Part(help_pages.figures, help_pages.is_sound),
    "minutes": Part(minutes.figures, minutes.is_sound),
    "slow_lines": Part(slow_lines.figures, slow_lines.is_sound),
    "wrong_tries": Part(wrong_tries.figures, wrong_tries.is_sound),
}


if __name__ == "__main__":
    parts.run("citizen", PARTS)
