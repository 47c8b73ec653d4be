"""Every notice arrives, reduced; ``make proof NAME=notices`` does it with a thousand."""

from __future__ import annotations

import pytest

from app.notifications.rules import MOST_HANDED_OVER
from harness.sms_delivery import measurement
from harness.sms_delivery.counts import Found
from tests.harness.kannel import needs_kannel


@needs_kannel
@pytest.mark.slow
def test_thirty_messages_arrive_although_the_worker_is_killed_twice() -> None:
    found = measurement.found_of(30, 2, quick=True)

    assert found.is_well(MOST_HANDED_OVER, kills=2), found


@pytest.mark.parametrize(
    "wrong",
    [
        {"once": 29},
        {"most_attempts": MOST_HANDED_OVER + 1},
        {"worker_kills": 1},
        {"receipts_matched": 29},
    ],
)
def test_what_is_not_as_it_must_be_is_found_out(wrong: dict[str, int]) -> None:
    well = {
        "messages": 30, "once": 30, "more_than_once": 0, "most_attempts": 1, "unsent": 0,
        "worker_kills": 2, "receipts_matched": 30,
    }  # fmt: skip

    assert Found(**well).is_well(MOST_HANDED_OVER, kills=2)
    assert not Found(**well | wrong).is_well(MOST_HANDED_OVER, kills=2)
