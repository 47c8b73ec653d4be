"""A slice of the random days of a till."""

from __future__ import annotations

import pytest

from harness import cash

pytestmark = [pytest.mark.quick, pytest.mark.usefixtures("database")]


def test_every_evening_the_sheet_says_what_is_in_the_till() -> None:
    assert cash.booked(40) == {"cash_days": 40, "cash_off": 0}
