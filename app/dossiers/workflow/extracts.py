"""The entry of a civil-status book that an extract copies (bản sao trích lục)."""

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import Action, Capacity, Need, State
from app.kernel.workflow.table import either

EXTRACTS: tuple[Transition, ...] = (
    Transition(
        action=Action.CHOOSE_ENTRY,
        label=_("Choose the entry of the book"),
        source=either(State.ACCEPTED, State.PREPARED),
        target=None,
        by=either(Capacity.CIVIL_STATUS),
        needs=(Need.COPIES_AN_ENTRY,),
        screen="ExtractSteps.choose_entry",
        resolves=(Need.ENTRY_CHOSEN,),
        law="Luật Hộ tịch 2014 Đ63, Đ64",
    ),
)
"""What is extracted is what the book says, not what was declared."""
