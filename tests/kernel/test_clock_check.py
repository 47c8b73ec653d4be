"""What the check of the clock believes while nobody can be asked."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel.web.clock_check import ClockCheck, WrongClock
from tests.cli.test_alerts import database_gone
from tests.databases import Database


@pytest.mark.parametrize("is_wrong", [False, True])
def test_while_the_database_is_away_the_last_answer_counts(
    app: Flask, committed: Database, is_wrong: bool
) -> None:
    check = ClockCheck(is_wrong)
    with app.test_request_context("/"):
        database_gone(committed)
        if is_wrong:
            with pytest.raises(WrongClock):
                check.refuse_if_wrong()
        else:
            check.refuse_if_wrong()
    assert check.believed_until > 0
