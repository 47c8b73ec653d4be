"""By when a complaint is accepted and answered, to whom the next one goes; pure.

Khiếu nại: Luật Khiếu nại 02/2011/QH13; phản ánh, kiến nghị: NĐ 20/2008/NĐ-CP, as amended by NĐ
48/2013/NĐ-CP. Neither text lay before us: all days are provisional until they were compared with
it, and the fifteen for feedback are our own choice.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from app.complaints.vocabulary import ComplaintKind
from app.kernel.deadlines.calendar import Calendar
from app.kernel.deadlines.deadline import Limit, LimitUnit, Policy, deadline
from app.kernel.i18n import vietnamese

ACCEPTED_WITHIN = Limit(10, LimitUnit.CALENDAR_DAY)
"""From the day it came (Đ27): the citizen is told whether it is handled, and if not, why."""
ANSWERED_WITHIN = {
    (False, False): Limit(30, LimitUnit.CALENDAR_DAY),
    (True, False): Limit(45, LimitUnit.CALENDAR_DAY),
    (False, True): Limit(45, LimitUnit.CALENDAR_DAY),
    (True, True): Limit(60, LimitUnit.CALENDAR_DAY),
}
"""From the day it was accepted (Đ28), by whether it is complex and the commune remote."""
FEEDBACK_WITHIN = Limit(15, LimitUnit.WORKING_DAY)
SECOND_WITHIN_DAYS = {False: 30, True: 45}
"""To complain again, by whether the commune is remote (Đ33)."""


@dataclass(frozen=True)
class Reckoning:
    """The two moments of a complaint; feedback has the second alone."""

    accepted_by: datetime | None
    answered_by: datetime


def from_receipt(
    kind: ComplaintKind, sent_at: datetime, calendar: Calendar, *, is_remote: bool
) -> Reckoning:
    """What the receipt promises; the answer as late as it may come unless the case is complex."""
    if kind is ComplaintKind.FEEDBACK:
        return Reckoning(None, _end(sent_at, FEEDBACK_WITHIN, calendar))
    accepted_by = _end(sent_at, ACCEPTED_WITHIN, calendar)
    return Reckoning(accepted_by, from_acceptance(accepted_by, calendar, is_remote=is_remote))


def from_acceptance(
    accepted_at: datetime, calendar: Calendar, *, is_remote: bool, is_complex: bool = False
) -> datetime:
    return _end(accepted_at, ANSWERED_WITHIN[is_complex, is_remote], calendar)


def _end(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    end = deadline(start, limit, calendar, policy=Policy.CONTINUE_FROM_ELAPSED).due_at
    if end is None:
        raise AssertionError("a limit without pauses has an end")
    return end


def acceptance_key(complaint_id: UUID) -> UUID:
    """What the letter of acceptance is about: it is no earlier version of the answer."""
    return uuid5(complaint_id, "accepted")


def next_instance(kind: ComplaintKind, above: str, *, is_remote: bool) -> str:
    """To whom the citizen turns next: the last sentence of a letter that is Vietnamese by law."""
    if kind is ComplaintKind.FEEDBACK:
        return (
            "Nếu có quyết định hoặc hành vi mà ông/bà cho là trái pháp luật, xâm phạm quyền, lợi"
            " ích hợp pháp của mình, ông/bà có quyền khiếu nại theo Luật Khiếu nại năm 2011."
        )
    days = SECOND_WITHIN_DAYS[is_remote]
    return (
        "Nếu không đồng ý, ông/bà có quyền khiếu nại lần hai đến Chủ tịch"
        f" {vietnamese.peoples_committee(above)} trong thời hạn {days} ngày kể từ ngày nhận được"
        f" văn bản này, hoặc khởi kiện vụ án hành chính tại Tòa án nhân dân {above} (Điều 7,"
        " Điều 33 Luật Khiếu nại năm 2011; Luật Tố tụng hành chính năm 2015)."
    )
