"""What the check of the clock believes, and what people are told whose page met another clock."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask, template_rendered

from app.accounts.roles import Role
from app.kernel.web.clock_check import ClockCheck, WrongClock
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, browser_of
from tests.accounts.conftest import csrf
from tests.cli.test_alerts import database_gone

DESK = "/can-bo/mot-cua/"


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


@pytest.mark.parametrize(
    ("method", "told"),
    [("get", "Đồng hồ của máy chủ đang sai"), ("post", "đã được lưu chưa; nếu chưa thì gửi lại")],
)
def test_a_clock_set_while_a_page_is_drawn_is_no_fault(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, method: str, told: str
) -> None:
    """What a request has committed by then nobody knows."""
    real = time.time

    def set_clock(*_arguments: Any, **_words: Any) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + 86_400)

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    dossier = ADossier()
    browser = browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION, dossier.commune))
    page = f"{DESK}ho-so/{dossier.id}"
    sent = {"csrf_token": csrf(browser, page), "version": dossier.row_version}
    with template_rendered.connected_to(set_clock, app):
        answer = browser.open(f"{page}/buoc/refuse_intake/ly-do", method=method, data=sent)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "30")
    assert told in answer.text
