"""The answer of an agency: the number of the book or card, and scans of it."""

from collections.abc import Mapping
from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Event, Paper, PaperKind
from app.dossiers.operations import custody
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.operations.transitions import advance
from app.handoffs.rules import LegActor
from app.handoffs.workflow import LegAction, LegCapacity
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.files.storage import Stored
from app.procedures.models.vocabulary import LegKind

RESULT_NAMES: Mapping[LegKind, str] = {
    LegKind.POLICE: "Sổ hộ khẩu có tên trẻ",
    LegKind.INSURANCE: "Thẻ bảo hiểm y tế",
    LegKind.COMMUNE: "Văn bản trả lời xác minh",
}
"""Vietnamese names of the result papers on lists and receipts."""


def write_result(leg: Leg, number: str, note: str = "") -> None:
    """Write the result before the step that records the answer.

    Raises Refused.
    """
    if leg.kind is LegKind.COMMUNE and not note.strip():
        raise Refused(_("Write what the books of the commune say about this person."), field="note")
    if not number.strip():
        raise Refused(
            _("Enter the number of the household book or the health card."),
            field="number",
        )
    leg.result = {"number": number.strip(), "note": note.strip()}


def answer(
    leg: Leg,
    *,
    by: LegActor,
    number: str,
    note: str = "",
    files: tuple[tuple[str, Stored], ...] = (),
    seen: int | None = None,
) -> Event:
    """Record the result of the agency, entered by itself or from paper.

    Raises Refused.
    """
    write_result(leg, number, note)
    action = LegAction.ANSWER_ON_PAPER
    if LegCapacity.HOLDER in by.capacity_set:
        action = LegAction.ANSWER
    elif leg.kind is LegKind.COMMUNE:
        action = LegAction.ANSWER_BY_LETTER
    event = advance(leg, action, by=by, seen=seen)
    for file_name, stored in files:
        paper = Paper(
            id=uuid4(),
            dossier_id=leg.dossier_id,
            leg_id=leg.id,
            kind=PaperKind.RESULT,
            key=rules.RESULT_KEYS[leg.kind],
            name=RESULT_NAMES[leg.kind],
            file_name=file_name[:200],
            filed_at=clock.now(),
            custody=rules.CUSTODY_AT[leg.kind],
            **stored.columns,
        )
        db.session.add(paper)
        custody.note(paper, None, event=event, leg_id=leg.id)
    return event
