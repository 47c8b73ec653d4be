"""URLs are stable: they are in bookmarks, letters and QR codes."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

KNOWN = Path(__file__).parent / "addresses.txt"


def gone(app: Flask) -> set[str]:
    """Addresses that were promised and that no page has any more."""
    return set(KNOWN.read_text().split()) - {rule.rule for rule in app.url_map.iter_rules()}


def test_no_address_disappears(app: Flask) -> None:
    """An address may go only together with a redirect, and then by hand from the list."""
    assert gone(app) == set()
