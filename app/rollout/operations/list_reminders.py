"""SMS reminders to districts whose staff list is due or late (nhắc nộp danh sách)."""

from datetime import date

from flask_babel import lazy_gettext as _

from app.accounts import queries as accounts
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.jobs import queue
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from app.rollout.queries import staff_lists as queries

DAYS_BEFORE = 3
EVERY = 3
"""Days between two reminders of a late list."""
GIVEN_UP_AFTER = 30
"""Days after which reminders stop: somebody has to call."""


@queue.periodic(
    "rollout.remind_of_lists", "15 1 * * *", _("Remind districts of staff lists that are due")
)
def remind() -> None:
    """Remind the IT officers of districts without a list; scheduled daily at 08:15 in Hanoi."""
    today = clock.today()
    owed = {unit.id: phase for unit, phase in queries.owed(today) if _is_day(phase.lists_due)}
    for holder in accounts.holders([Role.DISTRICT_IT], today) if owed else ():
        if (phase := owed.get(holder.unit_id)) is not None and holder.phone:
            outbox.add_to_outbox(
                MessageKind.LIST_DUE,
                reader=Recipient(to=holder.phone, unit_id=holder.unit_id),
                facts={
                    "unit": holder.unit_name,
                    "phase": phase.name,
                    "day": phase.lists_due.isoformat(),
                },
                about=holder.staff_id,
                once=f"list_due:{holder.staff_id}:{phase.n}:{today}",
            )


def _is_day(due: date) -> bool:
    """Three days before, on the due date, and then every third day that it is late."""
    late = (clock.today() - due).days
    return late == -DAYS_BEFORE or (0 <= late <= GIVEN_UP_AFTER and late % EVERY == 0)
