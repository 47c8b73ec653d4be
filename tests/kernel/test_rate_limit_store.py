"""The store of rate limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text

from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from harness.stage.databases import Database

THREE_A_MINUTE = {"amount": 3, "per_seconds": 60}


def test_the_fourth_of_three_is_refused(database: Database) -> None:
    answers = [rate_limit_store.allow("login", "ha", **THREE_A_MINUTE) for _ in range(4)]

    assert answers == [True, True, True, False]


def test_one_visitor_does_not_use_up_the_limit_of_another(database: Database) -> None:
    for _ in range(4):
        rate_limit_store.allow("login", "ha", **THREE_A_MINUTE)

    assert rate_limit_store.allow("login", "hoa", **THREE_A_MINUTE)
    assert rate_limit_store.allow("tracking", "ha", **THREE_A_MINUTE)


def test_a_window_that_is_over_opens_anew(database: Database) -> None:
    assert rate_limit_store.allow("login", "ha", amount=1, per_seconds=60)
    with db.engine.engine.begin() as connection:
        connection.execute(text("UPDATE rate_limit SET expires = now() - interval '1 second'"))

    assert rate_limit_store.allow("login", "ha", amount=1, per_seconds=60)


def test_a_refused_visitor_is_told_how_long_to_wait(database: Database) -> None:
    assert rate_limit_store.seconds_left("login", "ha", **THREE_A_MINUTE) == 0
    for _ in range(3):
        rate_limit_store.allow("login", "ha", **THREE_A_MINUTE)

    assert 55 <= rate_limit_store.seconds_left("login", "ha", **THREE_A_MINUTE) <= 60


def test_a_success_is_forgiven(database: Database) -> None:
    for _ in range(3):
        rate_limit_store.allow("login", "ha", **THREE_A_MINUTE)
    rate_limit_store.forgive("login", "ha", **THREE_A_MINUTE)

    assert rate_limit_store.allow("login", "ha", **THREE_A_MINUTE)


def test_a_count_outlives_the_request_that_was_undone(committed: Database) -> None:
    def fail() -> None:
        rate_limit_store.allow("submit", "ha", amount=1, per_seconds=60)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction():
        fail()

    assert not rate_limit_store.allow("submit", "ha", amount=1, per_seconds=60)


def test_neither_number_nor_address_is_kept(database: Database) -> None:
    rate_limit_store.allow("submit", "0912345678", **THREE_A_MINUTE)

    with db.engine.engine.connect() as connection:
        keys = connection.scalars(text("SELECT key FROM rate_limit")).all()
    assert keys
    assert not any("0912345678" in key for key in keys)


def test_twenty_at_once_share_one_limit(committed: Database, app: Flask) -> None:
    def try_once(_number: int) -> bool:
        with app.app_context():
            return rate_limit_store.allow("submit", "ha", amount=7, per_seconds=60)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(try_once, range(20)))
    assert answers.count(True) == 7


def test_expired_counts_are_dropped(database: Database) -> None:
    rate_limit_store.allow("login", "ha", **THREE_A_MINUTE)
    with db.engine.engine.begin() as connection:
        connection.execute(text("UPDATE rate_limit SET expires = now() - interval '1 second'"))

    rate_limit_store.forget_expired()

    with db.engine.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rate_limit")) == 0


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_visitor_counts_by_network(address: str, visitor: str) -> None:
    assert rate_limit_store.network(address) == visitor
