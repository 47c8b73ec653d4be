"""A proof of work: what a browser may do instead of waiting, a few seconds of reckoning.

It finds a number that, written after the puzzle's seed, gives a SHA-256 with so many leading zero
bits. A puzzle is signed, belongs to one thing (a draft), lasts half an hour and is good for one
sending. A crowd of machines must pay for each dossier; a family that sends a fourth one waits for
seconds. ``static/js/puzzle.js`` is the other half.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature

from app.kernel.security import encryption, rate_limits

EASY, HARD = 18, 22
"""Leading zero bits: a second on a telephone, and half a minute."""
LASTS_SECONDS = 30 * 60
_DIGITS, _PURPOSE = 12, "puzzle"


@dataclass(frozen=True)
class Puzzle:
    """One puzzle as the page carries it."""

    text: str
    """Signed; comes back with the answer."""
    bits: int

    @property
    def seed(self) -> str:
        """What the number is written after."""
        return seed_of(self.text)


def pose(about: str, *, times: int) -> Puzzle:
    """A puzzle for one thing; harder with each time that the budget has been used up."""
    bits = min(EASY + max(times - 1, 0), HARD)
    text = encryption.signer(_PURPOSE).dumps([about, bits, secrets.token_urlsafe(9)])
    return Puzzle(str(text), bits)


def is_solved(text: str, answer: str, *, about: str) -> bool:
    """Whether the answer is right, for this thing, in time, and for the first time."""
    try:
        whose, bits, _nonce = encryption.signer(_PURPOSE).loads(text, max_age=LASTS_SECONDS)
    except BadSignature:
        return False
    if whose != about or not is_right(seed_of(text), answer, bits):
        return False
    return rate_limits.PROOF.allow(seed_of(text))


def is_right(seed: str, answer: str, bits: int) -> bool:
    """Whether the number gives so many leading zero bits."""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= _DIGITS):
        return False
    digest = hashlib.sha256(f"{seed}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0


def seed_of(text: str) -> str:
    """Short, so that seed and number are one block of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
