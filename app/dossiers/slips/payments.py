"""Money receipts, and the cash sheet of a desk (phiếu thu, phiếu hoàn trả, bảng kê)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.dossiers.models.payments import MoneyMove
from app.dossiers.rules.payments import SIGNS
from app.dossiers.slips.declarations import PRINT, Payment
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

COLUMNS: Mapping[MoneyMove, str] = {
    MoneyMove.TAKEN: "taken",
    MoneyMove.CAME_BACK: "came_back",
    MoneyMove.PASSED_ON: "passed_on",
    MoneyMove.REFUNDED: "refunded",
}


@dataclass(frozen=True, kw_only=True)
class MoneyReceipt:
    """A payment or refund at the desk, in đồng (phiếu thu, phiếu hoàn trả)."""

    commune: str
    code: str
    person: str
    request: str
    at: datetime
    lines: tuple[Payment, ...]
    refund: bool = False
    officer: str = ""


@dataclass(frozen=True, kw_only=True)
class CashRow:
    """One movement in the cash sheet (một dòng của bảng kê)."""

    at: datetime
    code: str
    label: str
    kind: MoneyMove
    amount: int
    receipt_no: str
    officer: str


def money_receipt(receipt: MoneyReceipt) -> PrintDocument:
    """The receipt in two copies, a page A5 each."""
    moment = clock.local(receipt.at)
    data = {
        "office": vietnamese.peoples_committee(receipt.commune),
        "place": vietnamese.bare_name(receipt.commune),
        "made_on": vietnamese.place_day(moment.date()),
        "code": receipt.code,
        "person": receipt.person,
        "request": receipt.request,
        "at": vietnamese.moment_in_words(moment),
        "lines": [{"label": x.label, "amount": vietnamese.money(x.amount)} for x in receipt.lines],
        "total": vietnamese.money(sum(line.amount for line in receipt.lines)),
        "refund": receipt.refund,
        "officer": receipt.officer,
    }
    return PrintDocument(PRINT / "money.typ", data)


def cash(commune: str, day: date, before: int, rows: Sequence[CashRow]) -> PrintDocument:
    """Money received, held, forwarded and refunded on a day, with the officer; A4 landscape."""
    data = {
        "office": vietnamese.peoples_committee(commune),
        "place": vietnamese.bare_name(commune),
        "day": vietnamese.in_digits(day),
        "made_on": vietnamese.place_day(day),
        "before": vietnamese.money(before),
        "after": vietnamese.money(before + sum(_signed(row) for row in rows)),
        "totals": _sums(rows),
        "officers": [
            {"name": name, **_sums([row for row in rows if row.officer == name])}
            for name in dict.fromkeys(row.officer for row in rows)
        ],
        "rows": [
            {
                "at": f"{clock.local(row.at):%H:%M}",
                "code": row.code,
                "label": row.label,
                "receipt_no": row.receipt_no,
                "officer": row.officer,
                "column": COLUMNS[row.kind],
                "amount": vietnamese.money(row.amount).removesuffix(" đồng"),
            }
            for row in rows
            if row.kind in COLUMNS
        ],
    }
    return PrintDocument(PRINT / "cash.typ", data)


def _signed(row: CashRow) -> int:
    return row.amount * SIGNS[row.kind]


def _sums(rows: Sequence[CashRow]) -> dict[str, str]:
    return {
        column: vietnamese.money(sum(row.amount for row in rows if row.kind is kind))
        for kind, column in COLUMNS.items()
    } | {"balance": vietnamese.money(sum(_signed(row) for row in rows))}
