"""The printed hand-over of accounts: a sheet for each unit, without any secret."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")


@dataclass(frozen=True)
class AccountRecipient:
    """A row of the sheet; ``begins`` is formatted.

    ``way`` says how the link comes, if the person still has to choose a password.
    """

    name: str
    title: str
    role: str
    username: str
    begins: str
    way: str = ""


@dataclass(frozen=True)
class AccountHandover:
    """The people of one unit who get an account (biên bản bàn giao tài khoản)."""

    unit: str
    people: Sequence[AccountRecipient]


def handover(
    units: Sequence[AccountHandover], *, district: str, phase: str, giver: str, day: date
) -> PrintDocument:
    """One document: a sheet for each unit."""
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
            {"unit": each.unit, "people": [asdict(person) for person in each.people]}
            for each in units
        ],
    }
    return PrintDocument(PRINT / "account_handover.typ", data)
