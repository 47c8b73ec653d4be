"""Steps that leave the dossier where it is: who works on it, appointments, contact data.

They concern dossiers in progress; the step before them can still be undone.
"""

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import OPEN, Action, Capacity, Effect, Need, State
from app.kernel.workflow.table import either
from app.notifications.vocabulary import MessageKind

OFFICERS = either(Capacity.RECEPTION, Capacity.CIVIL_STATUS, Capacity.SIGNER)

SIDE_ACTIONS: tuple[Transition, ...] = (
    Transition(
        action=Action.ASSIGN,
        label=_("Assign"),
        source=OPEN,
        target=None,
        by=OFFICERS,
        needs=(Need.MINE_TO_GIVE,),
        effects=(Effect.HAND_TO,),
        side_action=True,
        screen="Assignments.assign",
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.TAKE_OVER,
        label=_("Take over"),
        source=OPEN,
        target=None,
        by=OFFICERS,
        needs=(Need.WITH_A_COLLEAGUE,),
        effects=(Effect.HAND_TO,),
        wants_reason=True,
        side_action=True,
        screen="Assignments.take_over",
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.RESOLVE_DUPLICATE,
        label=_("Judge a likely duplicate"),
        source=OPEN,
        target=None,
        by=OFFICERS,
        needs=(Need.LOOKS_ALIKE,),
        effects=(Effect.KEEP_JUDGEMENT,),
        wants_reason=True,
        side_action=True,
        screen="DuplicateDecisions.resolve_duplicate",
        resolves=(Need.DUPLICATES_RESOLVED,),
        law="Luật Hộ tịch 2014 Đ5.4",
    ),
    Transition(
        action=Action.MISS_VISIT,
        label=_("Record that nobody came"),
        source=either(State.ACCEPTED, State.PREPARED),
        target=None,
        by=either(Capacity.RECEPTION, Capacity.CIVIL_STATUS),
        needs=(Need.VISIT_AWAITED,),
        side_action=True,
        screen="VisitSteps.visit",
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.MOVE_VISIT,
        label=_("Set the appointment anew"),
        source=either(State.ACCEPTED, State.PREPARED),
        target=None,
        by=either(Capacity.RECEPTION, Capacity.CIVIL_STATUS, Capacity.APPLICANT),
        needs=(Need.VISIT_AWAITED,),
        effects=(Effect.TELL_APPLICANT,),
        side_action=True,
        screen="VisitSteps.move_visit",
        tells=MessageKind.VISIT_SOON,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.CHANGE_PHONE,
        label=_("Change the telephone number"),
        source=OPEN,
        target=None,
        by=either(Capacity.APPLICANT),
        side_action=True,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.NEW_SECRET,
        label=_("Get a new tracking code"),
        source=OPEN,
        target=None,
        by=either(Capacity.APPLICANT),
        side_action=True,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
)
