"""Random days of a till: every cash sheet balances, and nothing is left at the end.

Movements of a commune's money are booked with the operations of the desk. The money itself is
counted beside them in purses that know nothing of sheets, and every evening purses, lines and sums
of the sheet must agree.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import inspect

from app.dossiers.models.dossier import Dossier
from app.dossiers.models.payments import Fee, MoneyMove
from app.dossiers.models.treasury import PAID_IN, Fund
from app.dossiers.operations import payments, treasury
from app.dossiers.operations.slip_issue import Issuer
from app.dossiers.queries import payments as dossiers_payments
from app.dossiers.rules.payments import CashColumn
from app.dossiers.slips import payments as payments_slips
from app.kernel import clock
from app.kernel.db import db, transaction
from app.procedures.models.vocabulary import FeeKind, FeeWhen
from harness.stage.application import own_application
from harness.stage.factories import ADossier, a_commune, somebody
from harness.stage.factories.dossiers import RECEPTION, fee_key
from harness.stage.factories.places import BA_VI, DONG_ANH

DAYS, SEED = 2_500, 23
DAYS_OF_A_DESK = 250
"""Across the first day of the law; then another commune begins."""
COMMUNES, DISTRICTS = 20, (BA_VI, DONG_ANH)
FIRST, LAW = date(2016, 12, 1), date(2017, 1, 1)
"""The days begin a month before the law that calls the price of a copy a phí."""
COUNTED = ("taken", "came_back"), ("passed_on", "refunded", "handed_over")
"""Columns of the sheet by which money comes in, and by which it goes."""
AFTER = {
    MoneyMove.TAKEN: (MoneyMove.PASSED_ON, MoneyMove.REFUNDED),
    MoneyMove.PASSED_ON: (MoneyMove.CAME_BACK, MoneyMove.RECEIPTED),
    MoneyMove.CAME_BACK: (MoneyMove.REFUNDED,),
}
"""What may become of money that is held for an agency."""


class Desk:
    """A desk with its purses, one for each kind of money."""

    def __init__(self, original: Dossier, by: Issuer, dice: random.Random) -> None:
        self.original, self.by, self.dice = original, by, dice
        self.purses: Counter[Fund] = Counter()
        self.held: list[tuple[Dossier, Fee, MoneyMove]] = []
        self.n = 0

    def citizen(self, now: datetime) -> None:
        """A citizen pays for a late registration, for copies, or the police’s fee."""
        self.n += 1
        columns = {c.key: getattr(self.original, c.key) for c in inspect(Dossier).columns}
        changed = {"id": uuid4(), "code": f"{self.original.code}-{self.n}", "submitted_at": now}
        dossier = Dossier(**(columns | changed))
        db.session.add(dossier)
        copies = Fund.SERVICE_FEE if clock.local(now).date() >= LAW else Fund.DUTY
        for key, kind, fund in (
            (fee_key(self.original, FeeWhen.LATE), FeeKind.FEE, Fund.DUTY),
            (fee_key(self.original, FeeWhen.COPIES), FeeKind.FEE, copies),
            (fee_key(self.original, FeeWhen.ALWAYS), FeeKind.HELD, Fund.HELD),
        ):
            if self.dice.random() < 0.5:  # half of them
                amount = 1000 * self.dice.randint(1, 30)
                leg = "police" if kind is FeeKind.HELD else None
                fee = Fee(
                    dossier_id=dossier.id, key=key, kind=kind, for_leg=leg, label=key, amount=amount
                )
                db.session.add(fee)
                db.session.flush()
                payments.book(fee, MoneyMove.TAKEN, dossier, by=self.by, no=f"{self.n}")
                self.purses[fund] += amount
                if kind is FeeKind.HELD:
                    self.held.append((dossier, fee, MoneyMove.TAKEN))

    def follow(self, *, to_the_end: bool = False) -> None:
        """One thing happens to each of some held fees; the last day settles all of them."""
        waiting, self.held = self.held, []
        for dossier, fee, last in waiting:
            if not to_the_end and self.dice.random() < 0.6:  # stays where it is
                self.held.append((dossier, fee, last))
                continue
            kind = self.dice.choice(AFTER[last])
            payments.book(fee, kind, dossier, by=self.by)
            if kind is not MoneyMove.RECEIPTED:
                self.purses[Fund.HELD] += fee.amount * (1 if kind is MoneyMove.CAME_BACK else -1)
            if kind in AFTER:
                self.held.append((dossier, fee, kind))
        if to_the_end and self.held:
            self.follow(to_the_end=True)

    def hand_over(self, day: date, *, everything: bool = False) -> None:
        """Part of what is there, or all of it, is paid in; at times it is recorded wrongly."""
        for fund in PAID_IN:
            left = self.purses[fund]
            amount = left if everything else self.dice.randint(0, left)
            if amount:
                no = f"{fund} {day}"
                commune = self.original.commune
                payment = treasury.hand_over(
                    commune, fund, amount, paper_no=no, paid_on=day, by=self.by
                )
                db.session.flush()
                if not everything and self.dice.random() < 0.3:
                    treasury.cancel(payment, "Nhầm số tiền", by=self.by)
                else:
                    self.purses[fund] -= amount

    def agrees(self, day: date, before: Counter[Fund]) -> bool:
        """Whether the sheet of the day says what the purses say."""
        commune_id = self.original.commune_id
        rows = dossiers_payments.cash_rows(commune_id, day, day)
        said = payments_slips.cash(
            "xã", day, dossiers_payments.till(commune_id, day, day), rows
        ).data
        lines: dict[str, int] = defaultdict(int)
        for row in said["rows"]:
            lines[row["column"]] += _number(row["amount"])
        into, out = COUNTED
        came = sum(lines[c] for c in into) - sum(lines[c] for c in out)
        funds = [
            (_number(fund["before"]), _number(fund["after"]), sum(_number(fund[c]) for c in into)
             - sum(_number(fund[c]) for c in out))
            for fund in said["funds"]
        ]  # fmt: skip
        order = (Fund.DUTY, Fund.SERVICE_FEE, Fund.HELD)
        return (
            _number(said["before"]) == sum(before.values())
            and _number(said["after"]) == sum(self.purses.values()) == sum(before.values()) + came
            and funds == [(before[f], self.purses[f], self.purses[f] - before[f]) for f in order]
            and {c: _number(said["totals"][c]) for c in CashColumn} == {
                c: lines[c] for c in CashColumn
            }
        )  # fmt: skip


def _number(text: str) -> int:
    return int(text.removesuffix(" đồng").replace(".", ""))


def measure(days: int = DAYS) -> dict[str, int]:
    """The proof, in a database of its own."""
    with own_application("cash"):
        return booked(days)


def booked(days: int, seed: int = SEED) -> dict[str, int]:
    """Work so many days in the connected database, at one desk after the other."""
    dice = random.Random(seed)  # no secret
    off = 0
    for n, first in enumerate(range(0, days, DAYS_OF_A_DESK)):
        off += _off_at_desk(n, min(DAYS_OF_A_DESK, days - first), dice)
    return {"cash_days": days, "cash_off": off}


def _off_at_desk(n: int, days: int, dice: random.Random) -> int:
    """The days of a new desk on which the sheet is wrong; one more if money is left at the end."""
    original = ADossier(commune=a_commune(n % COMMUNES, district=DISTRICTS[n // COMMUNES]))
    desk = Desk(original, Issuer.at_desk(somebody(RECEPTION, original.commune).at(original)), dice)
    off = 0
    for after in range(days):
        day, last = FIRST + timedelta(days=after), after == days - 1
        before = Counter(desk.purses)
        with clock.frozen(clock.at(day, 9)), transaction():
            for _each in range(dice.randrange(4)):
                desk.citizen(clock.now())
            desk.follow(to_the_end=last)
            if last or dice.random() < 0.3:
                desk.hand_over(day, everything=last)
            db.session.flush()
            off += not desk.agrees(day, before)
    return off + any(desk.purses.values())
