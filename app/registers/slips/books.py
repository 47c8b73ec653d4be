"""A book printed whole, and its closing minutes (in sổ hộ tịch để đóng quyển, biên bản khóa sổ)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.registers.models.closures import BookEvent
from app.registers.models.entries import Book, Entry, RegisterKind
from app.registers.models.notes import EntryNote
from app.registers.queries.notes import printed_note
from app.registers.slips.content import PRINT

TITLES: Mapping[RegisterKind, str] = {
    RegisterKind.BIRTH: "Sổ đăng ký khai sinh",
    RegisterKind.DEATH: "Sổ đăng ký khai tử",
    RegisterKind.MARRIAGE: "Sổ đăng ký kết hôn",
    RegisterKind.GUARDIANSHIP: "Sổ đăng ký giám hộ",
    RegisterKind.GUARDIANSHIP_END: "Sổ đăng ký chấm dứt giám hộ",
    RegisterKind.RECOGNITION: "Sổ đăng ký nhận cha, mẹ, con",
    RegisterKind.CHANGE: "Sổ đăng ký thay đổi, cải chính, bổ sung hộ tịch",
    RegisterKind.MARITAL_STATUS: "Sổ cấp giấy xác nhận tình trạng hôn nhân",
    RegisterKind.EXTRACT: "Sổ cấp bản sao trích lục hộ tịch",
    RegisterKind.CERTIFIED: "Sổ chứng thực bản sao từ bản chính",
    RegisterKind.OTHER: "Sổ cấp kết quả khác",
    RegisterKind.PRACTICE: "Sổ tập dượt",
}
"""Titles on the cover (TT 15/2015/TT-BTP)."""


def whole(
    book: Book,
    entries: Sequence[Entry],
    notes: Mapping[UUID, Sequence[EntryNote]],
    closed: tuple[BookEvent, BookEvent] | None,
) -> bytes:
    """Cover, a page for each entry with the notes on it, and the closing page of a locked book."""
    data = _head(book) | {
        "opened_on": vietnamese.in_digits(book.opened_on),
        "entries": [_entry(entry, notes.get(entry.id, ())) for entry in entries],
        "closed": _minutes(*closed) if closed else None,
    }
    return pdf.render(PRINT / "book.typ", data, day=clock.today())


def minutes(book: Book, prepared: BookEvent, signed: BookEvent) -> bytes:
    """The minutes of the closing, as they were signed."""
    data = _head(book) | {"closed": _minutes(prepared, signed)}
    return pdf.render(PRINT / "closing_minutes.typ", data, day=clock.local(signed.at).date())


def _head(book: Book) -> dict[str, Any]:
    district = book.unit.district.name if book.unit.district else ""
    return {
        "title": TITLES[book.kind],
        "book": book.code,
        "n": book.n,
        "year": book.year,
        "commune": book.unit.name,
        "within": ", ".join(place for place in (district, "thành phố Hà Nội") if place),
        "office": vietnamese.peoples_committee(book.unit.name, district),
        "practice": book.kind is RegisterKind.PRACTICE,
    }


def _entry(entry: Entry, notes: Sequence[EntryNote]) -> dict[str, Any]:
    content = entry.content
    return {
        "number": str(entry),
        "name": content["result"]["name"],
        "parts": content.get("parts") or (),
        "personal_number": entry.personal_number or content.get("personal_number") or "",
        "registered_on": vietnamese.in_digits(entry.registered_on),
        "signer_name": entry.signer_name,
        "signer_title": entry.signer_title,
        "applicant": content.get("applicant", ""),
        "notes": [*filter(None, [entry.content.get("note")]), *map(printed_note, notes)],
    }


def _minutes(prepared: BookEvent, signed: BookEvent) -> dict[str, Any]:
    day: date = clock.local(signed.at).date()
    return {
        "day": vietnamese.place_day(day),
        "entries": signed.entries,
        "first": signed.first,
        "last": signed.last,
        "pages": signed.pages,
        "errors": signed.errors,
        "officer": prepared.staff_name or "",
        "officer_title": prepared.posting.title if prepared.posting else "",
        "leader": signed.staff_name or "",
        "capacity": vietnamese.capacity(signed.posting.title if signed.posting else ""),
    }
