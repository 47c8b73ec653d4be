"""Template variables: meaning, where each is allowed and required, and an example.

Facts are typed: codes, places, days, numbers, names of results. None is a person's name or an
identity number, so that no template can use one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.notifications.models.message_templates import Variant
from app.notifications.rules.default_templates import PLANS
from app.notifications.rules.message_kinds import (
    AgencyResult,
    FactKind,
    MessageKind,
    is_about_a_dossier,
)


class TemplatePart(StrEnum):
    """The three texts of a template, named after their columns (phần của mẫu tin)."""

    SUBJECT = "subject"
    FULL = "full"
    SMS = "sms"


PARTS: Mapping[TemplatePart, LazyString] = {
    TemplatePart.SUBJECT: _("Subject of the e-mail"),
    TemplatePart.FULL: _("Text of the e-mail"),
    TemplatePart.SMS: _("Short message"),
}

MEANINGS: Mapping[str, LazyString] = {
    "code": _("the code of the dossier"),
    "unit": _("the name of the commune or district that tells"),
    "to": _("the commune that is proposed"),
    "visit": _("hour and day of the appointment"),
    "due": _("the day for which the result is promised"),
    "day": _("the day that the message is about"),
    "days": _("how many working days more"),
    "reason": _("the reason that an officer wrote"),
    "letter": _("the number of the written answer"),
    "parcel": _("the number of the parcel at the post"),
    "granted": _("the results that are granted"),
    "refused": _("the results that are refused"),
    "state": _("where the dossier stands"),
    "page": _("the short address of the tracking page"),
    "phone": _("the telephone of the commune, or the hotline"),
    "number": _("the one-time code"),
    "draft": _("the code of the draft"),
    "resume_page": _("the address on which the draft is opened again"),
    "link": _("the address on which the password is chosen"),
    "minutes": _("how many minutes the code holds"),
    "to_sign": _("how many dossiers wait for a signature"),
    "due_today": _("how many dossiers are due today"),
    "late": _("how many dossiers are late"),
    "late_intake": _("how many dossiers are overdue at intake"),
    "communes": _("in how many communes"),
    "worst": _("the communes with the most late dossiers"),
    "books": _("how many civil-status books are not locked"),
    "phase": _("the phase of the plan"),
    "course": _("the name of the training class"),
    "begins": _("hour and day on which the class begins"),
    "place": _("where the class is held"),
    "first": _("the first of the reader's queues, with their numbers"),
    "queues": _("all queues of the reader, with their numbers and addresses"),
}

EXAMPLE: Mapping[str, Any] = {
    "code": "000.15.17.H26-261118-0007",
    "unit": "xã Ba Trại",
    "to": "xã Tản Lĩnh",
    "visit": "2026-12-21T01:30:00+00:00",
    "due": "2026-12-28",
    "day": "2026-12-21",
    "days": 5,
    "reason": "Giấy chứng sinh bị mờ, chưa đọc được ngày sinh",
    "letter": "12/UBND-TP",
    "parcel": "EE123456789VN",
    "granted": ["Giấy khai sinh", AgencyResult.INSURANCE.value],
    "refused": [AgencyResult.RESIDENCE.value],
    "state": "đã tiếp nhận, hẹn trả 28/12/2026",
    "phone": "02433881234",
    "number": "482913",
    "draft": "K7M2Q-9XTRB",
    "resume_page": "motcua.hanoi.gov.vn/nop-ho-so/lam-tiep",
    "link": "8uXq0mBW0o3cQ2v1nJpYtR5sLk7hGfD4aZxC6eV9wTi",
    "minutes": 10,
    "to_sign": 3,
    "due_today": 5,
    "late": 2,
    "late_intake": 1,
    "communes": 2,
    "worst": "xã Ba Trại 2, xã Tản Lĩnh 1",
    "books": 3,
    "phase": "Giai đoạn II",
    "course": "Tiếp nhận hồ sơ, lớp 1",
    "begins": "2026-12-21T01:30:00+00:00",
    "place": "Hội trường UBND huyện",
    "first": "Mới nộp 4, Hẹn hôm nay 2, Quá hạn 1",
    "queues": "Mới nộp: 4\nHẹn hôm nay: 2\nQuá hạn: 1",
}
"""Invented facts for the preview."""

LONG_PLACE = "phường Trung Sơn Trầm"
"""The longest name of a commune or district."""

_LONGEST: Mapping[str, Any] = {
    **EXAMPLE,
    "unit": LONG_PLACE,
    "to": LONG_PLACE,
    "days": 99,
    "letter": "1234/UBND-TP",
    "to_sign": 999,
    "due_today": 999,
    "late": 999,
    "late_intake": 999,
    "communes": 30,
    "books": 99,
    "worst": f"{LONG_PLACE} 99",
    "first": "Sắp đến hạn (2 ngày làm việc) 999, Giấy tờ, tiền cần trả lại 999, Chậm tiếp nhận 999",
}

_NEVER: Mapping[TemplatePart, frozenset[str]] = {
    TemplatePart.SUBJECT: frozenset(
        {"reason", "granted", "refused", "number", "link", "first", "queues"}
    ),
    TemplatePart.SMS: frozenset({"reason", "queues"}),
    TemplatePart.FULL: frozenset(),
}
"""Officers' free text is allowed in the full text only; codes must not show on a lock screen."""
_ALWAYS = frozenset(
    {"code", "draft", "letter", "parcel", "number", "link", "state", "refused", "reason"}
)
_HEADS = frozenset({"code"})
_CONTACT = ("page", "phone")


def example(template: MessageKind, variant: Variant) -> dict[str, Any]:
    return _of(EXAMPLE, template, variant)


def longest(template: MessageKind, variant: Variant) -> dict[str, Any]:
    """The longest facts that a message must contain unshortened."""
    return _of(_LONGEST, template, variant)


def allowed(template: MessageKind, variant: Variant, part: TemplatePart) -> tuple[str, ...]:
    unsaid = _NEVER[part] | (set() if variant is Variant.IN_PART else {"refused"})
    names = tuple(name for name in PLANS[template].facts if name not in unsaid)
    if part is TemplatePart.SUBJECT or not is_about_a_dossier(template):
        return names
    return (*names, *_CONTACT)


def wanted(template: MessageKind, variant: Variant, part: TemplatePart) -> frozenset[str]:
    """The variables a reader needs in order to act: code, days, reasons."""
    may = allowed(template, variant, part)
    if part is TemplatePart.SUBJECT:
        return _HEADS & set(may)
    facts = PLANS[template].facts
    told = {n for n in may if facts.get(n) in {FactKind.DAY, FactKind.MOMENT}}
    return frozenset(told | (_ALWAYS & set(may)))


def _of(facts: Mapping[str, Any], template: MessageKind, variant: Variant) -> dict[str, Any]:
    refused = facts["refused"] if variant is Variant.IN_PART else []
    known = {**facts, "refused": refused}
    found = {name: known[name] for name in PLANS[template].facts}
    return {**found, "phone": facts["phone"], "at_home": variant is Variant.AT_HOME}
