"""Under which addresses the gateway calls us back: signed words that nobody can guess.

The word of a report names its message. It has no end: an operator may tell after days what became
of a message. What a key of before signed (``SECRET_KEY_FALLBACKS``) is still read.
"""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadSignature

from app.kernel.security import encryption
from app.notifications.rules.settings import settings

REPORTS = "/tong-dai/bao-cao"
INBOUND = "/tong-dai/tin-den"
KINDS = frozenset({1, 2, 4, 8, 16})
"""Kannel's reports: delivered, not delivered, queued, accepted, rejected."""

_REPORT, _HEARD = "gateway: report", "gateway: inbound"
_LONGEST_WORD = 200


def report_address(message_id: UUID) -> str:
    """Where the gateway tells what became of a message; it fills in what stands after ``%``."""
    word = encryption.signer(_REPORT).dumps(message_id.hex)
    return f"{_base()}{REPORTS}/{quote(str(word))}?kind=%d&ref=%F"


def message_of(word: str) -> UUID | None:
    """The message whose report this is; None when the word is not ours."""
    named = _read(_REPORT, word)
    return UUID(named) if named else None


def inbound_address() -> str:
    """Where the gateway brings messages of citizens; the same address for all of them."""
    word = encryption.signer(_HEARD).dumps("")
    return f"{_base()}{INBOUND}/{quote(str(word))}?from=%p&text=%a&id=%I"


def is_inbound(word: str) -> bool:
    """Whether somebody knows the address of messages that come in."""
    return _read(_HEARD, word) is not None


def _base() -> str:
    return settings().callbacks_url.rstrip("/")


def _read(purpose: str, word: str) -> str | None:
    if len(word) > _LONGEST_WORD:
        return None
    try:
        return str(encryption.signer(purpose).loads(word))
    except BadSignature:
        return None
