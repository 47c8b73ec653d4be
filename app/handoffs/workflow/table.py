"""The steps of a leg to another agency and back, as one table.

A leg (nhánh liên thông) is the part of a linked dossier that the police or the social insurance
decides. The table depends on no database, no request and no time.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.handoffs.workflow.vocabulary import (
    LegAction,
    LegCapacity,
    LegClock,
    LegEffect,
    LegNeed,
    LegState,
)


@dataclass(frozen=True, kw_only=True)
class LegTransition:
    """One row: who may move a leg from where to where, and the effects."""

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
    """The step that this one undoes, if it is an undo."""

    def leads_to(self, source: LegState) -> LegState:
        return self.target or source


OF_AGENCIES: tuple[LegTransition, ...] = (
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
        needs=(
            LegNeed.DOSSIER_ACCEPTED,
            LegNeed.EARLIER_CLOSED,
            LegNeed.ORIGINAL_HELD,
            LegNeed.LIST_CONFIRMED,
        ),
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
        needs=(LegNeed.IS_AGENCY,),
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
        needs=(LegNeed.IS_AGENCY,),
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
"""The way of a packet to any office and back; steps of inquiries only are in ``inquiries``."""
