"""The code and the secret that reopen a draft, as a person types them.

Neither is stored. The code encodes the beginning of the draft's key; the rest of the key, the eight
characters and the token are derived from it with the server key: reading the database gives no
access, and guesses are counted.
"""

import hmac
from secrets import token_bytes
from typing import NamedTuple
from uuid import UUID

from app.dossiers.rules.readable_codes import LEGIBLE, SECRET_LENGTH, legible
from app.kernel.security import encryption
from app.kernel.text import phone_numbers

CODE_BYTES, CODE_LENGTH, HALF = 6, 10, 5
TOKEN_BYTES = 24


class Opening(NamedTuple):
    """What opens a draft: its key, the person's secret, the browser's token."""

    draft_id: UUID
    secret: str
    token: bytes


def new_opening() -> Opening:
    return _openings(token_bytes(CODE_BYTES))[0]


def openings_of(draft_id: UUID) -> tuple[Opening, ...]:
    """The opening of a draft; several while an older server key is still accepted."""
    found = _openings(draft_id.bytes[:CODE_BYTES])
    return tuple(each for each in found if each.draft_id == draft_id)


def named(code: str) -> tuple[Opening, ...]:
    """What a typed code may open; empty if it is not a code."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    if len(signs) != CODE_LENGTH or not set(signs) <= set(LEGIBLE):
        return ()
    number = 0
    for sign in signs:
        number = number * len(LEGIBLE) + LEGIBLE.index(sign)
    if number >= 1 << (8 * CODE_BYTES):
        return ()
    return _openings(number.to_bytes(CODE_BYTES, "big"))


def code_of(draft_id: UUID) -> str:
    """The code of a draft: ``K7M2Q-9XTRB``."""
    number, signs = int.from_bytes(draft_id.bytes[:CODE_BYTES], "big"), ""
    for _n in range(CODE_LENGTH):
        number, sign = divmod(number, len(LEGIBLE))
        signs = LEGIBLE[sign] + signs
    return f"{signs[:HALF]}-{signs[HALF:]}"


def phone_hashes(phone: str) -> tuple[bytes, ...]:
    """Keyed digests under which a draft with this phone is found, the newest first."""
    return encryption.marks("draft phone", phone_numbers.current(phone).encode())


def fits(opening: Opening, secret: str) -> bool:
    """Whether the eight characters match, however they are written."""
    typed = "".join(secret.split()).upper()
    return hmac.compare_digest(typed.encode(), opening.secret.encode())


def _openings(beginning: bytes) -> tuple[Opening, ...]:
    rests = encryption.marks("draft", beginning)
    found = (UUID(bytes=beginning + rest[: 16 - CODE_BYTES], version=4) for rest in rests)
    return tuple(
        Opening(
            draft_id,
            legible(encryption.marks("draft secret", draft_id.bytes)[n], SECRET_LENGTH),
            encryption.marks("draft token", draft_id.bytes)[n][:TOKEN_BYTES],
        )
        for n, draft_id in enumerate(found)
    )
