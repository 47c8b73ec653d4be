"""Findings, and their assessments in ``SECURITY.md``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
JUDGED = re.compile(r"^\| (\w+) \| `([^`]+)` \| `([^`]+)` \| (\d+) \| (.+) \|$", re.MULTILINE)


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
    seconds: float = 0.0
    failed: str = ""
    """Why the tool failed, which fails the audit."""


def judgements(page: str | None = None) -> dict[tuple[str, str, str], int]:
    """How many findings of a rule in a place the table of ``SECURITY.md`` covers."""
    text = (ROOT / "SECURITY.md").read_text() if page is None else page
    return {(t, rule, place): int(n) for t, rule, place, n, _why in JUDGED.findall(text)}


def unjudged(found: Iterable[Finding], known: dict[tuple[str, str, str], int]) -> list[Finding]:
    """Findings without an assessment, or more of them in a place than it covers."""
    found = list(found)
    counts = Counter((each.tool, each.rule, each.place) for each in found)
    return [
        each
        for each in sorted(set(found))
        if counts[each.tool, each.rule, each.place]
        > known.get((each.tool, each.rule, each.place), 0)
    ]


def outlived(
    found: Iterable[Finding], known: dict[tuple[str, str, str], int], tools: Iterable[str]
) -> list[tuple[str, str, str]]:
    """Assessments of findings that no longer exist."""
    there = {(each.tool, each.rule, each.place) for each in found}
    return sorted(key for key in known if key[0] in set(tools) and key not in there)
