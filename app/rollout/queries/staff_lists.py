"""Queries on staff lists, one statement each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, ListUpload, StaffList
from app.rollout.rules.checked_list import ExistingListLine
from app.rollout.rules.list_diff import KnownPerson
from app.rollout.rules.list_rows import ListEntry
from app.rollout.rules.name_spellings import name_key
from app.rollout.rules.workplaces import Workplace, Workplaces

_TEXTS = ARRAY(Text)
_KNOWN = func.mc_known_people(
    bindparam("numbers", type_=_TEXTS),
    bindparam("phones", type_=_TEXTS),
    bindparam("keys", type_=_TEXTS),
    bindparam("names", type_=_TEXTS),
    bindparam("units", type_=ARRAY(Integer)),
    bindparam("list_id", type_=Integer),
).table_valued(
    column("at", Integer),
    column("is_staff", Boolean),
    column("staff_id", Uuid),
    column("same", Boolean),
    column("alike", Boolean),
    column("exact", Boolean),
    column("unit_id", Integer),
    column("role", Text),
    column("approved", Boolean),
    column("elsewhere", Boolean),
    column("spelling", Text),
)


def lists_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Lists of the units whose staff this user manages, and of the commune that the user leads."""
    if any(seat.role == Role.CITY_ADMIN for seat in actor.postings):
        return true()
    led = {seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_LEADER}
    return StaffList.unit_id.in_(actor.manages | led)


def last_number(unit_id: int, phase: int) -> int:
    """The number of the newest list of a unit in a phase; 0 before the first."""
    newest = select(func.max(StaffList.n)).where(
        StaffList.unit_id == unit_id, StaffList.phase == phase
    )
    return db.session.scalar(newest) or 0


def unfinished(unit_id: int, phase: int) -> StaffList | None:
    return db.session.scalars(
        select(StaffList)
        .where(
            StaffList.unit_id == unit_id,
            StaffList.phase == phase,
            StaffList.state != ListState.APPROVED,
        )
        .limit(1)
    ).first()


def lines(list_id: int) -> list[ExistingListLine]:
    columns = (getattr(ListLine, name) for name in ExistingListLine._fields)
    rows = db.session.execute(
        select(*columns).where(ListLine.list_id == list_id).order_by(ListLine.n, ListLine.id)
    )
    return [ExistingListLine(*row) for row in rows]


def fingerprint(list_id: int) -> str:
    """Differs when any line of the list does."""
    said = func.jsonb_build_array(
        *(getattr(ListLine, name) for name in ExistingListLine._fields)
    ).cast(Text)
    digest = func.md5(
        func.string_agg(said, aggregate_order_by(literal(""), ListLine.n, ListLine.id))
    )
    return db.session.scalar(select(digest).where(ListLine.list_id == list_id)) or ""


def last_line(list_id: int) -> int:
    """The number of the last line of a list; 0 if there is none."""
    return db.session.scalar(select(func.max(ListLine.n)).filter_by(list_id=list_id)) or 0


def places(unit: Unit) -> Workplaces:
    """All units of the city, and those that a list of this unit may name."""
    day = clock.today()
    rows = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.folded, Unit.kind, Unit.district_id)
        .where(Unit.during.contains(day))
        .order_by(Unit.kind != UnitKind.DISTRICT, Unit.kind != UnitKind.COMMUNE, Unit.code)
    ).all()
    own = {
        row.id
        for row in rows
        if row.id == unit.id or (unit.kind is UnitKind.DISTRICT and row.district_id == unit.id)
    }
    districts = {row.id: row.name for row in rows if row.kind is UnitKind.DISTRICT}
    every = (Workplace(*row[:4], str(row.kind), districts.get(row.district_id, "")) for row in rows)
    return Workplaces(every, own)


def known_people(entries: Sequence[ListEntry], list_id: int) -> list[KnownPerson]:
    """Who has the numbers of these rows already, on the staff or on another list."""
    said = [entry.values for entry in entries]
    names = [values.get("full_name", "") for values in said]
    rows = db.session.execute(
        select(_KNOWN),
        {
            "numbers": [values.get("id_number") for values in said],
            "phones": [values.get("phone") for values in said],
            "keys": [name_key(name) for name in names],
            "names": names,
            "units": [values.get("unit_id") for values in said],
            "list_id": list_id,
        },
    )
    return [KnownPerson(*row) for row in rows]


class ListHistoryEntry(NamedTuple):
    """A step on a list."""

    at: datetime
    action: str
    remarks: str | None
    who: str | None


def events(list_id: int) -> list[ListHistoryEntry]:
    """The steps on a list, newest first."""
    told = (ListEvent.at, ListEvent.action, ListEvent.remarks, func.mc_staff_name(ListEvent.by_id))
    rows = db.session.execute(
        select(*told).where(ListEvent.list_id == list_id).order_by(ListEvent.id.desc())
    )
    return [ListHistoryEntry(*row) for row in rows]


def newest_upload(list_id: int, actor: Actor) -> UUID | None:
    """This user's last uploaded file that is not applied yet."""
    return db.session.scalar(
        select(ListUpload.id)
        .where(
            ListUpload.list_id == list_id,
            ListUpload.by_id == actor.staff_id,
            ListUpload.applied_at.is_(None),
        )
        .order_by(ListUpload.at.desc())
        .limit(1)
    )


def waits_for_decision_of(actor: Actor) -> ColumnElement[bool]:
    """Lists that wait for this user's decision."""
    kind = UnitKind.COMMUNE
    if any(seat.role == Role.CITY_ADMIN for seat in actor.postings):
        kind = UnitKind.DISTRICT
    return and_(StaffList.state == ListState.SUBMITTED, StaffList.unit.has(Unit.kind == kind))


def count_to_decide(actor: Actor) -> int:
    mine = select(func.count()).where(waits_for_decision_of(actor), lists_visible_to(actor))
    return db.session.scalar(mine) or 0


def owed(day: date, unit_ids: Iterable[int] | None = None) -> list[tuple[Unit, Phase]]:
    """Districts that have not submitted the list of their phase, with the phase."""
    handed_in = exists().where(
        StaffList.unit_id == Unit.id,
        StaffList.phase == Phase.n,
        StaffList.state.in_((ListState.SUBMITTED, ListState.APPROVED)),
    )
    query = (
        select(Unit, Phase)
        .join(Phase, Phase.n == Unit.phase)
        .where(Unit.kind == UnitKind.DISTRICT, Unit.during.contains(day), ~handed_in)
        .order_by(Unit.folded)
    )
    if unit_ids is not None:
        query = query.where(Unit.id.in_(unit_ids))
    return [(unit, phase) for unit, phase in db.session.execute(query)]
