"""The life of a dossier, written as one table.

Read this file first. It knows no database, no request and no clock: only words.
Every row names its legal source; a row without one does not pass the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.workflow.words import Action, Capacity, Clock, Effect, Need, State


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: who may move a dossier from where to where, and what follows.

    ``target`` None means that the step leaves the dossier where it stands.
    """

    action: Action
    label: LazyString
    source: frozenset[State]
    target: State | None
    by: frozenset[Capacity]
    law: str
    clock: Clock = Clock.KEEP
    needs: tuple[Need, ...] = ()
    effects: tuple[Effect, ...] = ()
    wants_reason: bool = False
    danger: bool = False
    """Drawn last and outlined: the step takes something away from the citizen."""
    screen: str | None = None
    """Endpoint of the page that asks for more than a reason, if there is one."""
    undoes: Action | None = None
    """The step that this one takes back, where it is the way back of one."""

    def leads_to(self, source: State) -> State:
        """Where a dossier stands after this step."""
        return self.target or source


Item = TypeVar("Item")


def either(*items: Item) -> frozenset[Item]:
    """Spell a set the way the table is read aloud."""
    return frozenset(items)


BEING_SETTLED = either(
    State.ACCEPTED, State.PREPARED, State.TO_SIGN, State.REGISTERED, State.AT_AGENCIES
)
"""Accepted, and the citizen has no result yet."""

