"""Whose door an administrator may open: never the own one, nor that of somebody beyond reach."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.accounts import queries
from app.accounts.models import Staff
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import DomainError


class Oneself(DomainError):
    """Administrators open no door for themselves."""

    message = _("You cannot do this for yourself. Ask another administrator.")
    status = 403


class OutOfReach(DomainError):
    """The person also works where this administrator has no say."""

    message = _(
        "%(name)s also works in a unit that you do not manage. Ask the administrator of the city."
    )
    status = 403


def check_reach(staff: Staff, by: Actor) -> None:
    """Raise unless this administrator may open doors for that person.

    Raises:
        Oneself: nobody does it for oneself.
        OutOfReach: a posting of today lies where the administrator has no say.
    """
    if staff.id == by.staff_id:
        raise Oneself
    places = {staff.unit_id, *queries.units_posted_to(staff.id, clock.today())}
    if not places <= by.manages:
        raise OutOfReach(name=staff.full_name)
