"""Steps that exist only for inquiries at another commune (xác minh ở nơi cư trú trước đây).

An inquiry goes and comes back as any packet does. Its own endings are here: the answer is read,
comes as a letter, or does not come. Then the person may give an undertaking of the marital status
(TT 04/2020/TT-BTP Đ4, later than this system's law and provisional); what was registered before is
never undertaken, the other commune has to look it up (NĐ 123/2015 Đ26).
"""

from flask_babel import lazy_gettext as _

from app.handoffs.workflow.table import LegTransition
from app.handoffs.workflow.vocabulary import LegAction, LegCapacity, LegEffect, LegNeed, LegState
from app.kernel.workflow.table import either
from app.kernel.workflow.vocabulary import Clock

LAW = "NĐ 123/2015 Đ22"

OF_INQUIRIES: tuple[LegTransition, ...] = (
    LegTransition(
        action=LegAction.READ_ANSWER,
        label=_("I have read the answer"),
        source=either(LegState.ANSWERED),
        target=LegState.COLLECTED,
        by=either(LegCapacity.CIVIL_STATUS),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY,),
        effects=(LegEffect.BOOK_FETCHED,),
        stamps=("closed_at",),
        law=LAW,
    ),
    LegTransition(
        action=LegAction.ANSWER_BY_LETTER,
        label=_("Record the answer that came by letter"),
        source=either(LegState.SENT),
        target=LegState.COLLECTED,
        by=either(LegCapacity.CIVIL_STATUS),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY, LegNeed.RESULT_GIVEN),
        effects=(LegEffect.BOOK_RECEIVED, LegEffect.BOOK_GIVEN_BACK, LegEffect.BOOK_FETCHED),
        screen="LegSteps.answer",
        stamps=("answered_at", "closed_at"),
        exception=True,
        law=LAW,
    ),
    LegTransition(
        action=LegAction.ANSWER_BY_LETTER,
        label=_("Record the answer that came by letter"),
        source=either(LegState.RECEIVED),
        target=LegState.COLLECTED,
        by=either(LegCapacity.CIVIL_STATUS),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY, LegNeed.RESULT_GIVEN),
        effects=(LegEffect.BOOK_GIVEN_BACK, LegEffect.BOOK_FETCHED),
        screen="LegSteps.answer",
        stamps=("answered_at", "closed_at"),
        exception=True,
        law=LAW,
    ),
    LegTransition(
        action=LegAction.UNDERTAKE,
        label=_("No answer in time: the person undertakes it"),
        source=either(LegState.SENT, LegState.RECEIVED),
        target=LegState.RECALLED,
        by=either(LegCapacity.CIVIL_STATUS),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY, LegNeed.MARITAL_STATUS, LegNeed.TIME_OVER),
        effects=(LegEffect.BOOK_FETCHED,),
        wants_reason=True,
        stamps=("closed_at",),
        law=f"{LAW}; TT 04/2020/TT-BTP Đ4",
    ),
    LegTransition(
        action=LegAction.LET_GO,
        label=_("End the question"),
        source=either(LegState.PREPARED, LegState.SENT, LegState.RECEIVED, LegState.COMPLETING),
        target=LegState.RECALLED,
        by=either(LegCapacity.SYSTEM),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY,),
        effects=(LegEffect.BOOK_FETCHED,),
        stamps=("closed_at",),
        law=LAW,
    ),
    LegTransition(
        action=LegAction.LET_GO,
        label=_("End the question"),
        source=either(LegState.ANSWERED),
        target=LegState.COLLECTED,
        by=either(LegCapacity.SYSTEM),
        clock=Clock.STOP,
        needs=(LegNeed.IS_INQUIRY,),
        effects=(LegEffect.BOOK_FETCHED,),
        stamps=("closed_at",),
        law=LAW,
    ),
)
