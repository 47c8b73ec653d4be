"""The printed slip with which somebody chooses a password, handed over against signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.kernel.printing import pdf
from app.kernel.printing.pdf import PrintDocument

PRINT = Path(__file__).with_name("print")


@dataclass(frozen=True)
class SlipText:
    """One slip; ``until`` is formatted, ``address`` is the one-use link."""

    name: str
    unit: str
    username: str
    address: str
    until: str


def account_slips(slips: Sequence[SlipText], *, giver: str) -> PrintDocument:
    """One slip for each person, to be cut apart; ``giver`` hands them over."""
    data = {
        "giver": giver,
        "slips": [
            {
                "name": each.name,
                "unit": each.unit,
                "username": each.username,
                "address": each.address,
                "until": each.until,
                "qr": pdf.qr_svg(each.address),
            }
            for each in slips
        ],
    }
    return PrintDocument(PRINT / "account_slip.typ", data)
