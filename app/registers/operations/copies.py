"""Copies of entries on request (trích lục, bản sao)."""

from app.kernel.errors import NotFound
from app.registers.models import Entry, RegisterKind
from app.registers.slips import birth


def copy_of(entry: Entry) -> bytes:
    """The copy of a birth: the entry as it was signed, with a personal number that came later.

    The signer of the copy and its own number are written by hand; the copy is not stored (TT
    15/2015/TT-BTP; Luật Hộ tịch Đ62, Đ63).

    Raises:
        NotFound: it is no birth; other events have the procedure for copies.
    """
    if entry.kind is not RegisterKind.BIRTH:
        raise NotFound
    later = {"personal_number": entry.personal_number or "", "signer_name": "", "signer_title": ""}
    return birth.birth_certificate({**entry.content, **later}, copied=True)
