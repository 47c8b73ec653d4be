"""Third-party assets are what we declare, and no page requests another host."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "static"
OURS = sorted([*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")])


def test_vendored_files_match_the_manifest() -> None:
    vendor = runpy.run_path(str(ROOT / "assets" / "vendor.py"))
    assert vendor["manifest"]() == (ROOT / "assets" / "manifest.sha256").read_text()


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "assets" / "package-lock.json").read_text()


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_every_file_that_a_stylesheet_names_is_there(sheet: Path) -> None:
    named = re.findall(r"url\(([^)]+)\)", sheet.read_text())
    # “#px” is a pattern in the page
    files = [name for name in named if not name.startswith(('"data:', "#"))]
    assert [name for name in files if not (sheet.parent / name).is_file()] == []


@pytest.mark.parametrize("file", [*OURS, STATIC / "vendor/govuk.css"], ids=lambda path: path.name)
def test_nothing_is_asked_of_another_host(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[^\s)'\"]+", text) == []


def test_public_stylesheets_and_fonts_are_light() -> None:
    """A public page may weigh 150 kB; what they all share stays well under that."""
    import gzip

    sheets = [STATIC / "vendor/govuk.css", *(STATIC / f"css/{n}.css" for n in ("tokens", "public"))]
    fonts = sum(path.stat().st_size for path in STATIC.glob("vendor/fonts/*.woff2"))
    packed = sum(len(gzip.compress(path.read_bytes())) for path in sheets)
    assert packed + fonts < 100_000
