"""Every procedure from its form alone, reduced; and a rule that is not enforced is detected."""

from __future__ import annotations

import pytest
from flask import Flask

from app.procedures import queries
from app.procedures.answers import rules
from app.procedures.rules.procedure_finder import BIRTH
from harness.procedures.citizens import Filling, Tally
from harness.procedures.walk import walk
from harness.stage.factories import a_commune

SMALL = (BIRTH, "1.000894", "1.004873")
"""A birth, a marriage for which both must come, a marital status with inquiries."""
EXTRACT = "2.000635"


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_procedures_are_filled_in_and_brought_to_their_end_unseen(app: Flask) -> None:
    versions = [queries.published(code) for code in SMALL]
    tally = walk(app, versions, a_commune(), wrong=2)
    assert tally.wrong == []
    assert (tally.filled_valid, tally.server_errors) == (len(SMALL), 0)
    assert tally.filled_invalid > 2 * len(SMALL)


@pytest.mark.mutant
@pytest.mark.usefixtures("database")
def test_a_rule_that_nobody_keeps_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_BY_RULE", ())
    filling = Filling.begin(app, queries.published(EXTRACT), a_commune(), 0, tally := Tally())
    filling.fill()
    filling.break_each()
    assert any("breaks “refuse”" in line for line in tally.wrong)
    assert all("refuse" in line for line in tally.wrong)
