"""The proof of work: correct, in time, for this purpose, once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask

from app.kernel.security import encryption, proof_of_work
from app.kernel.security.proof_of_work import (
    EASY,
    GRACE,
    HARD,
    HARDEST,
    Puzzle,
    difficulty,
    is_right,
    is_solved,
    pose,
)
from app.kernel.security.rate_limits import DAY, SIGN_IN
from harness.stage.databases import Database


def solve(puzzle: Puzzle) -> str:
    """What the browser does, with the bits that these tests pose."""
    return next(str(n) for n in count() if is_right(puzzle.seed, str(n), puzzle.bits))


@pytest.fixture
def puzzle(app: Flask, database: Database) -> Puzzle:
    return pose("draft 1", bits=8)


@pytest.fixture
def keys(puzzle: Puzzle) -> Iterator[tuple[str, ...]]:
    """The keys of the process, put back afterwards."""
    before = encryption._keys
    yield before
    encryption.use(*before)


def test_a_solution_is_good_once(puzzle: Puzzle) -> None:
    found = solve(puzzle)
    assert is_solved(puzzle.text, found, about="draft 1", bits=8)
    assert not is_solved(puzzle.text, found, about="draft 1", bits=8)


def test_a_solution_is_good_for_its_own_draft_only(puzzle: Puzzle) -> None:
    assert not is_solved(puzzle.text, solve(puzzle), about="draft 2", bits=8)


@pytest.mark.parametrize("answer", ["", "x", "-1", "1e3", "٣", "9" * 13, "0 ", "\x00"])
def test_what_is_no_number_solves_nothing(puzzle: Puzzle, answer: str) -> None:
    assert not is_solved(puzzle.text, answer, about="draft 1", bits=8)


def test_a_wrong_number_solves_nothing(puzzle: Puzzle) -> None:
    wrong = next(str(n) for n in count() if not is_right(puzzle.seed, str(n), puzzle.bits))
    assert not is_solved(puzzle.text, wrong, about="draft 1", bits=8)


def test_nobody_makes_an_easier_puzzle(puzzle: Puzzle, keys: tuple[str, ...]) -> None:
    encryption.use("another key")
    own = pose("draft 1", bits=8)
    encryption.use(*keys)
    assert not is_solved(own.text, solve(own), about="draft 1", bits=8)
    for text in ("", "x", puzzle.text[:-2], puzzle.text + "x"):
        assert not is_solved(text, "0", about="draft 1", bits=8)


def test_a_puzzle_outlives_a_change_of_the_key(puzzle: Puzzle, keys: tuple[str, ...]) -> None:
    encryption.use("a newer key", *keys)
    assert is_solved(puzzle.text, solve(puzzle), about="draft 1", bits=8)


def test_it_is_too_late_after_half_an_hour(puzzle: Puzzle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "LASTS_SECONDS", -1)
    assert not is_solved(puzzle.text, solve(puzzle), about="draft 1", bits=8)


def test_a_puzzle_fetched_while_it_was_easy_is_no_good_later(puzzle: Puzzle) -> None:
    found = solve(puzzle)
    assert not is_solved(puzzle.text, found, about="draft 1", bits=8 + GRACE + 1)
    assert is_solved(puzzle.text, found, about="draft 1", bits=8 + GRACE)


@pytest.mark.parametrize(("accounts", "most"), [(1, 315), (4000, 195)])
def test_a_card_of_ten_billion_hashes_a_second_buys_few_guesses_a_day(
    accounts: int, most: int
) -> None:
    """At one account, and at each of all; the sums of SECURITY.md."""
    left, tries = 10**10 * DAY, SIGN_IN.amount
    while left > 0:
        bits = difficulty(tries // SIGN_IN.amount, is_endless=True)
        left -= accounts * 2 ** (bits - GRACE)
        tries += 1
    assert most - 20 < tries <= most


def test_it_grows_harder_with_each_time_the_budget_is_used_up() -> None:
    assert [difficulty(n) for n in (0, 1, 2, 3, 99)] == [EASY, EASY, EASY + 1, EASY + 2, HARD]
    assert [difficulty(n, is_endless=True) for n in (0, 1, 2, 29, 10**9)] == [
        EASY,
        EASY,
        EASY + 1,
        46,
        HARDEST,
    ]
