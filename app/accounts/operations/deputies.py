"""Who signs while the leader of a commune is away (người ký thay Chủ tịch, NĐ 110/2004 Đ10)."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.accounts.models.staff import Posting
from app.accounts.operations.staff import check_seat, end_posting
from app.accounts.queries.deputies import is_deputy_chairman
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.i18n.formatting import day

TITLE = "KT. Chủ tịch – Phó Chủ tịch"
"""Printed above the signature of a deputy."""


NO_LEADER = _("Choose the posting of a commune leader that lasts through all these days.")


STANDS_FOR_THEMSELVES = _(
    "A leader does not stand in for themselves: choose somebody else of the commune."
)


OF_ANOTHER_COMMUNE = _(
    "%(name)s is not on the staff list of %(unit)s. Choose somebody of the commune."
)


NO_LAST_DAY = _("Enter the first and the last day: a deputy signs on these days only.")


DAYS_OVER = _("These days are over: nobody signs for the leader on them any more.")


DEPUTY_ALREADY = _(
    "%(name)s stands in from %(since)s to %(until)s already. End that first, or choose other days."
)


def check_deputy(deputy: Posting) -> None:
    """Complete and validate the posting of a deputy.

    A deputy, like the leader, does not sign an entry that they prepared themselves.

    Raises:
        Refused: there is no leader on all these days.
        Refused: the leader was chosen as deputy.
        Refused: the deputy works elsewhere.
        Refused: by title, this person may not sign "KT. Chủ tịch".
        Refused: the reason for the leader's absence is missing.
        Refused: the last day is missing.
        Refused: the last day is in the past.
        Refused: somebody else stands in on some of the days.
        Refused: the person leads the commune on these days already.
    """
    with db.session.no_autoflush:  # the posting is still incomplete
        leader = deputy.stands_for
        if leader is None or leader.role is not Role.COMMUNE_LEADER or leader.stands_for_id:
            raise Refused(NO_LEADER, status=422, field="stands_for")
        deputy.unit, deputy.role, deputy.title = leader.unit, Role.COMMUNE_LEADER, TITLE
        deputy.because = (deputy.because or "").strip()
        if not deputy.because:
            raise Refused(_("Write what the leader is away for."), status=422, field="because")
        if deputy.during.lower is None or deputy.during.upper is None:
            raise Refused(NO_LAST_DAY, status=422, field="during")
        if deputy.during.upper <= clock.today():
            raise Refused(DAYS_OVER, status=422, field="during")
        if not leader.during.contains(deputy.during):
            raise Refused(NO_LEADER, status=422, field="stands_for")
        _may_sign(deputy, leader)
        check_seat(deputy)
        _alone(deputy, leader)


def check_change(posting: Posting) -> None:
    """Reject changes of a deputy's posting: its days follow from the leader's.

    Raises Refused.
    """
    if posting.stands_for_id:
        raise Refused(
            _(
                "This person stands in for a leader. End that on the page of deputies, then appoint"
                " anew."
            ),
        )


def end_deputies(leader: Posting) -> list[Posting]:
    after = leader.during.upper
    if after is None:
        return []
    beyond = select(Posting).where(
        Posting.stands_for_id == leader.id, func.upper(Posting.during) > after
    )
    ended = list(db.session.scalars(beyond.order_by(func.lower(Posting.during))))
    for deputy in ended:
        end_posting(deputy, last_day=after - timedelta(days=1))
    return ended


def _may_sign(deputy: Posting, leader: Posting) -> None:
    who = deputy.staff
    if who.id == leader.staff_id:
        raise Refused(STANDS_FOR_THEMSELVES, status=422, field="staff")
    if who.unit_id != leader.unit_id:
        raise Refused(
            OF_ANOTHER_COMMUNE,
            status=422,
            field="staff",
            name=who.full_name,
            unit=leader.unit.name,
        )
    if not is_deputy_chairman(who, leader.unit_id, deputy.during):
        raise Refused(
            _(
                "%(name)s holds no posting as “Phó Chủ tịch” on all these days: only a deputy"
                " chairman signs “KT. Chủ tịch”. Choose one of those offered, or enter the title in"
                " the posting."
            ),
            status=422,
            field="staff",
            name=who.full_name,
        )


def _alone(deputy: Posting, leader: Posting) -> None:
    at_that_time = select(Posting).where(
        Posting.stands_for_id == leader.id, Posting.during.overlaps(deputy.during)
    )
    other = db.session.scalar(at_that_time.limit(1))
    if other is not None:
        raise Refused(
            DEPUTY_ALREADY,
            field="during",
            name=other.staff.full_name,
            since=day(other.during.lower),
            until=day(other.during.upper and other.during.upper - timedelta(days=1)),
        )
