"""Slips of a dossier that are attached to e-mails to its citizen."""

from uuid import UUID

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.slip_issue import as_kept
from app.dossiers.queries import slips
from app.dossiers.workflow import SlipKind
from app.kernel.db import db
from app.kernel.files import storage
from app.notifications.channels.base import Attachment

NAME = "giay-tiep-nhan-%s.pdf"


def receipt(dossier_id: UUID) -> Attachment | None:
    """The current receipt, byte for byte; None before one was issued.

    Bound to ``Enclosure.RECEIPT``. If the file is lost, the e-mail goes without it: file damage is
    reported elsewhere.
    """
    dossier = db.session.get(Dossier, dossier_id)
    slip = dossier and slips.last_slip(SlipKind.RECEIPT, of=dossier)
    if not dossier or not slip:
        return None
    try:
        content = as_kept(slip)
    except (storage.FileGone, storage.FileDamaged):
        return None
    return Attachment(name=NAME % dossier.code, mime="application/pdf", content=content)
