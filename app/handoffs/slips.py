"""Printed forms: the list of children (Mẫu D03-TS), the hand-over sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.handoffs.models import Direction, HandoverSheet
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")


@dataclass(frozen=True)
class ListHead:
    """Who makes the list, for whom, and when (phần đầu danh sách).

    ``commune`` as in ``xã Ba Trại``, ``district`` as in ``huyện Ba Vì``; ``code`` is the dossier's
    if the list has one child only; ``insurance_code`` is the commune's at the social insurance.
    """

    commune: str
    district: str
    insurance: str
    day: date
    insurance_code: str = ""
    address: str = ""
    number: str = ""
    code: str = ""
    made_by: str = ""
    confirmed_by: str = ""
    signed_by: str = ""


@dataclass(frozen=True)
class InsuredChild:
    """One row: a child younger than six who gets a card (một dòng của danh sách)."""

    name: str
    born: date | None
    sex: str
    address: str
    facility: str
    card_number: str = ""
    note: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> InsuredChild:
        said = {key: str(value) for key, value in facts.items() if value is not None}
        mother, father = said.get("mother_name", ""), said.get("father_name", "")
        return cls(
            name=said.get("child_name", ""),
            born=vietnamese.day_of(said.get("child_born")),
            sex=said.get("child_sex", ""),
            address=said.get("household_address") or said.get("mother_residence", ""),
            facility=said.get("facility", ""),
            note="; ".join(
                f"{who}: {name}" for who, name in (("Mẹ", mother), ("Cha", father)) if name
            ),
        )


def insurance_list(head: ListHead, children: Sequence[InsuredChild]) -> PrintDocument:
    """The list D03-TS of one or many children, A4 landscape."""
    data = {
        "office": f"Ủy ban nhân dân {head.commune}",
        "office_address": head.address or ", ".join((head.commune, head.district)),
        "place": vietnamese.bare_name(head.commune),
        "insurance": head.insurance,
        "insurance_code": head.insurance_code,
        "number": head.number,
        "code": head.code,
        "day": f"{head.day:%d}",
        "month": f"{head.day:%m}",
        "year": str(head.day.year),
        "made_by": head.made_by,
        "confirmed_by": head.confirmed_by,
        "signed_by": head.signed_by,
        "children": [row(child) for child in children],
    }
    return PrintDocument(PRINT / "d03_ts.typ", data)


def row(child: InsuredChild) -> dict[str, str]:
    """One child as printed; the card is valid from the day of birth (Luật BHYT)."""
    born = vietnamese.in_digits(child.born) if child.born else ""
    return {
        "name": child.name,
        "born": born,
        "sex": child.sex,
        "address": child.address,
        "facility": child.facility,
        "card_number": child.card_number,
        "valid_from": born,
        "note": child.note,
    }


# ---- the hand-over sheet ------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetHead:
    """Number, date and offices of the sheet (phần đầu phiếu giao nhận)."""

    direction: Direction
    number: str
    made_at: datetime
    commune: str
    agency: str
    url: str
    """Of the sheet's page, for officers; printed as a QR code."""
    is_rehearsal: bool = False

    @classmethod
    def of(cls, sheet: HandoverSheet, base_url: str) -> SheetHead:
        return cls(
            direction=sheet.direction,
            number=sheet.number,
            made_at=sheet.made_at,
            commune=sheet.commune.name,
            agency=sheet.holder.name,
            url=f"{base_url}can-bo/phieu-giao-nhan/{sheet.id}",
            is_rehearsal=sheet.is_rehearsal,
        )


@dataclass(frozen=True)
class SheetRow:
    """One packet as printed; the checksum is shortened."""

    code: str
    child: str
    packet_n: int
    checksum: str
    originals: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    held_fee: int = 0


def handover_sheet(head: SheetHead, rows: Sequence[SheetRow]) -> bytes:
    """The sheet that both sides sign, A4 landscape (phiếu giao nhận hồ sơ)."""
    day = clock.local(head.made_at).date()
    data = {
        "out": head.direction is Direction.OUT,
        "practice": head.is_rehearsal,
        "number": head.number,
        "office": f"Ủy ban nhân dân {head.commune}",
        "place": vietnamese.bare_name(head.commune),
        "agency": head.agency,
        "day": f"{day:%d}",
        "month": f"{day:%m}",
        "year": str(day.year),
        "qr": pdf.qr_svg(head.url),
        "money": vietnamese.money(sum(row.held_fee for row in rows)),
        "rows": [
            {
                "code": row.code,
                "child": row.child,
                "packet": str(row.packet_n),
                "checksum": row.checksum,
                "originals": list(row.originals),
                "copies": list(row.copies),
                "money": vietnamese.money(row.held_fee) if row.held_fee else "",
            }
            for row in rows
        ],
    }
    return pdf.render(PRINT / "handover_sheet.typ", data, day=day)
