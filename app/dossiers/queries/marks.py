"""What the rows of a queue are marked with, beyond their state."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, bindparam, exists, select

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.duplicates import DuplicateCandidate, DuplicateKind
from app.dossiers.queries.queues import is_our_turn, is_returned
from app.dossiers.workflow import Phase, State, states_in
from app.kernel.db import db, is_one_of


class Mark(StrEnum):
    """Why a row needs attention."""

    MAY_REPEAT = "may_repeat"
    RETURNED = "returned"
    OUR_TURN = "our_turn"


STATES = {
    Mark.MAY_REPEAT: frozenset({State.SUBMITTED}),
    Mark.RETURNED: frozenset({State.PREPARED}),
    Mark.OUR_TURN: states_in(Phase.SIGNED),
}
"""The states in which a dossier may have each mark."""


def marks_of(dossiers: Iterable[Dossier]) -> Mapping[UUID, frozenset[Mark]]:
    """The marks of those of one page that have any: one statement, none if no state has marks."""
    there = {dossier.id: dossier.state for dossier in dossiers}
    wanted = tuple(mark for mark in Mark if STATES[mark] & {*there.values()})
    if not wanted:
        return {}
    rows = db.session.execute(_marked(wanted), {"keys": [*there]})
    return {
        key: frozenset(mark for mark, is_so in zip(wanted, row, strict=True) if is_so)
        for key, *row in rows
        if any(row)
    }


@cache
def _marked(wanted: tuple[Mark, ...]) -> Select[Any]:
    """Each mark has policies of its own, which take longer to plan than to read."""
    return select(
        Dossier.id,
        *(and_(is_one_of(Dossier.state, STATES[mark]), _WHEN[mark]()) for mark in wanted),
    ).where(Dossier.id == any_(bindparam("keys", type_=ARRAY(Uuid))))


def _may_repeat() -> ColumnElement[bool]:
    return exists().where(
        DuplicateCandidate.dossier_id == Dossier.id,
        DuplicateCandidate.kind == DuplicateKind.SAME_SUBJECT,
        DuplicateCandidate.decision.is_(None),
    )


_WHEN = {
    Mark.MAY_REPEAT: _may_repeat,
    Mark.RETURNED: is_returned,
    Mark.OUR_TURN: is_our_turn,
}
