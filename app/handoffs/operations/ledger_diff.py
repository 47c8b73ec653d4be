"""Comparison of two ledgers, packet by packet: pure functions (đối chiếu).

The rows of each side are compared with the state of the leg, its packets, the originals and the
signed sheets. Nothing here reads the database.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.dossiers.models.dossier import Custody
from app.handoffs import rules
from app.handoffs.models import Direction, Party
from app.handoffs.workflow import LegState
from app.procedures.models.vocabulary import LegKind


class DiscrepancyKind(StrEnum):
    """What does not agree (loại chênh lệch)."""

    LOST_OUT = "lost_out"
    LOST_BACK = "lost_back"
    NEVER_GIVEN = "never_given"
    TWICE = "twice"
    CHECKSUM = "checksum"
    NO_ROW = "no_row"
    NO_STATE = "no_state"
    CUSTODY = "custody"
    SHEET = "sheet"


class LedgerRow(NamedTuple):
    """One row of the ledger."""

    n: int
    direction: Direction
    party: Party
    checksum: str
    sheet_id: UUID | None = None


class Sent(NamedTuple):
    """One packet: whether its seal is intact, and which originals went along."""

    n: int
    checksum: str
    whole: bool
    originals: frozenset[str]


class Original(NamedTuple):
    """One original of the dossier and its last recorded place."""

    key: str
    custody: Custody
    last_move: Custody | None
    result_of_leg: bool = False


class SignedLine(NamedTuple):
    """One line of a hand-over sheet."""

    sheet_id: UUID
    direction: Direction
    n: int
    checksum: str
    signed: bool


@dataclass(frozen=True, kw_only=True)
class LegFacts:
    """All facts about one leg."""

    leg_id: UUID
    code: str
    kind: LegKind
    state: LegState
    closed: bool
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    packets: tuple[Sent, ...] = ()
    rows: tuple[LedgerRow, ...] = ()
    papers: tuple[Original, ...] = ()
    lines: tuple[SignedLine, ...] = ()

    def count(self, n: int, direction: Direction, party: Party) -> int:
        return sum((r.n, r.direction, r.party) == (n, direction, party) for r in self.rows)


@dataclass(frozen=True)
class DeliveryCutoffs:
    """Sent before, answered before: by now the other side should have it."""

    out: datetime
    back: datetime


@dataclass(frozen=True)
class Discrepancy:
    """One difference."""

    kind: DiscrepancyKind
    leg_id: UUID
    code: str
    n: int
    direction: Direction


@dataclass
class Counts:
    """Counts for one pair of offices, from the rows of both sides."""

    sent: int = 0
    held: int = 0
    on_way: int = 0
    to_collect: int = 0
    differences: list[Discrepancy] = field(default_factory=list)


ROWS = (
    (Direction.OUT, Party.GIVER),
    (Direction.OUT, Party.TAKER),
    (Direction.BACK, Party.GIVER),
    (Direction.BACK, Party.TAKER),
)
LOST = {Direction.OUT: DiscrepancyKind.LOST_OUT, Direction.BACK: DiscrepancyKind.LOST_BACK}


def differences(leg: LegFacts, patience: DeliveryCutoffs) -> list[Discrepancy]:
    return [
        Discrepancy(kind, leg.leg_id, leg.code, n, direction)
        for kind, n, direction in dict.fromkeys(_found(leg, patience))
    ]


Found = tuple[DiscrepancyKind, int, Direction]


def _found(leg: LegFacts, patience: DeliveryCutoffs) -> Iterator[Found]:
    yield from _movements(leg, patience)
    yield from _checksums(leg)
    yield from _originals(leg)
    yield from _sheets(leg)


def stage(leg: LegFacts) -> int:
    """How many rows the newest packet must have in the leg's state."""
    if leg.state is LegState.REFUSED and leg.closed:
        return 4
    return leg.state.stage


def _movements(leg: LegFacts, patience: DeliveryCutoffs) -> Iterator[Found]:
    numbers = {packet.n for packet in leg.packets}
    newest, here = max(numbers, default=0), stage(leg)
    for row in leg.rows:
        if row.n not in numbers:
            yield DiscrepancyKind.NO_STATE, row.n, row.direction
    if here and not numbers:
        yield DiscrepancyKind.NO_ROW, 0, Direction.OUT
    for n in sorted(numbers):
        if leg.state is LegState.RECALLED and n == newest:
            yield from _recalled(leg, n)
            continue
        for direction in Direction:
            reached = here if n == newest else 2
            told = _told(leg, n, direction, reached)
            waits = n == newest and _waits_too_long(leg, direction, patience)
            if kind := LOST[direction] if told is None and waits else told:
                yield kind, n, direction


