"""What is posted in public: put up with a photo of it, taken down later (niêm yết công khai)."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import DomainError, NotAllowed
from app.rollout.models import PublicNotice


class NotYet(DomainError):
    """A posting is written down once it hangs, not before."""

    message = _("This day has not come yet: write down what hangs already.")
    status = 422


class TakenDownBefore(DomainError):
    """Nothing is taken down before it was put up."""

    message = _("It was put up on %(day)s; it cannot have been taken down before.")
    status = 422


class DownAlready(DomainError):
    """It hangs no more."""

    message = _("This was taken down on %(day)s already.")


def put_up(posting: PublicNotice, *, by: Actor) -> None:
    """Complete what somebody wrote down of a posting.

    Raises:
        NotYet: the day lies ahead.
        NotAllowed: nobody is signed in.
    """
    if posting.posted_on > clock.today():
        raise NotYet(field="posted_on")
    if by.staff_id is None:
        raise NotAllowed
    posting.at, posting.by_id = clock.now(), by.staff_id


def take_down(posting: PublicNotice) -> None:
    """From today on it hangs no more; the record of it stays.

    Raises:
        DownAlready: somebody has written that already.
    """
    if posting.removed_on is not None:
        raise DownAlready(day=f"{posting.removed_on:%d/%m/%Y}")
    posting.removed_on = clock.today()


def check_days(posting: PublicNotice) -> None:
    """Look whether the day of taking down can be right.

    Raises:
        NotYet: it lies ahead.
        TakenDownBefore: it lies before the day of putting up.
    """
    down: date | None = posting.removed_on
    if down is None:
        return
    if down > clock.today():
        raise NotYet(field="removed_on")
    if down < posting.posted_on:
        raise TakenDownBefore(field="removed_on", day=f"{posting.posted_on:%d/%m/%Y}")
