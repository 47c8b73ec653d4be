"""The stock of blanks of a commune: what a period moved, and which numbers are left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, cast, select, true
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import db
from app.registers.models.blanks import BlankBatch, BlankFate, BlankKind, BlankUse


@dataclass(frozen=True)
class BlankCount:
    """One kind of blank in a period: the first three less the next two are what is left."""

    kind: BlankKind
    before: int
    received: int
    used: int
    spoiled: int
    left: Sequence[str]
    """The numbers that are left, as ranges."""
    left_count: int

    @property
    def balances(self) -> bool:
        return self.before + self.received - self.used - self.spoiled == self.left_count


def in_scope(actor: Actor, of: type[BlankBatch | BlankUse]) -> ColumnElement[bool]:
    """Blanks of the communes this user reads."""
    return true() if actor.city else of.unit_id.in_(actor.reads)


def own_batches(actor: Actor) -> Select[BlankBatch]:
    """The batches of the communes where this person works, the newest first."""
    units = {seat.unit_id for seat in actor.postings}
    own = select(BlankBatch).where(BlankBatch.unit_id.in_(units))
    return own.order_by(BlankBatch.received_on.desc(), BlankBatch.id.desc())


def shown_with(text: str) -> ColumnElement[bool]:
    """Batches in whose letters and numbers, as they are shown, this occurs."""
    first, last = (cast(number, String) for number in (BlankBatch.first, BlankBatch.last))
    return (BlankBatch.series + " " + first + "–" + last).icontains(text, autoescape=True)


def batch_of(unit_id: int, series: str, number: int, kind: BlankKind) -> BlankBatch | None:
    """The batch of the commune in which this number was received."""
    query = select(BlankBatch).where(
        BlankBatch.unit_id == unit_id,
        BlankBatch.series == series,
        BlankBatch.kind == kind,
        BlankBatch.first <= number,
        BlankBatch.last >= number,
    )
    return db.session.scalar(query)


def use_of(batch_id: int, number: int) -> BlankUse | None:
    query = select(BlankUse).where(BlankUse.batch_id == batch_id, BlankUse.number == number)
    return db.session.scalar(query)


def count(unit_id: int, since: date, until: date) -> list[BlankCount]:
    """The kinds of which the commune has or had blanks.

    What is left is found from the numbers themselves, not from the sums.
    """
    batches = db.session.scalars(
        select(BlankBatch)
        .where(BlankBatch.unit_id == unit_id, BlankBatch.received_on <= until)
        .order_by(BlankBatch.series, BlankBatch.first)
    ).all()
    uses = db.session.scalars(
        select(BlankUse)
        .where(BlankUse.unit_id == unit_id, BlankUse.on <= until)
        .options(joinedload(BlankUse.batch))
    ).all()
    return [
        _of_kind(
            kind,
            [each for each in batches if each.kind is kind],
            [each for each in uses if each.batch.kind is kind],
            since,
        )
        for kind in BlankKind
        if any(each.kind is kind for each in batches)
    ]


def _of_kind(
    kind: BlankKind, batches: Sequence[BlankBatch], uses: Sequence[BlankUse], since: date
) -> BlankCount:
    gone = {(each.batch_id, each.number) for each in uses}
    within = Counter(each.fate for each in uses if each.on >= since)
    sizes = [(each.received_on, each.last - each.first + 1) for each in batches]
    earlier = sum(1 for each in uses if each.on < since)
    left = [
        (batch, [n for n in range(batch.first, batch.last + 1) if (batch.id, n) not in gone])
        for batch in batches
    ]
    return BlankCount(
        kind=kind,
        before=sum(size for day, size in sizes if day < since) - earlier,
        received=sum(size for day, size in sizes if day >= since),
        used=within[BlankFate.USED],
        spoiled=within[BlankFate.SPOILED],
        left=[said for batch, numbers in left for said in _ranges(batch.series, numbers)],
        left_count=sum(len(numbers) for _batch, numbers in left),
    )


def _ranges(series: str, numbers: Sequence[int]) -> Iterator[str]:
    begin = None
    for n, number in enumerate(numbers):
        begin = number if begin is None else begin
        if n + 1 == len(numbers) or numbers[n + 1] != number + 1:
            said = str(number) if begin == number else f"{begin}–{number}"
            yield f"{series} {said}".strip()
            begin = None
