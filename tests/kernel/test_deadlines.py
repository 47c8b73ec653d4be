"""Ends of limits: examples of the law, and properties for every calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.clock import HANOI
from app.kernel.deadlines.deadline import (
    Calendar,
    ExplanationKind,
    Extension,
    Limit,
    LimitUnit,
    Pause,
    Policy,
    deadline,
)

PLAIN = Calendar()
SAME_DAY = Limit(0, LimitUnit.SAME_DAY)
DAY_UNITS = (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY)


def on(day: str, hour: str = "09:00") -> datetime:
    """``on("11/11", "15:20")``: a moment of November 2016, in Hanoi."""
    number, month = day.split("/")
    return datetime.combine(
        date(2016, int(month), int(number)), time.fromisoformat(hour), tzinfo=HANOI
    )


def due(
    received: datetime,
    limit: Limit,
    calendar: Calendar = PLAIN,
    *,
    restart: bool = False,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> datetime | None:
    policy = Policy.RESTART if restart else Policy.CONTINUE_FROM_ELAPSED
    return deadline(
        received, limit, calendar, policy=policy, pauses=pauses, extensions=extensions
    ).due_at


def days(amount: int) -> Limit:
    return Limit(amount, LimitUnit.WORKING_DAY)


def hours(amount: int) -> Limit:
    return Limit(amount, LimitUnit.WORKING_HOUR)


def calendar_days(amount: int) -> Limit:
    return Limit(amount, LimitUnit.CALENDAR_DAY)


def november(**kinds: str) -> Calendar:
    """``november(d14="closed")``."""
    return Calendar({date(2016, 11, int(day[1:])): kind for day, kind in kinds.items()})


# ---- same day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        (on("11/11", "09:00"), on("11/11", "17:00")),
        (on("11/11", "15:00"), on("11/11", "17:00")),
        (on("11/11", "15:00:01"), on("14/11", "17:00")),
        (on("11/11", "15:20"), on("14/11", "17:00")),
        (on("12/11", "09:00"), on("14/11", "17:00")),
        (on("10/11", "23:59"), on("11/11", "17:00")),
    ],
)
def test_a_birth_received_by_three_is_done_the_same_day(received: datetime, ends: datetime) -> None:
    assert due(received, SAME_DAY) == ends


@pytest.mark.parametrize(
    ("hour", "ends"),
    [
        ("11:59", on("11/11", "12:00")),
        ("12:00", on("14/11", "17:00")),
        ("14:00", on("14/11", "17:00")),
    ],
)
def test_a_half_day_closes_at_noon(hour: str, ends: datetime) -> None:
    assert due(on("11/11", hour), SAME_DAY, november(d11="half")) == ends


def test_an_open_saturday_does_not_count_but_a_make_up_saturday_does() -> None:
    saturday = on("12/11")

    assert due(saturday, SAME_DAY, november(d12="open_not_counted")) == on("14/11", "17:00")
    assert due(saturday, SAME_DAY, november(d12="make_up")) == on("12/11", "17:00")


# ---- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("hour", ["14:00", "15:20", "23:59"])
def test_day_limits_never_look_at_the_hour(hour: str) -> None:
    assert due(on("11/11", hour), days(1)) == on("14/11", "17:00")
    assert due(on("11/11", hour), days(20)) == on("9/12", "17:00")


def test_a_matter_received_on_a_closed_day_has_its_first_day_on_the_next_working_day() -> None:
    assert due(on("12/11"), days(1)) == on("14/11", "17:00")


def test_holidays_make_up_days_and_half_days_are_counted_as_they_are_worked() -> None:
    tet = november(d14="closed", d15="half", d19="make_up", d26="open_not_counted")

    assert due(on("11/11"), days(1), tet) == on("15/11", "12:00")
    assert due(on("11/11"), days(5), tet) == on("19/11", "17:00")
    assert due(on("25/11"), days(1), tet) == on("28/11", "17:00")


def test_calendar_days_move_off_a_closed_day() -> None:
    assert due(on("10/11"), calendar_days(1)) == on("11/11", "17:00")
    assert due(on("10/11"), calendar_days(2)) == on("14/11", "17:00")
    assert due(on("10/11"), calendar_days(2), november(d14="closed")) == on("15/11", "17:00")


# ---- hours --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "amount", "ends"),
    [
        (on("11/11", "09:00"), 3, on("11/11", "12:00")),
        (on("11/11", "09:00"), 4, on("11/11", "14:00")),
        (on("11/11", "12:30"), 1, on("11/11", "14:00")),
        (on("11/11", "15:20"), 8, on("14/11", "15:20")),
        (on("12/11", "10:00"), 8, on("14/11", "17:00")),
    ],
)
def test_working_hours_run_only_while_the_office_is_open(
    received: datetime, amount: int, ends: datetime
) -> None:
    assert due(received, hours(amount)) == ends


def test_the_office_hours_are_a_setting() -> None:
    long_day = Calendar(hours=((time(7, 30), time(12)), (time(13), time(17, 30))))

    assert due(on("11/11"), days(1), long_day) == on("14/11", "17:30")


def test_the_hours_inside_a_pause_are_taken_out() -> None:
    pause = Pause(on("11/11", "10:00"), on("14/11", "09:00"))

    assert due(on("11/11", "09:00"), hours(3), pauses=[pause]) == on("14/11", "11:00")
    lunch = Pause(on("11/11", "12:00"), on("11/11", "13:00"))
    assert due(on("11/11", "09:00"), hours(4), pauses=[lunch]) == on("11/11", "14:00")


# ---- pauses -------------------------------------------------------------------------------------


def test_the_day_a_pause_opens_is_used_and_the_days_after_it_are_not_counted() -> None:
    pause = Pause(on("15/11", "10:00"), on("17/11", "10:00"))

    # 14 and 15 are used, 16 and 17 are not counted, 18 is the third
    assert due(on("11/11"), days(3), pauses=[pause]) == on("18/11", "17:00")


def test_two_pauses_that_share_a_day_take_it_out_once() -> None:
    first = Pause(on("14/11", "10:00"), on("16/11", "10:00"))
    second = Pause(on("16/11", "11:00"), on("17/11", "10:00"))

    assert due(on("11/11"), days(2), pauses=[second, first]) == on("18/11", "17:00")


def test_a_pause_that_was_over_before_the_clock_began_is_nothing_to_it() -> None:
    over = Pause(on("9/11"), on("11/11", "08:30"))

    assert due(on("11/11"), SAME_DAY, pauses=[over]) == on("11/11", "17:00")
    assert due(on("11/11"), days(1), pauses=[over], restart=True) == on("14/11", "17:00")


def test_a_pause_on_the_last_day_is_in_time_and_so_is_the_next_one() -> None:
    first = Pause(on("14/11", "16:00"), on("16/11", "10:00"))
    second = Pause(on("16/11", "16:00"), on("18/11", "10:00"))
    too_late = Pause(on("18/11", "17:30"), on("22/11", "10:00"))

    assert due(on("11/11"), days(1), pauses=[first]) == on("16/11", "17:00")
    assert due(on("11/11"), days(1), pauses=[second, first]) == on("18/11", "17:00")
    assert due(on("11/11"), days(1), pauses=[first, second, too_late]) == on("18/11", "17:00")


def test_a_pause_on_the_last_of_the_days_added_is_in_time() -> None:
    pause = Pause(on("16/11", "16:00"), on("18/11", "10:00"))
    more = [Extension(2, LimitUnit.WORKING_DAY)]

    assert due(on("11/11"), days(1), pauses=[pause], extensions=more) == on("18/11", "17:00")
    assert due(on("14/11"), SAME_DAY, pauses=[pause], extensions=more) == on("18/11", "17:00")


def test_an_open_pause_has_no_due_date_under_either_policy() -> None:
    asked = Pause(on("15/11"))

    for policy in Policy:
        found = deadline(on("11/11"), days(3), PLAIN, policy=policy, pauses=[asked])
        assert found.due_at is None
        assert found.lines[-1].kind is ExplanationKind.WAITING


def test_the_later_law_counts_afresh_from_the_end_of_the_last_pause() -> None:
    pauses = [Pause(on("14/11"), on("15/11")), Pause(on("16/11"), on("17/11", "15:20"))]

    assert due(on("11/11"), days(3), pauses=pauses, restart=True) == on("22/11", "17:00")
    assert due(on("11/11"), SAME_DAY, pauses=pauses, restart=True) == on("18/11", "17:00")


# ---- extensions ---------------------------------------------------------------------------------


def test_what_is_added_is_added_before_the_counting() -> None:
    completion = Extension(2, LimitUnit.WORKING_DAY)
    remote = Extension(5, LimitUnit.WORKING_DAY)

    assert due(on("11/11"), days(1), extensions=[completion]) == on("16/11", "17:00")
    assert due(on("11/11"), days(20), extensions=[completion, remote]) == due(on("11/11"), days(27))
    assert due(on("11/11"), SAME_DAY, extensions=[completion]) == on("15/11", "17:00")
    # the Saturday is only the second calendar day: the limit moves at its very end
    assert due(on("10/11"), calendar_days(2), extensions=[completion]) == on("15/11", "17:00")


# ---- refusals ------------------------------------------------------------------------------------


def test_times_without_a_zone_and_impossible_stretches_are_refused() -> None:
    naive = datetime(2016, 11, 11, 9)  # noqa: DTZ001  # the very thing that is refused
    with pytest.raises(ValueError, match="zone"):
        due(naive, days(1))
    with pytest.raises(ValueError, match="zone"):
        Pause(naive)
    with pytest.raises(ValueError, match="before it starts"):
        Pause(on("11/11"), on("10/11"))
    with pytest.raises(ValueError, match="negative"):
        days(-1)
    with pytest.raises(ValueError, match="same day"):
        Extension(1, LimitUnit.SAME_DAY)
    with pytest.raises(ValueError, match="beyond"):
        due(datetime(9999, 12, 30, tzinfo=HANOI), days(5))


def test_a_moment_from_another_zone_is_read_in_hanoi() -> None:
    late_in_hanoi = datetime(2016, 11, 11, 8, 0, 1, tzinfo=timezone.utc)  # noqa: UP017

    assert due(late_in_hanoi, SAME_DAY) == on("14/11", "17:00")


def test_a_calendar_cannot_be_changed_from_outside() -> None:
    days_of_2016 = {date(2016, 11, 14): "closed"}
    calendar = Calendar(days_of_2016)
    days_of_2016.clear()

    assert not calendar.is_working_day(date(2016, 11, 14))
    with pytest.raises(TypeError):
        calendar.days[date(2016, 11, 14)] = "half"  # type: ignore[index]


# ---- lines --------------------------------------------------------------------------------------


def test_the_reckoning_explains_itself_in_whole_sentences() -> None:
    pause = Pause(on("15/11"), on("17/11"))
    calendar = november(d14="closed", d19="open_not_counted", d21="half")
    found = deadline(
        on("11/11", "15:20"),
        days(2),
        calendar,
        policy=Policy.CONTINUE_FROM_ELAPSED,
        pauses=[pause],
        extensions=[Extension(1, LimitUnit.WORKING_DAY)],
    )

    assert [line.text for line in found.lines] == [
        "Received on Friday 11/11/2016 at 15:20.",
        "Limit in working days: 2.",
        "Working days added to the limit: 1.",
        "Days are counted from the day after: day 1 is Tuesday 15/11/2016.",
        "Waiting: the days from Wednesday 16/11/2016 to Thursday 17/11/2016 are not counted.",
        "Not counted, since the office is closed: Monday 14/11/2016.",
        "Not counted, although the office is open: Saturday 19/11/2016.",
        "On Monday 21/11/2016 half a day is worked, until 12:00.",
        "Due on Monday 21/11/2016 at 12:00.",
    ]


def test_a_pause_on_the_last_day_is_explained_without_contradiction() -> None:
    pause = Pause(on("14/11", "16:00"), on("19/11", "10:00"))
    found = deadline(
        on("11/11"), days(1), PLAIN, policy=Policy.CONTINUE_FROM_ELAPSED, pauses=[pause]
    )

    assert [line.text for line in found.lines[3:] if line.kind != "year_unknown"] == [
        "Waiting: the days from Tuesday 15/11/2016 to Saturday 19/11/2016 are not counted.",
        "All days of the limit were used in time when waiting began on Monday 14/11/2016: "
        "the limit ends on the day on which waiting ended, Saturday 19/11/2016.",
        "The last day, Saturday 19/11/2016, is not a working day: it moves to Monday 21/11/2016.",
        "Due on Monday 21/11/2016 at 17:00.",
    ]


def test_every_kind_of_line_has_a_sentence_that_its_facts_fill() -> None:
    pause = Pause(on("11/11", "10:00"), on("14/11", "09:00"))
    short = Pause(on("11/11", "10:00"), on("11/11", "11:00"))
    both = tuple(Policy)
    spoken = {
        line.kind: line.text
        for received in (on("11/11"), on("11/11", "15:20"), on("12/11"))
        for limit in (SAME_DAY, days(2), hours(9), calendar_days(2))
        for waits in ((), (pause,), (short,), (Pause(on("14/11")),))
        for unit in (LimitUnit.WORKING_HOUR, *DAY_UNITS)
        for policy in both
        for calendar in (november(d14="half", d15="closed", d19="make_up", d16="open_not_counted"),)
        for why in (None, *(kind for kind in ExplanationKind if kind.startswith("more_for_")))
        for more in ((), (Extension(2, unit, why),))
        for line in deadline(
            received, limit, calendar, policy=policy, pauses=waits, extensions=more
        ).lines
    }

    elsewhere = {ExplanationKind.YEAR_UNKNOWN, ExplanationKind.SENT}  # below; before acceptance
    assert set(spoken) == set(ExplanationKind) - elsewhere
    assert not [text for text in spoken.values() if "%" in text]


def test_a_year_whose_days_off_are_not_entered_is_told() -> None:
    known = november(d14="closed")
    new_year = on("28/12")

    def told(calendar: Calendar, start: datetime) -> list[str]:
        found = deadline(start, days(5), calendar, policy=Policy.RESTART)
        return [line.text for line in found.lines if line.kind is ExplanationKind.YEAR_UNKNOWN]

    assert told(known, on("11/11")) == []
    assert told(known, new_year) == [
        "The days off of 2017 are not entered yet: only week-ends are left out there."
    ]
    assert len(told(PLAIN, new_year)) == 2


# ---- for every calendar -------------------------------------------------------------------------

FIRST = date(2016, 1, 1)
dates = st.dates(FIRST, date(2016, 12, 31))
moments = st.builds(
    lambda day, clock_time: datetime.combine(day, clock_time, tzinfo=HANOI),
    dates,
    st.times().map(lambda found: found.replace(microsecond=0)),
)
calendars = st.builds(
    Calendar,
    st.dictionaries(
        dates, st.sampled_from(["closed", "make_up", "half", "open_not_counted"]), max_size=60
    ),
)
amounts = st.integers(0, 40)
units = st.sampled_from(LimitUnit)
limits = st.builds(Limit, amounts, units)
pauses_of = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + length),
        moments,
        st.timedeltas(timedelta(0), timedelta(days=20)),
    ),
    max_size=4,
)
policies = st.sampled_from(Policy)
day_units = st.sampled_from((LimitUnit.SAME_DAY, *DAY_UNITS))


def end(pause: Pause) -> datetime:
    """The end of a pause that has one."""
    assert pause.end is not None
    return pause.end


def counted(calendar: Calendar, day: date) -> bool:
    word = calendar.days.get(day)
    return word in ("make_up", "half") or (word is None and day.isoweekday() < 6)


def closing(calendar: Calendar, day: date) -> datetime:
    hour = time(12) if calendar.days.get(day) == "half" else time(17)
    return datetime.combine(day, hour, tzinfo=HANOI)


@given(moments, limits, calendars, policies, pauses_of)
def test_nothing_is_ever_due_on_a_closed_day_or_out_of_hours(
    received: datetime, limit: Limit, calendar: Calendar, policy: Policy, pauses: list[Pause]
) -> None:
    found = deadline(received, limit, calendar, policy=policy, pauses=pauses).due_at

    assert found is not None
    assert counted(calendar, found.date())
    assert any(opens <= found <= closes for opens, closes in calendar.stretches(found.date()))


@given(moments, units, amounts, amounts, calendars, policies, pauses_of)
def test_a_longer_limit_never_ends_earlier(
    received: datetime,
    unit: LimitUnit,
    amount: int,
    more: int,
    calendar: Calendar,
    policy: Policy,
    pauses: list[Pause],
) -> None:
    short = deadline(received, Limit(amount, unit), calendar, policy=policy, pauses=pauses)
    long = deadline(received, Limit(amount + more, unit), calendar, policy=policy, pauses=pauses)

    assert short.due_at is not None
    assert long.due_at is not None
    assert short.due_at <= long.due_at


@given(
    moments,
    st.builds(Limit, amounts, day_units),
    calendars,
    dates,
    st.times(),
    st.times(),
)
def test_a_pause_opened_and_closed_on_one_day_moves_nothing(
    received: datetime, limit: Limit, calendar: Calendar, day: date, one: time, other: time
) -> None:
    begin, end = (datetime.combine(day, at, tzinfo=HANOI) for at in sorted((one, other)))

    assert due(received, limit, calendar, pauses=[Pause(begin, end)]) == due(
        received, limit, calendar
    )


@given(moments, amounts, st.sampled_from(DAY_UNITS), calendars, pauses_of)
def test_day_limits_agree_with_a_count_on_the_fingers(
    received: datetime, amount: int, unit: LimitUnit, calendar: Calendar, pauses: list[Pause]
) -> None:
    day, left = received.date(), amount
    while left:
        day += timedelta(days=1)
        waiting = any(
            pause.start.date() < day <= end(pause).date()
            for pause in pauses
            if end(pause) > received
        )
        if not waiting and (unit is LimitUnit.CALENDAR_DAY or counted(calendar, day)):
            left -= 1
    while not counted(calendar, day) or any(
        max(pause.start, received) < closing(calendar, day) and day < end(pause).date()
        for pause in pauses
        if end(pause) > received
    ):
        day += timedelta(days=1)

    assert due(received, Limit(amount, unit), calendar, pauses=pauses) == closing(calendar, day)


@given(moments, st.builds(Limit, amounts, day_units), calendars, pauses_of)
def test_nothing_is_due_before_a_pause_ends_that_opened_in_time(
    received: datetime, limit: Limit, calendar: Calendar, pauses: list[Pause]
) -> None:
    found = due(received, limit, calendar, pauses=pauses)

    assert found is not None
    for pause in pauses:
        if received <= pause.start < found:
            assert end(pause).date() <= found.date()


@given(moments, st.integers(1, 12), calendars, pauses_of)
def test_hour_limits_agree_with_a_count_by_the_minute(
    received: datetime, amount: int, calendar: Calendar, pauses: list[Pause]
) -> None:
    received = received.replace(second=0)
    waits = [
        Pause(pause.start.replace(second=0), end(pause).replace(second=0, microsecond=0))
        for pause in pauses
    ]
    minute, left = received, amount * 60
    while left:
        of_day = minute.hour * 60 + minute.minute
        morning = 8 * 60 <= of_day < 12 * 60
        afternoon = 13 * 60 <= of_day < 17 * 60 and calendar.days.get(minute.date()) != "half"
        if not counted(calendar, minute.date()):
            minute = datetime.combine(minute.date() + timedelta(days=1), time(0), tzinfo=HANOI)
            continue
        if (morning or afternoon) and not any(w.start <= minute < end(w) for w in waits):
            left -= 1
        minute += timedelta(minutes=1)

    assert due(received, Limit(amount, LimitUnit.WORKING_HOUR), calendar, pauses=waits) == minute
