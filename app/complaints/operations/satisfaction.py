"""How content the citizen of a returned dossier is, said once."""

from flask_babel import lazy_gettext as _

from app.complaints.models import Satisfaction
from app.complaints.queries import satisfaction
from app.complaints.vocabulary import Satisfied
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused


def is_asked(dossier: Dossier, *, said: bool) -> bool:
    """Whether the tracking page asks."""
    return dossier.state is State.RETURNED and not said


def say(dossier: Dossier, face: Satisfied, words: str) -> None:
    """Keep the face and the words; the dossier is locked by the caller. Raises Refused."""
    if not is_asked(dossier, said=satisfaction.is_said(dossier.id)):
        raise Refused(
            _("This can be said once, after the result was handed over. Thank you."),
            status=409,
        )
    db.session.add(
        Satisfaction(
            dossier_id=dossier.id,
            commune_id=dossier.commune_id,
            face=face,
            words=words,
            at=clock.now(),
        )
    )
