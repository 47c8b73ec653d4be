"""Cleanup of old rehearsals."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.dossiers.models.dossier import Dossier, Paper
from app.dossiers.models.slips import Slip
from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import PurgeResult, RetentionRule

CLEARED = "—"
"""The placeholder for erased names."""


def clear(before: datetime, at_most: int) -> PurgeResult:
    """Erase the files of old rehearsals and any personal data typed into them."""
    query = (
        select(Dossier.id)
        .where(
            Dossier.is_rehearsal,
            Dossier.submitted_at < before,
            Dossier.subject_name != CLEARED,
        )
        .order_by(Dossier.submitted_at, Dossier.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(query))
    nameless = dict.fromkeys(("subject_name", "applicant_name"), CLEARED)
    numberless = dict.fromkeys(("applicant_phone", "applicant_id", "note", "collected_with"))
    blank = {"subject_folded": "", "secret_hash": "", "collected_by": None}
    db.session.execute(
        update(Dossier).where(Dossier.id.in_(ids)).values(nameless | numberless | blank)
    )
    fileless = dict.fromkeys(("storage_key", "scan", "file_name", "size", "mime"))
    db.session.execute(update(Paper).where(Paper.dossier_id.in_(ids)).values(fileless))
    db.session.execute(update(Slip).where(Slip.dossier_id.in_(ids)).values(storage_key=None))
    return PurgeResult(len(ids), tuple(ids))


retention.declare(
    RetentionRule(
        name="rehearsals",
        what=_("Rehearsals: files, slips, names and telephones in them"),
        kept=timedelta(days=90),
        since=_("the rehearsal was made"),
        then=_("all of it is removed; its code and the steps that were rehearsed stay"),
        law="KH 198/KH-UBND; Luật BVDLCN 91/2025/QH15",
        provisional=True,
        order=32,
        purge=clear,
        now=clock.now,
    ),
)
