"""What packages announce of themselves fits together."""

from __future__ import annotations

import ast

import pytest

from app import AFTERWARDS, PACKAGES, ROLLOUT
from app.kernel.web.package import Package
from app.views import HEADINGS
from tests.architecture.test_source import sources

DECLARES = ("queue.task", "queue.periodic", "retention.declare")


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


def test_every_module_with_a_job_or_a_retention_rule_is_announced() -> None:
    """A job that no process has imported does not run, and nobody misses it."""
    announced = {job.__name__ for package in PACKAGES + ROLLOUT for job in package.jobs}
    declaring = {
        place.removesuffix(".py").replace("/", ".")
        for place, (_text, tree) in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(DECLARES)
    }
    missing = {name for name in declaring - announced if not name.startswith("app.kernel.")}
    assert missing == set(), "name them in jobs of the package's registration.py"
    assert announced <= declaring
