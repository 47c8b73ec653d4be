"""What the day of a birth decides."""

from __future__ import annotations

from datetime import date

from app.procedures.rules.form import Answers

ON_TIME_DAYS = 60
"""Days after the birth within which it is registered free of charge (Luật Hộ tịch, Đ.11, Đ.15)."""


def is_late(answers: Answers, day: date) -> bool:
    """Whether the birth is registered after the 60 days (đăng ký khai sinh quá hạn)."""
    days = days_since_birth(answers, day)
    return days is not None and days > ON_TIME_DAYS


def days_since_birth(answers: Answers, day: date) -> int | None:
    """Days from the birth of the child to ``day``; None as long as the birth is not known."""
    try:
        return (day - date.fromisoformat(str(answers.get("child_born", "")))).days
    except ValueError:
        return None
