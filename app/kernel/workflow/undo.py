"""Whose the last step was, and until when they may undo it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from app.kernel.actor import ActingPerson
from app.kernel.workflow.table import Table

_undo_within = timedelta(minutes=10)


def let_undo_within(within: timedelta) -> None:
    global _undo_within  # one process has one setting; set once at start
    _undo_within = within


@dataclass(frozen=True)
class Undo:
    """Somebody's last step, a row of the journal, and until when they may undo it."""

    event: Any
    until: datetime

    def minutes_left(self, now: datetime) -> int:
        """Minutes left, rounded up; zero when it is too late."""
        return max(0, ceil((self.until - now) / timedelta(minutes=1)))


def undo_of(last: Any, table: Table[Any], by: ActingPerson[Any]) -> Undo | None:
    """The last step, if this person took it in this posting and the table lets them undo it."""
    if last is None or table.way_back(last.action, last.source, last.target) is None:
        return None
    if by.staff_id is None or last.staff_id != by.staff_id:
        return None
    if (last.capacity, last.posting_id) not in by.capacities:
        return None
    return Undo(last, last.at + _undo_within)
