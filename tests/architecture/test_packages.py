"""What packages announce of themselves fits together."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from app import PACKAGES, ROLLOUT
from app.views import entries
from tests.architecture.test_source import sources

DECLARES = ("queue.task", "queue.periodic", "retention.declare")


@pytest.mark.parametrize("rollout", [True, False])
def test_every_entry_of_the_menu_has_a_name_of_its_own(rollout: bool) -> None:
    """FAB leaves out a second entry of the same name without a word."""
    names = Counter(entry.name for _heading, entry in entries(rollout=rollout))
    assert [name for name, times in names.items() if times > 1] == []


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
