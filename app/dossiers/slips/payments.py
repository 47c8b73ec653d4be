"""Money receipts, the cash sheet of a desk, and the sheet of what goes to the treasury."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.dossiers.models.treasury import PAID_IN, Fund
from app.dossiers.rules.payments import CashColumn, CashRow, Till
from app.dossiers.slips.declarations import PRINT, Payment
from app.kernel import clock
from app.kernel.i18n import vietnamese
from app.kernel.printing.pdf import PrintDocument

FUNDS: Mapping[Fund, str] = {
    Fund.DUTY: "Lệ phí",
    Fund.SERVICE_FEE: "Phí",
    Fund.HELD: "Tiền tạm thu cho cơ quan khác",
}


@dataclass(frozen=True, kw_only=True)
class MoneyReceipt:
    """A payment or refund at the desk, in đồng (biên lai, phiếu thu, phiếu hoàn trả)."""

    commune: str
    code: str
    person: str
    request: str
    at: datetime
    lines: tuple[Payment, ...]
    refund: bool = False
    own: bool = False
    """For the commune’s own fees (biên lai thu phí, lệ phí)."""
    officer: str = ""


def money_receipt(receipt: MoneyReceipt) -> PrintDocument:
    """The receipt in two copies, a page A5 each."""
    moment = clock.local(receipt.at)
    total = sum(line.amount for line in receipt.lines)
    data = {
        "office": vietnamese.peoples_committee(receipt.commune),
        "place": vietnamese.bare_name(receipt.commune),
        "made_on": vietnamese.place_day(moment.date()),
        "code": receipt.code,
        "person": receipt.person,
        "request": receipt.request,
        "at": vietnamese.moment_in_words(moment),
        "lines": [{"label": x.label, "amount": vietnamese.money(x.amount)} for x in receipt.lines],
        "total": vietnamese.money(total),
        "total_in_words": vietnamese.money_in_words(total),
        "refund": receipt.refund,
        "own": receipt.own,
        "officer": receipt.officer,
    }
    return PrintDocument(PRINT / "money.typ", data)


def cash(commune: str, day: date, till: Till, rows: Sequence[CashRow]) -> PrintDocument:
    """Money taken, held, forwarded, refunded and handed over on a day; A4 landscape."""
    data = {
        "office": vietnamese.peoples_committee(commune),
        "place": vietnamese.bare_name(commune),
        "day": vietnamese.in_digits(day),
        "made_on": vietnamese.place_day(day),
        "before": vietnamese.money(till.opening()),
        "after": vietnamese.money(till.closing()),
        "totals": {column: vietnamese.grouped(till.moved(column)) for column in CashColumn},
        "funds": [
            {
                "name": name,
                "before": vietnamese.grouped(till.opening(fund)),
                **{column: vietnamese.grouped(till.moved(column, fund)) for column in CashColumn},
                "after": vietnamese.grouped(till.closing(fund)),
            }
            for fund, name in FUNDS.items()
        ],
        "officers": [
            {"name": name, **_sums([row for row in rows if row.officer == name])}
            for name in dict.fromkeys(row.officer for row in rows)
        ],
        "rows": [
            {
                "at": f"{clock.local(row.at):%H:%M}" if row.at else "",
                "code": row.code,
                "label": _label(row),
                "receipt_no": row.receipt_no,
                "officer": row.officer,
                "column": row.column,
                "amount": vietnamese.grouped(row.amount),
            }
            for row in rows
        ],
    }
    return PrintDocument(PRINT / "cash.typ", data)


def treasury(
    commune: str,
    since: date,
    until: date,
    till: Till,
    rows: Sequence[CashRow],
    receipts: Sequence[str],
) -> PrintDocument:
    """Own fees of a period: receipts, what was handed over, what is left; A4 (bảng kê nộp)."""
    own = [row for row in rows if row.fund in PAID_IN]
    taken = [row for row in own if row.column is CashColumn.TAKEN]
    paid = [row for row in own if row.column is CashColumn.HANDED_OVER]
    data = {
        "office": vietnamese.peoples_committee(commune),
        "place": vietnamese.bare_name(commune),
        "since": vietnamese.in_digits(since),
        "until": vietnamese.in_digits(until),
        "made_on": f"ngày {until:%d} tháng {until:%m} năm {until:%Y}",
        "receipts": list(receipts),
        "funds": [_fund(FUNDS[fund], till, fund) for fund in PAID_IN]
        + [_fund("Cộng", till, *PAID_IN)],
        "taken": [
            {
                "name": FUNDS[fund],
                "sum": vietnamese.grouped(till.moved(CashColumn.TAKEN, fund)),
                "rows": [_line(row) for row in taken if row.fund is fund],
            }
            for fund in PAID_IN
        ],
        "paid": [{**_line(row), "fund": FUNDS[row.fund], "officer": row.officer} for row in paid],
    }
    return PrintDocument(PRINT / "treasury.typ", data)


def _label(row: CashRow) -> str:
    if row.column is not CashColumn.HANDED_OVER:
        return row.label
    cancelled = f" (hủy ghi: {row.label})" if row.label else ""
    return f"Nộp Kho bạc: {FUNDS[row.fund].lower()}{cancelled}"


def _fund(name: str, till: Till, *funds: Fund) -> dict[str, str]:
    return {
        "name": name,
        "before": vietnamese.grouped(till.opening(*funds)),
        "taken": vietnamese.grouped(till.moved(CashColumn.TAKEN, *funds)),
        "handed_over": vietnamese.grouped(till.moved(CashColumn.HANDED_OVER, *funds)),
        "after": vietnamese.grouped(till.closing(*funds)),
    }


def _line(row: CashRow) -> dict[str, str]:
    return {
        "day": vietnamese.in_digits(row.day),
        "code": row.code,
        "label": row.label,
        "no": row.receipt_no,
        "amount": vietnamese.grouped(row.amount),
    }


def _sums(rows: Sequence[CashRow]) -> dict[str, str]:
    return {
        column: vietnamese.grouped(sum(row.amount for row in rows if row.column is column))
        for column in CashColumn
    }
