"""A commune at work: its current officers, agencies and citizens, and what each may do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.accounts import queries as people
from app.accounts.models.staff import Posting
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.dossiers import rules
from app.dossiers import workflow as dossiers
from app.dossiers.models.bookkeeping import SubmissionKey
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import (
    answer_revisions,
    commune_transfers,
    supplements,
    transitions,
    visits,
)
from app.dossiers.operations.supplements import Answer
from app.dossiers.queries import citizen_access
from app.dossiers.rules import StepActor
from app.dossiers.rules.supplements import Asking, How, SupplementSubject, items, open_items
from app.dossiers.workflow import Action, State
from app.handoffs import rules as legs
from app.handoffs.models import Leg
from app.handoffs.operations import answers as agencies
from app.handoffs.operations import transitions as leg_steps
from app.handoffs.queries import packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import LegAction
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories import dossiers as walk
from harness.stage.factories.people import seat_of

BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=clock.HANOI)
STAFF = (
    Role.COMMUNE_RECEPTION,
    Role.COMMUNE_JUSTICE,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_LABOUR,
    Role.POLICE,
    Role.INSURANCE,
)
WHY = "Vì một lẽ"
MISSING = Asking(
    about=SupplementSubject.PAPER, key="birth_notification", wrong="Ảnh mờ", todo="Chụp lại"
)
COLLECTOR = {"collected_by": "Nguyễn Thị Mẫu", "collected_with": "CMND 012345678"}


@dataclass(frozen=True)
class Deed:
    """A possible action, printed as a line of a story."""

    line: str
    do: Callable[[], Any] = field(repr=False, compare=False)
    weight: int = 1
    """Weight among other actions: without weights nothing would get far."""

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # of hypothesis
        printer.text(self.line)


@dataclass(repr=False)
class Office:
    """One commune with one officer in each role, and its dossiers."""

    now: datetime = BEGIN
    commune: Unit = field(default_factory=a_commune)
    staff: dict[Role, UUID] = field(default_factory=dict)
    sent: list[UUID] = field(default_factory=list)
    actors: dict[tuple[UUID, date], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role in STAFF:
            self.post(role)

    def post(self, role: Role) -> None:
        """A new user has the role from today; the former one until yesterday."""
        with clock.frozen(self.now), transaction():
            if role in self.staff:
                before = people.actor_of(self.staff[role], clock.today()).postings[0].posting_id
                accounts_staff.end_posting(
                    db.session.get_one(Posting, before),
                    last_day=clock.today() - timedelta(days=1),
                )
            self.staff[role] = AnOfficer(role, seat_of(role, self.commune), account=False).staff.id
        self.actors.clear()

    def send(self, procedure: str) -> None:
        self.sent.append(
            ADossier(
                commune=self.commune,
                procedure=procedure,
                channel=Channel.FROM_PAPER,
                photos=False,  # papers are tested elsewhere
            ).id
        )

    def actor(self, role: Role) -> Actor:
        """The current holder of the role."""
        key = (self.staff[role], clock.today())
        if key not in self.actors:
            self.actors[key] = people.actor_of(*key)
        return self.actors[key]

    def dossiers(self, of: Collection[UUID] = ()) -> Iterator[tuple[int, Dossier, list[Leg]]]:
        """These dossiers, or every one, with its number in the story and its legs."""
        for n, key in enumerate(self.sent, 1):
            if of and key not in of:
                continue
            dossier = db.session.get_one(Dossier, key)
            if dossier.commune_id == self.commune.id:  # a transferred dossier is another commune's
                yield n, dossier, packets.of_dossier(key)

    def people(self, dossier: Dossier) -> dict[str, StepActor]:
        """Everybody with a capacity on the dossier, including the citizen."""
        found = {str(role): rules.officer(self.actor(role), dossier.commune_id) for role in STAFF}
        return {"citizen": rules.APPLICANT, **found}

    def holders(self, leg: Leg) -> dict[str, LegActor]:
        """Everybody with a capacity on the leg."""
        return {
            str(role): legs.acting_on(self.actor(role), leg, labour_posted=True) for role in STAFF
        }

    def offered(self, of: Collection[UUID] = ()) -> list[Deed]:
        """What the pages of these dossiers, or of all, offer to all these users, without unmet
        needs.
        """
        found: list[Deed] = []
        for n, dossier, its_legs in self.dossiers(of):
            for name, by in self.people(dossier).items():
                found += (
                    Deed(f"{name}: {action} {n}", _do(dossier, action, by), weight)
                    for action, weight in _open_to(dossier, by).items()
                )
            for leg, name, by_leg in self.at_legs(its_legs):
                found += (
                    Deed(f"{name}: {word} {leg.kind} of {n}", _do_leg(leg, word, by_leg), weight)
                    for word, weight in _open_on(leg, by_leg).items()
                )
        return found

    def forbidden(self) -> list[Deed]:
        """Each step by each user that the table does not allow now."""
        found: list[Deed] = []
        for n, dossier, its_legs in self.dossiers():
            for name, by in self.people(dossier).items():
                may = _open_to(dossier, by)
                found += (
                    Deed(f"{name} in vain: {action} {n}", _plainly(dossier, action, by))
                    for action in Action
                    if action not in may and _judged_here(dossier.state, action)
                )
            for leg, name, by_leg in self.at_legs(its_legs):
                allowed = _open_on(leg, by_leg)
                found += (
                    Deed(f"{name} in vain: {word} {leg.kind} of {n}", _on_leg(leg, word, by_leg))
                    for word in LegAction
                    if word not in allowed
                )
        return found

    def at_legs(self, its_legs: list[Leg]) -> Iterator[tuple[Leg, str, LegActor]]:
        """Each leg with each user with a capacity on it."""
        for leg in its_legs:
            for name, by in self.holders(leg).items():
                yield leg, name, by


LEADS_ON, HELPS_ON, ASIDES, AT_TIMES = 8, 4, 2, 1
HELPFUL = {LegAction.CONFIRM_LIST, LegAction.NOTE_REFUSAL}
ASIDE = {Action.ASK_SUPPLEMENT, Action.SEND_BACK, LegAction.ASK_COMPLETION}


def _weight(row: Any, dossier: Dossier) -> int:
    first = row.action is Action.VISIT and dossier.visited_at is None
    answers = row.action is Action.ANSWER_ITEM and open_items(dossier)
    if first or answers or row.action in HELPFUL:
        return HELPS_ON
    if row.action in ASIDE:
        return ASIDES
    return LEADS_ON if row.target and not row.danger else AT_TIMES


def _open_to(dossier: Dossier, by: StepActor) -> dict[Action, int]:
    """The steps that this user may take now, with their weights."""
    found = {
        offer.row.action: _weight(offer.row, dossier)
        for offer in rules.offers(dossier, by)
        if not offer.waits_for
    }
    undo = rules.undo.undo(dossier, by)
    return found | ({Action.UNDO: AT_TIMES} if undo and clock.now() <= undo.until else {})


def _open_on(leg: Leg, by: LegActor) -> dict[LegAction, int]:
    found = {
        offer.row.action: _weight(offer.row, leg.dossier)
        for offer in legs.offers(leg, by)
        if not offer.waits_for
    }
    story = [event for event in leg.dossier.journal if event.leg_id == leg.id]
    undo = legs.undo(story[::-1], by)
    return found | ({LegAction.UNDO: AT_TIMES} if undo and clock.now() <= undo.until else {})


def _judged_here(state: State, action: Action) -> bool:
    row = dossiers.TABLE.step(state, action)
    return row is None or all(rules.judges(need) for need in row.needs)


def _plainly(dossier: Dossier, action: Action, by: StepActor) -> Callable[[], Any]:
    return lambda: transitions.advance(dossier, action, by=by, reason=WHY, seen=dossier.row_version)


def _on_leg(leg: Leg, action: LegAction, by: LegActor) -> Callable[[], Any]:
    return lambda: leg_steps.advance(leg, action, by=by, reason=WHY, seen=leg.version)


def _do(dossier: Dossier, action: Action, by: StepActor) -> Callable[[], Any]:
    """The operation behind the page of this step."""
    seen = dossier.row_version
    special: dict[Action, Callable[[], Any]] = {
        Action.ACCEPT: lambda: visits.accept(
            dossier, by=by, visit_at=walk.tomorrow_at_nine(), seen=seen
        ),
        Action.ASK_SUPPLEMENT: lambda: supplements.ask_supplement(
            dossier, [MISSING], by=by, seen=seen
        ),
        Action.ANSWER_ITEM: lambda: _answer(dossier, by),
        Action.SUPPLY: lambda: supplements.supply(dossier, by=by, seen=seen),
        Action.SUPPLY_LATER: lambda: supplements.supply(dossier, by=by, seen=seen),
        Action.VISIT: lambda: visits.record_visit(
            dossier, walk.everything(dossier), by=by, seen=seen
        ),
        Action.CORRECT: lambda: _revise(dossier, by),
        Action.REVISE: lambda: _revise(dossier, by),
        Action.RETURN_RESULT: lambda: visits.return_result(dossier, by=by, seen=seen, **COLLECTOR),
        Action.PROPOSE_TRANSFER: lambda: commune_transfers.propose(
            dossier, a_commune(1), by=by, reason=WHY, seen=seen
        ),
        Action.AGREE_TRANSFER: lambda: _agree(dossier, by),
        Action.GIVE_BACK: lambda: visits.give_back(dossier, by=by, seen=seen, **COLLECTOR),
    }
    return special.get(action, _plainly(dossier, action, by))


def _answer(dossier: Dossier, by: StepActor) -> Any:
    """Every item of the list is answered with text, different each time."""
    asked = items(dossier, dossier.supplements[-1])
    said = f"Mang đến xã, lần {len(dossier.journal)}"
    return supplements.answer_items(
        dossier, {item.n: Answer(How.SAID, said) for item in asked}, by=by, seen=dossier.row_version
    )


def _agree(dossier: Dossier, by: StepActor) -> Any:
    """The database lets only the dossier's citizen agree to a transfer: set the citizen's scope."""
    key = db.session.scalars(select(SubmissionKey.key).filter_by(dossier_id=dossier.id)).one()
    opened = citizen_access.receipt(key)
    reached = (clock.today(), "", None, "", dossier.id, opened and opened.door)
    db.session.execute(select(func.mc_enter(*reached)))
    event = transitions.advance(
        dossier, Action.AGREE_TRANSFER, by=by, reason=WHY, seen=dossier.row_version
    )
    db.session.execute(select(func.set_config("mc.scope", "", True)))
    return event


def _revise(dossier: Dossier, by: StepActor) -> Any:
    copies = 1 - int(dossier.answers.get("copies") or 0)
    answers = {**dossier.answers, "copies": copies}
    return answer_revisions.revise_answers(dossier, answers, by=by, seen=dossier.row_version)


def _do_leg(leg: Leg, action: LegAction, by: LegActor) -> Callable[[], Any]:
    if action is LegAction.ANSWER:
        return lambda: agencies.answer(leg, by=by, number="HN-000123", seen=leg.version)
    return _on_leg(leg, action, by)
