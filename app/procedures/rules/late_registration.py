"""Rules for late registration and other effects of the day of the event."""

from datetime import date

from app.procedures.models.vocabulary import StandsFor
from app.procedures.rules.form import Answers, Form

ON_TIME_DAYS = 60
"""Days after a birth within which it is registered free of charge (Luật Hộ tịch, Đ.11, Đ.15)."""


def on_time_days(form: Form) -> int | None:
    """Days after the event within which it is registered on time; None: no limit.

    Versions published before this attribute existed are those of births.
    """
    found: int | None = form.compiled.get("on_time_days", ON_TIME_DAYS)
    return found


def is_late(form: Form, answers: Answers, day: date) -> bool:
    """Whether the event is registered after the legal period (đăng ký quá hạn)."""
    most, days = on_time_days(form), days_since_event(form, answers, day)
    return most is not None and days is not None and days > most


def days_since_event(form: Form, answers: Answers, day: date) -> int | None:
    """Days from the event to ``day``; None while its date is unknown."""
    try:
        return (day - date.fromisoformat(str(form.answer(StandsFor.EVENT_DAY, answers)))).days
    except ValueError:
        return None
