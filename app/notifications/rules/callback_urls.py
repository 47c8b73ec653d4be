"""Callback URLs for the gateway, with signed tokens that nobody can guess.

The token of a report names its message. It does not expire: an operator may report days after
sending. Tokens signed with an earlier key (``SECRET_KEY_FALLBACKS``) are still accepted.
"""

from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadSignature

from app.kernel.security import encryption
from app.notifications.rules.settings import settings

REPORTS = "/tong-dai/bao-cao"
INBOUND = "/tong-dai/tin-den"
KINDS = frozenset({1, 2, 4, 8, 16})
"""Kannel's report kinds: delivered, not delivered, queued, accepted, rejected."""

_REPORT, _HEARD = "gateway: report", "gateway: inbound"
_LONGEST_WORD = 200


def report_address(message_id: UUID) -> str:
    """The delivery report URL of a message; Kannel fills in the ``%`` placeholders."""
    word = encryption.signer(_REPORT).dumps(message_id.hex)
    return f"{_base()}{REPORTS}/{quote(str(word))}?kind=%d&ref=%F"


def message_of(word: str) -> UUID | None:
    """The message named by a report token; None for an invalid token."""
    named = _read(_REPORT, word)
    return UUID(named) if named else None


def inbound_address() -> str:
    word = encryption.signer(_HEARD).dumps("")
    return f"{_base()}{INBOUND}/{quote(str(word))}?from=%p&text=%a&id=%I"


def is_inbound(word: str) -> bool:
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
