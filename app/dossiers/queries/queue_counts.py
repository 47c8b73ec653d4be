"""How many dossiers wait in each queue."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries.call_tasks import how_many_to_call
from app.dossiers.queries.queues import (
    AFTER_THE_END,
    BY_VISIT,
    GIVEN,
    Queue,
    facts,
    horizon,
    queue_condition,
    waits,
)
from app.dossiers.queries.visibility import here
from app.dossiers.rules.lateness import Horizon
from app.kernel.actor import Actor
from app.kernel.db import db

COUNT_UP_TO = 5_000
"""City-wide readers see "more than" above this number, and no further row is counted."""


def _counted(queues: Sequence[Queue], today: Horizon) -> list[Any]:
    return [func.count().filter(queue_condition(queue, today)).label(queue) for queue in queues]


def counts_by_commune(queues: Sequence[Queue]) -> dict[int, dict[Queue, int]]:
    """Dossiers per queue of each commune, without rehearsals: one statement."""
    rows = db.session.execute(
        select(Dossier.commune_id, *_counted(queues, horizon()))
        .where(waits(), Dossier.is_rehearsal.is_(False))
        .group_by(Dossier.commune_id)
    )
    return {row[0]: {queue: row._mapping[queue] for queue in queues} for row in rows}


def queue_counts(
    actor: Actor,
    queues: Sequence[Queue],
    today: Horizon | None = None,
    only: ColumnElement[bool] | None = None,
) -> dict[Queue, int]:
    """Dossiers per queue: one statement, whatever the number of queues.

    A city-wide reader gets at most ``COUNT_UP_TO`` + 1. ``only`` restricts the count to one person
    (``team.whose``).
    """
    row = db.session.execute(_asked(actor, queues, only), facts(actor, today)).one()
    return dict(zip(queues, row, strict=True))


class QueueTally(NamedTuple):
    """How many dossiers wait in a queue, and since or until when the first of them."""

    number: int
    first_at: datetime | None = None


def queue_tallies(actor: Actor, queues: Sequence[Queue]) -> dict[Queue, QueueTally]:
    """The same with the time of the first dossier; a city-wide reader gets the numbers only."""
    if actor.city:
        found = queue_counts(actor, queues)
        return {queue: QueueTally(number) for queue, number in found.items()}
    row = db.session.execute(_tallying(tuple(queues)), facts(actor, None)).one()
    numbers, times = row[: len(queues)], row[len(queues) :]
    return {each[0]: QueueTally(*each[1:]) for each in zip(queues, numbers, times, strict=True)}


TIME_OF: dict[Queue, Any] = {
    Queue.NEW: Dossier.intake_due_at,
    Queue.LATE_INTAKE: Dossier.intake_due_at,
    **dict.fromkeys(BY_VISIT, Dossier.visit_at),
    **AFTER_THE_END,
}
"""The time that matters in a queue; in all others it is the deadline."""


@lru_cache(maxsize=128)
def _tallying(queues: tuple[Queue, ...]) -> Select[Any]:
    """Each condition is planned and asked once for both figures of its queue."""
    rows = (
        select(
            *(queue_condition(queue, GIVEN).label(f"in_{queue}") for queue in queues),
            *(TIME_OF.get(queue, Dossier.due_at).label(f"time_{queue}") for queue in queues),
        )
        .where(here(city=False), waits())
        .cte("waiting")
        .prefix_with("MATERIALIZED")
    )
    here_of = [rows.c[f"in_{queue}"] for queue in queues]
    firsts = [func.min(rows.c[f"time_{queue}"]) for queue in queues]
    figures: list[Any] = [func.count().filter(is_in) for is_in in here_of]
    figures += [first.filter(is_in) for first, is_in in zip(firsts, here_of, strict=True)]
    return select(*figures)


def counts_and_calls(
    actor: Actor,
    queues: Sequence[Queue],
    today: Horizon | None = None,
    only: ColumnElement[bool] | None = None,
    views: Sequence[ColumnElement[bool]] = (),
) -> tuple[dict[Queue, int], int, list[int]]:
    """The same with the number of calls to make, and the rows of saved views: one statement."""
    asked = _asked(actor, queues, only).add_columns(how_many_to_call(city=actor.city))
    if actor.city and only is None:
        asked = asked.add_columns(*map(_up_to, views))
    else:
        asked = asked.add_columns(*(func.count().filter(view) for view in views))
    counts = db.session.execute(asked, facts(actor, today)).one()
    n = len(queues)
    return dict(zip(queues, counts[:n], strict=True)), counts[n], list(counts[n + 1 :])


def _asked(actor: Actor, queues: Sequence[Queue], only: ColumnElement[bool] | None) -> Select[Any]:
    if actor.city and only is None:
        return _counting_so_far(tuple(queues))
    asked = _counting(tuple(queues), city=actor.city)
    return asked if only is None else asked.where(only)


@lru_cache(maxsize=128)
def _counting(queues: tuple[Queue, ...], *, city: bool) -> Select[Any]:
    return select(*_counted(queues, GIVEN)).select_from(Dossier).where(here(city=city), waits())


@lru_cache(maxsize=16)
def _counting_so_far(queues: tuple[Queue, ...]) -> Select[Any]:
    """A limited count per queue: the open dossiers of the city are too many to scan."""
    return select(*(_up_to(queue_condition(queue, GIVEN)) for queue in queues))


def _up_to(condition: ColumnElement[bool]) -> Any:
    """How many dossiers of the city meet a condition, counted no further than the limit."""
    rows = select(Dossier.id).where(here(city=True), waits(), condition).limit(COUNT_UP_TO + 1)
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()
