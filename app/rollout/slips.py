"""Printed forms for accounts: a sheet for each unit, and a slip for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from app.kernel.i18n import vietnamese
from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")


@dataclass(frozen=True)
class AccountRecipient:
    """A row of the sheet, and the slip if the person still has to choose a password.

    ``begins`` and ``until`` are formatted; ``address`` is the one-use link.
    """

    name: str
    title: str
    role: str
    username: str
    begins: str
    address: str = ""
    until: str = ""


@dataclass(frozen=True)
class AccountHandover:
    """The people of one unit who get an account (biên bản bàn giao tài khoản)."""

    unit: str
    people: Sequence[AccountRecipient]


def handover(
    units: Sequence[AccountHandover], *, district: str, phase: str, giver: str, day: date
) -> PrintDocument:
    """One document: for each unit its sheet, then the slips of its people."""
    data = {
        "district": district,
        "office": f"Ủy ban nhân dân {district}",
        "place": vietnamese.bare_name(district),
        "phase": phase,
        "giver": giver,
        "day": f"{day:%d}",
        "month": f"{day:%m}",
        "year": str(day.year),
        "units": [
            {"unit": each.unit, "people": [_row(person) for person in each.people]}
            for each in units
        ],
    }
    return PrintDocument(PRINT / "account_handover.typ", data)


def _row(person: AccountRecipient) -> dict[str, str]:
    return {**asdict(person), "qr": pdf.qr_svg(person.address) if person.address else ""}
