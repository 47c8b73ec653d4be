"""What the rows of a queue are marked with, beyond their state."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateKind
from app.dossiers.queries.queues import is_our_turn, is_returned
from app.dossiers.workflow import Phase, State, states_in
from app.kernel.db import db


class Mark(StrEnum):
    """Why a row needs attention."""

    MAY_REPEAT = "may_repeat"
    RETURNED = "returned"
    OUR_TURN = "our_turn"


MARKED_STATES = (State.SUBMITTED, State.PREPARED, *states_in(Phase.SIGNED))


def marks_of(dossiers: Iterable[Dossier]) -> Mapping[UUID, frozenset[Mark]]:
    """The marks of the dossiers of one page: one statement, none if no state has marks."""
    keys = [dossier.id for dossier in dossiers if dossier.state in MARKED_STATES]
    if not keys:
        return {}
    rows = db.session.execute(_marked(), {"keys": keys})
    return {
        key: frozenset(m for m, is_so in zip(Mark, row, strict=True) if is_so) for key, *row in rows
    }


@cache
def _marked() -> Select[Any]:
    repeats = exists().where(
        DuplicateCandidate.dossier_id == Dossier.id,
        DuplicateCandidate.kind == DuplicateKind.SAME_SUBJECT,
        DuplicateCandidate.decision.is_(None),
    )
    return select(
        Dossier.id,
        and_(Dossier.state == State.SUBMITTED, repeats),
        is_returned(),
        and_(Dossier.state.in_(states_in(Phase.SIGNED)), is_our_turn()),
    ).where(Dossier.id.in_(bindparam("keys", expanding=True)))
