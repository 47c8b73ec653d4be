"""The dossiers that wait for the signature of a leader, and which of them were opened."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, cast, func, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.queries import queue_counts, queues
from app.dossiers.queries.queues import PageSlice, Queue
from app.kernel.actor import Actor
from app.kernel.db import db

AT_MOST = 200
"""Rows of the page of all that waits; the rest follows when these are signed."""


def waiting(actor: Actor) -> Sequence[Dossier]:
    """What waits for the signature, the most urgent first."""
    return queues.queue_page(actor, Queue.TO_SIGN, cut=PageSlice(size=AT_MOST))[:AT_MOST]


def how_many(actor: Actor) -> int:
    return queue_counts.queue_counts(actor, [Queue.TO_SIGN])[Queue.TO_SIGN]


def after(key: UUID, actor: Actor) -> UUID | None:
    """The one that follows in the order of urgency; None after the last."""
    place = queues.place_in_queue(key, actor)
    found = queues.queue_page(actor, Queue.TO_SIGN, cut=PageSlice(size=1, beyond=place))
    return next((each.id for each in found if each.id != key), None)


def opened(keys: Collection[UUID]) -> frozenset[UUID]:
    """Those that the user has opened since their last step, by the log of accesses."""
    asked = select(func.mc_opened(cast(list(keys), ARRAY(Uuid))))
    return frozenset(db.session.scalars(asked)) if keys else frozenset()
