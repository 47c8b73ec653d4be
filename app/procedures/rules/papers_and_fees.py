"""Consequences of the answers: papers, fees, limits and legs of the version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.deadlines.deadline import Limit, LimitUnit
from app.procedures.models.vocabulary import (
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
    """A kind of paper (thành phần hồ sơ): whether required, and as original, copy or only shown."""

    key: str
    name: str
    must: Must
    original: Original
    count: int
    hint: str = ""
    substitute_of: str = ""
    needed_if: QuestionCondition | None = None


@dataclass(frozen=True)
class SpecialAmount:
    """Another amount of a fee, for answers that meet its condition (mức thu tại phường)."""

    amount: int
    label: str
    condition: QuestionCondition


@dataclass(frozen=True)
class Fee:
    """A fee of the city (lệ phí); ``held`` is collected for another agency and transferred."""

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
    special: SpecialAmount | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it applies to dossiers submitted on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Leg:
    """Work done by another agency (bước liên thông)."""

    kind: LegKind
    papers: tuple[str, ...]
    needs: tuple[str, ...]
    after: LegKind | None = None
    """The agency that must finish first; None: in parallel."""
    opens: LegWhen = LegWhen.SIGNED


@dataclass(frozen=True)
class IssuedResult:
    """What the commune itself issues, and the register it is entered in (kết quả)."""

    key: str
    name: str
    book: BookKind
    layout: Layout
    note: str = ""
    """What the book, and not the paper, says of every such entry (``Trẻ bị bỏ rơi``)."""
    needed_if: QuestionCondition | None = None
    """Issued for some answers only, as the book of a judgment depends on what it decides."""


BIRTH_CERTIFICATE = IssuedResult(
    "birth_certificate", "Giấy khai sinh", BookKind.BIRTH, Layout.BIRTH
)
"""The result of versions published before results were listed."""


def papers(form: Form) -> tuple[Paper, ...]:
    return tuple(_paper(row) for row in form.compiled.get("papers", ()))


def papers_for(form: Form, answers: Answers) -> tuple[Paper, ...]:
    """The papers of this dossier, in the order of the list, with substitutes replacing originals.

    A paper whose condition is false is not required, and neither is a substitute unless its
    condition is true.
    """
    whole = form.completed(answers)
    return tuple(p for p in papers(form) if p.needed_if is None or p.needed_if.holds(whole))


def fees(form: Form) -> tuple[Fee, ...]:
    return tuple(_fee(row) for row in form.compiled.get("fees", ()))


def fees_for(form: Form, answers: Answers, day: date) -> tuple[Fee, ...]:
    """The fees of this dossier if submitted on ``day`` (Luật Hộ tịch, Đ.11)."""
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
    """The number of requested copies of the certificate (bản sao trích lục)."""
    return _count(form.answer(StandsFor.COPIES, answers))


def pages(form: Form, answers: Answers) -> int:
    """The number of pages of each certified copy (số trang chứng thực)."""
    return _count(form.answer(StandsFor.PAGES, answers))


def amount_of(fee: Fee, form: Form, answers: Answers) -> int:
    """The amount in đồng: some fees are counted per copy, or per page of each copy."""
    whole = form.completed(answers)
    if fee.when is FeeWhen.COPIES:
        return _counted(fee, copies(form, whole))
    if fee.when is FeeWhen.PAGES:
        asked = form.answer(StandsFor.COPIES, whole)
        each = _counted(fee, pages(form, whole))
        return each * (1 if asked is None else _count(asked))
    special = fee.special
    return special.amount if special and special.condition.holds(whole) else fee.amount


def label_of(fee: Fee, form: Form, answers: Answers) -> str:
    """The fee as on receipts: with its count (3 bản; 2 trang × 3 bản)."""
    counts = []
    if fee.when is FeeWhen.PAGES:
        counts.append(f"{pages(form, answers)} trang")
    if fee.when in {FeeWhen.COPIES, FeeWhen.PAGES} and copies(form, answers):
        counts.append(f"{copies(form, answers)} bản")
    return f"{fee.label} ({' × '.join(counts)})" if counts else fee.label


def _counted(fee: Fee, count: int) -> int:
    """The amount for a count; above ``beyond`` the unit price is lower, ``most`` is the maximum."""
    dearer = count if fee.beyond is None else min(count, fee.beyond)
    cheaper = fee.amount if fee.amount_beyond is None else fee.amount_beyond
    total = fee.amount * dearer + cheaper * (count - dearer)
    return total if fee.most is None else min(total, fee.most)


def _count(said: Any) -> int:
    return said if isinstance(said, int) and said > 0 else 0


def results(form: Form) -> tuple[IssuedResult, ...]:
    rows = form.compiled.get("results")
    if rows is None:
        return (BIRTH_CERTIFICATE,)
    return tuple(
        IssuedResult(
            row["key"],
            row["name"],
            BookKind(row["book"]),
            Layout(row["layout"]),
            row.get("note", ""),
            QuestionCondition.read(row.get("needed_if")),
        )
        for row in rows
    )


def results_for(form: Form, answers: Answers) -> tuple[IssuedResult, ...]:
    """The results of this dossier."""
    whole = form.completed(answers)
    return tuple(r for r in results(form) if r.needed_if is None or r.needed_if.holds(whole))


def legs(form: Form) -> tuple[Leg, ...]:
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
    return {
        LimitScope(step): Limit(row["amount"], LimitUnit(row["unit"]))
        for step, row in form.compiled.get("limits", {}).items()
    }


def shortened(
    legal: Mapping[LimitScope, Limit], local: Iterable[tuple[LimitScope, Limit]]
) -> dict[LimitScope, Limit]:
    """The legal limits, replaced by shorter ones of a district."""
    found = dict(legal)
    for step, limit in local:
        if step in found and not is_longer(limit, found[step]):
            found[step] = limit
    return found


def is_longer(limit: Limit, than: Limit) -> bool:
    """Whether ``limit`` gives more time; units other than the law's count as longer."""
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
        special=_special(row.get("amount_if")),
    )


def _special(row: Mapping[str, Any] | None) -> SpecialAmount | None:
    condition = QuestionCondition.read(row)
    return SpecialAmount(row["amount"], row["label"], condition) if row and condition else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
