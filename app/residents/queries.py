"""Queries for look-ups and their answers (tra cứu đã thực hiện)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, false, func, or_, select, true

from app.accounts.queries.audit import overseen
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.residents.models.lookups import (
    CAME_FROM,
    LookUp,
    LookUpOutcome,
    PopulationAnswer,
    PopulationQuestion,
    Purpose,
)
from app.residents.models.oversight import PopulationAlarm, PopulationOutage
from app.residents.rules.lookup_outcomes import LONG_WAIT


@dataclass(frozen=True)
class LookUpContext:
    """The context of a look-up: a dossier, or a declaration at the desk."""

    dossier_id: UUID | None = None
    draft_id: UUID | None = None


@dataclass(frozen=True)
class LookUpRecord:
    """One look-up and its outcome."""

    id: UUID
    at: datetime
    staff_id: UUID
    staff_name: str | None
    purpose: Purpose
    person: str
    outcome: LookUpOutcome
    content: dict[str, Any]
    source: str | None
    as_of: date | None
    answered_at: datetime | None

    @property
    def waits_long(self) -> bool:
        waits = self.outcome is LookUpOutcome.WAITING
        return waits and self.at < clock.real_now() - LONG_WAIT


def asked_from(about: LookUpContext) -> list[LookUpRecord]:
    """All look-ups made for a dossier or draft, oldest first.

    A dossier's include those made from the draft that became it.
    """
    query = (
        select(LookUp, PopulationAnswer)
        .outerjoin(PopulationAnswer, PopulationAnswer.lookup_id == LookUp.id)
        .where(made_from(about))
        .order_by(LookUp.at)
    )
    return [_asked(line, said) for line, said in db.session.execute(query)]


def made_from(about: LookUpContext) -> ColumnElement[bool]:
    if about.dossier_id is None:
        return LookUp.draft_id == about.draft_id
    return made_inside(about.dossier_id)


def made_inside(dossier: Any) -> ColumnElement[bool]:
    """The log entries of a dossier: its key, or the column with the keys of several."""
    drafts = select(CAME_FROM.c.key).where(CAME_FROM.c.dossier_id == dossier)
    before = func.array(drafts.correlate_except(CAME_FROM).scalar_subquery())  # uses the index
    return or_(LookUp.dossier_id == dossier, LookUp.draft_id == func.any(before))


def told_inside(dossier: Any) -> ScalarSelect[Any]:
    """The result of ``asked_from`` as a subquery of a statement on dossiers; see ``as_asked``."""
    facts = {
        "id": LookUp.id,
        "at": LookUp.at,
        "staff_id": LookUp.staff_id,
        "staff_name": LookUp.staff_name,
        "purpose": LookUp.purpose,
        "person": LookUp.person,
        "outcome": LookUp.outcome,
        "content": PopulationAnswer.content,
        "source": PopulationAnswer.source,
        "as_of": PopulationAnswer.as_of,
        "answered_at": PopulationAnswer.at,
    }
    pairs = [part for key, column in facts.items() for part in (key, column)]
    return (
        select(func.jsonb_agg(func.jsonb_build_object(*pairs)))
        .select_from(LookUp)
        .outerjoin(PopulationAnswer, PopulationAnswer.lookup_id == LookUp.id)
        .where(made_inside(dossier))
        .correlate_except(LookUp, PopulationAnswer)
        .scalar_subquery()
    )


def as_asked(told: Iterable[Mapping[str, Any]] | None) -> list[LookUpRecord]:
    """The look-ups found by ``told_inside``, oldest first."""
    moment = datetime.fromisoformat
    found = [
        LookUpRecord(
            id=UUID(row["id"]),
            at=moment(row["at"]),
            staff_id=UUID(row["staff_id"]),
            staff_name=row["staff_name"],
            purpose=Purpose(row["purpose"]),
            person=row["person"],
            outcome=LookUpOutcome(row["outcome"]),
            content=row["content"] or {},
            source=row["source"],
            as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
            answered_at=moment(row["answered_at"]) if row["answered_at"] else None,
        )
        for row in told or ()
    ]
    return sorted(found, key=lambda asked: asked.at)


def answer(lookup_id: UUID) -> PopulationAnswer | None:
    """The answer of the population database; None while there is none."""
    query = select(PopulationAnswer).where(PopulationAnswer.lookup_id == lookup_id)
    return db.session.scalars(query).one_or_none()


def outage() -> PopulationOutage | None:
    now = clock.real_now()
    query = (
        select(PopulationOutage)
        .where(PopulationOutage.since <= now)
        .where(or_(PopulationOutage.until.is_(None), PopulationOutage.until > now))
        .order_by(PopulationOutage.since.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def alarms_of(actor: Actor) -> ColumnElement[bool]:
    """Alarms about the people whose look-ups the actor supervises."""
    return PopulationAlarm.lookup.has(overseen(actor, LookUp.unit_id))


def is_unsettled(_actor: Actor) -> ColumnElement[bool]:
    return PopulationAlarm.settled_at.is_(None)


def count_alarms(actor: Actor) -> int:
    query = select(func.count()).where(is_unsettled(actor), alarms_of(actor))
    return db.session.scalar(query) or 0


def nth_last_of(staff_id: UUID, n: int) -> datetime | None:
    """When somebody made their n-th last look-up."""
    query = select(LookUp.at).where(LookUp.staff_id == staff_id)
    return db.session.scalar(query.order_by(LookUp.at.desc()).offset(n - 1).limit(1))


def first_waiting() -> PopulationQuestion | None:
    query = select(PopulationQuestion).join(LookUp, LookUp.id == PopulationQuestion.lookup_id)
    return db.session.scalars(query.order_by(LookUp.at, LookUp.id).limit(1)).first()


def imports_of(actor: Actor) -> Iterable[ColumnElement[bool]]:
    """Police files are visible to users who read the whole city."""
    return (true() if actor.city else false(),)


def _asked(line: LookUp, said: PopulationAnswer | None) -> LookUpRecord:
    return LookUpRecord(
        id=line.id,
        at=line.at,
        staff_id=line.staff_id,
        staff_name=line.staff_name,
        purpose=line.purpose,
        person=line.person,
        outcome=line.outcome,
        content=said.content if said else {},
        source=said.source if said else None,
        as_of=said.as_of if said else None,
        answered_at=said.at if said else None,
    )
