"""URLs are stable: they are in bookmarks, letters and QR codes."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

KNOWN = Path(__file__).parent / "addresses.txt"


def test_no_address_disappears(app: Flask) -> None:
    """A URL may be removed only with a redirect, and then by hand from the list."""
    known = set(KNOWN.read_text().split())
    assert known - {rule.rule for rule in app.url_map.iter_rules()} == set()
