"""The status of a dossier for whoever has it next: its state, and what is recorded of it."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.rules import undo, visits, written_answers
from app.dossiers.workflow import Action, State
from app.kernel.vocabulary import Tone


class Status(NamedTuple):
    """The chip of a dossier: how urgent it looks, and what it says."""

    tone: Tone
    label: LazyString


SENT_BACK = Status(Tone.WAITING, _("Sent back by the leader"))
REFUSAL_TO_SIGN = Status(Tone.PROCESS, _("Refusal proposed, waiting for signature"))
UNSIGNED = Status(Tone.WAITING, _("The citizen came; the book is not signed yet"))
AFTER_THE_VISIT: Mapping[State, Status] = {
    State.ACCEPTED: Status(Tone.PROCESS, _("Book signed, entry to be prepared")),
    State.PREPARED: Status(Tone.PROCESS, _("Book signed, to be proposed for signature")),
}
WITHOUT_SIGNATURE: Mapping[State, Status] = {
    State.ACCEPTED: Status(Tone.PROCESS, _("Visit over, entry to be prepared")),
    State.PREPARED: Status(Tone.PROCESS, _("Entry prepared, to be proposed for signature")),
}
BEFORE_THE_VISIT = Status(Tone.PROCESS, _("Entry prepared, waiting for the visit"))


def sent_back(dossier: Dossier) -> Event | None:
    """The leader's step by which a prepared entry came back; None if it was not sent back."""
    if dossier.state is not State.PREPARED:
        return None
    steps = {Action.PREPARE, Action.SEND_BACK}
    standing = reversed(undo.standing(dossier.journal))
    last = next((event for event in standing if event.action in steps), None)
    return last if last is not None and last.action == Action.SEND_BACK else None


def status(dossier: Dossier) -> Status:
    """What the desk reads; a state alone does not say whether the citizen has been there."""
    if sent_back(dossier):
        return SENT_BACK
    if dossier.state in AFTER_THE_VISIT:
        return _around_the_visit(dossier)
    if dossier.state is State.TO_SIGN and written_answers.refusal_proposed(dossier):
        return REFUSAL_TO_SIGN
    return Status(dossier.state.tone, dossier.state.label)


def _around_the_visit(dossier: Dossier) -> Status:
    if dossier.declarant_signed_at:
        return AFTER_THE_VISIT[dossier.state]
    if dossier.visited_at and visits.must_sign(dossier):
        return UNSIGNED
    if visits.has_come(dossier):
        return WITHOUT_SIGNATURE[dossier.state]
    if dossier.state is State.PREPARED:
        return BEFORE_THE_VISIT
    return Status(dossier.state.tone, dossier.state.label)
