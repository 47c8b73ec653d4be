"""Fixtures of the accounts' tests, for the page of the test messages."""

from tests.accounts.conftest import browser, person, places

__all__ = ["browser", "person", "places"]
