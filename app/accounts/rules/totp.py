"""One-time codes that a telephone reckons from a secret and the time (RFC 6238)."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
DIGITS = 6

_NEAR = (0, -1, 1)
"""Half minutes by which the clock of a telephone may differ."""


def new_secret() -> str:
    """160 random bits, as telephones take them."""
    return pyotp.random_base32()


def canonical_code(typed: str) -> str:
    """The six figures, however they were spaced or written; empty when they are no code."""
    plain = unicodedata.normalize("NFKC", typed[:100])
    figures = "".join(sign for sign in plain if not sign.isspace() and sign not in "-.")
    return figures if len(figures) == DIGITS and figures.isascii() and figures.isdigit() else ""


def step_of_code(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute whose code this is, among those near enough; None for a wrong one."""
    code = canonical_code(typed)
    clock, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    near = (here + n for n in _NEAR)
    return max(
        (step for step in near if compare_digest(clock.generate_otp(step), code)), default=None
    )
