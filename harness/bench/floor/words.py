"""Labels and date formats of the floor's templates."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from app.kernel.clock import HANOI

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
STATES = {
    "submitted": ("new", "Mới nộp"),
    "supplementing": ("waiting", "Chờ bổ sung"),
    "accepted": ("process", "Đã tiếp nhận, chờ đến ký"),
    "prepared": ("process", "Đã lập dự thảo"),
    "to_sign": ("process", "Chờ ký"),
    "registered": ("process", "Đã ký kết quả"),
    "at_agencies": ("agency", "Ở cơ quan khác"),
    "ready": ("ready", "Có kết quả"),
    "returned": ("closed", "Đã trả"),
    "not_accepted": ("closed", "Từ chối tiếp nhận"),
    "refused": ("closed", "Từ chối giải quyết"),
    "withdrawn": ("closed", "Đã rút hồ sơ"),
    "stopped": ("closed", "Dừng giải quyết"),
}
ACTIONS = {
    "submit": "Hồ sơ đã được nộp.",
    "accept": "Xã đã tiếp nhận hồ sơ.",
    "visit": "Ông/bà đã đến xã; bản chính đã được đối chiếu.",
    "sign": "Đã đăng ký khai sinh.",
    "forward": "Xã đã chuyển hồ sơ cho công an và bảo hiểm xã hội.",
    "complete": "Đã có đủ kết quả, mời ông/bà đến nhận.",
    "return_result": "Ông/bà đã nhận kết quả.",
}
LEG_ACTIONS = {"receive": "đã nhận hồ sơ", "answer": "đã giải quyết xong"}


def moment(value: datetime | None) -> str:
    """As 16/12/2019 09:05."""
    return value.astimezone(HANOI).strftime("%d/%m/%Y %H:%M") if value else ""


def day(value: datetime | date | None) -> str:
    """As 16/12/2019."""
    if value is None:
        return ""
    at = value.astimezone(HANOI) if isinstance(value, datetime) else value
    return at.strftime("%d/%m/%Y")


def machine(value: datetime) -> str:
    """For ``datetime=``."""
    return value.astimezone(HANOI).isoformat(timespec="minutes")


def left(due_at: datetime, now: datetime) -> tuple[str, str, str]:
    """CSS class, icon and text of a deadline."""
    days = (due_at.astimezone(HANOI).date() - now.astimezone(HANOI).date()).days
    if due_at < now:
        return "late", "st-late", f"Quá {-days} ngày làm việc"
    return (
        ("soon", "i-clock", f"Còn {days} ngày làm việc")
        if days <= 2
        else ("far", "i-calendar", f"Còn {days} ngày làm việc")
    )


def up(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def said(value: Any) -> str:
    """An answer of a declaration in one line."""
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return typed(value) or "–"


def typed(value: Any) -> str:
    """An answer as the value of its control."""
    text = "" if value is None else str(value)
    found = _DAY.fullmatch(text)
    return "/".join(reversed(found.groups())) if found else text
