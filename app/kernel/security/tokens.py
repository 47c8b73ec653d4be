"""Random secrets for browsers; the server stores only their hash."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Hash stored for a token; a random token needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()
