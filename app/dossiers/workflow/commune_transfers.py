"""Steps by which a dossier is transferred to the right commune, or stays (chuyển hồ sơ)."""

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import Action, Capacity, Effect, Need, State
from app.kernel.workflow.table import either

TRANSFER: tuple[Transition, ...] = (
    Transition(
        action=Action.AGREE_TRANSFER,
        label=_("Pass on: the citizen agrees"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        needs=(Need.TRANSFER_PROPOSED,),
        effects=(Effect.PASS_ON, Effect.FIND_DUPLICATES),
        screen="CommuneTransferSteps.agree_passing",
        resolves=(Need.NOTHING_PROPOSED,),
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
    Transition(
        action=Action.DECLINE_TRANSFER,
        label=_("Keep it here: not passed on"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        needs=(Need.TRANSFER_PROPOSED,),
        effects=(Effect.KEEP_HERE,),
        screen="CommuneTransferSteps.decline_passing",
        exception=True,
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
    Transition(
        action=Action.PROPOSE_TRANSFER,
        label=_("Propose another commune"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.RECEPTION),
        needs=(Need.NOTHING_PROPOSED,),
        effects=(Effect.ASK_CONSENT,),
        wants_reason=True,
        screen="CommuneTransferSteps.propose_passing",
        exception=True,
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
)
