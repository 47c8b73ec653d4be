"""Limits with several keys: who waits, how long, and the page of limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.kernel.security import rate_limit_store, rate_limits
from app.kernel.security.rate_limits import TABLE, KeyKind, RateLimit, TooOften
from harness.stage.databases import ROOT, Database

THREE = RateLimit("test", 3, 60, KeyKind.PLACE)


@pytest.fixture(autouse=True)
def _words(app: Flask, database: Database) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_what_is_above_the_budget_says_when_there_is_some_again() -> None:
    for _n in range(3):
        THREE.consume("ha")
    with pytest.raises(TooOften) as refusal:
        THREE.consume("ha")
    assert 55 <= refusal.value.seconds <= 60
    assert refusal.value.headers == {"Retry-After": str(refusal.value.seconds)}
    THREE.consume("hoa")


def test_what_was_no_abuse_is_given_back() -> None:
    for _n in range(3):
        THREE.consume("ha")
    THREE.give_back("ha")
    assert (THREE.used("ha"), THREE.allow("ha"), THREE.allow("ha")) == (2, True, False)


def test_much_may_be_spent_at_once() -> None:
    assert THREE.allow("ha", 3)
    assert not THREE.allow("ha")


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_neighbours_share_a_network(address: str, near: str) -> None:
    assert rate_limits.neighbourhood(address) == near


def test_the_moment_says_the_day_only_when_it_is_another() -> None:
    assert len(rate_limits.moment_in(0)) == 5
    assert len(rate_limits.moment_in(40 * 3600)) == 16


# ---- the page -----------------------------------------------------------------------------------


def test_the_page_of_limits_is_the_table() -> None:
    page = (ROOT / "docs" / "limits.md").read_text()
    assert [line for line in rate_limits.rows() if line not in page] == []
    written = [line for line in page.splitlines() if line.startswith("| `")]
    assert written == list(rate_limits.rows())


def test_every_limit_is_in_the_table_and_used() -> None:
    """Only the table of limits defines names of counters."""
    by_hand, mentioned = set(), set()
    for path in sorted(ROOT.glob("app/**/*.py")):
        source = path.read_text()
        if re.search(r"\brate_limit_store\.allow\(", source):
            by_hand.add(path.relative_to(ROOT).as_posix())
        if path.name != "rate_limits.py":
            mentioned |= set(re.findall(r"\b[A-Z][A-Z_]+\b", source))
    assert by_hand == {"app/kernel/security/rate_limits.py"}
    names = {name for name, each in vars(rate_limits).items() if each in TABLE}
    assert len(names) == len(TABLE) == len({each.what for each in TABLE})
    assert names - mentioned == set()


def test_digests_are_kept_and_no_addresses(database: Database) -> None:
    THREE.consume("203.0.113.77")
    with database.connect() as connection:
        rows = connection.execute("select key from rate_limit").fetchall()
    assert rows
    assert all(len(key) == 64 for (key,) in rows)
    assert rate_limit_store.network("203.0.113.77") == "203.0.113.77"
