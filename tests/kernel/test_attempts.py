"""Attempts above their limits: a proof of work stands in the way, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from app.kernel.security import proof_of_work
from app.kernel.security.proof_of_work import EASY, GRACE, HARD, LASTS_SECONDS, Puzzle
from app.kernel.security.rate_limits import KeyKind, OverLimit, RateLimit
from app.kernel.web.attempts import Attempt, Use
from harness.stage.databases import Database
from tests.kernel.test_proof_of_work import solve

ACCOUNT = RateLimit("test_account", 3, 60, KeyKind.ACCOUNT, OverLimit.ENDLESS_WORK)
ALL = RateLimit("test_all", 5, 60, KeyKind.EVERYBODY, OverLimit.WORK)


def attempt_of(account: str) -> Attempt:
    return Attempt(f"test {account}", (Use(ACCOUNT, account), Use(ALL, "")))


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", 6)


@contextmanager
def posting(app: Flask, proof: Puzzle | None = None) -> Iterator[None]:
    """A form that comes with the solution of a puzzle, or without."""
    data = {Puzzle.field: proof.text, Puzzle.answer_field: solve(proof)} if proof else {}
    with app.test_request_context(method="POST", data=data):
        yield


def use_up(app: Flask, account: str) -> None:
    with posting(app):
        for _n in range(ACCOUNT.amount):
            assert attempt_of(account).count() is None


def test_below_the_limits_nothing_is_asked(app: Flask) -> None:
    use_up(app, "ha")
    with posting(app):
        assert attempt_of("hoa").count() is None


def test_above_a_limit_an_attempt_counts_only_with_its_proof(app: Flask) -> None:
    use_up(app, "ha")
    for _n in range(5):
        with posting(app):
            used_up = attempt_of("ha").count()
            assert used_up is not None
            assert (used_up.limit, 0 < used_up.seconds <= 60) == (ACCOUNT, True)
            puzzle = attempt_of("ha").puzzle()
    assert (ACCOUNT.used("ha"), ALL.used("")) == (3, 3)
    with posting(app, puzzle):
        assert attempt_of("ha").count() is None
    assert (ACCOUNT.used("ha"), ALL.used("")) == (4, 4)


def test_a_proof_is_good_once_for_its_own_account_and_not_for_long(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_up(app, "ha")
    ACCOUNT.allow("hoa", ACCOUNT.amount)
    with posting(app):
        puzzle = attempt_of("ha").puzzle()
    with posting(app, puzzle):
        assert attempt_of("hoa").count() is not None
        monkeypatch.setattr(proof_of_work, "LASTS_SECONDS", -1)
        assert attempt_of("ha").count() is not None
        monkeypatch.setattr(proof_of_work, "LASTS_SECONDS", LASTS_SECONDS)
        assert attempt_of("ha").count() is None
        assert attempt_of("ha").count() is not None


def test_what_was_right_is_given_back(app: Flask) -> None:
    with posting(app):
        for _n in range(10):
            attempt = attempt_of("ha")
            assert attempt.count() is None
            attempt.give_back()


def test_a_limit_used_up_by_others_asks_everybody_for_some_seconds_at_most(app: Flask) -> None:
    ALL.allow("", 1000)
    with posting(app):
        used_up = attempt_of("hoa").count()
        assert used_up is not None
        assert used_up.limit is ALL
        puzzle = attempt_of("hoa").puzzle()
    assert puzzle.bits == HARD


def test_an_account_that_is_guessed_at_asks_twice_the_work_each_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_of_work, "EASY", EASY)
    bits = []
    for _n in range(20):
        ACCOUNT.allow("ha", ACCOUNT.amount)
        with posting(app):
            bits.append(attempt_of("ha").puzzle().bits)
    assert bits == list(range(EASY, EASY + 20))


def test_puzzles_fetched_in_advance_are_no_way_around_that(app: Flask) -> None:
    use_up(app, "ha")
    with posting(app):
        early = [attempt_of("ha").puzzle() for _n in range(2)]
    ACCOUNT.allow("ha", ACCOUNT.amount * GRACE - 1)
    with posting(app, early[0]):
        assert attempt_of("ha").count() is None
    ACCOUNT.allow("ha", ACCOUNT.amount)
    with posting(app, early[1]):
        assert attempt_of("ha").count() is not None
