"""Full counts of what happened on the last days, by commune and day, from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, cast, func, literal, or_, select, union_all

from app.dossiers.models.deadlines import Supplement
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import DECIDED, OPEN, State
from app.reports.queries.processing_counts import NOW, SPANS, local, midnight

DAYS_KEPT = 35


def first_kept(today: date) -> date:
    return today - timedelta(days=DAYS_KEPT - 1)


@cache
def counted() -> Select[Any]:
    """A row a commune and day.

    What happened since the first of these days, happened to a dossier that is open or has ended
    since: others need not be looked at.
    """
    live = (
        select(
            Dossier.id,
            Dossier.commune_id,
            Dossier.state,
            _day(Dossier.submitted_at).label("received_on"),
            _day(Dossier.ended_at).label("ended_on"),
            _day(Dossier.due_at).label("due_on"),
            and_(Dossier.ended_at.is_(None), Dossier.due_at < NOW).label("overdue"),
            Dossier.supplements_asked,
        )
        .where(
            Dossier.is_rehearsal.is_(False),
            or_(Dossier.state.in_(OPEN), Dossier.ended_at >= midnight(_first())),
            Dossier.commune_id.in_(select(SPANS.c.commune_id)),
        )
        .cte("live")
    )
    decided = live.c.state.in_(DECIDED)
    refused = live.c.state == State.REFUSED
    asked = (
        select(
            live.c.commune_id,
            _day(Supplement.asked_at).label("day"),
            literal("supplements_asked").label("what"),
        )
        .join(live, Supplement.dossier_id == live.c.id)
        .where(live.c.supplements_asked > 0, Supplement.voided_at.is_(None))
    )
    happened = union_all(
        select(
            live.c.commune_id, live.c.received_on.label("day"), literal("received").label("what")
        ),
        select(live.c.commune_id, live.c.ended_on, literal("settled")).where(decided),
        select(live.c.commune_id, live.c.ended_on, literal("refused")).where(refused),
        select(live.c.commune_id, live.c.due_on, literal("became_late")).where(live.c.overdue),
        asked,
    ).subquery()
    keys = happened.c.commune_id, happened.c.day
    numbers = (cast(func.count().filter(happened.c.what == name), Integer) for name in NUMBERS)
    return select(*keys, *numbers).where(happened.c.day >= _first()).group_by(*keys)


NUMBERS = ("received", "settled", "refused", "became_late", "supplements_asked")


def _day(moment: Any) -> Any:
    return cast(local(moment), Date)


def _first() -> Any:
    return select(func.min(SPANS.c.first)).scalar_subquery()
