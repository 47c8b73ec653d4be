"""One step for many dossiers, each taken as on its own page (xử lý hàng loạt).

A run stores what was chosen before it touches the first row. Each row is loaded again in the scope
of the person, compared with the version that was shown, and moved by the operation of the single
step, in one transaction with its outcome: an interrupted run continues where it stopped, and no row
is processed twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.models.teamwork import BulkRun
from app.dossiers.operations import assignments, transitions
from app.dossiers.queries import bulk, signatures, visibility
from app.dossiers.rules.bulk import AT_MOST, STEPS, BulkOutcome
from app.dossiers.workflow import Action
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, attempt, db
from app.kernel.errors import DomainError, NotAllowed, NotFound, Refused

Facts = Mapping[str, Any]
Row = dict[str, Any]


NO_DOSSIER_CHOSEN = _("Choose at least one dossier.")


TOO_MANY_DOSSIERS = _("At most %(most)s dossiers can be done at once. Choose fewer.")


@dataclass(frozen=True)
class Deed:
    """A bulk action: how the page of the single step loads a dossier, and its operation."""

    find: Callable[[UUID, Actor], Dossier]
    act: Callable[[Dossier, Actor, int, Facts], object]


def _step(action: Action) -> Deed:
    def act(dossier: Dossier, actor: Actor, seen: int, facts: Facts) -> object:
        by = rules.officer(actor, dossier.commune_id)
        return transitions.advance(dossier, action, by=by, seen=seen, reason=facts.get("reason"))

    return Deed(visibility.for_step, act)


def _sign(dossier: Dossier, actor: Actor, seen: int, facts: Facts) -> object:
    if not signatures.opened([dossier.id]):
        raise Refused(
            _(
                "You have not opened dossier %(code)s since it was proposed. Open it first: what"
                " goes into a book is read before it is signed."
            ),
            code=dossier.code,
        )
    return _step(Action.SIGN).act(dossier, actor, seen, facts)


def _urge(dossier: Dossier, actor: Actor, seen: int, facts: Facts) -> object:
    by = rules.supervisor(actor, dossier.commune_id)
    return transitions.advance(dossier, Action.URGE, by=by, seen=seen, reason=facts.get("reason"))


def _assign(dossier: Dossier, actor: Actor, seen: int, facts: Facts) -> object:
    by = rules.officer(actor, dossier.commune_id)
    to = UUID(facts["to"]) if facts["to"] else None
    return assignments.assign(dossier, to, by=by, seen=seen)


def _take_over(dossier: Dossier, actor: Actor, seen: int, facts: Facts) -> object:
    by = rules.officer(actor, dossier.commune_id)
    return assignments.take_over(dossier, by=by, seen=seen, reason=facts.get("reason"))


DEEDS: Mapping[str, Deed] = {
    **{action: _step(action) for action in STEPS},
    Action.SIGN: Deed(visibility.for_step, _sign),
    Action.ASSIGN: Deed(visibility.for_step, _assign),
    Action.TAKE_OVER: Deed(visibility.for_step, _take_over),
    Action.URGE: Deed(visibility.page, _urge),
}
"""All bulk actions; none that a single step does not offer."""


def begin(
    key: UUID, action: str, chosen: Mapping[UUID, int], *, actor: Actor, facts: Facts
) -> BulkRun:
    """Store what was chosen, each with the version shown; the same key returns the first run.

    Raises:
        NotAllowed: there is no such bulk action, or not for this person.
        Refused: the number of dossiers is out of range.
        NotFound: the key belongs to somebody else's run.
    """
    if action not in DEEDS or not actor.postings:
        raise NotAllowed
    if not chosen:
        raise Refused(NO_DOSSIER_CHOSEN)
    if len(chosen) > AT_MOST:
        raise Refused(TOO_MANY_DOSSIERS, most=AT_MOST)
    rows = [_row(dossier_id, version) for dossier_id, version in chosen.items()]
    db.session.execute(
        insert(BulkRun)
        .values(
            id=key,
            staff_id=actor.staff_id,
            unit_id=actor.postings[0].unit_id,
            action=action,
            facts=dict(facts),
            at=clock.now(),
            rows=rows,
            done=False,
            version=1,
        )
        .on_conflict_do_nothing()
    )
    return bulk.own_run(key, actor)


def _row(dossier_id: UUID, version: int) -> Row:
    return {
        "key": str(dossier_id),
        "code": None,
        "version": version,
        "outcome": BulkOutcome.WAITING,
        "reason": None,
    }


def go_on(key: UUID, *, actor: Actor) -> bool:
    """Process the next waiting row; return whether another one follows."""
    run = bulk.own_run(key, actor, lock=True)
    waiting = [row for row in run.rows if row["outcome"] == BulkOutcome.WAITING]
    if waiting:
        waiting[0].update(_taken(run, waiting[0], actor))
        flag_modified(run, "rows")
    run.done = len(waiting) <= 1
    return not run.done


def _taken(run: BulkRun, row: Row, actor: Actor) -> Row:
    deed = DEEDS[run.action]
    try:
        dossier = deed.find(UUID(row["key"]), actor)
    except NotFound as refusal:
        return {"outcome": BulkOutcome.UNSEEN, "reason": str(refusal)}
    found: Row = {"code": dossier.code}
    try:
        with attempt():
            deed.act(dossier, actor, row["version"], run.facts)
    except (ChangedMeanwhile, StaleDataError):
        return found | {"outcome": BulkOutcome.CHANGED, "reason": str(ChangedMeanwhile.message)}
    except DomainError as refusal:
        return found | {"outcome": BulkOutcome.REFUSED, "reason": str(refusal)}
    except IntegrityError:
        unfit = gettext("It does not fit what is recorded. Open the dossier and try it there.")
        return found | {"outcome": BulkOutcome.REFUSED, "reason": unfit}
    return found | {"outcome": BulkOutcome.DONE}
