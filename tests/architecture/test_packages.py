"""What packages announce of themselves fits together."""

from __future__ import annotations

import pytest

from app import AFTERWARDS, PACKAGES, ROLLOUT
from app.kernel.web.package import Package
from app.views import HEADINGS


@pytest.mark.parametrize("site", [PACKAGES + ROLLOUT, PACKAGES + AFTERWARDS])
def test_every_entry_has_a_heading_and_a_place_of_its_own(site: tuple[Package, ...]) -> None:
    taken: dict[tuple[str, int], str] = {}
    headings = {name for name, *_ in HEADINGS}
    for package in site:
        for heading, entries in package.menu.items():
            assert heading in headings, f"{package.name}: add {heading} to app/views.py"
            for entry in entries:
                other = taken.setdefault((heading, entry.place), entry.name)
                assert other == entry.name, f"{heading} {entry.place}: {other} or {entry.name}"
