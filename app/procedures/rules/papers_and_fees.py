"""What follows from the answers: papers to bring, fees to pay, limits and legs of the version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.procedures.models import (
    BookKind,
    FeeKind,
    FeeWhen,
    Layout,
    LegKind,
    LegWhen,
    LimitScope,
    Must,
    Original,
    StandsFor,
)
from app.procedures.rules.form import Answers, Form, QuestionCondition
from app.procedures.rules.late_registration import is_late


@dataclass(frozen=True)
class Paper:
    """A kind of paper (thành phần hồ sơ): must it come, and as original, copy or only shown."""

    key: str
    name: str
    must: Must
    original: Original
    count: int
    hint: str = ""
    substitute_of: str = ""
    needed_if: QuestionCondition | None = None


@dataclass(frozen=True)
class Fee:
    """A fee of the city (lệ phí); ``held`` is taken for another agency and passed on."""

    key: str
    kind: FeeKind
    label: str
    amount: int
    basis: str
    for_leg: LegKind | None
    when: FeeWhen
    valid_from: date | None = None
    valid_to: date | None = None
    exempt: frozenset[str] = frozenset()
    beyond: int | None = None
    amount_beyond: int | None = None
    most: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether a dossier that is handed in on ``day`` comes under it."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Leg:
    """A part of the work that another agency does (bước liên thông)."""

    kind: LegKind
    papers: tuple[str, ...]
    needs: tuple[str, ...]
    after: LegKind | None = None
    """The agency that must have finished before; without one they work side by side."""
    opens: LegWhen = LegWhen.SIGNED


@dataclass(frozen=True)
class IssuedResult:
    """What the commune itself gives out, and the book it is entered in (kết quả)."""

    key: str
    name: str
    book: BookKind
    layout: Layout


BIRTH_CERTIFICATE = IssuedResult(
    "birth_certificate", "Giấy khai sinh", BookKind.BIRTH, Layout.BIRTH
)
"""The result of versions that were published before they could say what comes of them."""


def papers(form: Form) -> tuple[Paper, ...]:
    """Every kind of paper the version knows."""
    return tuple(_paper(row) for row in form.compiled.get("papers", ()))


def papers_for(form: Form, answers: Answers) -> tuple[Paper, ...]:
    """The papers of this dossier, in the order of the list; substitutes in place of the original.

    A paper whose condition does not hold is not wanted, and neither is a substitute unless its
    condition asks for it.
    """
    whole = form.completed(answers)
    return tuple(p for p in papers(form) if p.needed_if is None or p.needed_if.holds(whole))


def fees(form: Form) -> tuple[Fee, ...]:
    """Every fee of the version."""
    return tuple(_fee(row) for row in form.compiled.get("fees", ()))


def fees_for(form: Form, answers: Answers, day: date) -> tuple[Fee, ...]:
    """The fees of this dossier if it is handed in on ``day`` (Luật Hộ tịch, Đ.11)."""
    whole = form.completed(answers)
    due: Mapping[FeeWhen, bool] = {
        FeeWhen.ALWAYS: True,
        FeeWhen.LATE: is_late(form, whole, day),
        FeeWhen.COPIES: copies(form, whole) > 0,
        FeeWhen.PAGES: pages(form, whole) > 0,
    }
    group = str(form.answer(StandsFor.EXEMPTION, whole) or "")
    return tuple(
        fee for fee in fees(form) if due[fee.when] and fee.holds_on(day) and group not in fee.exempt
    )


def copies(form: Form, answers: Answers) -> int:
    """How many copies of the certificate were asked for (bản sao trích lục)."""
    return _count(form.answer(StandsFor.COPIES, answers))


def pages(form: Form, answers: Answers) -> int:
    """How many pages each certified copy has (số trang chứng thực)."""
    return _count(form.answer(StandsFor.PAGES, answers))


def amount_of(fee: Fee, form: Form, answers: Answers) -> int:
    """What the fee comes to, in đồng: some are counted by the copy, or by the page of each copy."""
    if fee.when is FeeWhen.COPIES:
        return _counted(fee, copies(form, answers))
    if fee.when is FeeWhen.PAGES:
        asked = form.answer(StandsFor.COPIES, answers)
        each = _counted(fee, pages(form, answers))
        return each * (1 if asked is None else _count(asked))
    return fee.amount


def label_of(fee: Fee, form: Form, answers: Answers) -> str:
    """The fee as receipts name it: with what was counted (3 bản; 2 trang × 3 bản)."""
    counts = []
    if fee.when is FeeWhen.PAGES:
        counts.append(f"{pages(form, answers)} trang")
    if fee.when in {FeeWhen.COPIES, FeeWhen.PAGES} and copies(form, answers):
        counts.append(f"{copies(form, answers)} bản")
    return f"{fee.label} ({' × '.join(counts)})" if counts else fee.label


def _counted(fee: Fee, count: int) -> int:
    """The amount of so many; after ``beyond`` of them each is cheaper, and ``most`` ends it."""
    dearer = count if fee.beyond is None else min(count, fee.beyond)
    cheaper = fee.amount if fee.amount_beyond is None else fee.amount_beyond
    total = fee.amount * dearer + cheaper * (count - dearer)
    return total if fee.most is None else min(total, fee.most)


def _count(said: Any) -> int:
    return said if isinstance(said, int) and said > 0 else 0


def results(form: Form) -> tuple[IssuedResult, ...]:
    """What the commune itself gives out, in the order in which it is listed."""
    rows = form.compiled.get("results")
    if rows is None:
        return (BIRTH_CERTIFICATE,)
    return tuple(
        IssuedResult(row["key"], row["name"], BookKind(row["book"]), Layout(row["layout"]))
        for row in rows
    )


def legs(form: Form) -> tuple[Leg, ...]:
    """The legs of the version, in the order in which they are listed."""
    return tuple(
        Leg(
            LegKind(row["kind"]),
            tuple(row["papers"]),
            tuple(row["needs"]),
            LegKind(row["after"]) if row.get("after") else None,
            LegWhen(row.get("opens", LegWhen.SIGNED)),
        )
        for row in form.compiled.get("legs", ())
    )


def limits(form: Form) -> dict[LimitScope, Limit]:
    """The legal limits of the version by step."""
    return {
        LimitScope(step): Limit(row["amount"], LimitUnit(row["unit"]))
        for step, row in form.compiled.get("limits", {}).items()
    }


def shortened(
    legal: Mapping[LimitScope, Limit], local: Iterable[tuple[LimitScope, Limit]]
) -> dict[LimitScope, Limit]:
    """The legal limits with the shorter ones of a district put in their place."""
    found = dict(legal)
    for step, limit in local:
        if step in found and not is_longer(limit, found[step]):
            found[step] = limit
    return found


def is_longer(limit: Limit, than: Limit) -> bool:
    """Whether ``limit`` gives more time; other units than the law's count as longer."""
    if limit.unit is LimitUnit.SAME_DAY:
        return False
    return limit.unit is not than.unit or limit.amount > than.amount


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(
        key=row["key"],
        name=row["name"],
        must=Must(row["must"]),
        original=Original(row["original"]),
        count=row.get("count", 1),
        hint=row.get("hint", ""),
        substitute_of=row.get("substitute_of") or "",
        needed_if=QuestionCondition.read(row.get("needed_if")),
    )


def _fee(row: Mapping[str, Any]) -> Fee:
    leg = row.get("for_leg")
    return Fee(
        key=row["key"],
        kind=FeeKind(row["kind"]),
        label=row["label"],
        amount=row["amount"],
        basis=row["basis"],
        for_leg=LegKind(leg) if leg else None,
        when=FeeWhen(row.get("due_when") or FeeWhen.ALWAYS),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        exempt=frozenset(row.get("exempt", ())),
        beyond=row.get("beyond"),
        amount_beyond=row.get("amount_beyond"),
        most=row.get("most"),
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
