"""Faults of equipment: reported, taken on by the support team, solved (sự cố thiết bị)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import DomainError, NotAllowed
from app.rollout.models import EquipmentFault, EquipmentFaultState


class TakenAlready(DomainError):
    """Somebody is at it already, or it is mended."""

    message = _("This fault has been taken on already.")


class SolvedAlready(DomainError):
    """What is mended is reported anew when it breaks again."""

    message = _("This fault is solved. If it is there again, report it again.")


def report(fault: EquipmentFault, *, by: Actor) -> None:
    """Complete what somebody reports: who, and when.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if by.staff_id is None:
        raise NotAllowed
    fault.reported_at, fault.reported_by_id = clock.now(), by.staff_id
    fault.state = EquipmentFaultState.REPORTED


def take_on(fault: EquipmentFault) -> None:
    """The support team is at it.

    Raises:
        TakenAlready: it is no longer only reported.
    """
    if fault.state is not EquipmentFaultState.REPORTED:
        raise TakenAlready
    fault.state = EquipmentFaultState.WORKING


def note(fault: EquipmentFault) -> None:
    """Keep who answers for it and what was done; with something done it is solved.

    Raises:
        SolvedAlready: it was before.
    """
    if fault.state is EquipmentFaultState.SOLVED:
        raise SolvedAlready
    if fault.done:
        fault.state, fault.solved_at = EquipmentFaultState.SOLVED, clock.now()
    else:
        fault.state = EquipmentFaultState.WORKING
