"""Go or no-go, and the opening and closing of a commune's public form (quyết định triển khai)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, func, or_, select
from sqlalchemy.dialects.postgresql import Range

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import ChangedMeanwhile, db
from app.kernel.errors import Refused
from app.organisation.models import Opening
from app.organisation.rules import AT_GO_LIVE
from app.rollout.models.readiness import GoLiveDecision, GoLiveVerdict
from app.rollout.queries.readiness_board import BoardCommune

NEEDS_REASON = _("Enter the reason: it is kept with the decision.")


@dataclass(frozen=True)
class Signing:
    """Who signs, with which title, why, and what was shown."""

    by: Actor
    title: str
    reason: str
    day: date
    seen: str
    """The blockers on the page, as ``seen_of`` encodes them."""


def seen_of(standing: BoardCommune) -> str:
    """The blockers as one string, for a hidden form field."""
    return " ".join(standing.readiness.blockers)


def decide(standing: BoardCommune, verdict: GoLiveVerdict, signing: Signing) -> GoLiveDecision:
    """Record a leader's go or no-go.

    Raises:
        ChangedMeanwhile: the blockers are not those that were shown.
        Refused: a no-go, or a go in spite of blockers, without a reason.
    """
    _as_seen(standing, signing)
    if not signing.reason and (verdict is GoLiveVerdict.NO_GO or standing.readiness.blockers):
        raise Refused(NEEDS_REASON, status=422, field="reason")
    return _kept(standing, verdict, signing)


def open_form(standing: BoardCommune, signing: Signing) -> GoLiveDecision:
    """Open the public form for the procedures of go-live, from a day on.

    Raises:
        ChangedMeanwhile, Refused: as for ``decide``; it also needs a reason without a go.
        Refused: there is nothing to open then.
    """
    _as_seen(standing, signing)
    _not_over(signing.day)
    said_go = standing.evidence.verdict is GoLiveVerdict.GO
    if not signing.reason and (standing.readiness.blockers or not said_go):
        raise Refused(NEEDS_REASON, status=422, field="reason")
    rows = _openings(standing, signing.day)
    opened = [_open(standing, code, rows, signing) for code in AT_GO_LIVE]
    if not any(opened):
        raise Refused(
            _("The form of %(commune)s is open on that day already."),
            commune=standing.unit.name,
            field="day",
        )
    return _kept(standing, GoLiveVerdict.OPENED, signing)


def close_form(standing: BoardCommune, signing: Signing) -> GoLiveDecision:
    """Close the public form for every procedure, from a day on.

    Raises:
        ChangedMeanwhile, Refused: as for ``decide``; it always needs a reason.
        Refused: there is nothing to close then.
    """
    _as_seen(standing, signing)
    _not_over(signing.day)
    if not signing.reason:
        raise Refused(NEEDS_REASON, status=422, field="reason")
    rows = _openings(standing, signing.day)
    if not rows:
        raise Refused(
            _("The form of %(commune)s is closed from that day on already."),
            commune=standing.unit.name,
            field="day",
        )
    for row in rows:
        if row.during.lower is not None and row.during.lower >= signing.day:
            db.session.delete(row)  # it never began
        else:
            row.during = Range(row.during.lower, signing.day)
    return _kept(standing, GoLiveVerdict.CLOSED, signing)


def _as_seen(standing: BoardCommune, signing: Signing) -> None:
    if signing.seen != seen_of(standing):
        raise ChangedMeanwhile


def _not_over(day: date) -> None:
    if day < clock.today():
        raise Refused(_("The day is over. Choose today or a later day."), status=422, field="day")


def _openings(standing: BoardCommune, day: date) -> list[Opening]:
    """Openings of the day and later, locked until the transaction ends."""
    end = func.upper(Opening.during, type_=Date)
    query = select(Opening).where(
        Opening.unit_id == standing.unit.id, or_(end.is_(None), end > day)
    )
    return list(db.session.scalars(query.order_by(Opening.id).with_for_update()))


def _open(standing: BoardCommune, code: str, rows: Iterable[Opening], signing: Signing) -> bool:
    """Whether the procedure had to be opened, for the first time, again or earlier."""
    own = [row for row in rows if row.procedure_code in {None, code}]
    if any(signing.day in row.during for row in own):
        return False
    planned = next((row for row in own if row.procedure_code == code), None)
    if planned:
        planned.during = Range(signing.day, planned.during.upper)
    else:
        during = Range(signing.day, None)
        reason = signing.reason or signing.title
        db.session.add(
            Opening(unit_id=standing.unit.id, procedure_code=code, during=during, reason=reason)
        )
    return True


def _kept(standing: BoardCommune, verdict: GoLiveVerdict, signing: Signing) -> GoLiveDecision:
    decision = GoLiveDecision(
        unit_id=standing.unit.id,
        verdict=verdict,
        day=signing.day,
        reason=signing.reason,
        score=standing.readiness.score,
        known=standing.readiness.known,
        title=signing.title,
        at=clock.now(),
        by_id=signing.by.staff_id,
    )
    db.session.add(decision)
    return decision
