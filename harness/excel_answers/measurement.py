"""Answers of agencies by Excel, good and bad ones in one file."""

from __future__ import annotations

from typing import Any

from harness.excel_answers import send
from harness.stage.application import own_application


def measure(packets: int = 500, bad: int = 33) -> dict[str, Any]:
    """The proof, in a database of its own."""
    with own_application("exchange"):
        return send(packets, bad)
