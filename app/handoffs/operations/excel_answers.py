"""Answers of an agency from an Excel file: each row is validated, valid ones are booked once."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.handoffs.exports import CHECKSUM_SHOWN, LONGEST_NUMBER, Answer, AnswerRow, day_of
from app.handoffs.models import Leg
from app.handoffs.operations import answers
from app.handoffs.operations.ledger import OnPaper
from app.handoffs.operations.transitions import advance
from app.handoffs.queries import handovers, packets
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.errors import Refused
from app.kernel.security import encryption
from app.kernel.vocabulary import Term

SEALED_FOR, KEPT_SECONDS = "answers in a file", 60 * 60


class AnswerVerdict(Term):
    """The validation result of one row (kết quả kiểm tra)."""

    # fmt: off
    BOOK = "book", _("Can be booked")
    ALREADY = "already", _("Already booked")
    FORMULA = "formula", _("A cell holds a formula. Enter the value itself.")
    UNKNOWN = "unknown", _("The key or the code of the forwarded file cannot be read.")
    DUPLICATE = "duplicate", _("The same forwarded file is in several rows. Keep one.")
    NOT_HELD = "not_held", _("This forwarded file is not held by the agency.")
    CHANGED_KEY = (
        "changed_key", _("Key and code do not belong together: a locked cell was changed."),
    )
    CHECKSUM = "checksum", _(
        "The checksum is not that of the newest forwarded file. Download a new "
        "file."
    )
    BAD_ANSWER = "bad_answer", _("Choose one of the three answers.")
    NO_NUMBER = "no_number", _("Enter the number of the result, 60 letters at most.")
    NO_REASON = "no_reason", _("Enter the reason.")
    BAD_DATE = (
        "bad_date", _("Enter a day as dd/mm/yyyy, not before the receipt and not after today."),
    )
    STATE = "state", _(
        "The forwarded file has been settled otherwise, or waits for something "
        "else."
    )
    # fmt: on


GOOD = frozenset({AnswerVerdict.BOOK, AnswerVerdict.ALREADY})
DONE = {
    Answer.RESULT: frozenset({LegState.ANSWERED, LegState.COLLECTED}),
    Answer.REFUSED: frozenset({LegState.REFUSED}),
    Answer.COMPLETE: frozenset({LegState.COMPLETING}),
}
"""Leg states that mean the answer is booked already."""
ACTIONS = {
    Answer.RESULT: (LegAction.ANSWER, LegAction.ANSWER_ON_PAPER),
    Answer.REFUSED: (LegAction.REFUSE, LegAction.REFUSE_ON_PAPER),
    Answer.COMPLETE: (LegAction.ASK_COMPLETION, LegAction.ASK_ON_PAPER),
}
"""The step for each answer: by the agency itself, or by the commune on its behalf."""


@dataclass(frozen=True)
class CheckedAnswer:
    """One row with its validation result."""

    said: AnswerRow
    verdict: AnswerVerdict


def judge(rows: Sequence[AnswerRow], *, actor: Actor) -> list[CheckedAnswer]:
    """Validate each row; nothing is changed."""
    legs = {leg.id: leg for leg in handovers.for_exchange(actor)}
    times = Counter(row.leg_id for row in rows)
    return [CheckedAnswer(row, _verdict(row, legs, times)) for row in rows]


def book(rows: Sequence[AnswerRow], *, actor: Actor) -> list[CheckedAnswer]:
    """Validate again, under lock, and book the valid rows; idempotent."""
    before = judge(rows, actor=actor)
    keys = packets.in_locking_order([*_to_book(before)])
    legs = {key: _locked(key, actor) for key in keys}
    again = judge(rows, actor=actor)  # others may have booked before we had the locks
    judged = [
        second if first.verdict is AnswerVerdict.BOOK else first
        for first, second in zip(before, again, strict=True)
    ]
    for key, said in _to_book(judged).items():
        _book(legs[key], said, actor)
    return judged


def _to_book(judged: Iterable[CheckedAnswer]) -> dict[UUID, AnswerRow]:
    good = (each.said for each in judged if each.verdict is AnswerVerdict.BOOK)
    return {said.leg_id: said for said in good if said.leg_id}


def _locked(key: UUID, actor: Actor) -> Leg:
    if handovers.holds_packets(actor):
        return packets.for_holder_step(key, actor)
    return packets.for_commune_step(key, actor)


def _verdict(row: AnswerRow, legs: dict[UUID, Leg], times: Counter[UUID | None]) -> AnswerVerdict:
    if row.has_formula:
        return AnswerVerdict.FORMULA
    if row.leg_id is None or not row.code:
        return AnswerVerdict.UNKNOWN
    if times[row.leg_id] > 1:
        return AnswerVerdict.DUPLICATE
    leg = legs.get(row.leg_id)
    if leg is None:
        return AnswerVerdict.NOT_HELD
    return _of_packet(row, leg) or _of_answer(row, leg) or _of_state(row, leg)


def _of_packet(row: AnswerRow, leg: Leg) -> AnswerVerdict | None:
    """Whether the row is about the packet for which the file was made."""
    packet = leg.packets[-1]
    if row.code != leg.code:
        return AnswerVerdict.CHANGED_KEY
    if (row.n, row.checksum) != (str(packet.n), packet.checksum[:CHECKSUM_SHOWN]):
        return AnswerVerdict.CHECKSUM
    return None


def _of_answer(row: AnswerRow, leg: Leg) -> AnswerVerdict | None:
    if row.means is None:
        return AnswerVerdict.BAD_ANSWER
    if row.means is Answer.RESULT and not 0 < len(row.result) <= LONGEST_NUMBER:
        return AnswerVerdict.NO_NUMBER
    if row.means is not Answer.RESULT and not row.note:
        return AnswerVerdict.NO_REASON
    if row.day and not _is_possible(row, leg):
        return AnswerVerdict.BAD_DATE
    return None


def _is_possible(row: AnswerRow, leg: Leg) -> bool:
    day = day_of(row.day)
    received = leg.received_at or leg.sent_at or clock.now()
    return day is not None and clock.local(received).date() <= day <= clock.today()


def _of_state(row: AnswerRow, leg: Leg) -> AnswerVerdict:
    if leg.state is LegState.RECEIVED:
        return AnswerVerdict.BOOK
    same = row.means is not Answer.RESULT or leg.result.get("number") == row.result
    done = row.means is not None and leg.state in DONE[row.means]
    return AnswerVerdict.ALREADY if done and same else AnswerVerdict.STATE


def _book(leg: Leg, row: AnswerRow, actor: Actor) -> None:
    by, means = packets.acting_on(actor, leg), Answer(row.means or "")  # valid, so it has one
    own, on_paper = ACTIONS[means]
    action = own if LegCapacity.HOLDER in by.capacity_set else on_paper
    on = OnPaper(None, _moment(row, leg)) if row.day else None
    if means is Answer.RESULT:
        answers.write_result(leg, row.result, row.note)
    advance(leg, action, by=by, reason=row.note, on=on)


def _moment(row: AnswerRow, leg: Leg) -> datetime:
    """Noon of the given day, but not in the future and not before the receipt."""
    noon, now = clock.at(day_of(row.day) or clock.today(), 12), clock.now()
    return min(max(noon, leg.received_at or noon), now)


def note(actor: Actor, judged: Sequence[CheckedAnswer]) -> None:
    """Write the import and the number of booked rows to the change log."""
    booked = sum(each.verdict is AnswerVerdict.BOOK for each in judged)
    change_log.imported(actor, Leg.__tablename__, [f"rows={len(judged)}", f"booked={booked}"])


# ---- between validation and booking --------------------------------------------------------------


def sealed(rows: Sequence[AnswerRow], *, actor: Actor) -> str:
    """The validated rows, signed, for the form that books them."""
    told = {"by": str(actor.staff_id), "rows": [asdict(row) for row in rows]}
    packed = zlib.compress(json.dumps(told).encode(), 9)
    return encryption.seal(SEALED_FOR, packed).decode()


def unsealed(words: str, *, actor: Actor) -> list[AnswerRow]:
    """The rows that this user was shown.

    Raises:
        Refused: they have expired, are another user's, or are not signed by us.
    """
    packed = encryption.unseal(SEALED_FOR, words.encode(), within_seconds=KEPT_SECONDS)
    told: dict[str, Any] = json.loads(zlib.decompress(packed)) if packed else {}
    if told.get("by") != str(actor.staff_id):
        raise Refused(
            _("Too much time has passed since the file was checked. Choose the file again."),
        )
    return [AnswerRow(**row) for row in told["rows"]]
