"""Dates, times and numbers in Vietnamese formats."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app.kernel.i18n import formatting

LATE_EVENING = datetime(2016, 12, 20, 17, 30, tzinfo=UTC)
"""Half past midnight of the 21st in Hanoi."""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2016, 12, 21), "21/12/2016"),
        (LATE_EVENING, "21/12/2016"),
        ("2016-12", "12/2016"),
        ("2016", "2016"),
        (None, ""),
    ],
)
def test_days(value: object, written: str) -> None:
    assert formatting.day(value) == written  # type: ignore[arg-type]


def test_moments_are_those_of_hanoi() -> None:
    assert formatting.moment(LATE_EVENING) == "21/12/2016 00:30"
    assert formatting.hour(LATE_EVENING) == "00:30"
    assert formatting.machine_time(LATE_EVENING) == "2016-12-21T00:30+07:00"
    assert formatting.days_until(LATE_EVENING, datetime(2016, 12, 20, 1, tzinfo=UTC)) == 1


def test_numbers_follow_the_language(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("vi"):
        assert formatting.number(1666) == "1.666"
        assert formatting.number(98.6, 1) == "98,6"
        assert formatting.percent(139, 416, 1) == "33,4%"
        assert formatting.money(15000) == "15.000 đ"
    with app.test_request_context("/"), force_locale("en"):
        assert formatting.number(1666.5, 1) == "1,666.5"


def test_telephone_and_identity_numbers() -> None:
    assert formatting.phone("0912345678") == "0912 345 678"
    assert formatting.phone("0438241234") == "(024) 3824 1234"
    assert formatting.masked("012345674127") == "•••••4127"
    assert formatting.masked(None) == ""
