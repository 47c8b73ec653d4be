"""Edge cases of deadlines, at which one second or one day makes a difference."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.kernel.clock import HANOI
from app.kernel.deadlines.deadline import Calendar, Limit, LimitUnit, Pause, Policy, deadline

CALENDAR = Calendar(
    {
        datetime.strptime(day, "%d/%m/%Y").date(): kind  # noqa: DTZ007  # a day has no zone
        for day, kind in {
            "26/01/2017": "closed",
            "27/01/2017": "closed",
            "30/01/2017": "closed",
            "31/01/2017": "closed",
            "01/02/2017": "closed",
            "02/01/2017": "closed",
            "25/01/2017": "half",
            "04/02/2017": "make_up",
            "12/11/2016": "open_not_counted",
        }.items()
    }
)
"""Tết of 2017, the day off after New Year, and three invented days for these cases."""

SAME_DAY = LimitUnit.SAME_DAY

# received | limit | due
ONE_BY_ONE = """
T6 11/11/2016 15:00:00 | same day         | T6 11/11/2016 17:00:00
T6 11/11/2016 15:00:01 | same day         | T2 14/11/2016 17:00:00
T6 11/11/2016 12:00:00 | same day         | T6 11/11/2016 17:00:00
T6 11/11/2016 17:00:00 | same day         | T2 14/11/2016 17:00:00
T6 11/11/2016 00:00:00 | same day         | T6 11/11/2016 17:00:00
T6 11/11/2016 23:59:59 | same day         | T2 14/11/2016 17:00:00
T5 10/11/2016 23:59:59 | same day         | T6 11/11/2016 17:00:00
T7 12/11/2016 09:00:00 | same day         | T2 14/11/2016 17:00:00
CN 13/11/2016 23:59:59 | same day         | T2 14/11/2016 17:00:00
T4 25/01/2017 11:59:59 | same day         | T4 25/01/2017 12:00:00
T4 25/01/2017 12:00:00 | same day         | T5 02/02/2017 17:00:00
T4 25/01/2017 15:00:00 | same day         | T5 02/02/2017 17:00:00
T7 04/02/2017 15:00:00 | same day         | T7 04/02/2017 17:00:00
T7 04/02/2017 15:00:01 | same day         | T2 06/02/2017 17:00:00
T6 30/12/2016 15:00:01 | same day         | T3 03/01/2017 17:00:00
T6 11/11/2016 00:00:00 | 1 working day    | T2 14/11/2016 17:00:00
T6 11/11/2016 15:00:01 | 1 working day    | T2 14/11/2016 17:00:00
T6 11/11/2016 23:59:59 | 1 working day    | T2 14/11/2016 17:00:00
T7 12/11/2016 00:00:00 | 1 working day    | T2 14/11/2016 17:00:00
CN 13/11/2016 23:59:59 | 1 working day    | T2 14/11/2016 17:00:00
T2 14/11/2016 00:00:00 | 1 working day    | T3 15/11/2016 17:00:00
T3 24/01/2017 09:00:00 | 1 working day    | T4 25/01/2017 12:00:00
T4 25/01/2017 09:00:00 | 1 working day    | T5 02/02/2017 17:00:00
T5 02/02/2017 09:00:00 | 2 working days   | T7 04/02/2017 17:00:00
T6 30/12/2016 09:00:00 | 1 working day    | T3 03/01/2017 17:00:00
T7 31/12/2016 23:59:59 | 1 working day    | T3 03/01/2017 17:00:00
T4 11/01/2017 09:00:00 | 15 calendar days | T5 02/02/2017 17:00:00
T3 10/01/2017 23:59:59 | 15 calendar days | T4 25/01/2017 12:00:00
T6 11/11/2016 09:00:00 | 1 calendar day   | T2 14/11/2016 17:00:00
T6 11/11/2016 07:59:59 | 1 working hour   | T6 11/11/2016 09:00:00
T6 11/11/2016 11:00:00 | 1 working hour   | T6 11/11/2016 12:00:00
T6 11/11/2016 11:00:01 | 1 working hour   | T6 11/11/2016 13:00:01
T6 11/11/2016 12:00:00 | 1 working hour   | T6 11/11/2016 14:00:00
T6 11/11/2016 16:00:00 | 1 working hour   | T6 11/11/2016 17:00:00
T6 11/11/2016 16:00:01 | 1 working hour   | T2 14/11/2016 08:00:01
T6 11/11/2016 17:00:00 | 8 working hours  | T2 14/11/2016 17:00:00
T7 12/11/2016 09:00:00 | 1 working hour   | T2 14/11/2016 09:00:00
T4 25/01/2017 09:00:00 | 4 working hours  | T5 02/02/2017 09:00:00
T6 30/12/2016 13:00:00 | 8 working hours  | T3 03/01/2017 12:00:00
"""

# received | limit | waiting from | until | due: going on from the time used | due: counted afresh
WAITING = """
T2 14/11/2016 09:00:00 | 3 working days  | T3 15/11/2016 23:59:59 | T4 16/11/2016 00:00:00 | T6 18/11/2016 17:00:00 | T2 21/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T3 15/11/2016 00:00:00 | T3 15/11/2016 23:59:59 | T5 17/11/2016 17:00:00 | T6 18/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T5 17/11/2016 17:00:01 | T2 21/11/2016 09:00:00 | T5 17/11/2016 17:00:00 | T5 24/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T5 17/11/2016 16:59:59 | T2 21/11/2016 09:00:00 | T2 21/11/2016 17:00:00 | T5 24/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T5 17/11/2016 17:00:00 | T2 21/11/2016 09:00:00 | T5 17/11/2016 17:00:00 | T5 24/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T5 17/11/2016 09:00:00 | T7 19/11/2016 09:00:00 | T2 21/11/2016 17:00:00 | T4 23/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working days  | T5 17/11/2016 09:00:00 | T5 17/11/2016 16:00:00 | T5 17/11/2016 17:00:00 | T3 22/11/2016 17:00:00
T3 24/01/2017 09:00:00 | 1 working day   | T4 25/01/2017 11:59:59 | T5 02/02/2017 09:00:00 | T5 02/02/2017 17:00:00 | T6 03/02/2017 17:00:00
T3 24/01/2017 09:00:00 | 1 working day   | T4 25/01/2017 12:00:00 | T5 02/02/2017 09:00:00 | T4 25/01/2017 12:00:00 | T6 03/02/2017 17:00:00
T4 09/11/2016 09:00:00 | 3 calendar days | T2 14/11/2016 09:00:00 | T3 15/11/2016 09:00:00 | T3 15/11/2016 17:00:00 | T6 18/11/2016 17:00:00
T4 09/11/2016 09:00:00 | 3 calendar days | CN 13/11/2016 09:00:00 | T4 16/11/2016 09:00:00 | T4 16/11/2016 17:00:00 | T2 21/11/2016 17:00:00
T2 14/11/2016 09:00:00 | same day        | T2 14/11/2016 16:59:59 | T7 19/11/2016 09:00:00 | T2 21/11/2016 17:00:00 | T2 21/11/2016 17:00:00
T2 14/11/2016 09:00:00 | same day        | T2 14/11/2016 17:00:00 | T4 16/11/2016 09:00:00 | T2 14/11/2016 17:00:00 | T4 16/11/2016 17:00:00
T2 14/11/2016 09:00:00 | same day        | T2 14/11/2016 09:30:00 | T4 16/11/2016 15:00:01 | T4 16/11/2016 17:00:00 | T5 17/11/2016 17:00:00
T2 14/11/2016 15:00:01 | same day        | T2 14/11/2016 16:00:00 | T4 16/11/2016 15:00:00 | T5 17/11/2016 17:00:00 | T4 16/11/2016 17:00:00
T2 14/11/2016 09:00:00 | 3 working hours | T2 14/11/2016 12:00:00 | T3 15/11/2016 08:00:00 | T2 14/11/2016 12:00:00 | T3 15/11/2016 11:00:00
T2 14/11/2016 09:00:00 | 3 working hours | T2 14/11/2016 11:59:59 | T3 15/11/2016 08:00:00 | T3 15/11/2016 08:00:01 | T3 15/11/2016 11:00:00
T4 09/11/2016 09:00:00 | 3 calendar days | T6 11/11/2016 09:00:00 | CN 13/11/2016 23:59:59 | T2 14/11/2016 17:00:00 | T4 16/11/2016 17:00:00
"""  # noqa: E501  # a table


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in row.split("|")) for row in table.strip().splitlines()]


def moment(text: str) -> datetime:
    """“T6 11/11/2016 15:00:00”: the weekday is checked too."""
    weekday, rest = text.split(" ", 1)
    found = datetime.strptime(rest, "%d/%m/%Y %H:%M:%S").replace(tzinfo=HANOI)
    assert weekday == ("T2", "T3", "T4", "T5", "T6", "T7", "CN")[found.weekday()], text
    return found


def limit(text: str) -> Limit:
    """“15 calendar days”."""
    if text == "same day":
        return Limit(0, SAME_DAY)
    amount, of, unit = text.removesuffix("s").split()
    return Limit(int(amount), LimitUnit(f"{of}_{unit}"))


@pytest.mark.parametrize(("received", "given", "ends"), rows(ONE_BY_ONE))
def test_a_limit_ends_to_the_second(received: str, given: str, ends: str) -> None:
    for policy in Policy:
        found = deadline(moment(received), limit(given), CALENDAR, policy=policy)
        assert found.due_at == moment(ends)


@pytest.mark.parametrize(("received", "given", "begins", "until", "on", "afresh"), rows(WAITING))
def test_waiting_moves_it_to_the_second(
    received: str, given: str, begins: str, until: str, on: str, afresh: str
) -> None:
    waits = [Pause(moment(begins), moment(until))]
    for policy, ends in zip(Policy, (on, afresh), strict=True):
        found = deadline(moment(received), limit(given), CALENDAR, policy=policy, pauses=waits)
        assert found.due_at == moment(ends)
