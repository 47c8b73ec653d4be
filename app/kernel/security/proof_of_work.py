"""Proof of work: a few seconds of computing instead of a refusal.

The browser finds a number that, appended to the puzzle's seed, gives a SHA-256 with so many leading
zero bits. A puzzle is signed, bound to one thing (a draft, a dossier code, an account), valid for
half an hour and good once. A botnet must pay for each attempt; a family that sends a fourth dossier
waits for seconds. ``static/js/puzzle.js`` is the client side.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import ClassVar

from itsdangerous import BadSignature

from app.kernel.security import encryption, rate_limits

EASY, HARD = 18, 22
"""Leading zero bits: about a second on a phone, and half a minute."""
HARDEST = 64
"""More than anybody computes in half an hour: where the difficulty grows "without end", its end."""
LASTS_SECONDS = 30 * 60
GRACE = 2
"""Bits by which the difficulty may have grown while a browser was computing. No more, so that easy
puzzles are not fetched in advance."""
_DIGITS, _PURPOSE = 15, "puzzle"


@dataclass(frozen=True)
class Puzzle:
    """A puzzle as sent to the page."""

    field: ClassVar[str] = "cau_do"
    answer_field: ClassVar[str] = "loi_giai"

    text: str
    """Signed; returned with the answer."""
    bits: int

    @property
    def seed(self) -> str:
        return seed_of(self.text)


def difficulty(times: int, *, is_endless: bool = False) -> int:
    """Leading zero bits after a limit was used up so many times: one more, so twice the work, each
    time; up to ``HARD``, or ``HARDEST``."""
    return min(EASY + max(times - 1, 0), HARDEST if is_endless else HARD)


def pose(about: str, *, bits: int) -> Puzzle:
    text = encryption.signer(_PURPOSE).dumps([about, bits, secrets.token_urlsafe(9)])
    return Puzzle(str(text), bits)


def is_solved(text: str, answer: str, *, about: str, bits: int) -> bool:
    """Whether the answer is right, for this thing, in time, not used before, and of a puzzle about
    as hard as one of ``bits``, which would be posed now."""
    try:
        whose, posed, _nonce = encryption.signer(_PURPOSE).loads(text, max_age=LASTS_SECONDS)
    except BadSignature:
        return False
    if whose != about or posed < bits - GRACE or not is_right(seed_of(text), answer, posed):
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
