"""Time-based one-time codes (TOTP, RFC 6238)."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
DIGITS = 6

_NEAR = (0, -1, 1)
"""Accepted clock drift of a phone, in time steps of 30 seconds."""


def new_secret() -> str:
    """160 random bits, base32-encoded as authenticator apps expect."""
    return pyotp.random_base32()


def canonical_code(typed: str) -> str:
    """The six digits without spaces; empty when the input is not a code."""
    plain = unicodedata.normalize("NFKC", typed[:100])
    figures = "".join(sign for sign in plain if not sign.isspace() and sign not in "-.")
    return figures if len(figures) == DIGITS and figures.isascii() and figures.isdigit() else ""


def step_of_code(secret: str, typed: str, now: datetime) -> int | None:
    """The time step of a code within the accepted drift; None for a wrong code."""
    code = canonical_code(typed)
    clock, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    near = (here + n for n in _NEAR)
    return max(
        (step for step in near if compare_digest(clock.generate_otp(step), code)), default=None
    )
