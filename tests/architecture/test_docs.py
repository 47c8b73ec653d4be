"""What the documentation names is there: files, folders, tests, targets of make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/how-to/*.md"),
        *ROOT.glob("docs/adr/*.md"),
        *ROOT.glob("docs/runbook/*.md"),
    )
)
QUOTED = re.compile(r"`([^`\n]+)`")
IS_PATH = re.compile(
    r"[\w.*/{},-]+/[\w.*{},-]*(?:\.(?:py|md|html|typ|toml|txt|po|css|js|json|yml|csv|sql))?/?"
)
OURS = (
    "app",
    "demo",
    "deploy",
    "devstack",
    "docs",
    "harness",
    "migrations",
    "sanitizer",
    "tests",
    "translations",
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
TARGET = re.compile(r"`(?:[A-Z]+=\S+ )*make ([a-z-]+)")


def _braces(path: str) -> Iterator[str]:
    """``a/{b,c}.py`` as two paths."""
    found = re.search(r"\{([^{}]*)\}", path)
    if not found:
        yield path
        return
    for choice in found[1].split(","):
        yield from _braces(path[: found.start()] + choice + path[found.end() :])


def test_files_that_pages_name_are_there() -> None:
    faults = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in PAGES
        for quoted in QUOTED.findall(page.read_text(encoding="utf-8"))
        if IS_PATH.fullmatch(quoted) and quoted.split("/")[0] in OURS
        for path in _braces(quoted)
        if not list(ROOT.glob(path.rstrip("/")))
    ]
    assert faults == []


def test_links_between_pages_lead_somewhere() -> None:
    faults = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert faults == []


def test_targets_that_pages_name_can_be_made() -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    faults = [
        f"{page.relative_to(ROOT)}: make {target}"
        for page in PAGES
        for target in TARGET.findall(page.read_text(encoding="utf-8"))
        if target not in there and not target.endswith("-")
    ]
    assert faults == []
