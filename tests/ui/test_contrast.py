"""Every pair of colours of a text or control has enough contrast (WCAG 2.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "app/static/css/tokens.css").read_text()
COLOURS = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", TOKENS))

STATES = ("new", "process", "waiting", "agency", "ready", "late", "closed")
PAIRS = [
    *[
        (ink, ground, 4.5)
        for ink in ("ink-900", "ink-700", "ink-500")
        for ground in ("white", "paper")
    ],
    *[("men-700", ground, 4.5) for ground in ("white", "men-50", "paper")],
    ("white", "men-700", 4.5),
    ("men-800", "men-100", 4.5),
    ("men-900", "white", 7),
    ("men-200", "men-900", 7),
    ("kim-400", "men-900", 4.5),
    ("son-700", "white", 7),
    *[("error-700", ground, 4.5) for ground in ("white", "error-50")],
    ("success-700", "white", 4.5),
    ("warn-800", "warn-50", 7),
    ("info-700", "info-50", 4.5),
    *[("line-500", ground, 3) for ground in ("white",)],
    *[("focus", ground, 3) for ground in ("white", "paper")],
    *[(f"st-{state}-ink", ground, 7) for state in STATES for ground in (f"st-{state}-bg", "white")],
]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_pair_is_readable(ink: str, ground: str, least: float) -> None:
    light, dark = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least
