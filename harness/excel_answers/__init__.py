"""The exchange by Excel must book every valid row once, and report every invalid one.

An agency holds packets, whose file is filled in, rows corrupted in eleven ways. Files are written
and read as by Excel.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import Any

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
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from harness.stage.factories import a_commune, a_copy_of, somebody
from harness.stage.factories.answer_workbooks import WAYS, filled_in
from harness.stage.factories.legs import brought_to


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


def send(packets: int, bad: int) -> dict[str, Any]:
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
