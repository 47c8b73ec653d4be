"""A small crowd at one receipt, and pages against which it wins."""

from __future__ import annotations

import pytest
from flask import Flask

from app.dossiers.queries import citizen_access
from app.kernel.errors import NotFound
from app.kernel.security import proof_of_work
from app.kernel.web.attempts import Attempt
from harness.citizen import wrong_tries
from harness.stage.databases import Database

SMALL = {"tries": 30, "every": 15, "pairs": 13}


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", 6)


def test_a_crowd_shuts_nobody_out_and_learns_nothing(app: Flask, committed: Database) -> None:
    found = wrong_tries.measured(app, **SMALL)
    assert (found["right_refused"], found["existence_told"]) == (0, 0), found


@pytest.mark.mutant
def test_a_page_that_refuses_whatever_was_calculated_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Attempt, "_is_proved", lambda _self: False)
    assert wrong_tries.measured(app, **SMALL)["right_refused"] == 2


@pytest.mark.mutant
def test_a_page_that_knows_codes_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = citizen_access.open_dossier

    def telling(code: str, secret: str) -> object:
        with committed.connect() as line:
            row = line.execute("select count(*) from dossier where code = %s", [code]).fetchone()
        if row is None or not row[0]:
            raise NotFound
        return usual(code, secret)

    monkeypatch.setattr(citizen_access, "open_dossier", telling)
    assert wrong_tries.measured(app, **SMALL)["existence_told"] > 0
