"""Which accounts an administrator may manage: not the own one, nor one beyond reach."""

from flask_babel import lazy_gettext as _

from app.accounts import queries
from app.accounts.models.staff import Staff
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.security.own_affairs import refuse_own_affair


def check_reach(staff: Staff, by: Actor) -> None:
    """Check that this administrator may manage that person's account.

    Raises Refused.
    """
    refuse_own_affair(staff.id, by)
    places = {staff.unit_id, *queries.units_posted_to(staff.id, clock.today())}
    if not places <= by.manages:
        raise Refused(
            _(
                "%(name)s also works in a unit that you do not manage. Ask the administrator of the"
                " city."
            ),
            status=403,
            name=staff.full_name,
        )
