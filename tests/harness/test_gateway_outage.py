"""An outage of the gateway, reduced; and mutants that lose or repeat messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from harness.sms_delivery import outage
from harness.stage.databases import Database

pytestmark = pytest.mark.slow


def test_while_the_gateway_is_away_dossiers_go_in_and_afterwards_all_is_told_in_order(
    app: Flask, committed: Database, tmp_path: Path
) -> None:
    found = outage.outage(committed, tmp_path, seconds=8, messages=40, dossiers=2)

    assert outage.is_well(found), found
    assert found["messages"] == 43
    assert found["tries_meanwhile"] >= 3


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [("unsent", 1), ("more_than_once", 1), ("out_of_turn", 5), ("per_second", 30.0)],
)
def test_an_outage_that_costs_something_is_found_out(figure: str, wrong: float) -> None:
    good = {
        "submitted_meanwhile": 2, "unsent": 0, "more_than_once": 0, "most_refused": 2,
        "per_second": 9.9, "out_of_turn": 0,
    }  # fmt: skip
    assert outage.is_well(good)
    assert not outage.is_well({**good, figure: wrong})
