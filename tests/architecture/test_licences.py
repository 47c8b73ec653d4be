"""``REUSE.toml`` names the owner of each file; its paths must exist.

Third-party files are named there by path. A path without files means that a file was moved and is
silently counted as our own.
"""

from __future__ import annotations

import pytest
from reuse.global_licensing import AnnotationsItem, ReuseTOML
from reuse.project import Project

from harness.stage.databases import ROOT

PATTERNS = sorted(
    pattern
    for annotation in ReuseTOML.from_file(ROOT / "REUSE.toml").annotations
    for pattern in annotation.paths
)
FONTS = (".otf", ".ttf", ".woff", ".woff2")


@pytest.fixture(scope="module")
def files() -> list[str]:
    covered = Project.from_directory(ROOT).all_files()
    return [path.relative_to(ROOT).as_posix() for path in covered]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_line_of_licences_fits_a_file(pattern: str, files: list[str]) -> None:
    annotation = AnnotationsItem(paths={pattern})
    assert any(map(annotation.matches, files)), f"{pattern} has moved: REUSE.toml"


def test_no_font_is_counted_as_ours(files: list[str]) -> None:
    licences = ReuseTOML.from_file(ROOT / "REUSE.toml")
    fonts = [file for file in files if file.endswith(FONTS)]
    found = {file: licences.find_annotations_item(file) for file in fonts}
    assert fonts
    assert [file for file, item in found.items() if item is None or "**" in item.paths] == []


def test_the_licence_at_the_door_is_the_one_that_is_named() -> None:
    named = (ROOT / "LICENSES" / "EUPL-1.2.txt").read_text()
    assert (ROOT / "LICENSE").read_text() == named
