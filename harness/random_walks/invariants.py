"""Invariants of every dossier after every step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, select

from app.dossiers import rules
from app.dossiers import workflow as dossiers
from app.dossiers.models.dossier import Custody, Dossier, Event
from app.dossiers.queries import queues
from app.dossiers.queries.queues import Queue
from app.dossiers.workflow import Action, State
from app.handoffs import rules as legs
from app.handoffs import workflow as packets
from app.handoffs.models import Leg
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.db import db
from app.procedures import queries as procedures
from app.procedures.models.vocabulary import LegKind, LimitScope
from harness.stage.office import STAFF, Office

FIRST = {(Action.SUBMIT, None, State.SUBMITTED)}
MOVES = FIRST | {
    (row.action, source, row.leads_to(source))
    for row in (*dossiers.TABLE, *dossiers.TABLE.undos)
    for source in row.source
}
LEG_MOVES = {
    (row.action, source, row.leads_to(source))
    for row in (*packets.TABLE, *packets.TABLE.undos)
    for source in row.source
}
AWAY = {Custody.POLICE: LegKind.POLICE, Custody.INSURANCE: LegKind.INSURANCE}


def untruths(office: Office) -> list[str]:
    """Violated invariants, as sentences."""
    return [
        f"dossier {n}: {untruth}"
        for n, dossier, its_legs in office.dossiers()
        for untruth in _of(office, dossier, its_legs)
    ]


def _of(office: Office, dossier: Dossier, its_legs: list[Leg]) -> Iterator[str]:
    own = [event for event in dossier.journal if event.leg_id is None]
    yield from _journal(own, dossier.state, MOVES)
    for leg in its_legs:
        story = [event for event in dossier.journal if event.leg_id == leg.id]
        yield from _journal(story, leg.state, LEG_MOVES, begins=LegState.PREPARED)
    yield from _clock(dossier)
    yield from _money(dossier)
    yield from _originals(dossier, its_legs)
    if dossier.state in dossiers.OPEN and not _is_somebodys(office, dossier, its_legs):
        yield f"{dossier.state}, and in no queue of anybody who can do something"


def _journal(
    story: list[Event], state: str, allowed: Iterable[tuple[str, str | None, str]], begins: str = ""
) -> Iterator[str]:
    """Only steps of the table, each from the target of the last one, up to the current state."""
    moves = set(allowed)
    for event in story:
        if (event.action, event.source, event.target) not in moves:
            yield f"the journal tells of {event.action} from {event.source} to {event.target}"
    for before, after in pairwise(story):
        if before.target != after.source:
            yield f"{after.action} began in {after.source}, {before.action} led to {before.target}"
    last = story[-1].target if story else begins
    if last != state:
        yield f"it stands in {state}, and the journal led it to {last}"


def _clock(dossier: Dossier) -> Iterator[str]:
    """At most one pause is open, none overlap, and there is a due date exactly while time runs."""
    open_pauses = rules.open_pauses(dossier)
    if len(open_pauses) > 1:
        yield f"{len(open_pauses)} pauses are open"
    for subject in {pause.subject_id for pause in dossier.pauses}:
        own: Iterator[Any] = (p.during for p in dossier.pauses if p.subject_id == subject)
        spans = sorted((each for each in own if not each.is_empty), key=lambda each: each.lower)
        if any(a.upper is None or a.upper > b.lower for a, b in pairwise(spans)):
            yield "two pauses overlap"
    day = dossier.accepted_at and clock.local(dossier.accepted_at).date()
    version = dossier.procedure_version
    limit = procedures.limits_for(version, dossier.commune.parent_id, day)[LimitScope.TOTAL]
    begun = rules.clock_starts(dossier, limit) is not None
    runs = begun and not open_pauses and dossier.ended_at is None
    if runs != (dossier.due_at is not None):
        yield f"time {'runs' if runs else 'does not run'}, and the due date is {dossier.due_at}"
    waits = dossier.state is State.SUPPLEMENTING and dossier.clock_started_at is not None
    if waits != bool(open_pauses):
        yield f"{dossier.state} with {len(open_pauses)} open pauses"
    if (dossier.ended_at is None) != (dossier.state in dossiers.OPEN - {State.READY}):
        yield f"{dossier.state}, ended at {dossier.ended_at}"


def _money(dossier: Dossier) -> Iterator[str]:
    for fee in dossier.fees:
        if fee.amount < 0:
            yield f"the fee {fee.key} is {fee.amount}"
        if fee.taken_at is None and (fee.passed_on_at or fee.refund_due_at or fee.refunded_at):
            yield f"the fee {fee.key} was passed on or refunded and never taken"
        if fee.refunded_at and not fee.refund_due_at:
            yield f"the fee {fee.key} was refunded without a cause"


def _originals(dossier: Dossier, its_legs: list[Leg]) -> Iterator[str]:
    """Each original is in one place, at an agency only while its packet is there or answered."""
    form, by_kind = procedures.form(dossier.procedure_version), {leg.kind: leg for leg in its_legs}
    if len({paper.id for paper in dossier.papers}) != len(dossier.papers):
        yield "a paper stands twice in the list"
    for paper in dossier.papers:
        if paper.custody in AWAY:
            leg = by_kind.get(AWAY[paper.custody])
            if leg is None or leg.state not in packets.AT_AGENCY:
                yield f"{paper.key} is at {paper.custody}, which holds no packet"
            elif leg.state is LegState.COLLECTED and legs.comes_back(leg, paper):
                yield f"{paper.key} stayed at {paper.custody} when the result was fetched"
            elif paper.kind == "filed" and paper.key not in legs.plan_of(leg, form).papers:
                yield f"{paper.key} is at {paper.custody}, which does not need it"
        if dossier.state is State.RETURNED and paper.custody is Custody.COMMUNE:
            yield f"{paper.key} stayed at the commune when the result was returned"


def _is_somebodys(office: Office, dossier: Dossier, its_legs: list[Leg]) -> bool:
    """Whether a user posted today has it in a queue and can take a step."""
    agencies = any(
        legs.offers(leg, by) and leg.state in packets.AT_AGENCY
        for leg in its_legs
        for role, by in office.holders(leg).items()
        if role in legs.HOLDER_ROLES
    )
    return agencies or bool(_queues_with_work(office, dossier, its_legs))


def _queues_with_work(office: Office, dossier: Dossier, its_legs: list[Leg]) -> set[Queue]:
    """The queues of users with a possible step in which the dossier is today."""
    able = [
        role
        for role in STAFF
        if role not in legs.HOLDER_ROLES and _can_act(office, role, dossier, its_legs)
    ]
    theirs = {queue for role in able for queue in queues.QUEUES_OF_ROLE[role]}
    found = db.session.execute(_standing(clock.today()).where(Dossier.id == dossier.id)).one()
    return {queue for queue in theirs if found._mapping[queue]}


@cache
def _standing(day: date) -> Select[*tuple[Any, ...]]:
    """Which queues a dossier stands in on a day; each only asked about once."""
    every = sorted({queue for own in queues.QUEUES_OF_ROLE.values() for queue in own})
    return select(*(queues.queue_condition(queue).label(queue) for queue in every))


def _can_act(office: Office, role: str, dossier: Dossier, its_legs: list[Leg]) -> bool:
    own = rules.offers(dossier, office.people(dossier)[role])
    if any(not offer.waits_for for offer in own):
        return True
    return any(
        not offer.waits_for
        for leg in its_legs
        for offer in legs.offers(leg, office.holders(leg)[role])
    )
