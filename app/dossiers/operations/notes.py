"""Internal notes of officers on a dossier; no citizen reads them (ghi chú nội bộ)."""

from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import Note
from app.dossiers.rules import StepActor
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused

NOTE_LONGEST = 1000


def note(dossier: Dossier, text: str | None, *, by: StepActor) -> Note:
    """Add a note, which cannot be changed.

    Raises:
        Refused: the note is empty.
        NotAllowed: the person does not work on dossiers of the commune.
    """
    words = (text or "").strip()
    if not words:
        raise Refused(_("Write what your colleagues should know."), status=422, field="text")
    if by.staff_id is None or not by.capacities:
        raise NotAllowed
    noted = Note(
        id=uuid4(), dossier_id=dossier.id, staff_id=by.staff_id, at=clock.now(), text=words
    )
    db.session.add(noted)
    return noted
