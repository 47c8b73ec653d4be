"""Enums of legs: states, steps, capacities, needs and effects, and their labels."""

from __future__ import annotations

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
    READ_ANSWER = "read_answer"
    ANSWER_BY_LETTER = "answer_by_letter"
    UNDERTAKE = "undertake"
    LET_GO = "let_go"
    UNDO = "undo"


class LegCapacity(StrEnum):
    """In which capacity a user acts on a leg (tư cách)."""

    CIVIL_STATUS = "civil_status"
    LABOUR = "labour"
    RECEPTION = "reception"
    HOLDER = "holder"
    STANDING_IN = "standing_in"
    """The justice officer, in place of a labour officer whom the commune lacks today."""
    ON_PAPER = "on_paper"
    """The justice officer, for an agency without account, by the sheet that it signed."""
    SYSTEM = "system"


class LegClock(StrEnum):
    """What a step does to the limit of the leg; it runs from each receipt of a complete packet."""

    KEEP = "keep"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    """The commune has completed the packet; the limit restarts when the agency receives it."""
    STOP = "stop"
    REWIND = "rewind"


class LegNeed(StrEnum):
    """What a step on a leg requires."""

    ORIGINAL_HELD = "original_held"
    LIST_CONFIRMED = "list_confirmed"
    IS_INSURANCE = "is_insurance"
    LIST_NOT_CONFIRMED = "list_not_confirmed"
    NOT_NOTED = "not_noted"
    RESULT_GIVEN = "result_given"
    EARLIER_CLOSED = "earlier_closed"
    """The version sets an order of the agencies; without one they work in parallel."""
    PACKET_WHOLE = "packet_whole"
    SHEET_SIGNED = "sheet_signed"
    IS_AGENCY = "is_agency"
    IS_INQUIRY = "is_inquiry"
    DOSSIER_ACCEPTED = "dossier_accepted"
    TIME_OVER = "time_over"


LEG_GATES = frozenset(
    {
        LegNeed.IS_INSURANCE,
        LegNeed.LIST_NOT_CONFIRMED,
        LegNeed.NOT_NOTED,
        LegNeed.SHEET_SIGNED,
        LegNeed.IS_AGENCY,
        LegNeed.IS_INQUIRY,
        LegNeed.DOSSIER_ACCEPTED,
    }
)


class LegEffect(StrEnum):
    """Consequences of a step on a leg, in the same transaction."""

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
    LegAction.READ_ANSWER: _("Answer of the other commune read"),
    LegAction.ANSWER_BY_LETTER: _("Other commune answered by letter"),
    LegAction.UNDERTAKE: _("No answer in time: the person undertakes it"),
    LegAction.LET_GO: _("Question to the other commune ended with the dossier"),
    LegAction.UNDO: _("Step taken back"),
}
"""The journal's label of each step."""
