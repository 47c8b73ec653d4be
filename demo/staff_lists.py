"""Demo staff lists: those by which the officers were admitted, and lists in progress.

The districts of the first phase have registered everybody posted there. Of the second phase there
is one list in each state, most are approved, and a commune has a list of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.accounts import queries as accounts
from app.accounts.models.staff import Posting, Staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import AccountIssue, AccountRound
from app.rollout.models.phases import Phase
from app.rollout.models.staff_lists import ListEvent, ListLine, ListState, StaffList
from app.rollout.rules.plan import PHASES
from demo import people
from demo.people import OF_COMMUNE, DemoPerson, DemoPosting, Seated

APPROVED_ON = {1: date(2016, 10, 28), 2: date(2016, 11, 24)}
"""By phase; classes are held between then and the first accounts."""
FIRST_UNKNOWN = 200
"""Lower person numbers belong to people with a posting."""


class Waiting(NamedTuple):
    """A list of the second phase and its state."""

    district: str
    state: ListState
    communes: int
    remarks: str | None = None


SECOND_PHASE = (
    Waiting("269", ListState.DRAFT, 2),
    Waiting("279", ListState.SUBMITTED, 5),
    Waiting("280", ListState.RETURNED, 3, "Một số dòng thiếu chức vụ; đề nghị bổ sung trước hạn."),
    Waiting("273", ListState.APPROVED, 6),
)
REMARK = "Ghi rõ chức vụ theo quyết định phân công."
STEPS: Mapping[ListState, Sequence[str]] = {
    ListState.DRAFT: ("open",),
    ListState.SUBMITTED: ("open", "submit"),
    ListState.RETURNED: ("open", "submit", "return"),
    ListState.APPROVED: ("open", "submit", "approve"),
}


def register(seated: Iterable[Seated]) -> None:
    """Create the approved lists of everybody with a posting in a district or commune."""
    by_district: dict[int, list[Seated]] = defaultdict(list)
    for each in seated:
        if each.unit.kind != UnitKind.DEPARTMENT:
            by_district[each.unit.district_id or each.unit.id].append(each)
    for district_id, its_own in by_district.items():
        maker = next(each.staff for each in its_own if each.seat.role is Role.DISTRICT_IT)
        district = organisation.unit(district_id)
        phase = its_own[0].phase
        found = _list(district, phase, ListState.APPROVED, APPROVED_ON[phase], maker)
        found.lines = [
            _line(n, each.seat, each.unit, people.of(each.staff), each.staff)
            for n, each in enumerate(its_own, 1)
        ]


def give_out(postings: Iterable[Posting]) -> None:
    """Create the round in which the accounts of each district were issued."""
    by_district: dict[int, list[Posting]] = defaultdict(list)
    for posting in postings:
        if posting.unit.kind != UnitKind.DEPARTMENT:
            by_district[posting.unit.district_id or posting.unit.id].append(posting)
    for district_id, its_own in by_district.items():
        phase = organisation.unit(district_id).phase or 1
        at = clock.at(PHASES[phase].accounts_from, 8, 15)
        giver = next(each.staff for each in its_own if each.role is Role.DISTRICT_IT)
        issues = [
            AccountIssue(staff=each.staff, posting_id=each.id, unit=each.unit, role=each.role)
            for each in its_own
        ]
        db.session.add(
            AccountRound(unit_id=district_id, phase=phase, at=at, by_id=giver.id, issues=issues)
        )


def wait() -> list[ListLine]:
    """Create the lists of the second phase; returns the approved list's lines, due for training.

    They were submitted before the deadline, or before today if that is earlier.
    """
    due = db.session.get_one(Phase, 2).lists_due
    day, first, approved = min(due, clock.today()) - timedelta(days=4), FIRST_UNKNOWN, []
    for waiting in SECOND_PHASE:
        district = people.district_of(waiting.district)
        found = _list(district, 2, waiting.state, day, None, waiting.remarks)
        for n, (seat, unit) in enumerate(_seats(district, waiting.communes), 1):
            known = people.somebody(first, unit) if waiting.state is ListState.APPROVED else None
            found.lines.append(_line(n, seat, unit, people.invented(first), known))
            first += 1
        if waiting.state is ListState.RETURNED:
            found.lines[1].title, found.lines[1].remark = "Công chức", REMARK
        approved += [line for line in found.lines if line.staff is not None]
    _of_a_commune(day, first)
    return approved


def _of_a_commune(day: date, first: int) -> None:
    """A person whom a commune adds by itself; the district has to approve."""
    leader = accounts.staff_of("chutich.haiboi")
    found = _list(leader.unit, 1, ListState.SUBMITTED, day, leader)
    found.lines = [_line(1, OF_COMMUNE[2], leader.unit, people.invented(first), None)]


def _list(
    unit: Unit,
    phase: int,
    state: ListState,
    day: date,
    maker: Staff | None,
    remarks: str | None = None,
) -> StaffList:
    """A list as its steps left it, the last one on this day."""
    steps, at = STEPS[state], clock.at(day, 9, 10)
    decided = state in {ListState.APPROVED, ListState.RETURNED}
    made = StaffList(
        unit=unit, phase=phase, n=1, state=state, remarks=remarks,
        made_at=at - timedelta(days=1), made_by_id=maker and maker.id,
        submitted_at=at if "submit" in steps else None,
        decided_at=at + timedelta(hours=5) if decided else None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    moments: Sequence[datetime] = (at - timedelta(days=1), at, at + timedelta(hours=5))
    db.session.add_all(
        ListEvent(list_id=made.id, at=moment, action=step,
                  remarks=remarks if step == "return" else None)
        for moment, step in zip(moments, steps, strict=False)
    )  # fmt: skip
    return made


def _line(
    n: int, seat: DemoPosting, unit: Unit, person: DemoPerson, staff: Staff | None
) -> ListLine:
    return ListLine(
        n=n, role=seat.role, title=seat.title, unit=unit, folded=fold(person.full_name),
        staff=staff, **person._asdict(),
    )  # fmt: skip


def _seats(district: Unit, communes: int) -> Iterable[tuple[DemoPosting, Unit]]:
    """One person for each posting of the district itself and of its first communes."""
    yield from people.seats_of(district)
    for commune in organisation.communes(district.id)[:communes]:
        for seat in people.ONE_OF_EACH:
            yield seat, commune
