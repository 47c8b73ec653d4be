"""A bar chart of the nine pages, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any

LOOKS = {"stock": "#9a9a9a", "ours": "#8E1B22", "floor": "#2f6f4f", "sql": "#3b5b8c"}
WORDS = {
    "stock": "stock Flask-AppBuilder",
    "ours": "ours",
    "floor": "the floor",
    "sql": "SQL alone",
}
LEFT, WIDE, BAR, GAP, TOP = 150, 560, 9, 14, 46
LEAST, MOST = 0.1, 3000.0


def draw(pages: Mapping[str, Any]) -> str:
    """A self-contained SVG."""
    rows = len(pages) * (4 * BAR + GAP)
    height = TOP + rows + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="11">',
        "<title>Median time of a page in milliseconds</title>",
        f'<rect width="800" height="{height}" fill="#fff"/>',
    ]
    for n, (name, colour) in enumerate(LOOKS.items()):
        x = LEFT + n * 150
        parts.append(f'<rect x="{x}" y="12" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 15}" y="21">{WORDS[name]}</text>')
    for tick in (0.1, 1, 10, 100, 1000):
        across = LEFT + _length(tick)
        parts.append(
            f'<path d="M{across:.0f} {TOP - 8}V{TOP + rows}" stroke="#ddd"/>'
            f'<text x="{across:.0f}" y="{TOP + rows + 16}" text-anchor="middle">{tick:g} ms</text>'
        )
    for n, (key, of) in enumerate(pages.items()):
        y = TOP + n * (4 * BAR + GAP)
        parts.append(f'<text x="{LEFT - 8}" y="{y + 22}" text-anchor="end">{key}</text>')
        for m, (name, colour) in enumerate(LOOKS.items()):
            if of[name] is None:
                continue
            ms = of[name]["p50_ms"]
            at, long = y + m * BAR, _length(ms)
            parts.append(
                f'<rect x="{LEFT}" y="{at}" width="{long:.1f}" height="{BAR - 1}" fill="{colour}"/>'
                f'<text x="{LEFT + long + 4:.1f}" y="{at + 8}" font-size="9">{ms:g}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _length(ms: float) -> float:
    within = min(max(ms, LEAST), MOST)
    return WIDE * log10(within / LEAST) / log10(MOST / LEAST)
