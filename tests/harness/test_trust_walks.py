"""Walks of one account that lets itself in nowhere, and the mutants that they must detect."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.postgres import Server
from harness import trust_figures
from harness.stage.mutants import mutated
from harness.trust_walks import PAGES, STATEMENTS, Share, a_world, walk_share
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
    assert found.walks == walks
    assert found.accepted.total() > walks / 3  # what is always refused shows nothing


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
        [sys.executable, "-m", "harness.trust_walks", str(walks), "--only", only],
        cwd=tmp_path,
        env=mutated(patch, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["widenings"] > 0, ran.stdout
    assert ran.returncode == 1


GOOD = {
    "walks": 20_000, "widenings": 0, "public_tried": 1_000, "public_opened": 0, "web_tried": 20,
    "web_sessions_made": 0, "hostile_files": 10_000, "slowest_probe_ms": 400, "peak_mb": 300,
    "pairs": 3_200, "precision": 0.995, "recall": 0.985, "wrong_merges": 0, "layouts": 10,
    "rows": 900, "rows_wrong": 0, "deadlines_refused": 12, "looked_at_percent": 3,
    "check_seconds": 1.4, "page_seconds": 0.1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("walks", 19_999),
        ("widenings", 1),
        ("public_opened", 1),
        ("web_sessions_made", 1),
        ("slowest_probe_ms", 1_000),
        ("precision", 0.98),
        ("recall", 0.97),
        ("wrong_merges", 1),
        ("rows_wrong", 1),
        ("looked_at_percent", 5.1),
        ("check_seconds", 2.1),
        ("peak_mb", None),
    ],
)
def test_a_bar_that_does_not_hold_is_told(name: str, value: float | None) -> None:
    assert list(trust_figures.missed(GOOD)) == []
    assert [each.split()[0] for each in trust_figures.missed(GOOD | {name: value})] == [name]
