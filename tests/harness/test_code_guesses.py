"""Six digits against a small crowd, and mutants against which a crowd wins."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.dossiers.operations import one_time_codes
from app.dossiers.views.citizen import code_recovery
from harness.sms_delivery import code_guesses
from harness.stage.databases import Database


def guessed(app: Flask, committed: Database) -> code_guesses.Figures:
    with committed.connect() as line:
        return code_guesses.guessing(app, line, 200, 20)


def test_a_crowd_is_sent_no_more_codes_than_a_telephone_may_get(
    app: Flask, committed: Database
) -> None:
    found = guessed(app, committed)
    assert 6 <= found["codes_sent"] <= 10, found
    assert found["tries_compared"] <= found["tries_compared_most"], found


@pytest.mark.mutant
def test_a_worker_that_counts_no_telephone_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_time_codes, "_may_be_sent", lambda _phone, _now: True)
    assert guessed(app, committed)["codes_sent"] > 10


def test_known_and_unknown_are_answered_alike(app: Flask, committed: Database) -> None:
    with committed.connect() as line:
        found = code_guesses.alike(app, line, 6)
    assert found["codes_of_known_sent"] == 6, found
    assert found["answers_differ"] == 0, found


@pytest.mark.mutant
def test_a_page_that_looks_first_is_found_out(
    app: Flask, committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = one_time_codes.attempt

    def telling(key: UUID, typed: str) -> Any:
        found = usual(key, typed)
        return found if one_time_was_sent(key) else 0

    def one_time_was_sent(key: UUID) -> bool:
        with committed.connect() as line:
            query = "select code_hash is not null from one_time_code where id = %s"
            row = line.execute(query, [key]).fetchone()
        return bool(row and row[0])

    monkeypatch.setattr(one_time_codes, "attempt", telling)
    assert code_recovery.one_time_codes is one_time_codes
    with committed.connect() as line:
        assert code_guesses.alike(app, line, 3)["answers_differ"] > 0


def test_the_rank_sum_test_tells_what_differs_from_what_does_not() -> None:
    rng = Random(3)
    ones, others = ([rng.gauss(10, 1) for _n in range(300)] for _k in range(2))
    assert code_guesses.mann_whitney(ones, others) > 0.01
    assert code_guesses.mann_whitney(ones, [each + 0.5 for each in others]) < 0.001
    assert code_guesses.mann_whitney([1.0] * 9, [1.0] * 9) == 1
