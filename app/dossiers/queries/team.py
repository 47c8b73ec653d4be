"""The officers of a desk, their workload; beside a dossier: notes, edit lock, issued slips."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.accounts.models.staff import Absence, Posting
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.slips import Slip
from app.dossiers.models.teamwork import EditLock, InboxRule, Note
from app.dossiers.queries.queues import is_open
from app.dossiers.rules.team import AT_WORK, Colleague, Load, Team
from app.dossiers.workflow import SlipKind
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.text.folding import fold


def desks_of(actor: Actor) -> frozenset[int]:
    return frozenset(seat.unit_id for seat in actor.postings if seat.unit_kind == "commune")


def team(units: Collection[int]) -> Team:
    """Everybody at the desks of these communes today, and who is away: one statement."""
    if not units:
        return Team()
    rows = db.session.execute(_at_work(), _today(units))
    return _as_team((key, name, roles, back) for key, name, roles, back in rows)


def _today(units: Collection[int]) -> dict[str, Any]:
    return {"units": sorted(units), "today": clock.today()}


@cache
def _at_work() -> Select[Any]:
    """Cached; units and day are bind parameters."""
    units: Any = bindparam("units", expanding=True)
    today = bindparam("today", type_=Date)
    return (
        select(
            Posting.staff_id.label("key"),
            func.mc_staff_name(Posting.staff_id).label("name"),
            func.array_agg(Posting.role).label("roles"),
            func.max(func.upper(Absence.during)).label("back"),
        )
        .outerjoin(
            Absence,
            and_(
                Absence.staff_id == Posting.staff_id,
                Absence.unit_id == Posting.unit_id,
                Absence.during.contains(today),
            ),
        )
        .where(
            Posting.unit_id.in_(units),
            Posting.role.in_(AT_WORK),
            Posting.during.contains(today),
        )
        .group_by(Posting.staff_id)
    )


def _as_team(rows: Iterable[tuple[UUID, str | None, Collection[str], date | None]]) -> Team:
    people = [Colleague(key, name or "", frozenset(roles), back) for key, name, roles, back in rows]
    return Team(tuple(sorted(people, key=lambda each: (fold(each.name), each.staff_id))))


def loads(units: Collection[int], *, is_rehearsal: bool = False) -> dict[UUID | None, Load]:
    """Open dossiers of each person at these desks, unassigned ones under None: one statement.

    ``is_rehearsal``: count rehearsals instead, which are separate.
    """
    now = clock.now()
    tomorrow = clock.at(clock.local(now).date() + timedelta(days=1))
    rows = db.session.execute(
        select(
            Dossier.assigned_to_id,
            func.count(),
            func.count().filter(Dossier.due_at < now),
            func.count().filter(Dossier.due_at >= now, Dossier.due_at < tomorrow),
            func.max(Dossier.accepted_at),
        )
        .where(Dossier.commune_id.in_(units), Dossier.is_rehearsal.is_(is_rehearsal), is_open())
        .group_by(Dossier.assigned_to_id)
    )
    return {row[0]: Load(*row[1:]) for row in rows}


class Whose:
    """Values of the ``whose`` query parameter; a colleague's key is another."""

    MINE = "toi"
    NOBODYS = "chua"


def whose(word: str, actor: Actor, desk: Team) -> ColumnElement[bool] | None:
    """Dossiers of this person, of a colleague, or unassigned ones; None for all.

    Dossiers of an officer who has left the desk count as unassigned.
    """
    here = [each.staff_id for each in desk.people]
    if word == Whose.MINE:
        return Dossier.assigned_to_id == actor.staff_id
    if word == Whose.NOBODYS:
        others = {*here, actor.staff_id}
        return or_(Dossier.assigned_to_id.is_(None), Dossier.assigned_to_id.not_in(others))
    colleague = next((key for key in here if str(key) == word), None)
    return None if colleague is None else Dossier.assigned_to_id == colleague


def is_in_turn(unit_id: int) -> bool:
    rule = select(InboxRule.in_turn).where(InboxRule.unit_id == unit_id)
    return bool(db.session.scalar(rule))


class EditLockHolder(NamedTuple):
    """The officer who holds the edit lock, and until when in real time."""

    staff_id: UUID
    name: str
    until: datetime


def hold_of(dossier_id: UUID) -> EditLockHolder | None:
    row = db.session.execute(
        select(EditLock.staff_id, func.mc_staff_name(EditLock.staff_id), EditLock.until).where(
            EditLock.dossier_id == dossier_id, EditLock.until > clock.real_now()
        )
    ).one_or_none()
    return None if row is None else EditLockHolder(*row)


@dataclass(frozen=True)
class Noted:
    """A note as shown on its dossier."""

    at: datetime
    name: str
    text: str


class IssuedSlip(NamedTuple):
    """A slip in the list of its dossier."""

    issued_at: datetime
    kind: SlipKind
    number: str
    id: UUID
    storage_key: str | None
    """None when the file is no longer kept."""
    replaces_id: UUID | None
    staff_name: str | None


@dataclass(frozen=True)
class Aside:
    """What lies beside a dossier that the person may already read: teamwork and slips."""

    team: Team
    notes: tuple[Noted, ...]
    held: EditLockHolder | None
    slips: tuple[IssuedSlip, ...]


def aside(dossier_id: UUID, units: Collection[int]) -> Aside:
    """The officers, notes and slips newest first, and the edit lock: one statement."""
    facts = {"dossier": dossier_id, "now": clock.real_now()}
    people, written, held, issued = db.session.execute(_beside(), _today(units) | facts).one()
    moment = datetime.fromisoformat
    found = [Noted(moment(at), who or "", text) for at, who, text, _key in written or ()]
    return Aside(
        team=_as_team(
            (UUID(key), who, roles, back and date.fromisoformat(back))
            for key, who, roles, back in people or ()
        ),
        notes=tuple(sorted(found, key=lambda note: note.at, reverse=True)),
        held=EditLockHolder(UUID(held[0]), held[1] or "", moment(held[2])) if held else None,
        slips=tuple(
            IssuedSlip(
                moment(at), SlipKind(kind), number, UUID(key), stored, before and UUID(before), name
            )
            for at, kind, number, key, stored, before, name in issued or ()
        ),
    )


@cache
def _beside() -> Select[Any]:
    at_work, name = _at_work().subquery(), func.mc_staff_name
    this = bindparam("dossier", type_=Uuid)
    notes = select(Note.at, name(Note.staff_id).label("name"), Note.text, Note.id)
    noted = notes.where(Note.dossier_id == this).subquery()
    hold = select(
        func.jsonb_build_array(EditLock.staff_id, name(EditLock.staff_id), EditLock.until)
    ).where(
        EditLock.dossier_id == this,
        EditLock.until > bindparam("now", type_=DateTime(timezone=True)),
    )
    slip = func.jsonb_build_array(
        Slip.issued_at,
        Slip.kind,
        Slip.number,
        Slip.id,
        Slip.storage_key,
        Slip.replaces_id,
        name(Slip.staff_id),
    )
    newest_first = (Slip.issued_at.desc(), Slip.kind, Slip.number_in_year.desc())
    slips = select(func.jsonb_agg(aggregate_order_by(slip, *newest_first)))
    return select(
        select(func.jsonb_agg(func.jsonb_build_array(*at_work.c))).scalar_subquery(),
        select(func.jsonb_agg(func.jsonb_build_array(*noted.c))).scalar_subquery(),
        hold.scalar_subquery(),
        slips.where(Slip.dossier_id == this).scalar_subquery(),
    )
