"""The effect of money movements, what lies in the till, and receipts still to come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.dossiers.models.payments import Fee, FeeMove, MoneyMove
from app.dossiers.models.slips import Slip
from app.dossiers.models.treasury import Fund
from app.procedures.models.vocabulary import FeeWhen

MOVE_LABELS: Mapping[MoneyMove, LazyString] = {
    MoneyMove.TAKEN: _("Taken"),
    MoneyMove.PASSED_ON: _("Passed on to the agency"),
    MoneyMove.RECEIPTED: _("The agency’s receipt has come"),
    MoneyMove.CAME_BACK: _("Come back from the agency"),
    MoneyMove.REFUNDED: _("Given back to the citizen"),
}
FUND_LABELS: Mapping[Fund, LazyString] = {
    Fund.DUTY: _("Duties"),
    Fund.SERVICE_FEE: _("Service fees"),
    Fund.HELD: _("Held for other agencies"),
}
SERVICES = (FeeWhen.COPIES, FeeWhen.PAGES)
"""What is charged for a copy or certification, not for a registration."""
SERVICE_FEES_SINCE = date(2017, 1, 1)
"""The day on which the Law on fees and charges of 2015 took effect: what a citizen pays for a copy
or certification is a phí since then, a lệ phí before."""


class CashColumn(StrEnum):
    """A way of money into the till or out of it: a column of the cash sheet."""

    TAKEN = "taken"
    CAME_BACK = "came_back"
    PASSED_ON = "passed_on"
    REFUNDED = "refunded"
    HANDED_OVER = "handed_over"


CASH_LABELS: Mapping[CashColumn, LazyString] = {
    CashColumn.TAKEN: MOVE_LABELS[MoneyMove.TAKEN],
    CashColumn.CAME_BACK: MOVE_LABELS[MoneyMove.CAME_BACK],
    CashColumn.PASSED_ON: MOVE_LABELS[MoneyMove.PASSED_ON],
    CashColumn.REFUNDED: MOVE_LABELS[MoneyMove.REFUNDED],
    CashColumn.HANDED_OVER: _("Handed over to the treasury"),
}
CASH_COLUMNS: Mapping[MoneyMove, CashColumn] = {
    MoneyMove.TAKEN: CashColumn.TAKEN,
    MoneyMove.CAME_BACK: CashColumn.CAME_BACK,
    MoneyMove.PASSED_ON: CashColumn.PASSED_ON,
    MoneyMove.REFUNDED: CashColumn.REFUNDED,
}
"""The movements that change what is in the till."""
INCOMING = frozenset({CashColumn.TAKEN, CashColumn.CAME_BACK})

CashSums = Mapping[tuple[Fund, CashColumn], int]


@dataclass(frozen=True, kw_only=True)
class CashRow:
    """One movement of money in the till (một dòng của bảng kê); a payment in has no hour."""

    day: date
    at: datetime | None
    code: str
    label: str
    column: CashColumn
    fund: Fund
    amount: int
    receipt_no: str
    officer: str


@dataclass(frozen=True)
class Till:
    """What a commune held before a period, and what moved in it, in đồng (tồn, thu, chi)."""

    earlier: CashSums
    during: CashSums

    @classmethod
    def together(cls, tills: Iterable[Till]) -> Till:
        """The sums of many communes."""
        earlier: Counter[tuple[Fund, CashColumn]] = Counter()
        during: Counter[tuple[Fund, CashColumn]] = Counter()
        for each in tills:
            earlier.update(each.earlier)
            during.update(each.during)
        return cls(earlier, during)

    def opening(self, *funds: Fund) -> int:
        """What was there when the period began, of these funds, or of all."""
        return _balance(self.earlier, funds or tuple(Fund))

    def moved(self, column: CashColumn, *funds: Fund) -> int:
        return sum(self.during.get((fund, column), 0) for fund in funds or tuple(Fund))

    def closing(self, *funds: Fund) -> int:
        """What is left when the period ends."""
        return self.opening(*funds) + _balance(self.during, funds or tuple(Fund))


def _balance(sums: CashSums, funds: Iterable[Fund]) -> int:
    return sum(
        sums.get((fund, column), 0) * (1 if column in INCOMING else -1)
        for fund in funds
        for column in CashColumn
    )


def missing_numbers(receipts: Iterable[Slip]) -> list[str]:
    """Numbers between the first and the last of each year that are not among the receipts."""
    years: dict[int, set[int]] = defaultdict(set)
    for slip in receipts:
        years[slip.year].add(slip.number_in_year or 0)
    return [
        f"{n:02d}/{year}"
        for year, numbers in sorted(years.items())
        for n in range(min(numbers), max(numbers))
        if n not in numbers
    ]


def waiting_for_receipt(fees: Iterable[Fee], moves: Iterable[FeeMove]) -> list[Fee]:
    kinds = {(move.fee_id, move.kind) for move in moves}
    over = (MoneyMove.RECEIPTED, MoneyMove.CAME_BACK)
    return [
        fee
        for fee in fees
        if (fee.id, MoneyMove.PASSED_ON) in kinds
        and not any((fee.id, kind) in kinds for kind in over)
    ]
