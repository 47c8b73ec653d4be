"""Copies of entries on request (trích lục, bản sao)."""

from typing import Any

from app.kernel.errors import NotFound
from app.registers.models import Entry
from app.registers.slips import extracts

COPIED = frozenset(map(str, extracts.EXTRACTS))
"""Kinds of books of whose entries copies are issued."""


def source(entry: Entry) -> dict[str, Any]:
    """What a copy states: the entry as it was signed, with a personal number that came later.

    Raises:
        NotFound: the book is none of which extracts are issued.
    """
    if entry.content["kind"] not in COPIED:
        raise NotFound
    return {**entry.content, "personal_number": entry.personal_number or ""}


def copy_of(entry: Entry) -> bytes:
    """The copy of an entry, to be numbered and signed by hand; it is not stored.

    TT 15/2015/TT-BTP; Luật Hộ tịch Đ62, Đ63.
    """
    issuer = {key: entry.content.get(key, "") for key in ("office", "district", "practice")}
    return extracts.copy({**issuer, "source": source(entry)})
