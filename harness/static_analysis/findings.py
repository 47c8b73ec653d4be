"""What a tool found, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, order=True)
class Finding:
    """A tool's finding in a file or at a URL."""

    tool: str
    rule: str
    place: str
    words: str = field(default="", compare=False)


@dataclass
class Report:
    """What a tool checked, and its findings."""

    tool: str
    looked_at: str
    found: list[Finding] = field(default_factory=list)
    failed: str = ""
    """Why the tool failed, which fails the proof."""
