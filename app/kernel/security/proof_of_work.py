"""Proof of work: a few seconds of computing as an alternative to waiting.

The browser finds a number that, appended to the puzzle's seed, gives a SHA-256 with so many leading
zero bits. A puzzle is signed, bound to one thing (a draft), valid for half an hour and good for one
submission. A botnet must pay for each dossier; a family that sends a fourth one waits for seconds.
``static/js/puzzle.js`` is the client side.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature

from app.kernel.security import encryption, rate_limits

EASY, HARD = 18, 22
"""Leading zero bits: about a second on a phone, and half a minute."""
LASTS_SECONDS = 30 * 60
_DIGITS, _PURPOSE = 12, "puzzle"


@dataclass(frozen=True)
class Puzzle:
    """A puzzle as sent to the page."""

    text: str
    """Signed; returned with the answer."""
    bits: int

    @property
    def seed(self) -> str:
        return seed_of(self.text)


def pose(about: str, *, times: int) -> Puzzle:
    """A puzzle for one thing; harder each time the rate limit is exceeded."""
    bits = min(EASY + max(times - 1, 0), HARD)
    text = encryption.signer(_PURPOSE).dumps([about, bits, secrets.token_urlsafe(9)])
    return Puzzle(str(text), bits)


def is_solved(text: str, answer: str, *, about: str) -> bool:
    """Whether the answer is right, for this thing, in time, and not used before."""
    try:
        whose, bits, _nonce = encryption.signer(_PURPOSE).loads(text, max_age=LASTS_SECONDS)
    except BadSignature:
        return False
    if whose != about or not is_right(seed_of(text), answer, bits):
        return False
    return rate_limits.PROOF.allow(seed_of(text))


def is_right(seed: str, answer: str, bits: int) -> bool:
    """Whether the hash has so many leading zero bits."""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= _DIGITS):
        return False
    digest = hashlib.sha256(f"{seed}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0


def seed_of(text: str) -> str:
    """A short seed, so that seed and number fit one block of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
