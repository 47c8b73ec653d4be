"""Values that are kept sealed: the database holds them, the key of the system opens them.

Every purpose has a key of its own, derived from ``SECRET_KEY``; what an older key has sealed
(``SECRET_KEY_FALLBACKS``) can still be opened.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import URLSafeTimedSerializer

_keys: tuple[str, ...] = ()


def use(*keys: str) -> None:
    """Seal and sign with the first of these; the others only open and read (set once at start)."""
    global _keys  # one process has one set of keys
    _keys = keys


def seal(purpose: str, value: bytes) -> bytes:
    """The value, unreadable without the key of the purpose."""
    return _box(_keys, purpose).encrypt(value)


def unseal(purpose: str, sealed: bytes, *, within_seconds: int | None = None) -> bytes | None:
    """What was sealed for the purpose; None when it was not, or longer ago than that."""
    try:
        return _box(_keys, purpose).decrypt(sealed, ttl=within_seconds)
    except InvalidToken:
        return None


def marks(purpose: str, value: bytes) -> tuple[bytes, ...]:
    """Thirty-two bytes that only the key of the purpose makes of a value; the newest key first."""
    return tuple(hmac.digest(_derived(key, purpose), value, "sha256") for key in _keys)


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs for a purpose what a browser keeps for a while, and reads what an older key signed."""
    return URLSafeTimedSerializer([*reversed(_keys)], salt=purpose)


@lru_cache(maxsize=32)
def _box(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    label = f"mot-cua: {purpose}".encode()
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=label).derive(key.encode()))
