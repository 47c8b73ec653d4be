"""The journey of a leg to another agency and back, written as one table.

A leg (nhánh liên thông) is the part of a linked dossier that the police or the social insurance
settles. It knows no database, no request and no clock: only words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class LegState(StrEnum):
    """Where a leg stands (trạng thái nhánh)."""

    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    COMPLETING = "completing"
    ANSWERED = "answered"
    REFUSED = "refused"
    RECALLED = "recalled"
    COLLECTED = "collected"


class LegAction(StrEnum):
    """What a person does to a leg (thao tác trên nhánh)."""

    CONFIRM_LIST = "confirm_list"
    SEND = "send"
    RECEIVE = "receive"
    ASK_COMPLETION = "ask_completion"
    RESEND = "resend"
    ANSWER = "answer"
    REFUSE = "refuse_leg"
    COLLECT = "collect"
    NOTE_REFUSAL = "note_refusal"
    RECALL = "recall"
    RECEIVE_ON_PAPER = "receive_on_paper"
    ANSWER_ON_PAPER = "answer_on_paper"
    ASK_ON_PAPER = "ask_on_paper"
    REFUSE_ON_PAPER = "refuse_on_paper"
    UNDO = "undo"


class LegCapacity(StrEnum):
    """In which capacity a person acts on a leg (tư cách)."""

    CIVIL_STATUS = "civil_status"
    LABOUR = "labour"
    RECEPTION = "reception"
    HOLDER = "holder"
    STANDING_IN = "standing_in"
    """The justice officer for the labour officer, where the commune has none today."""
    ON_PAPER = "on_paper"
    """The justice officer for an agency without account, by the sheet that it signed."""


class LegClock(StrEnum):
    """What a step does to the limit of the leg; it runs from each receipt of a complete packet."""

    KEEP = "keep"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    """The commune has completed the packet; the limit runs anew once the agency receives it."""
    STOP = "stop"
    REWIND = "rewind"


class LegNeed(StrEnum):
    """What must be true before a step on a leg."""

    ORIGINAL_HELD = "original_held"
    LIST_CONFIRMED = "list_confirmed"
    IS_INSURANCE = "is_insurance"
    LIST_NOT_CONFIRMED = "list_not_confirmed"
    NOT_NOTED = "not_noted"
    RESULT_GIVEN = "result_given"
    EARLIER_CLOSED = "earlier_closed"
    """Where the version sets an order of the agencies; without one they work side by side."""
    PACKET_WHOLE = "packet_whole"
    SHEET_SIGNED = "sheet_signed"


LEG_GATES = frozenset(
    {
        LegNeed.IS_INSURANCE,
        LegNeed.LIST_NOT_CONFIRMED,
        LegNeed.NOT_NOTED,
        LegNeed.SHEET_SIGNED,
    }
)


class LegEffect(StrEnum):
    """What follows a step on a leg, in the same transaction."""

    MAKE_PACKET = "make_packet"
    BOOK_SENT = "book_sent"
    BOOK_RECEIVED = "book_received"
    BOOK_GIVEN_BACK = "book_given_back"
    BOOK_FETCHED = "book_fetched"
    ORIGINALS_TO_AGENCY = "originals_to_agency"
    RESULTS_TO_COMMUNE = "results_to_commune"
    ORIGINALS_TO_COMMUNE = "originals_to_commune"
    FORWARD_DOSSIER = "forward_dossier"
    CLOSE_IF_ALL_IN = "close_if_all_in"
    REFUND_HELD_FEE = "refund_held_fee"
    EXTEND_CHAIN = "extend_chain"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, kw_only=True)
class LegTransition:
    """One row: who may move a leg from where to where, and what follows."""

    action: LegAction
    label: LazyString
    source: frozenset[LegState]
    target: LegState | None
    by: frozenset[LegCapacity]
    law: str
    clock: LegClock = LegClock.KEEP
    needs: tuple[LegNeed, ...] = ()
    effects: tuple[LegEffect, ...] = ()
    wants_reason: bool = False
    danger: bool = False
    screen: str | None = None
    undoes: LegAction | None = None
    """The step that this one takes back, where it is the way back of one."""

    def leads_to(self, source: LegState) -> LegState:
        """Where a leg stands after this step."""
        return self.target or source


TABLE: tuple[LegTransition, ...] = (
    LegTransition(
        action=LegAction.CONFIRM_LIST,
        label=_("Confirm the list of children"),
        source=frozenset({LegState.PREPARED}),
        target=None,
        by=frozenset({LegCapacity.LABOUR, LegCapacity.STANDING_IN}),
        needs=(LegNeed.IS_INSURANCE, LegNeed.LIST_NOT_CONFIRMED),
        law="Luật BHYT 2014 Đ17; TTLT 05/2015 Đ12",
    ),
    LegTransition(
        action=LegAction.SEND,
        label=_("Send the packet"),
        source=frozenset({LegState.PREPARED}),
        target=LegState.SENT,
        by=frozenset({LegCapacity.CIVIL_STATUS}),
        needs=(LegNeed.EARLIER_CLOSED, LegNeed.ORIGINAL_HELD, LegNeed.LIST_CONFIRMED),
        effects=(
            LegEffect.MAKE_PACKET,
            LegEffect.BOOK_SENT,
            LegEffect.ORIGINALS_TO_AGENCY,
            LegEffect.FORWARD_DOSSIER,
        ),
        law="TTLT 05/2015 Đ10",
    ),
    LegTransition(
        action=LegAction.RESEND,
        label=_("Send again, completed"),
        source=frozenset({LegState.COMPLETING}),
        target=LegState.SENT,
        by=frozenset({LegCapacity.CIVIL_STATUS}),
        clock=LegClock.RESUME,
        effects=(
            LegEffect.MAKE_PACKET,
            LegEffect.BOOK_SENT,
            LegEffect.ORIGINALS_TO_AGENCY,
            LegEffect.EXTEND_CHAIN,
        ),
        wants_reason=True,
        law="TTLT 05/2015 Đ11",
    ),
    LegTransition(
        action=LegAction.RECEIVE,
        label=_("Receive the packet"),
        source=frozenset({LegState.SENT}),
        target=LegState.RECEIVED,
        by=frozenset({LegCapacity.HOLDER}),
        clock=LegClock.START,
        needs=(LegNeed.PACKET_WHOLE,),
        effects=(LegEffect.BOOK_RECEIVED,),
        law="TTLT 05/2015 Đ11–12",
    ),
    LegTransition(
        action=LegAction.ANSWER,
        label=_("Record the result"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.ANSWERED,
        by=frozenset({LegCapacity.HOLDER}),
        clock=LegClock.STOP,
        needs=(LegNeed.RESULT_GIVEN,),
        effects=(LegEffect.BOOK_GIVEN_BACK,),
        screen="PacketSteps.answer",
        law="TTLT 05/2015 Đ11–12",
    ),
    LegTransition(
        action=LegAction.ASK_COMPLETION,
        label=_("Ask the commune to complete"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.COMPLETING,
        by=frozenset({LegCapacity.HOLDER}),
        clock=LegClock.PAUSE,
        wants_reason=True,
        law="TTLT 05/2015 Đ11",
    ),
    LegTransition(
        action=LegAction.COLLECT,
        label=_("Collect the result"),
        source=frozenset({LegState.ANSWERED}),
        target=LegState.COLLECTED,
        by=frozenset({LegCapacity.RECEPTION, LegCapacity.CIVIL_STATUS}),
        effects=(
            LegEffect.BOOK_FETCHED,
            LegEffect.RESULTS_TO_COMMUNE,
            LegEffect.CLOSE_IF_ALL_IN,
        ),
        law="TTLT 05/2015 Đ11–12",
    ),
    LegTransition(
        action=LegAction.NOTE_REFUSAL,
        label=_("Note the refusal"),
        source=frozenset({LegState.REFUSED}),
        target=None,
        by=frozenset({LegCapacity.CIVIL_STATUS}),
        needs=(LegNeed.NOT_NOTED,),
        effects=(
            LegEffect.BOOK_FETCHED,
            LegEffect.ORIGINALS_TO_COMMUNE,
            LegEffect.REFUND_HELD_FEE,
            LegEffect.CLOSE_IF_ALL_IN,
        ),
        law="TTLT 05/2015 Đ11",
    ),
    LegTransition(
        action=LegAction.REFUSE,
        label=_("Refuse with a reason"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.REFUSED,
        by=frozenset({LegCapacity.HOLDER}),
        clock=LegClock.STOP,
        effects=(LegEffect.BOOK_GIVEN_BACK,),
        wants_reason=True,
        danger=True,
        law="TTLT 05/2015 Đ11",
    ),
    LegTransition(
        action=LegAction.RECALL,
        label=_("Recall the packet"),
        source=frozenset({LegState.PREPARED, LegState.SENT, LegState.COMPLETING}),
        target=LegState.RECALLED,
        by=frozenset({LegCapacity.CIVIL_STATUS}),
        clock=LegClock.STOP,
        effects=(
            LegEffect.BOOK_FETCHED,
            LegEffect.ORIGINALS_TO_COMMUNE,
            LegEffect.REFUND_HELD_FEE,
            LegEffect.CLOSE_IF_ALL_IN,
        ),
        wants_reason=True,
        danger=True,
        law="TTLT 05/2015 Đ10",
    ),
    LegTransition(
        action=LegAction.RECEIVE_ON_PAPER,
        label=_("Record the receipt by the signed sheet"),
        source=frozenset({LegState.SENT}),
        target=LegState.RECEIVED,
        by=frozenset({LegCapacity.ON_PAPER}),
        clock=LegClock.START,
        needs=(LegNeed.SHEET_SIGNED, LegNeed.PACKET_WHOLE),
        effects=(LegEffect.BOOK_RECEIVED,),
        law="TTLT 05/2015 Đ11–12",
    ),
    LegTransition(
        action=LegAction.ANSWER_ON_PAPER,
        label=_("Record the result that came on paper"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.ANSWERED,
        by=frozenset({LegCapacity.ON_PAPER}),
        clock=LegClock.STOP,
        needs=(LegNeed.SHEET_SIGNED, LegNeed.RESULT_GIVEN),
        effects=(LegEffect.BOOK_GIVEN_BACK,),
        screen="LegSteps.answer",
        law="TTLT 05/2015 Đ11–12",
    ),
    LegTransition(
        action=LegAction.ASK_ON_PAPER,
        label=_("Record that the agency wants it completed"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.COMPLETING,
        by=frozenset({LegCapacity.ON_PAPER}),
        clock=LegClock.PAUSE,
        needs=(LegNeed.SHEET_SIGNED,),
        wants_reason=True,
        law="TTLT 05/2015 Đ11",
    ),
    LegTransition(
        action=LegAction.REFUSE_ON_PAPER,
        label=_("Record the refusal that came on paper"),
        source=frozenset({LegState.RECEIVED}),
        target=LegState.REFUSED,
        by=frozenset({LegCapacity.ON_PAPER}),
        clock=LegClock.STOP,
        needs=(LegNeed.SHEET_SIGNED,),
        effects=(LegEffect.BOOK_GIVEN_BACK,),
        wants_reason=True,
        danger=True,
        law="TTLT 05/2015 Đ11",
    ),
)

RECEIVES = frozenset({LegAction.RECEIVE, LegAction.RECEIVE_ON_PAPER})
ANSWERS = frozenset({LegAction.ANSWER, LegAction.ANSWER_ON_PAPER})
ASKS = frozenset({LegAction.ASK_COMPLETION, LegAction.ASK_ON_PAPER})
REFUSES = frozenset({LegAction.REFUSE, LegAction.REFUSE_ON_PAPER})
"""The same of an agency at work here, and of one whose signed sheet the commune writes down."""

UNDOABLE = frozenset({LegAction.ASK_COMPLETION})
"""Steps whose consequences can all be taken back; never what a hand-over ledger has booked."""


UNDOS: tuple[LegTransition, ...] = tuple(
    LegTransition(
        action=LegAction.UNDO, label=_("Undo"), undoes=row.action, by=row.by, law=row.law,
        source=frozenset({row.target}), target=source,
        clock=LegClock.REWIND, effects=(LegEffect.TAKE_BACK,),
    )
    for row in TABLE if row.action in UNDOABLE and row.target for source in row.source
)  # fmt: skip
"""The way back of each of them, open for some minutes to whoever took the step."""

FINAL = frozenset({LegState.COLLECTED, LegState.RECALLED, LegState.REFUSED})

LEG_LABELS: dict[LegState, LazyString] = {
    LegState.PREPARED: _("Being prepared"),
    LegState.SENT: _("Sent, not yet received"),
    LegState.RECEIVED: _("Received, being settled"),
    LegState.COMPLETING: _("To be completed by the commune"),
    LegState.ANSWERED: _("Answered, to be collected"),
    LegState.REFUSED: _("Refused"),
    LegState.RECALLED: _("Recalled"),
    LegState.COLLECTED: _("Back at the commune"),
}


ACTION_WORDS: dict[str, LazyString] = {
    LegAction.CONFIRM_LIST: _("List of children confirmed"),
    LegAction.SEND: _("Packet sent"),
    LegAction.RECEIVE: _("Packet received"),
    LegAction.ASK_COMPLETION: _("Agency asked to complete the packet"),
    LegAction.RESEND: _("Packet completed and sent again"),
    LegAction.ANSWER: _("Agency answered"),
    LegAction.REFUSE: _("Agency refused"),
    LegAction.COLLECT: _("Result collected from the agency"),
    LegAction.NOTE_REFUSAL: _("Refusal noted"),
    LegAction.RECALL: _("Packet recalled"),
    LegAction.RECEIVE_ON_PAPER: _("Packet received, by the signed hand-over sheet"),
    LegAction.ANSWER_ON_PAPER: _("Agency answered on paper"),
    LegAction.ASK_ON_PAPER: _("Agency asked on paper to complete the packet"),
    LegAction.REFUSE_ON_PAPER: _("Agency refused on paper"),
    LegAction.UNDO: _("Step taken back"),
}
"""What the journal says happened to a leg."""


def step(state: LegState, action: LegAction) -> LegTransition | None:
    """The row that ``action`` uses from ``state``; None if there is none."""
    return next((row for row in TABLE if row.action is action and state in row.source), None)


def offered(state: LegState, capacities: frozenset[LegCapacity]) -> tuple[LegTransition, ...]:
    """What these capacities may do from here, in table order."""
    return tuple(row for row in TABLE if state in row.source and capacities & row.by)


def way_back(action: str, source: str | None, target: str) -> LegTransition | None:
    """The row that takes back a step as the journal tells it; None if it stays taken."""
    rows = (row for row in UNDOS if row.undoes == action and row.target == source)
    return next((row for row in rows if target in row.source), None)


def moves() -> frozenset[tuple[str, str, str]]:
    """Every step that changes the state: action, state before, state after."""
    return frozenset(
        (row.action, source, row.target)
        for row in (*TABLE, *UNDOS)
        if row.target
        for source in row.source
        if source is not row.target
    )
