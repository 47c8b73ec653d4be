"""The exchange by Excel must book every valid row once, and report every invalid one.

``python -m harness.excel_answers`` lets an agency hold 500 packets, fills in their file, corrupts
rows in eleven ways, and prints one line of JSON. Files are written and read as by Excel.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

from openpyxl import load_workbook
from sqlalchemy import func, select

from app.accounts.roles import Role
from app.dossiers.models.dossier import Event
from app.handoffs import exports
from app.handoffs.models import Handover, Leg
from app.handoffs.operations import excel_answers
from app.handoffs.operations.excel_answers import AnswerVerdict, CheckedAnswer
from app.handoffs.queries import handovers
from app.handoffs.queries import packets as handoffs_packets
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from harness.reconciliation import brought_to
from tests.factories import a_commune, a_copy_of, somebody

KEY, CODE, CHECKSUM, ANSWER, NUMBER, DAY, NOTE = 1, 2, 6, 9, 10, 11, 12
"""The columns of the file that are filled in or corrupted."""
RESULT, REFUSED, COMPLETE = exports.ANSWER_WORDS.values()
Sheet = Any


def _set(**cells: Any) -> Callable[[Sheet, int], None]:
    """Set other values in some columns of one row."""
    places = {"key": KEY, "code": CODE, "checksum": CHECKSUM, "answer": ANSWER}
    places |= {"number": NUMBER, "day": DAY, "note": NOTE}

    def spoil(sheet: Sheet, row: int) -> None:
        for name, value in cells.items():
            sheet.cell(row, places[name]).value = value

    return spoil


def _repeat(sheet: Sheet, row: int) -> None:
    sheet.append([cell.value for cell in sheet[row]])


WAYS: Mapping[AnswerVerdict, Callable[[Sheet, int], None]] = {
    AnswerVerdict.UNKNOWN: _set(key="12"),
    AnswerVerdict.NOT_HELD: lambda sheet, row: _set(key=str(uuid4()))(sheet, row),
    AnswerVerdict.CHANGED_KEY: _set(code="000.00.01.H26-161121-9999"),
    AnswerVerdict.CHECKSUM: _set(checksum="0" * 16),
    AnswerVerdict.BAD_ANSWER: _set(answer="Đồng ý"),
    AnswerVerdict.NO_NUMBER: _set(answer=RESULT, number=None),
    AnswerVerdict.NO_REASON: _set(answer=REFUSED, note=None),
    AnswerVerdict.BAD_DATE: _set(day="31/11/2016"),
    AnswerVerdict.FORMULA: _set(number='=HYPERLINK("http://x","1")'),
    AnswerVerdict.DUPLICATE: _repeat,
}
"""How a row is corrupted, by the expected verdict; the eleventh way changes the leg."""


def filled_in(legs: Sequence[Leg], bad: Mapping[int, AnswerVerdict]) -> bytes:
    """The file with an answer in each row, some rows corrupted; rows are counted from 0."""
    book = load_workbook(BytesIO(exports.packets(legs)))
    sheet = book.worksheets[0]
    for n in range(len(legs)):
        answer = (RESULT, RESULT, RESULT, REFUSED, COMPLETE)[n % 5]
        _set(answer=answer, number=f"HN-{n:06}" if answer == RESULT else None)(sheet, n + 2)
        _set(day=f"{clock.today():%d/%m/%Y}" if n % 3 else None)(sheet, n + 2)
        _set(note="Thiếu chữ ký của chủ hộ" if answer != RESULT else None)(sheet, n + 2)
    for n, verdict in bad.items():
        if verdict in WAYS:
            WAYS[verdict](sheet, n + 2)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def brought_in(content: bytes, actor: Actor) -> tuple[list[CheckedAnswer], list[CheckedAnswer]]:
    """The verdicts of the dry run, and of the booking."""
    rows = exports.answers(BytesIO(content))
    before = _written()
    dry = excel_answers.judge(rows, actor=actor)
    if _written() != before:
        raise AssertionError("the dry run wrote something")
    with transaction():
        booked = excel_answers.book(rows, actor=actor)
    return dry, booked


def _written() -> tuple[Any, ...]:
    """How many rows the journals have, to detect changes."""
    counts = (
        select(func.count()).select_from(model).scalar_subquery() for model in (Event, Handover)
    )
    return tuple(db.session.execute(select(*counts)).one())


def measure(packets: int, bad: int) -> dict[str, Any]:
    """Let a police station hold this many packets, corrupt this many rows, and import twice."""
    began = time.monotonic()
    commune = a_commune()
    hold(packets, commune)
    police = somebody(Role.POLICE, commune).actor
    legs = handovers.for_exchange(police, state=LegState.RECEIVED)
    ways = [*WAYS, AnswerVerdict.STATE]
    wanted = {n * (len(legs) // bad): ways[n % len(ways)] for n in range(bad)}
    content = filled_in(legs, wanted)
    with transaction():
        _settle(
            [legs[n] for n, verdict in wanted.items() if verdict is AnswerVerdict.STATE], police
        )
    dry, booked = brought_in(content, police)
    told = {each.said.number - 2: each.verdict for each in dry}
    named = sum(told[n] is verdict for n, verdict in wanted.items())
    before = _written()
    _dry, again = brought_in(content, police)
    return {
        "exchange_packets": len(legs),
        "exchange_bad": bad,
        "exchange_named": named,
        "exchange_ways": len(set(wanted.values())),
        "exchange_booked": sum(each.verdict is AnswerVerdict.BOOK for each in booked),
        "exchange_good": len(legs) - bad,
        "booked_again": sum(each.verdict is AnswerVerdict.BOOK for each in again),
        "changed_again": _written() != before,
        "already": sum(each.verdict is AnswerVerdict.ALREADY for each in again),
        "seconds": round(time.monotonic() - began, 1),
        "verdicts": dict(Counter(str(each.verdict) for each in dry)),
    }


def hold(packets: int, commune: Unit) -> None:
    """Let the police of this commune hold so many packets: one walked there, the others copies."""
    police, _insurance = brought_to([LegState.RECEIVED, LegState.PREPARED], [commune])
    with transaction():
        first = db.session.get_one(Leg, police).dossier
        for n in range(1, packets):
            a_copy_of(first, n)


def _settle(legs: Iterable[Leg], actor: Actor) -> None:
    """The agency answers these otherwise, after it had downloaded the file."""
    for leg in legs:
        excel_answers.answers.answer(
            leg, by=handoffs_packets.acting_on(actor, leg), number="SỐ KHÁC"
        )


__all__ = ["brought_in", "filled_in", "measure"]
