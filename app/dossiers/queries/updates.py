"""What happened to the own dossiers, by the journal; unread until the dossier is opened."""

from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Boolean, Integer, Text, cast, column, func, select
from sqlalchemy.orm import joinedload, load_only

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.workflow import Action
from app.kernel.db import db

TOLD: set[str] = {
    Action.SEND_BACK, Action.SUPPLY, Action.SUPPLY_LATER, Action.CORRECT, Action.URGE,
    Action.MOVE_VISIT,
}  # fmt: skip
"""The steps that an officer is told of; ``create_app()`` adds those of the agencies."""
SHOWN = 60


class Update(NamedTuple):
    """A step of somebody else, with its dossier."""

    event: Event
    unread: bool


def how_many_unread() -> int:
    """For the bell in the head: one small statement."""
    return int(db.session.scalar(select(func.count()).where(_own().c.unread)) or 0)


def own_updates() -> list[Update]:
    """The last ones, the newest first."""
    own = _own()
    rows = db.session.execute(
        select(Event, own.c.unread)
        .join(own, own.c.event_id == Event.id)
        .options(
            joinedload(Event.dossier).load_only(Dossier.code, Dossier.subject_name),
            load_only(
                Event.dossier_id, Event.at, Event.action, Event.reason, Event.staff_name,
                Event.capacity,
            ),
        )
        .order_by(Event.id.desc())
        .limit(SHOWN)
    )  # fmt: skip
    return [Update(event, unread) for event, unread in rows]


def _own() -> Any:
    called = func.mc_own_updates(cast(sorted(TOLD), ARRAY(Text)))
    return called.table_valued(
        column("event_id", Integer), column("unread", Boolean)
    ).render_derived()
