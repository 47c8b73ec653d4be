"""Assignment of dossiers: by hand, in turn, or taken over from a colleague (phân công)."""

from uuid import UUID

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.models.teamwork import InboxRule
from app.dossiers.operations.transitions import TransitionTaken, advance
from app.dossiers.queries import payments, team
from app.dossiers.rules import StepActor
from app.dossiers.rules.team import next_in_turn
from app.dossiers.workflow import Action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import day
from app.kernel.workflow.engine import check_version


def assign(
    dossier: Dossier,
    to: UUID | None,
    *,
    by: StepActor,
    seen: int | None = None,
    in_turn: bool = False,
) -> Event:
    """Assign the dossier to an officer of the desk, oneself included; None unassigns it.

    Raises:
        Refused: nothing would change.
        Refused: it cannot be given to them.
        Refused: it is assigned to a colleague, and this person may not reassign it.
    """
    check_version(dossier, seen)
    if to == dossier.assigned_to_id:
        if to is None:
            raise Refused(
                _("Nobody has dossier %(code)s, so there is nothing to give back."),
                code=dossier.code,
            )
        raise Refused(
            _("Dossier %(code)s is with %(name)s already."),
            field="to",
            code=dossier.code,
            name=payments.name_of(to),
        )
    facts = {"staff": str(to) if to else None, "from": _now_with(dossier), "in_turn": in_turn}
    return advance(dossier, Action.ASSIGN, by=by, facts=facts)


def take_over(
    dossier: Dossier, *, by: StepActor, reason: str | None, seen: int | None = None
) -> Event:
    """Take a dossier over from a colleague, with a reason: absence or urgency.

    Raises Refused.
    """
    if not (reason or "").strip():
        raise Refused(
            _("Write why you take it over: your colleague reads it here."),
            status=422,
            field="reason",
        )
    facts = {"staff": str(by.staff_id), "from": _now_with(dossier)}
    return advance(dossier, Action.TAKE_OVER, by=by, reason=reason, seen=seen, facts=facts)


def _now_with(dossier: Dossier) -> str | None:
    return str(dossier.assigned_to_id) if dossier.assigned_to_id else None


def hand_to(step: TransitionTaken) -> None:
    """Assign the dossier. Bound to ``Effect.HAND_TO``.

    Without a named officer the person takes it themselves.

    Raises Refused.
    """
    dossier, facts = step.dossier, step.event.facts
    named = facts.get("staff", str(step.by.staff_id))
    to = None if named is None else UUID(named)
    if to is not None and to != step.by.staff_id:
        found = team.team({dossier.commune_id}).member(to)
        if found is None:
            raise Refused(
                _("Choose somebody who works at the desk of this commune today."),
                status=422,
                field="to",
            )
        if found.back_on is not None:
            raise Refused(
                _("%(name)s is away, and back on %(back)s. Choose somebody else."),
                status=422,
                field="to",
                name=found.name,
                back=day(found.back_on),
            )
    dossier.assigned_to_id = to


def give_in_turn(step: TransitionTaken) -> None:
    """Assign an accepted dossier to the officer with the fewest open ones, where the rule says so.

    Bound to ``Effect.GIVE_IN_TURN``. A dossier that is already assigned stays so.
    """
    dossier, by = step.dossier, step.by
    if dossier.assigned_to_id not in {None, by.staff_id}:
        return
    if not team.is_in_turn(dossier.commune_id):
        return
    units = {dossier.commune_id}
    loads = team.loads(units, is_rehearsal=dossier.is_rehearsal)
    chosen = next_in_turn(team.team(units), loads)
    if chosen is not None and chosen.staff_id != dossier.assigned_to_id:
        assign(dossier, chosen.staff_id, by=by, in_turn=True)


def take_back_turn(step: TransitionTaken) -> None:
    """Undo the automatic assignment of the undone step; bound to ``Effect.TAKE_BACK_TURN``."""
    dossier, undone = step.dossier, step.undone
    for event in dossier.journal:
        was_given = event.facts.get("in_turn") and undone and event.id > undone.id
        if was_given and event.facts["staff"] == _now_with(dossier):
            before = event.facts["from"]
            dossier.assigned_to_id = before and UUID(before)


def share_in_turn(unit_id: int, *, in_turn: bool) -> InboxRule:
    rule: InboxRule | None = db.session.get(InboxRule, unit_id)
    if rule is None:
        rule = InboxRule(unit_id=unit_id)
        db.session.add(rule)
    rule.in_turn = in_turn
    return rule
