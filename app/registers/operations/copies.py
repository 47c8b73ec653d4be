"""Copies of entries on request (trích lục, bản sao)."""

from app.kernel.errors import NotFound
from app.registers.models.entries import Entry
from app.registers.operations.extracts import stated
from app.registers.slips import extracts


def copy_of(entry: Entry) -> bytes:
    """The copy of an entry, to be numbered and signed by hand; it is not stored.

    TT 15/2015/TT-BTP; Luật Hộ tịch Đ62, Đ63.

    Raises:
        NotFound: the book is none of which extracts are issued.
    """
    if entry.content["kind"] not in extracts.EXTRACTS:
        raise NotFound
    issuer = {key: entry.content.get(key, "") for key in ("office", "district", "practice")}
    return extracts.copy({**issuer, "source": stated(entry)})
