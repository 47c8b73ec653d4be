"""Printing on the ministry's blanks: the offset of a commune, and its certificates."""

from flask_babel import lazy_gettext as _

from app.dossiers.operations.slip_issue import Issuer
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.audit.change_log import AuditAction
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.organisation.models import Unit
from app.registers.models.blanks import BlankKind
from app.registers.models.entries import Entry, RegisterKind
from app.registers.models.overprint import OVERPRINTED, OverprintOffset
from app.registers.slips import overprint
from app.registers.slips.overprint import Offset

BLANKS = frozenset(map(str, OVERPRINTED))


def offset_of(unit_id: int, blank: BlankKind) -> Offset:
    """The offset that the commune has set; none before it has."""
    kept = db.session.get(OverprintOffset, (unit_id, blank))
    return Offset(kept.right_tenths, kept.down_tenths) if kept else Offset()


def set_offset(
    commune: Unit, blank: BlankKind, offset: Offset, *, actor: Actor, by: Issuer
) -> OverprintOffset:
    """Keep how far this commune's printer is off; the change log names who set it.

    Raises:
        NotAllowed: the person has no posting at the commune.
    """
    if by.posting_id is None:
        raise NotAllowed
    kept = db.session.get(OverprintOffset, (commune.id, blank))
    action = AuditAction.EDIT if kept else AuditAction.ADD
    kept = kept or OverprintOffset(unit_id=commune.id, blank=blank)
    kept.right_tenths, kept.down_tenths = offset
    kept.set_at, kept.set_by_id = clock.now(), by.posting_id
    db.session.add(kept)
    change_log.record(actor, action, kept, ["down_tenths", "right_tenths"])
    return kept


def printed(entry: Entry) -> bytes:
    """The values of a signed certificate for the blank: equal each time the offset is equal.

    Raises:
        Refused: other papers, and rehearsals, are not printed on blanks.
    """
    if entry.kind is RegisterKind.PRACTICE or entry.kind not in BLANKS:
        raise Refused(
            _(
                "This certificate is not issued on a blank of the ministry. Print it as a whole"
                " page."
            ),
        )
    return overprint.overprint(entry.content, offset_of(entry.unit_id, BlankKind(entry.kind)))
