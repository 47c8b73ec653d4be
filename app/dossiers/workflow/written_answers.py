"""The written answer to a dossier that ended without a result (văn bản trả lời)."""

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.slips import SlipKind
from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import Action, Capacity, Effect, Need, State
from app.kernel.workflow.table import either
from app.notifications.vocabulary import MessageKind

WRITTEN_ANSWERS: tuple[Transition, ...] = (
    Transition(
        action=Action.PROPOSE_REFUSAL,
        label=_("Propose to refuse"),
        source=either(State.ACCEPTED, State.PREPARED),
        target=State.TO_SIGN,
        by=either(Capacity.CIVIL_STATUS),
        stamps=("prepared_by_id",),
        wants_reason=True,
        names_article=True,
        undo=(),
        exception=True,
        law="Luật Hộ tịch 2014 Đ5.2, Đ16.2",
    ),
    Transition(
        action=Action.SIGN_WRITTEN_ANSWER,
        label=_("Sign the written answer"),
        source=either(State.NOT_ACCEPTED, State.STOPPED),
        target=None,
        by=either(Capacity.SIGNER),
        needs=(Need.WRITTEN_ANSWER_DUE,),
        effects=(Effect.ISSUE_SLIP, Effect.TELL_APPLICANT),
        clears=("written_answer_due_since",),
        wants_reason=True,
        names_article=True,
        slip=SlipKind.WRITTEN_ANSWER,
        tells=MessageKind.WRITTEN_ANSWER,
        law="Luật Hộ tịch 2014 Đ5.2; Luật Khiếu nại 2011 Đ7",
    ),
)
"""What cannot be registered goes to the head as such, with nothing prepared to be signed; and the
head answers for what the desk or the clock has closed."""
