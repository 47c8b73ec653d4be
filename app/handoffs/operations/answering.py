"""The agency answers: the number of the book or card, and the papers that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.dossiers.models import Event, Paper, PaperKind
from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.operations.steps import advance
from app.handoffs.rules import LegBy
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.files import Stored
from app.procedures.models import LegKind

RESULT_NAMES: Mapping[LegKind, str] = {
    LegKind.POLICE: "Sổ hộ khẩu có tên trẻ",
    LegKind.INSURANCE: "Thẻ bảo hiểm y tế",
}
"""What the result papers are called on Vietnamese lists and receipts."""


class ResultMissing(DomainError):
    """The agency answers without saying what the result is."""

    message = _("Write the number of the household book or the health card.")


def answer(
    leg: Leg,
    *,
    by: LegBy,
    number: str,
    note: str = "",
    files: tuple[tuple[str, Stored], ...] = (),
    seen: int | None = None,
) -> Event:
    """Record the result of the agency.

    Raises:
        ResultMissing: there is no number.
    """
    if not number.strip():
        raise ResultMissing(field="number")
    leg.result = {"number": number.strip(), "note": note.strip()}
    event = advance(leg, LegAction.ANSWER, by=by, seen=seen)
    for file_name, stored in files:
        db.session.add(
            Paper(
                id=uuid4(),
                dossier_id=leg.dossier_id,
                leg_id=leg.id,
                kind=PaperKind.RESULT,
                key=rules.RESULT_KEYS[leg.kind],
                name=RESULT_NAMES[leg.kind],
                file_name=file_name[:200],
                storage_key=stored.key,
                sha256=stored.sha256,
                received_sha256=stored.received_sha256,
                scan=stored.scan,
                size=stored.size,
                mime=stored.mime,
                filed_at=clock.now(),
                custody=rules.CUSTODY_AT[leg.kind],
            )
        )
    return event
