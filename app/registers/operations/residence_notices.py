"""Notices to other communes: of residence (Luật Hộ tịch Đ5.4), of the noted entry (Đ28.3)."""

from app.dossiers.operations import residence_notices
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.rules.residences import elsewhere
from app.dossiers.slips.residence_notices import EVENTS, NotedEntry, Registration
from app.procedures.models.vocabulary import BookKind
from app.registers import queries
from app.registers.queries.notes import noted_elsewhere

EXTRACTED = frozenset({BookKind.CHANGE, BookKind.RECOGNITION})
"""Registrations of which the registry of the first entry gets a copy of the extract as well."""


def notify(step: TransitionTaken) -> None:
    """Tell other communes of residence, and of noted entries; a rehearsal tells nobody.

    Bound to ``Effect.NOTIFY_RESIDENCE``.
    """
    if step.dossier.is_rehearsal:
        return
    places, noted = elsewhere(step.dossier), noted_elsewhere(step.dossier.id)
    entries = queries.all_of_dossier(step.dossier.id) if places or noted else ()
    told = [
        Registration(kind, str(entry), entry.book.code, entry.registered_on)
        for entry in entries
        if (kind := BookKind(entry.content["kind"])) in EVENTS
    ]
    extracts = [e.certificate for e in entries if BookKind(e.content["kind"]) in EXTRACTED]
    for residence in places if told else ():
        residence_notices.issue(step.dossier, residence, told, step.event)
    for unit_id, found in noted.items() if told else ():
        on = [NotedEntry(each.says, each.text) for each in found]
        residence_notices.tell_registry(step.dossier, unit_id, on, told, extracts, step.event)
