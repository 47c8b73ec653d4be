"""Letters asking for verification before an entry is signed (văn bản đề nghị xác minh)."""

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.transitions import advance
from app.dossiers.rules import StepActor
from app.dossiers.rules.verification import letters_open, may_undertake
from app.dossiers.workflow import Action
from app.kernel.errors import Refused

UNDERTAKEN = "undertaken"
"""The outcome ``how`` of a letter that was not answered."""


def record_letter(
    dossier: Dossier, *, place: str, how: str, words: str, by: StepActor, seen: int | None = None
) -> Event:
    """Record the answer of an outside authority, or that it gave none and the person undertakes.

    Raises:
        Refused: the answers do not name this place, or its answer is recorded already.
        Refused: the law opens no undertaking for it, or not yet.
    """
    if place not in {asked.code for asked in letters_open(dossier)}:
        raise Refused(
            _("No answer of this place is awaited any more. Look at the dossier again."),
            status=422,
            field="place",
        )
    if how == UNDERTAKEN and not may_undertake(dossier):
        raise Refused(
            _(
                "Only a marital status may be undertaken, and only twenty days after the dossier"
                " was accepted. Ask that place again, and record its letter when it comes."
            ),
            status=422,
            field="how",
        )
    facts = {"place": place, "how": how}
    return advance(dossier, Action.RECORD_LETTER, by=by, reason=words, seen=seen, facts=facts)
