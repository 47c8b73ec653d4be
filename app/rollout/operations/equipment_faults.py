"""Equipment faults: reported, taken on by the support team, solved (sự cố thiết bị)."""

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.errors import NotAllowed, Refused
from app.rollout.models.readiness import EquipmentFault, EquipmentFaultState


def report(fault: EquipmentFault, *, by: Actor) -> None:
    """Set reporter and time of a new fault.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if by.staff_id is None:
        raise NotAllowed
    fault.reported_at, fault.reported_by_id = clock.now(), by.staff_id
    fault.state = EquipmentFaultState.REPORTED


def take_on(fault: EquipmentFault) -> None:
    """Mark the fault as in progress. Raises Refused."""
    if fault.state is not EquipmentFaultState.REPORTED:
        raise Refused(_("This fault has been taken on already."))
    fault.state = EquipmentFaultState.WORKING


def note(fault: EquipmentFault) -> None:
    """Save the responsible party and the action taken; with an action it is solved.

    Raises Refused.
    """
    if fault.state is EquipmentFaultState.SOLVED:
        raise Refused(_("This fault is solved. If it is there again, report it again."))
    if fault.done:
        fault.state, fault.solved_at = EquipmentFaultState.SOLVED, clock.now()
    else:
        fault.state = EquipmentFaultState.WORKING
