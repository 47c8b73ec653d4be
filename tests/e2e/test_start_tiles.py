"""The start page of every account of the demonstration: each number is that of its list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.kernel.db import db
from demo import people
from devstack.postgres import Server
from harness.stage import start_tiles
from harness.stage.live import Live, demonstration
from harness.stage.visitor import Account
from tests.e2e.conftest import Figure


@pytest.fixture(scope="module")
def live(server: Server) -> Iterator[Live]:
    """One that no other story has changed."""
    with demonstration(server, "untouched") as running:
        yield running


def test_every_tile_counts_the_rows_of_the_list_that_it_opens(live: Live, figure: Figure) -> None:
    with live.filler().app_context():
        accounts = [Account(*found[:3]) for found in people.accounts()]
        db.session.remove()
        db.engine.dispose()
    tiles = start_tiles.visit(live.address, accounts)
    counted = start_tiles.figures(tiles)
    figure(f"{counted['accounts']} accounts: {counted['tiles']} tiles, all as their lists")
    assert counted["tiles"] > 10 * len(accounts) / 2
    assert [str(tile) for tile in tiles if not tile.is_right] == []
