"""Time-based one-time codes (TOTP, RFC 6238), which the database checks
(``accounts/database/second_factor.sql``)."""

import unicodedata

import pyotp

DIGITS = 6


def new_secret() -> str:
    """160 random bits, base32-encoded as authenticator apps expect."""
    return pyotp.random_base32()


def canonical_code(typed: str) -> str:
    """The six digits without spaces; empty when the input is not a code."""
    plain = unicodedata.normalize("NFKC", typed[:100])
    figures = "".join(sign for sign in plain if not sign.isspace() and sign not in "-.")
    return figures if len(figures) == DIGITS and figures.isascii() and figures.isdigit() else ""
