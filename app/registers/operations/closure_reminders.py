"""Reminders in January to close the books of the year before (nhắc khóa sổ hộ tịch)."""

from flask_babel import lazy_gettext as _

from app.accounts import queries as accounts
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.jobs import queue
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind
from app.registers.queries.books import units_to_close

DAYS = frozenset({2, 5, 10, 20, 31})
"""Days of January on which a commune with open books is reminded."""


@queue.periodic(
    "registers.remind_of_closures",
    "20 1 * * *",
    _("Remind communes in January to lock last year’s civil-status books"),
)
def remind() -> None:
    """Remind the officer, and the leader who signs; scheduled daily at 08:20 in Hanoi."""
    today = clock.today()
    if today.month != 1 or today.day not in DAYS:
        return
    waiting = units_to_close(today)
    for holder in accounts.holders([Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER], today):
        if holder.phone and (count := waiting.get(holder.unit_id)):
            outbox.add_to_outbox(
                MessageKind.BOOKS_TO_CLOSE,
                reader=Recipient(to=holder.phone, unit_id=holder.unit_id),
                facts={"unit": holder.unit_name, "books": count},
                about=holder.staff_id,
                once=f"books_to_close:{holder.staff_id}:{today}",
            )
