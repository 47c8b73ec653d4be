"""The days of complaints and feedback, against dates counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.complaints import rules
from app.complaints.vocabulary import ComplaintKind
from app.kernel import clock
from app.kernel.deadlines.calendar import Calendar

TET = Calendar(
    {date(2017, 1, day): "closed" for day in (26, 27, 30, 31)} | {date(2017, 2, 1): "closed"}
)
COMPLAINT, FEEDBACK = ComplaintKind


def day(words: str) -> date:
    number, month, year = map(int, words.split("/"))
    return date(year, month, number)


@pytest.mark.parametrize(
    ("sent", "accepted_by", "answered_by", "remote"),
    [
        ("21/11/2016", "1/12/2016", "3/1/2017", "16/1/2017"),
        ("25/11/2016", "5/12/2016", "4/1/2017", "19/1/2017"),
        ("16/1/2017", "2/2/2017", "6/3/2017", "20/3/2017"),
    ],
)
def test_ten_days_to_accept_then_thirty_to_answer_and_in_remote_places_forty_five(
    sent: str, accepted_by: str, answered_by: str, remote: str
) -> None:
    new_year = Calendar({**TET.days, date(2017, 1, 2): "closed"})
    for is_remote, last in ((False, answered_by), (True, remote)):
        found = rules.from_receipt(COMPLAINT, clock.at(day(sent), 9), new_year, is_remote=is_remote)
        assert found.accepted_by == clock.at(day(accepted_by), 17)
        assert found.answered_by == clock.at(day(last), 17)


@given(
    sent=st.dates(date(2016, 11, 1), date(2019, 12, 1)),
    hour=st.integers(0, 23),
    is_complex=st.booleans(),
    is_remote=st.booleans(),
)
def test_calendar_days_end_on_the_day_itself_or_the_next_that_is_worked(
    sent: date, hour: int, *, is_complex: bool, is_remote: bool
) -> None:
    days = {0: 30, 1: 45, 2: 60}[is_complex + is_remote]
    last = sent + timedelta(days=days)
    while last.weekday() > 4 or TET.days.get(last) == "closed":
        last += timedelta(days=1)
    found = rules.from_acceptance(
        clock.at(sent, hour), TET, is_remote=is_remote, is_complex=is_complex
    )
    assert found == clock.at(last, 17)


@given(st.dates(date(2016, 11, 1), date(2019, 12, 1)))
def test_feedback_has_fifteen_working_days_and_no_acceptance(sent: date) -> None:
    found = rules.from_receipt(FEEDBACK, clock.at(sent, 9), Calendar(), is_remote=True)
    worked = [
        each
        for n in range(1, (clock.local(found.answered_by).date() - sent).days + 1)
        if (each := sent + timedelta(days=n)).weekday() <= 4
    ]
    assert (len(worked), worked[-1]) == (15, clock.local(found.answered_by).date())
    assert found.accepted_by is None


def test_the_letter_names_the_second_complaint_only_to_a_complaint() -> None:
    said = rules.next_instance(COMPLAINT, "huyện Đông Anh", is_remote=False)
    assert (
        "khiếu nại lần hai đến Chủ tịch Ủy ban nhân dân huyện Đông Anh trong thời hạn 30 ngày"
        in said
    )
    assert "45 ngày" in rules.next_instance(COMPLAINT, "huyện Đông Anh", is_remote=True)
    assert "lần hai" not in rules.next_instance(FEEDBACK, "huyện Đông Anh", is_remote=False)
