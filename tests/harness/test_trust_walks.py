"""Walks of one account that lets itself in nowhere, and the mutants that they must detect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.postgres import Server
from harness.stage.mutants import mutated
from harness.trust_walks.walks import PAGES, STATEMENTS, Share, a_world, walk_share
from harness.trust_walks.world import World

Made = tuple[str, World]


@pytest.fixture(scope="module")
def made(server: Server) -> Iterator[Made]:
    """The world of the walks."""
    with a_world(server) as world:
        yield world


@pytest.mark.parametrize(("kind", "walks"), [(STATEMENTS, 80), (PAGES, 20)])
def test_whatever_one_account_does_it_reaches_no_more(made: Made, kind: str, walks: int) -> None:
    template, world = made
    found = walk_share(Share(template, world, kind, walks, seed=21))
    assert found.widenings == []
    assert found.acts > walks
    assert found.accepted.total() > walks / 3  # what is always refused shows nothing


@pytest.mark.mutant
@pytest.mark.parametrize(
    ("patch", "only", "walks"),
    [
        ("trust_own_affairs_in_views.patch", PAGES, 300),
        ("trust_own_affairs_in_policies.patch", STATEMENTS, 300),
        ("trust_slip_printed_by_its_giver.patch", STATEMENTS, 1500),
    ],
)
def test_a_rule_that_is_off_is_found(tmp_path: Path, patch: str, only: str, walks: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "harness.part", "trust", "walks", f"walks={walks}", f"only={only}"],
        cwd=tmp_path,
        env=mutated(patch, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["widenings"] > 0, ran.stderr
