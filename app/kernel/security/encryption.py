"""Encryption at rest and signatures with keys derived from ``SECRET_KEY``.

Every purpose has its own derived key; values encrypted with an older key (``SECRET_KEY_FALLBACKS``)
can still be decrypted.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import URLSafeTimedSerializer

_keys: tuple[str, ...] = ()


def use(*keys: str) -> None:
    """Encrypt and sign with the first key; the others only decrypt and verify. Set once."""
    global _keys  # one set of keys per process
    _keys = keys


def seal(purpose: str, value: bytes) -> bytes:
    return _box(_keys, purpose).encrypt(value)


def unseal(purpose: str, sealed: bytes, *, within_seconds: int | None = None) -> bytes | None:
    """Decrypt a value; None when it is invalid or older than ``within_seconds``."""
    try:
        return _box(_keys, purpose).decrypt(sealed, ttl=within_seconds)
    except InvalidToken:
        return None


def marks(purpose: str, value: bytes) -> tuple[bytes, ...]:
    """32-byte keyed digests of a value for a purpose, one for each key, the newest first."""
    return tuple(hmac.digest(_derived(key, purpose), value, "sha256") for key in _keys)


def keys(purpose: str) -> tuple[str, ...]:
    """The keys of a purpose as text, the newest first: for whom opens what it may not keep."""
    return tuple(_derived(key, purpose).decode() for key in _keys)


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Serializer for signed values held by the browser; also accepts signatures of older keys."""
    return URLSafeTimedSerializer([*reversed(_keys)], salt=purpose)


@lru_cache(maxsize=32)
def _box(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    label = f"mot-cua: {purpose}".encode()
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=label).derive(key.encode()))
