"""What a paper book says of an event: the fields that an officer copies from it.

The labels are those of the books, Vietnamese in any locale. The keys are those of our declarations,
so that an extract is made of a copied entry as of one of this system.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from app.procedures.models.vocabulary import BookKind


class FieldKind(StrEnum):
    """How a field is read (kiểu ô nhập)."""

    NAME = "name"
    DAY = "day"
    TIME = "time"
    TEXT = "text"


class BookField(NamedTuple):
    """One field of the form; ``subject`` marks the people by whom the entry is found."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    subject: bool = False


def _person(who: str, of: str, *parts: str, subject: bool = False) -> tuple[BookField, ...]:
    """A person's name, which is required, and these parts."""
    name = BookField(
        f"{who}_name", f"Họ, chữ đệm, tên {of}".strip(), FieldKind.NAME, subject, subject
    )
    return (name, *(_part(who, of, part) for part in parts))


def _part(who: str, of: str, part: str) -> BookField:
    label, kind = _PARTS[part]
    return BookField(f"{who}_{part}", f"{label} {of}".strip(), kind)


_PARTS: Mapping[str, tuple[str, FieldKind]] = {
    "born": ("Ngày, tháng, năm sinh", FieldKind.DAY),
    "sex": ("Giới tính", FieldKind.TEXT),
    "ethnicity": ("Dân tộc", FieldKind.TEXT),
    "nationality": ("Quốc tịch", FieldKind.TEXT),
    "residence": ("Nơi cư trú", FieldKind.TEXT),
    "id": ("Số giấy tờ tùy thân", FieldKind.TEXT),
}
_WHOLE = ("born", "ethnicity", "nationality", "residence")
_ALL = ("born", "sex", "ethnicity", "nationality", "residence", "id")
_KNOWN = ("born", "sex", "ethnicity", "nationality")

FIELDS: Mapping[BookKind, tuple[BookField, ...]] = {
    BookKind.BIRTH: (
        *_person("child", "", *_KNOWN, subject=True),
        BookField("child_birth_place", "Nơi sinh"),
        BookField("child_home_town", "Quê quán"),
        *_person("mother", "người mẹ", *_WHOLE),
        *_person("father", "người cha", *_WHOLE),
    ),
    BookKind.DEATH: (
        *_person("deceased", "người chết", *_KNOWN, "id", subject=True),
        BookField("deceased_residence", "Nơi cư trú cuối cùng"),
        BookField("death_day", "Ngày chết", FieldKind.DAY, required=True),
        BookField("death_time", "Giờ chết", FieldKind.TIME),
        BookField("death_place", "Nơi chết"),
        BookField("death_cause", "Nguyên nhân chết"),
        BookField("death_proof_number", "Số Giấy báo tử/giấy tờ thay thế"),
        BookField("death_proof_issuer", "Cơ quan cấp giấy ấy"),
        BookField("death_proof_date", "Ngày cấp giấy ấy", FieldKind.DAY),
    ),
    BookKind.MARRIAGE: (
        *_person("bride", "vợ", *_WHOLE, "id", subject=True),
        *_person("groom", "chồng", *_WHOLE, "id", subject=True),
    ),
    BookKind.GUARDIANSHIP: (
        *_person("guardian", "người giám hộ", *_ALL),
        *_person("ward", "người được giám hộ", *_ALL, subject=True),
        BookField("guardianship_reason", "Lý do giám hộ"),
    ),
    BookKind.GUARDIANSHIP_END: (
        *_person("guardian", "người giám hộ", *_ALL),
        *_person("ward", "người được giám hộ", *_ALL, subject=True),
        BookField("end_reason", "Lý do chấm dứt giám hộ"),
    ),
    BookKind.RECOGNITION: (
        BookField("recognition_kind", "Quan hệ được nhận (cha, mẹ hoặc con)"),
        *_person("recogniser", "người nhận", *_ALL, subject=True),
        *_person("recognised", "người được nhận", *_ALL, subject=True),
    ),
    BookKind.CHANGE: (
        *_person("person", "", *_ALL, subject=True),
        BookField("registered_event", "Việc hộ tịch đã đăng ký"),
        BookField("registered_office", "Nơi đã đăng ký"),
        BookField("registered_on", "Ngày, tháng, năm đã đăng ký"),
        BookField("registered_number", "Số, quyển số đã đăng ký"),
        BookField("change_from", "Nội dung trước khi thay đổi"),
        BookField("change_to", "Nội dung thay đổi, cải chính, bổ sung", required=True),
    ),
}
"""Fields of each kind of book of which extracts are issued (TT 15/2015/TT-BTP)."""
NOTES = BookField("notes", "Ghi chú trong sổ")
"""What was noted on the entry later; an extract prints it below the fields of every kind."""


def subject_of(kind: BookKind, typed: Mapping[str, str]) -> str:
    """The name by which the entry is found; of two people, both."""
    names = [typed[field.key] for field in FIELDS[kind] if field.subject and typed.get(field.key)]
    return " và ".join(names)


def stated(kind: BookKind, typed: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """The lines that the book has, as the parts of an entry's content."""
    rows = [
        [{"key": f.key, "label": f.label, "value": typed[f.key], "strong": f.subject}]
        for f in FIELDS[kind]
        if typed.get(f.key)
    ]
    return [{"title": "", "rows": rows}]
