"""Secrets for browsers: random, and kept here only as their hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token; a random token needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()
