"""Recording what became of numbered blanks."""

import re
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Paper
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.registers.models.blanks import BlankBatch, BlankFate, BlankKind, BlankUse
from app.registers.queries import blanks

SERIAL = re.compile(r"([A-ZĐ]{0,10})[ .-]*([0-9]{1,9})")


UNKNOWN_BLANK = _(
    "The commune received no blank of this kind with this number. Compare it with the blank, or"
    " enter the batch first."
)


def use(paper: Paper, kind: BlankKind, serial: str, unit_id: int, posting_id: UUID) -> BlankUse:
    """Record on which blank a paper was printed.

    Raises:
        Refused: the number is none.
        Refused: no batch of the commune has it.
        Refused: it was used or spoiled before.
    """
    read = SERIAL.fullmatch(serial.strip().upper())
    if read is None:
        raise Refused(
            _("Enter the serial number as printed on the blank: letters, then digits."),
            field="serial",
        )
    batch = blanks.batch_of(unit_id, read[1], int(read[2]), kind)
    if batch is None:
        raise Refused(UNKNOWN_BLANK, field="serial")
    used = BlankUse(
        batch=batch,
        batch_id=batch.id,
        number=int(read[2]),
        fate=BlankFate.USED,
        on=clock.today(),
        note=paper.name,
        paper_id=paper.id,
    )
    return record(used, posting_id)


def record(item: BlankUse, posting_id: UUID | None) -> BlankUse:
    """Check that a blank is there and not gone, and note who records its fate.

    Raises:
        Refused: its batch has no such number.
        Refused: it was used or spoiled before.
    """
    batch: BlankBatch = item.batch
    if not batch.first <= item.number <= batch.last:
        raise Refused(UNKNOWN_BLANK, field="number")
    if gone := blanks.use_of(batch.id, item.number):
        raise Refused(
            _("This blank is recorded already: %(fate)s on %(day)s."),
            field="number",
            fate=gone.fate.label,
            day=f"{gone.on:%d/%m/%Y}",
        )
    item.unit_id, item.posting_id, item.at = batch.unit_id, posting_id, clock.now()
    db.session.add(item)
    return item