TABLE: tuple[Transition, ...] = (
    Transition(
        action=Action.CORRECT,
        label=_("Correct what I declared"),
        source=either(State.SUBMITTED, State.SUPPLEMENTING),
        target=None,
        by=either(Capacity.APPLICANT),
        law="Luật Hộ tịch 2014 Đ6; TTLT 05/2015 Đ5",
    ),
    Transition(
        action=Action.ACCEPT,
        label=_("Accept"),
        source=either(State.SUBMITTED),
        target=State.ACCEPTED,
        by=either(Capacity.RECEPTION),
        clock=Clock.START,
        needs=(Need.NOTHING_PROPOSED,),
        effects=(Effect.ISSUE_SLIP, Effect.TELL_APPLICANT),
        screen="DeskSteps.accept",
        law="QĐ 09/2015/QĐ-TTg Đ6; TTLT 05/2015 Đ8",
    ),
    Transition(
        action=Action.AGREE_PASSING,
        label=_("Pass on: the citizen agrees"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        needs=(Need.PASSING_PROPOSED,),
        effects=(Effect.PASS_ON,),
        screen="PassingSteps.agree_passing",
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
    Transition(
        action=Action.DECLINE_PASSING,
        label=_("Keep it here: not passed on"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        needs=(Need.PASSING_PROPOSED,),
        effects=(Effect.KEEP_HERE,),
        screen="PassingSteps.decline_passing",
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
    Transition(
        action=Action.PROPOSE_PASSING,
        label=_("Propose another commune"),
        source=either(State.SUBMITTED),
        target=None,
        by=either(Capacity.RECEPTION),
        needs=(Need.NOTHING_PROPOSED,),
        effects=(Effect.ASK_CONSENT,),
        wants_reason=True,
        screen="PassingSteps.propose_passing",
        law="QĐ 09/2015/QĐ-TTg Đ6; Luật Hộ tịch 2014 Đ13",
    ),
    Transition(
        action=Action.ANSWER_ITEM,
        label=_("Record what came"),
        source=either(State.SUPPLEMENTING),
        target=None,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION, Capacity.CIVIL_STATUS),
        screen="Supplements.answer_item",
        law="Luật Hộ tịch 2014 Đ9.3; QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.SUPPLY,
        label=_("Send the missing papers"),
        source=either(State.SUPPLEMENTING),
        target=State.SUBMITTED,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        needs=(Need.BEFORE_ACCEPTANCE, Need.LIST_ANSWERED),
        law="Luật Hộ tịch 2014 Đ9.3",
    ),
    Transition(
        action=Action.SUPPLY_LATER,
        label=_("Record the missing papers"),
        source=either(State.SUPPLEMENTING),
        target=State.ACCEPTED,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        clock=Clock.RESUME,
        needs=(Need.AFTER_ACCEPTANCE, Need.LIST_ANSWERED),
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.VISIT,
        label=_("Record the visit"),
        source=either(State.ACCEPTED, State.PREPARED),
        target=None,
        by=either(Capacity.RECEPTION, Capacity.CIVIL_STATUS),
        clock=Clock.START,
        screen="DeskSteps.visit",
        law="Luật Hộ tịch 2014 Đ16.2; NĐ 123/2015 Đ2–3",
    ),
    Transition(
        action=Action.REVISE,
        label=_("Correct the answers"),
        source=either(State.SUBMITTED, State.SUPPLEMENTING, State.ACCEPTED, State.PREPARED),
        target=None,
        by=either(Capacity.RECEPTION, Capacity.CIVIL_STATUS),
        screen="Revising.overview",
        law="Luật Hộ tịch 2014 Đ16.2",
    ),
    Transition(
        action=Action.PREPARE,
        label=_("Prepare the entry"),
        source=either(State.ACCEPTED),
        target=State.PREPARED,
        by=either(Capacity.CIVIL_STATUS),
        law="Luật Hộ tịch 2014 Đ16.2",
    ),
    Transition(
        action=Action.PROPOSE,
        label=_("Propose for signature"),
        source=either(State.PREPARED),
        target=State.TO_SIGN,
        by=either(Capacity.CIVIL_STATUS),
        needs=(Need.ORIGINALS_SEEN, Need.DECLARANT_SIGNED),
        law="Luật Hộ tịch 2014 Đ16.2",
    ),
    Transition(
        action=Action.SIGN,
        label=_("Sign"),
        source=either(State.TO_SIGN),
        target=State.REGISTERED,
        by=either(Capacity.SIGNER),
        needs=(Need.ORIGINALS_SEEN, Need.DECLARANT_SIGNED, Need.SIGNER_DID_NOT_PREPARE),
        effects=(Effect.NUMBER_ENTRY, Effect.OPEN_LEGS),
        law="Luật Hộ tịch 2014 Đ16.2; TTLT 05/2015 Đ9",
    ),
    Transition(
        action=Action.SEND_BACK,
        label=_("Send back"),
        source=either(State.TO_SIGN),
        target=State.PREPARED,
        by=either(Capacity.SIGNER),
        wants_reason=True,
        law="Luật Hộ tịch 2014 Đ16.2",
    ),
    Transition(
        action=Action.FORWARD,
        label=_("Send to the agencies"),
        source=either(State.REGISTERED),
        target=State.AT_AGENCIES,
        by=either(Capacity.SYSTEM),
        law="TTLT 05/2015 Đ10",
    ),
    Transition(
        action=Action.COMPLETE,
        label=_("All results are in"),
        source=either(State.REGISTERED, State.AT_AGENCIES),
        target=State.READY,
        by=either(Capacity.SYSTEM),
        clock=Clock.STOP,
        needs=(Need.LEGS_CLOSED,),
        effects=(Effect.TELL_APPLICANT,),
        law="TTLT 05/2015 Đ13",
    ),
    Transition(
        action=Action.RETURN_RESULT,
        label=_("Return the result"),
        source=either(State.READY),
        target=State.RETURNED,
        by=either(Capacity.RECEPTION),
        effects=(Effect.GIVE_BACK_ORIGINALS, Effect.PAY_BACK),
        screen="DeskSteps.return_result",
        law="QĐ 09/2015/QĐ-TTg Đ6; TTLT 05/2015 Đ13",
    ),
    Transition(
        action=Action.ASK_SUPPLEMENT,
        label=_("Ask for a supplement"),
        source=either(State.SUBMITTED, State.ACCEPTED, State.PREPARED),
        target=State.SUPPLEMENTING,
        by=either(Capacity.RECEPTION, Capacity.CIVIL_STATUS),
        clock=Clock.PAUSE,
        effects=(Effect.ISSUE_SLIP, Effect.TELL_APPLICANT),
        wants_reason=True,
        screen="Supplements.ask_supplement",
        law="Luật Hộ tịch 2014 Đ9.3; QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.REFUSE_INTAKE,
        label=_("Refuse at intake"),
        source=either(State.SUBMITTED, State.SUPPLEMENTING),
        target=State.NOT_ACCEPTED,
        by=either(Capacity.RECEPTION),
        clock=Clock.STOP,
        needs=(Need.BEFORE_ACCEPTANCE,),
        effects=(Effect.ISSUE_SLIP, Effect.TELL_APPLICANT),
        wants_reason=True,
        danger=True,
        law="Luật Hộ tịch 2014 Đ9.3; TT 01/2018/TT-VPCP Mẫu 03",
    ),
    Transition(
        action=Action.REFUSE,
        label=_("Refuse the request"),
        source=either(State.TO_SIGN),
        target=State.REFUSED,
        by=either(Capacity.SIGNER),
        clock=Clock.STOP,
        effects=(Effect.TELL_APPLICANT, Effect.RELEASE_HELD_FEES, Effect.KEEP_FOR_CITIZEN),
        wants_reason=True,
        danger=True,
        law="Luật Hộ tịch 2014 Đ5.2",
    ),
    Transition(
        action=Action.WITHDRAW,
        label=_("Withdraw the dossier"),
        source=either(State.SUBMITTED, State.SUPPLEMENTING),
        target=State.WITHDRAWN,
        by=either(Capacity.APPLICANT, Capacity.RECEPTION),
        clock=Clock.STOP,
        needs=(Need.BEFORE_ACCEPTANCE,),
        wants_reason=True,
        danger=True,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.WITHDRAW_AT_DESK,
        label=_("Withdraw at the citizen's request"),
        source=either(State.SUPPLEMENTING, State.ACCEPTED, State.PREPARED, State.TO_SIGN),
        target=State.WITHDRAWN,
        by=either(Capacity.RECEPTION),
        clock=Clock.STOP,
        needs=(Need.AFTER_ACCEPTANCE,),
        effects=(Effect.RELEASE_HELD_FEES, Effect.KEEP_FOR_CITIZEN),
        wants_reason=True,
        danger=True,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.STOP,
        label=_("Stop processing"),
        source=either(State.SUPPLEMENTING),
        target=State.STOPPED,
        by=either(Capacity.RECEPTION),
        clock=Clock.STOP,
        effects=(Effect.TELL_APPLICANT, Effect.RELEASE_HELD_FEES, Effect.KEEP_FOR_CITIZEN),
        wants_reason=True,
        danger=True,
        law="QĐ 09/2015/QĐ-TTg Đ6",
    ),
    Transition(
        action=Action.EXPIRE,
        label=_("Close after the time for the supplement"),
        source=either(State.SUPPLEMENTING),
        target=State.NOT_ACCEPTED,
        by=either(Capacity.SYSTEM),
        clock=Clock.STOP,
        needs=(Need.BEFORE_ACCEPTANCE,),
        effects=(Effect.TELL_APPLICANT,),
        wants_reason=True,
        danger=True,
        law="Luật Hộ tịch 2014 Đ9.3; TT 01/2018/TT-VPCP Mẫu 02, 03",
    ),
    Transition(
        action=Action.EXPIRE_LATER,
        label=_("Stop after the time for the supplement"),
        source=either(State.SUPPLEMENTING),
        target=State.STOPPED,
        by=either(Capacity.SYSTEM),
        clock=Clock.STOP,
        needs=(Need.AFTER_ACCEPTANCE,),
        effects=(Effect.TELL_APPLICANT, Effect.RELEASE_HELD_FEES, Effect.KEEP_FOR_CITIZEN),
        wants_reason=True,
        danger=True,
        law="QĐ 09/2015/QĐ-TTg Đ6; TT 01/2018/TT-VPCP Mẫu 02",
    ),
    Transition(
        action=Action.GIVE_BACK,
        label=_("Give back papers and money"),
        source=either(State.REFUSED, State.WITHDRAWN, State.STOPPED),
        target=None,
        by=either(Capacity.RECEPTION),
        needs=(Need.SOMETHING_OWED,),
        effects=(Effect.GIVE_BACK_ORIGINALS, Effect.PAY_BACK),
        screen="DeskSteps.give_back",
        law="QĐ 09/2015/QĐ-TTg Đ6; TTLT 05/2015 Đ13",
    ),
    Transition(
        action=Action.APOLOGISE,
        label=_("Apologise and give a new day"),
        source=BEING_SETTLED,
        target=None,
        by=either(Capacity.SIGNER),
        needs=(Need.NEAR_ITS_END, Need.FIRST_APOLOGY),
        effects=(Effect.ISSUE_SLIP, Effect.TELL_APPLICANT),
        wants_reason=True,
        screen="Apologies.apologise",
        law="QĐ 09/2015/QĐ-TTg Đ6; TT 01/2018/TT-VPCP Mẫu 04",
    ),
    Transition(
        action=Action.URGE,
        label=_("Urge the commune"),
        source=BEING_SETTLED,
        target=None,
        by=either(Capacity.SUPERVISOR),
        needs=(Need.IS_LATE,),
        wants_reason=True,
        screen="Urging.urge",
        law="Luật Tổ chức CQĐP 2015 Đ28; QĐ 09/2015/QĐ-TTg Đ6",
    ),
)

FINAL = either(State.RETURNED, State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN, State.STOPPED)
OPEN = frozenset(State) - FINAL


def step(state: State, action: Action) -> Transition | None:
    """The row that ``action`` uses from ``state``; None if there is none."""
    return next((row for row in TABLE if row.action is action and state in row.source), None)


def offered(state: State, capacities: frozenset[Capacity]) -> tuple[Transition, ...]:
    """What these capacities may do from here, in table order: the buttons of the page."""
    return tuple(row for row in TABLE if state in row.source and capacities & row.by)
