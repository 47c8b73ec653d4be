"""Notices to communes of residence: the entries they tell of (Luật Hộ tịch Đ5.4)."""

from app.dossiers.operations import residence_notices
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.rules.residences import elsewhere
from app.dossiers.slips.residence_notices import EVENTS, Registration
from app.procedures.models.vocabulary import BookKind
from app.registers import queries


def notify(step: TransitionTaken) -> None:
    """Tell the other communes of residence what was entered; a rehearsal tells nobody.

    Bound to ``Effect.NOTIFY_RESIDENCE``.
    """
    places = () if step.dossier.is_rehearsal else elsewhere(step.dossier)
    entries = queries.all_of_dossier(step.dossier.id) if places else ()
    told = [
        Registration(kind, str(entry), entry.book.code, entry.registered_on)
        for entry in entries
        if (kind := BookKind(entry.content["kind"])) in EVENTS
    ]
    for residence in places if told else ():
        residence_notices.issue(step.dossier, residence, told, step.event)
