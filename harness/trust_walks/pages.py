"""Acts as the pages do them: through the generated views and the operations behind the forms.

Row-level security is off where these acts walk, so that nothing but the application refuses. What a
role may not open it does not try: each act names its permission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, g
from sqlalchemy.dialects.postgresql import Range

from app.accounts import queries
from app.accounts.models import AppUser, Posting, Staff
from app.accounts.operations import account_links, posting_changes, two_factor
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import ROLES, Permission, Role
from app.accounts.views.people import STAFF, UNITS
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from app.rollout.models.account_rounds import Waiver
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.operations import account_rounds, staff_lists
from app.training.models.classes import Attendance, TrainingClass
from app.training.operations import check_in, class_results, enrolment
from harness.trust_walks.statements import Hand

PERIODS = (Range(date(2016, 1, 1), None), Range(date(2016, 11, 1), date(2030, 1, 1)))


class Impossible(Exception):
    """The page offers no such choice."""


@dataclass(frozen=True)
class Desk:
    """Somebody at a page: who acts, what they may choose, and the views."""

    actor: Actor
    hand: Hand
    views: Mapping[str, Any]

    def unit(self) -> Unit:
        return self._chosen(UNITS, "unit")

    def person(self) -> Staff:
        key = self.hand.somebody()
        found = STAFF.find(self.actor, str(key))
        return self._there(found)

    def seat(self) -> tuple[Staff, Unit, Role]:
        """Person, unit and role that the form takes."""
        staff, unit, role = self.hand.seat()
        found = STAFF.find(self.actor, str(staff)), UNITS.find(self.actor, str(unit))
        return self._there(found[0]), self._there(found[1]), Role(role)

    def row(self, view: str, kind: str) -> Any:
        """A row within the scope of the view."""
        page = self.views[view]
        return self._there(page.datamodel.get(self.hand.one(kind), page._base_filters))

    def managed(self, view: str, kind: str) -> Any:
        """A row on which the view would run an action."""
        found = self.row(view, kind)
        self.views[view].rows.must_manage(found)
        return found

    def add(self, view: str, item: Any) -> None:
        """Save a filled form."""
        self.views[view].pre_add(item)
        self.views[view].insert(item)

    def save(self, view: str, item: Any) -> None:
        """Save a changed form."""
        self.views[view].pre_update(item)
        self.views[view].update(item)

    def _chosen(self, lookup: Any, kind: str) -> Any:
        return self._there(lookup.find(self.actor, str(self.hand.one(kind))))

    @staticmethod
    def _there(found: Any) -> Any:
        if found is None:
            raise Impossible
        return found


@contextmanager
def at_desk(app: Flask, staff: str, user: int, hand: Hand) -> Iterator[Desk]:
    """A request of this person, with the postings of this moment."""
    with app.test_request_context("/can-bo/"):
        views = {type(view).__name__: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]
        account = db.session.get(AppUser, user)
        actor = queries.actor_of(UUID(staff), clock.today())
        if account is not None:
            account.actor = actor
        g._login_user = account
        yield Desk(actor, hand, views)


def may(actor: Actor, verb: str, noun: str) -> bool:
    roles = (ROLES[Role(seat.role)] for seat in actor.postings)
    return any(Permission(f"can_{verb}", noun) in role.may for role in roles)


def post(desk: Desk) -> None:
    staff, unit, role = desk.seat()
    during = desk.hand.chance.choice(PERIODS)
    item = Posting(staff=staff, unit=unit, role=role, title="x", during=during)
    desk.add("PostingView", item)
    desk.hand.made.setdefault("posting", []).append(str(item.id))


def prolong(desk: Desk) -> None:
    item = desk.managed("PostingView", "posting")
    item.during = desk.hand.chance.choice(PERIODS)
    desk.save("PostingView", item)


def end(desk: Desk) -> None:
    item = desk.managed("PostingView", "posting")
    accounts_staff.end_posting(item, last_day=clock.today())
    desk.views["PostingView"].datamodel.edit(item)


def transfer(desk: Desk) -> None:
    item = queries.posting_managed_by(desk.actor, UUID(desk.hand.one("posting")))
    role, since = Role(desk.hand.role()), clock.today()
    posting_changes.transfer(item, desk.unit(), role, title="x", since=since, by=desk.actor)


def suspend(desk: Desk) -> None:
    item = queries.posting_managed_by(desk.actor, UUID(desk.hand.one("posting")))
    today = clock.today()
    until = today + timedelta(days=desk.hand.chance.randrange(3))
    posting_changes.suspend(item, since=today, until=until, reason="x", by=desk.actor)


def reopen(desk: Desk) -> None:
    posting_changes.reopen(desk.managed("PostingView", "posting"), by=desk.actor)


def appoint_deputy(desk: Desk) -> None:
    leader = desk.row("PostingView", "posting")
    today = clock.today()
    item = Posting(
        staff=desk.person(),
        stands_for=leader,
        because="x",
        during=Range(today, today + timedelta(days=9)),
    )
    desk.add("DeputyView", item)


def waive(desk: Desk) -> None:
    staff, unit, role = desk.seat()
    item = Waiver(staff=staff, unit=unit, role=role, reason="x")
    desk.add("WaiverView", item)


def hire(desk: Desk) -> None:
    item = Staff(full_name="Người Bịa", unit=desk.unit(), phone="0987654321")
    desk.add("StaffView", item)
    desk.hand.made.setdefault("staff", []).append(str(item.id))


def change_person(desk: Desk) -> None:
    item = desk.managed("StaffView", "staff")
    item.phone = "0987654321"
    desk.save("StaffView", item)


def open_account(desk: Desk) -> None:
    account_links.start_activation(desk.managed("StaffView", "staff"), by=desk.actor)


def reset_password(desk: Desk) -> None:
    account_links.start_reset(desk.managed("StaffView", "staff"), by=desk.actor)


def reset_code(desk: Desk) -> None:
    two_factor.reset_codes(desk.managed("StaffView", "staff"), by=desk.actor, reason="x")


def print_slip(desk: Desk) -> str:
    slip = desk.managed("SealedSlipView", "slip")
    return account_links.print_slip(slip, by=desk.actor, day=clock.today()).token


def open_round(desk: Desk) -> None:
    district, phase = desk.unit(), 1
    groups = account_rounds.preview(district, phase, by=desk.actor)
    keys = [each.candidate.line_id for group in groups for each in group.ready]
    account_rounds.open_round(district, phase, keys, by=desk.actor)


def begin_list(desk: Desk) -> None:
    made = staff_lists.open_list(desk.unit(), desk.hand.chance.choice((1, 2)), by=desk.actor)
    desk.hand.made.setdefault("list", []).append(made.id)


def write_line(desk: Desk) -> None:
    person = desk.person()
    item = ListLine(
        staff_list=desk.row("StaffListView", "list"),
        full_name=person.full_name,
        unit=desk.unit(),
        role=Role(desk.hand.role()),
        title="x",
        phone=person.phone or "0987654321",
        id_number=person.id_number or "001180009999",
    )
    desk.add("ListLineView", item)


def change_line(desk: Desk) -> None:
    item = desk.managed("ListLineView", "line")
    item.role = Role(desk.hand.role())
    desk.save("ListLineView", item)


def move_list(desk: Desk) -> None:
    found: StaffList = desk.row("StaffListView", "list")
    step = desk.hand.chance.choice((staff_lists.submit, staff_lists.take_back))
    step(found, by=desk.actor, version=found.version)


def approve(desk: Desk) -> None:
    found: StaffList = desk.row("StaffListView", "list")
    staff_lists.approve(found, by=desk.actor, version=found.version)


def nominate(desk: Desk) -> None:
    held = db.session.get(TrainingClass, desk.hand.one("class"))
    if held is not None:
        enrolment.nominate(held, [desk.person().id], by=desk.actor)


def record(desk: Desk) -> None:
    item: Attendance = desk.managed("AttendanceView", "attendance")
    held = item.training_class
    if desk.hand.chance.random() < 0.5 and held.sessions:
        check_in.check_in(item, held.sessions[0], by=desk.actor)
    else:
        class_results.settle(held, by=desk.actor)


Act = Callable[[Desk], str | None]
ACTS: tuple[tuple[str, str, Act], ...] = (
    ("add", "Posting", post),
    ("add", "Posting", post),
    ("edit", "Posting", prolong),
    ("edit", "Posting", prolong),
    ("end", "Posting", end),
    ("transfer", "Posting", transfer),
    ("suspend", "Posting", suspend),
    ("suspend", "Posting", reopen),
    ("add", "Deputy", appoint_deputy),
    ("add", "Waiver", waive),
    ("add", "Staff", hire),
    ("edit", "Staff", change_person),
    ("open_account", "Staff", open_account),
    ("start_reset", "Staff", reset_password),
    ("reset_code", "Staff", reset_code),
    ("print", "SealedSlip", print_slip),
    ("add", "AccountRound", open_round),
    ("add", "StaffList", begin_list),
    ("add", "ListLine", write_line),
    ("edit", "ListLine", change_line),
    ("submit", "StaffList", move_list),
    ("decide", "StaffList", approve),
    ("add", "Attendance", nominate),
    ("check_in", "Attendance", record),
)
"""Verb and noun of the permission, and the act."""


def act(desk: Desk, n: int) -> tuple[str, str | None]:
    """One act, in a transaction of its own; its name, and the secret that its page shows, if any.

    Who lacks the permission does another act instead.
    """
    open_to = [do for verb, noun, do in ACTS if may(desk.actor, verb, noun)]
    if not open_to:
        raise Impossible
    do = ACTS[n][2] if ACTS[n][2] in open_to else open_to[n % len(open_to)]
    with transaction():
        return do.__name__, do(desk)