def _told(leg: LegFacts, n: int, direction: Direction, reached: int) -> DiscrepancyKind | None:
    """The fault in the two rows of one movement."""
    given, taken = (leg.count(n, direction, party) for party in Party)
    first = ROWS.index((direction, Party.GIVER))
    must_give, must_take = reached > first, reached > first + 1
    if given > 1 or taken > 1:
        return DiscrepancyKind.TWICE
    if taken and not given:
        return DiscrepancyKind.NEVER_GIVEN
    if must_give and not given:
        return DiscrepancyKind.NO_ROW
    if must_take and not taken:
        return LOST[direction]
    return DiscrepancyKind.NO_STATE if given > must_give or taken > must_take else None


def _waits_too_long(leg: LegFacts, direction: Direction, patience: DeliveryCutoffs) -> bool:
    if direction is Direction.OUT:
        return leg.state is LegState.SENT and bool(leg.sent_at and leg.sent_at < patience.out)
    answered = leg.state in {LegState.ANSWERED, LegState.REFUSED} and not leg.closed
    return answered and bool(leg.answered_at and leg.answered_at < patience.back)


def _recalled(leg: LegFacts, n: int) -> Iterator[Found]:
    """Differences of a recalled leg; whether the agency ever had it does not matter."""
    if max(leg.count(n, *row) for row in ROWS) > 1:
        yield DiscrepancyKind.TWICE, n, Direction.OUT
    elif not leg.count(n, Direction.OUT, Party.GIVER):
        yield DiscrepancyKind.NO_ROW, n, Direction.OUT
    elif not leg.count(n, Direction.BACK, Party.TAKER):
        yield DiscrepancyKind.LOST_BACK, n, Direction.BACK
    elif leg.count(n, Direction.BACK, Party.GIVER):
        yield DiscrepancyKind.NO_STATE, n, Direction.BACK


def _checksums(leg: LegFacts) -> Iterator[Found]:
    for packet in leg.packets:
        told = {row.checksum for row in leg.rows if row.n == packet.n}
        told |= {line.checksum for line in leg.lines if line.n == packet.n}
        if not packet.whole or told - {packet.checksum}:
            yield DiscrepancyKind.CHECKSUM, packet.n, Direction.OUT


def _originals(leg: LegFacts) -> Iterator[Found]:
    if leg.kind is LegKind.COMMUNE:
        return  # it gets no originals, and its own records stay
    there, here = rules.CUSTODY_AT[leg.kind], stage(leg)
    newest = max((packet.n for packet in leg.packets), default=0)
    away = 1 <= here < 4
    travelling = frozenset[str]().union(*(packet.originals for packet in leg.packets))
    for paper in leg.papers:
        at_agency = paper.custody is there
        own = paper.key in travelling or paper.result_of_leg
        if own and paper.last_move not in {None, paper.custody}:
            wrong = True
        elif away:
            wrong = not at_agency and own and not paper.result_of_leg
        elif leg.state is LegState.COLLECTED:
            comes_back = paper.result_of_leg or paper.key == rules.RESULT_KEYS[leg.kind]
            wrong = at_agency and comes_back
        else:
            wrong = at_agency
        if wrong:
            yield DiscrepancyKind.CUSTODY, newest, Direction.BACK if here == 4 else Direction.OUT


def _sheets(leg: LegFacts) -> Iterator[Found]:
    """Differences between signed sheets and the rows recorded from them."""
    signed = {line.sheet_id for line in leg.lines if line.signed}
    for line in leg.lines:
        party = Party.TAKER if line.direction is Direction.OUT else Party.GIVER
        answered = line.direction is Direction.OUT or stage(leg) >= 3
        if line.signed and answered and not leg.count(line.n, line.direction, party):
            yield DiscrepancyKind.SHEET, line.n, line.direction
    for row in leg.rows:
        if row.sheet_id and row.sheet_id not in signed:
            yield DiscrepancyKind.SHEET, row.n, row.direction


def tally(legs: list[LegFacts], patience: DeliveryCutoffs) -> Counts:
    """“We sent 41, they hold 40, missing: …” over the legs of one pair of offices."""
    told, seen = Counts(), Counter[str]()
    for leg in legs:
        told.differences += differences(leg, patience)
        newest = max((packet.n for packet in leg.packets), default=0)
        if leg.closed or not newest:
            continue
        given, taken, back, _fetched = (bool(leg.count(newest, *row)) for row in ROWS)
        late = _waits_too_long(leg, Direction.OUT, patience)
        seen["sent"] += given and not back
        seen["held"] += taken and not back
        seen["on_way"] += given and not taken and not back and not late
        seen["to_collect"] += back
    told.sent, told.held = seen["sent"], seen["held"]
    told.on_way, told.to_collect = seen["on_way"], seen["to_collect"]
    return told
