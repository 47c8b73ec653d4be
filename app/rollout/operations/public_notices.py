"""Public notices: posted with a photo, taken down later (niêm yết công khai)."""

from datetime import date

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotAllowed, Refused
from app.rollout.models.outreach import PublicNotice

NOT_YET = _("This day has not come yet: write down what hangs already.")


def put_up(posting: PublicNotice, *, by: Actor) -> None:
    """Set reporter and time of a new notice.

    Raises:
        Refused: the day is in the future.
        NotAllowed: nobody is signed in.
    """
    if posting.posted_on > clock.today():
        raise Refused(NOT_YET, status=422, field="posted_on")
    if by.staff_id is None:
        raise NotAllowed
    posting.at, posting.by_id = clock.now(), by.staff_id


def take_down(posting: PublicNotice) -> None:
    """Mark the notice as taken down today; the record stays. Raises Refused."""
    if posting.removed_on is not None:
        raise Refused(
            _("This was taken down on %(day)s already."),
            day=f"{posting.removed_on:%d/%m/%Y}",
        )
    posting.removed_on = clock.today()


def check_days(posting: PublicNotice) -> None:
    """Check the day of taking down. Raises Refused."""
    down: date | None = posting.removed_on
    if down is None:
        return
    if down > clock.today():
        raise Refused(NOT_YET, status=422, field="removed_on")
    if down < posting.posted_on:
        raise Refused(
            _("It was put up on %(day)s; it cannot have been taken down before."),
            status=422,
            field="removed_on",
            day=f"{posting.posted_on:%d/%m/%Y}",
        )
